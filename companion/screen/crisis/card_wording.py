"""The words of a crisis card: for plain lines, for the command line, and for the full screen.

Pure; no textual. The number stands first in its line, so that a screen reader says it first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.screen import words
from companion.screen.flow import wrap
from companion.tongue import meant, said

if TYPE_CHECKING:
    from companion.crisis.card_model import CrisisContact
    from companion.crisis.desk import Shown
    from companion.screen.seam import CrisisDesk

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day(read: str) -> str:
    """Writes a date such as "2026-11-22" as "22 November 2026"; leaves anything else as it is."""
    parts = read.split("-")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts) or not 1 <= int(parts[1]) <= 12:
        return read
    return f"{int(parts[2])} {said(_MONTHS[int(parts[1]) - 1])} {parts[0]}"


def where(shown: Shown) -> str:
    """Names the card's country."""
    return words.shown(said(shown.card.name))


def guess(shown: Shown) -> str:
    """Says that the country is only a guess; empty if the person chose it, or where there are no numbers."""
    return words.CRISIS_GUESSED.format(name=where(shown)) if shown.guessed and shown.card.entries else ""


def calls(shown: Shown) -> str:
    """Says that the program can’t call for them and, where the card has numbers, that these people can help."""
    return f"{words.CRISIS_NOBODY} {words.CRISIS_PEOPLE}" if shown.card.entries else words.CRISIS_NOBODY


def what(entry: CrisisContact) -> str:
    """Names the service, with its hours and whom it is for."""
    details = "; ".join(said(each) for each in entry.details.split("; ")) if entry.details else ""
    return words.shown(f"{said(entry.name)} ({details})" if details else said(entry.name))


def _reach(entry: CrisisContact) -> str:
    """Says how to reach a service: its number, or how to text it, or where to chat."""
    for before, way in (("text ", said("text {number}")), ("chat at ", said("chat at {number}"))):
        if entry.reach.startswith(before):
            return way.format(number=entry.reach.removeprefix(before))
    return entry.reach


def groups(shown: Shown, first: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """Sorts the entries by need: heading, then for each how to reach it and the service. `first`: the need that comes
    before all others. The services for people who are worried about their own behavior come last."""
    from companion.crisis.card_model import Need

    order = sorted(Need, key=lambda need: need.value != first)
    found = [(need, [(words.harmless(_reach(entry)), what(entry)) for entry in shown.card.of(need)]) for need in order]
    return [(words.CRISIS_NEEDS[need.value], entries) for need, entries in found if entries]


def missing(shown: Shown) -> str:
    """Names the lines that the card lacks, and how to find one; empty if it has all of them, or none."""
    from companion.crisis.card_model import Need

    kinds = [words.CRISIS_KINDS[need] for need in Need if need in words.CRISIS_KINDS and not shown.card.of(need)]
    if not kinds or not shown.card.entries:
        return ""
    *most, last = kinds
    return words.CRISIS_MISSING.format(
        kinds=said("{first} or {last}").format(first=", ".join(most), last=last) if most else last
    )


def advice(shown: Shown) -> tuple[str, ...]:
    """Says how to find help where the card has no numbers; says nothing where it has some."""
    if shown.card.entries:
        return ()
    return (words.CRISIS_NONE, *words.CRISIS_FIND)


def origin(shown: Shown) -> str:
    """Says where the numbers come from and how old they are; empty if there are none."""
    if not shown.card.entries:
        return ""
    return words.CRISIS_ORIGIN[shown.card.origin.value].format(read=day(shown.card.read))


def lines_of(shown: Shown, change: str, first: str = "") -> list[str]:
    """Writes the whole card, a sentence to a line. `change` says how to choose another country: near the top where the
    country is a guess, and else near the end. `first`: the need whose numbers come first.

    The last line has the emergency number once more: on a terminal of 24 lines the first ones have scrolled away.
    """
    lines = [words.headed(words.CRISIS_TITLE), calls(shown)]
    if said := guess(shown):
        lines += [said, change]
    elif shown.card.entries:
        lines.append(words.CRISIS_FOR.format(name=where(shown)))
    if shown.unsaved:
        lines.append(words.CRISIS_KEEP_TYPE)
    lines += [words.shown(notice) for notice in shown.notices]
    lines += advice(shown)
    for heading, entries in groups(shown, first):
        lines.append(words.headed(heading))
        lines += [f"{words.beside(reach, who)}." for reach, who in entries]
    if text := missing(shown):
        lines.append(text)
    lines.append(words.CRISIS_ENOUGH)
    if text := origin(shown):
        lines.append(text)
    if change not in lines:
        lines.append(change)
    for heading, entries in groups(shown, first)[: 2 if first else 1]:
        lines.append(f"{words.beside(heading, entries[0][0])}.")
    return lines


def typed(desk: CrisisDesk, text: str) -> list[str] | None:
    """Answers a typed "crisis", "crisis region NAME" or "crisis keep"; None if something else was typed."""
    first, _, rest = text.partition(" ")
    if meant(first) != "crisis":
        return lines_of(desk.show(), words.CRISIS_TYPE) if text == "c" else None
    command, _, name = rest.strip().partition(" ")
    if not command:
        return lines_of(desk.show(), words.CRISIS_TYPE)
    if meant(command) == "keep" and not name:
        return _keep(desk)
    if meant(command) not in {"region", "regions", "country"}:
        return None
    named = {said(known).casefold(): code for code, known in desk.regions()}
    code = (desk.find(name) or named.get(name.strip().casefold())) if name.strip() else None
    if code is None:
        names = ", ".join(words.harmless(said(known)) for _, known in desk.regions())
        return [words.CRISIS_UNKNOWN.format(names=names) if name.strip() else f"{words.CRISIS_REGIONS} {names}."]
    desk.use(code)
    return lines_of(desk.show(), words.CRISIS_TYPE)


def _keep(desk: CrisisDesk) -> list[str]:
    """Saves the country of the card, if it was chosen and isn't saved. Otherwise it shows the card."""
    if not desk.show().unsaved:
        return lines_of(desk.show(), words.CRISIS_TYPE)
    desk.choose(desk.show().card.region)
    return [words.shown(notice) for notice in desk.show().notices] or [words.CRISIS_SAVED]


def hanging(reach: str, who: str, column: int, width: int) -> list[tuple[str, str]]:
    """Sets a number and its text in rows of `width` cells: side by side, or the text below where that is too narrow."""
    if width < column + 20:
        return [(reach, ""), *(("", f"  {row}") for row in wrap(who, max(1, width - 2)))]
    first = [reach] if len(reach) < column else []
    rows = wrap(who, width - column)
    if first or not rows:
        return [(f"{reach:<{column}}" if n == 0 else " " * column, row) for n, row in enumerate(rows or [""])]
    return [(reach, ""), *((" " * column, row) for row in rows)]
