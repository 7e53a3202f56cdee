"""How somebody writes numbers of their own: where the file goes, and what it looks like. Text only; writes nothing."""

from __future__ import annotations

from companion import resources

EXAMPLE = """\
regions:
  IE:
    name: Ireland
    emergency:
      - number: "112"
        name: "Gardaí, fire, ambulance"
    crisis:
      - number: "116 123"
        name: Samaritans
        hours: day and night
      - text: HELLO to 50808
        name: Text 50808
    abuse:
      - number: "1800 341 900"
        name: Women's Aid
        who: women
        source:
          - page: "The Journal: Women's Aid helpline receives 41 calls a day"
            address: "https://www.thejournal.ie/womens-aid-helpline-2-2964358-Sep2016/"
            dated: 2016-09
        read: 2026-11-22
"""


def how_to_edit() -> str:
    """What `companion crisis --edit` prints."""
    file = resources.own_crisis_file()
    example = "\n".join(f"    {line}".rstrip() for line in EXAMPLE.splitlines())
    return f"""\
Your own numbers go into this file ({"it is there" if file.exists() else "it is not there yet"}):

    {file}

A country that stands in it is shown as you wrote it; all others stay as they came. It looks like this:

{example}

An entry needs a name, and one of number, text and web. Put numbers in quotes. who, hours, languages, note, source and
read may be left out. Dial a number, or read its own page, before you write it down: a wrong one is worse than none.
Then look at it with `companion crisis`, which says so where something in the file cannot be read."""
