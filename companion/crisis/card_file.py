"""Reads crisis cards from YAML text, and names the place of each mistake. Pure: no file is opened here."""

from __future__ import annotations

import re
from typing import Any

from companion.crisis.card_model import Card, CrisisContact, Need, Origin, SourcePage
from companion.errors import CompanionError
from companion.exercise.source import Path, Source, read_source

COMPARE = "docs/crisis.md shows how an entry is written."

_REGION = frozenset({"name", *Need})
_WORDS = frozenset({"name", "number", "text", "chat", "web", "who", "hours", "languages", "note", "read"})
_ENTRY = _WORDS | {"also", "source"}
_PAGE = frozenset({"page", "address", "dated"})
_LONGEST = 120
"""Characters of one value at most, because a card has to fit on a screen."""
_NUMBER = re.compile(r"[+*#0-9][-+*#0-9 ()/.]*\Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
_DATED = re.compile(r"\d{4}(-\d\d){0,2}\Z")


class BadCrisisFile(CompanionError):
    """A crisis file has a mistake."""

    title = "The crisis file has a mistake"


def parse_cards(text: str | bytes, name: str, origin: Origin = Origin.SHIPPED) -> dict[str, Card]:
    """Reads every region of the file, by code. Raises BadCrisisFile with `file:line:column` at the first mistake."""
    source = read_source(text, name)
    if source.problems:
        first = min(source.problems)
        # The reader's hints are about exercises, so only the place of its error is used.
        ours = not any(word in first.message for word in ("exercise", "speech", "spoken"))
        message = first.message if ours else "I can't read the file from here on."
        raise BadCrisisFile(message, place=first.place, hint=f"Check the quotes, colons and spaces. {COMPARE}")
    return _Reader(source, origin).cards()


class _Reader:
    def __init__(self, source: Source, origin: Origin) -> None:
        self._source = source
        self._origin = origin

    def cards(self) -> dict[str, Card]:
        data = self._mapping(self._source.data, (), frozenset({"regions"}))
        regions = self._mapping(data.get("regions"), ("regions",), None)
        if not regions:
            raise self._wrong((), "There are no regions in this file.", "Begin with the line: regions:")
        return {code: self._card(code, value, ("regions", code)) for code, value in regions.items()}

    def _card(self, code: str, value: Any, path: Path) -> Card:
        if re.fullmatch(r"[A-Z]{2}", code) is None:
            raise self._wrong(
                path, f"{code!r} isn't a country code.", "Use two capital letters, such as GB or IE.", key=True
            )
        region = self._mapping(value, path, _REGION)
        entries: list[CrisisContact] = []
        for need in Need:
            items = region.get(need.value, ())
            if not isinstance(items, tuple):
                raise self._wrong(
                    (*path, need.value), f"{need.value!r} has to be a list.", "Begin each entry with a dash."
                )
            entries += [self._entry(need, item, (*path, need.value, n)) for n, item in enumerate(items)]
        if not entries:
            raise self._wrong(path, f"{code} has no entries.", "Add one, or remove the country.", key=True)
        return Card(code, self._text(region, "name", path, needed=True), tuple(entries), self._origin)

    def _entry(self, need: Need, value: Any, path: Path) -> CrisisContact:
        entry = self._mapping(value, path, _ENTRY)
        words = {key: self._text(entry, key, path) for key in _WORDS}
        if not words["name"]:
            raise self._wrong(path, "This entry has no name.", "Add the name of the service, such as name: Samaritans.")
        if not (words["number"] or words["text"] or words["chat"] or words["web"]):
            raise self._wrong(path, "This entry has no number.", "Add number:, text:, chat: or web:.")
        if words["number"] and _NUMBER.match(words["number"]) is None:
            raise self._wrong(
                (*path, "number"),
                f"{words['number']!r} can't be dialled.",
                "Write only digits and spaces, in quotes. Put anything else under note:.",
            )
        if words["read"] and _DAY.match(words["read"]) is None:
            raise self._wrong((*path, "read"), f"{words['read']!r} isn't a date.", "Write it like 2026-11-22.")
        also = self._also(entry.get("also", ()), (*path, "also"))
        pages = entry.get("source", ())
        if not isinstance(pages, tuple):
            raise self._wrong((*path, "source"), "'source' has to be a list of pages.", "Begin each page with a dash.")
        sources = tuple(self._page(page, (*path, "source", n)) for n, page in enumerate(pages))
        return CrisisContact(need=need, also=also, sources=sources, **words)

    def _also(self, value: Any, path: Path) -> tuple[Need, ...]:
        if not isinstance(value, tuple):
            raise self._wrong(path, "'also' has to be a list of kinds.", "Write it like also: [assault].")
        for n, kind in enumerate(value):
            if kind not in tuple(Need):
                known = ", ".join(Need)
                raise self._wrong((*path, n), f"I don't know the kind of help {kind!r}.", f"You can use: {known}.")
        return tuple(Need(kind) for kind in value)

    def _page(self, value: Any, path: Path) -> SourcePage:
        page = self._mapping(value, path, _PAGE)
        words = {key: self._text(page, key, path, longest=400) for key in _PAGE}
        if not (words["page"] and words["address"]):
            raise self._wrong(path, "A source needs a page and an address.", "Write page: and address:.")
        if words["dated"] and _DATED.match(words["dated"]) is None:
            raise self._wrong(
                (*path, "dated"), f"{words['dated']!r} isn't a date.", "Write it like 2026-11-22 or 2026."
            )
        return SourcePage(**words)

    # -- values ---------------------------------------------------------------------------------------------------

    def _mapping(self, value: Any, path: Path, known: frozenset[str] | None) -> dict[str, Any]:
        if value is None and path == ():
            return {}
        if not isinstance(value, dict):
            raise self._wrong(path, "I expected lines such as 'name: Samaritans' here.", COMPARE)
        for key in value:
            if known is not None and key not in known:
                raise self._wrong(
                    (*path, key), f"{key!r} can't be used here.", f"You can use: {', '.join(sorted(known))}.", key=True
                )
        return value

    def _text(
        self, mapping: dict[str, Any], key: str, path: Path, *, needed: bool = False, longest: int = _LONGEST
    ) -> str:
        value = mapping.get(key, "")
        where = (*path, key)
        if isinstance(value, dict | tuple):
            raise self._wrong(where, f"{key!r} has to be one line of text.", COMPARE)
        text = " ".join(self._source.written.get(where, str(value)).split())
        if needed and not text:
            raise self._wrong(path, f"{key!r} is missing.", COMPARE)
        if len(text) > longest:
            raise self._wrong(where, f"{key!r} is too long for the card.", f"Write at most {longest} characters.")
        return text

    def _wrong(self, path: Path, message: str, hint: str, *, key: bool = False) -> BadCrisisFile:
        mark = self._source.key_mark(path) if key else self._source.mark(path)
        return BadCrisisFile(message, place=f"{self._source.file}:{mark.line}:{mark.column}", hint=hint)
