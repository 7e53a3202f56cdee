"""The text of `companion crisis --edit`: how to write a file with numbers of one's own. Writes no file."""

from __future__ import annotations

from companion import resources
from companion.crisis.card_model import Need

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
    assault:
      - number: "1800 77 8888"
        name: National Rape Crisis Helpline
        hours: day and night
    addiction:
      - web: slaafws.org
        name: Sex and Love Addicts Anonymous
        note: groups online and by phone
"""


def how_to_edit() -> str:
    """Writes the explanation, with the file's place and an example."""
    file = resources.own_crisis_file()
    example = "\n".join(f"    {line}".rstrip() for line in EXAMPLE.splitlines())
    return f"""\
To add your own numbers:

1. Open this file in a text editor ({"it is there" if file.exists() else "it isn't there yet, so make it"}):

    {file}

2. Copy this example into it, and put in your own country, names and numbers. Numbers stay in quotes.

{example}

3. Check each number on the service's own page, or by calling it. A wrong number is worse than none.
   Please don't call an emergency number just to check it.

4. To look at it, type: companion crisis
   It tells you if something in the file can't be read. Companion's own numbers are then shown instead.

Good to know: IE is the code of Ireland. For the other codes, type: companion crisis --list
You see only what you write for that country, and every other country stays as it was. Leave out the kinds you don't
need. There are six: {", ".join(Need)}. `assault` is for sexual assault, `abuse`
for violence at home, `worried` for people who are afraid of hurting someone.

An entry needs a name, and one of number, text, chat and web. It can also have who, hours, languages and note. If it is
for more than one kind, write it once and add the others, such as also: [assault]. You can note its source, and the day
you read it, in source and read."""
