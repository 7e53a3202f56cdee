"""YAML text to crisis cards, every mistake with its place. Pure: no file is opened here."""

from __future__ import annotations

import re
from typing import Any

from companion.crisis.model import Card, Entry, Need, Origin, Page
from companion.errors import CompanionError
from companion.exercise.source import Path, Source, read_source

COMPARE = "docs/crisis.md shows how an entry is written."

_REGION = frozenset({"name", *Need})
_ENTRY = frozenset({"name", "number", "text", "web", "who", "hours", "languages", "note", "source", "read"})
_PAGE = frozenset({"page", "address", "dated"})
_LONGEST = 120
"""Characters of one value; a card has to fit on a screen."""
_NUMBER = re.compile(r"[+*#0-9][-+*#0-9 ()/.]*\Z")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
_DATED = re.compile(r"\d{4}(-\d\d){0,2}\Z")


class BadCrisisFile(CompanionError):
    title = "The crisis file has a mistake"


def parse_cards(text: str | bytes, name: str, origin: Origin = Origin.SHIPPED) -> dict[str, Card]:
    """Every region of the file, by code. Raises BadCrisisFile with `file:line:column` at the first mistake."""
    source = read_source(text, name)
    if source.problems:
        first = min(source.problems)
        # The reader's hints, and some of its sentences, are for exercises; the place is the same in every file.
        ours = not any(word in first.message for word in ("exercise", "speech", "spoken"))
        message = first.message if ours else "The file cannot be read from here on."
        raise BadCrisisFile(message, place=first.place, hint=f"Look at the quotes, colons and spaces. {COMPARE}")
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
            raise self._wrong(path, f"{code!r} is no country code.", "Write two capitals, such as GB or IE.", key=True)
        region = self._mapping(value, path, _REGION)
        entries: list[Entry] = []
        for need in Need:
            items = region.get(need.value, ())
            if not isinstance(items, tuple):
                raise self._wrong((*path, need.value), f"{need.value!r} is a list.", "Begin each entry with a dash.")
            entries += [self._entry(need, item, (*path, need.value, n)) for n, item in enumerate(items)]
        if not entries:
            raise self._wrong(path, f"{code} has no entries.", "Write one, or take the country out.", key=True)
        return Card(code, self._text(region, "name", path, needed=True), tuple(entries), self._origin)

    def _entry(self, need: Need, value: Any, path: Path) -> Entry:
        entry = self._mapping(value, path, _ENTRY)
        words = {key: self._text(entry, key, path) for key in _ENTRY - {"source"}}
        if not words["name"]:
            raise self._wrong(path, "This entry has no name.", "Write who answers, such as name: Samaritans.")
        if not (words["number"] or words["text"] or words["web"]):
            raise self._wrong(path, "This entry has no number.", "Write number:, text: or web:.")
        if words["number"] and _NUMBER.match(words["number"]) is None:
            raise self._wrong(
                (*path, "number"),
                f"{words['number']!r} cannot be dialled.",
                "Write digits and spaces in quotes; hours and words go to note:.",
            )
        if words["read"] and _DAY.match(words["read"]) is None:
            raise self._wrong((*path, "read"), f"{words['read']!r} is no day.", "Write it like 2026-11-22.")
        pages = entry.get("source", ())
        if not isinstance(pages, tuple):
            raise self._wrong((*path, "source"), "'source' is a list of pages.", "Begin each page with a dash.")
        sources = tuple(self._page(page, (*path, "source", n)) for n, page in enumerate(pages))
        return Entry(need=need, sources=sources, **words)

    def _page(self, value: Any, path: Path) -> Page:
        page = self._mapping(value, path, _PAGE)
        words = {key: self._text(page, key, path, longest=400) for key in _PAGE}
        if not (words["page"] and words["address"]):
            raise self._wrong(path, "A source has a page and an address.", "Write page: and address:.")
        if words["dated"] and _DATED.match(words["dated"]) is None:
            raise self._wrong((*path, "dated"), f"{words['dated']!r} is no date.", "Write it like 2026-11-22 or 2026.")
        return Page(**words)

    # -- values ---------------------------------------------------------------------------------------------------

    def _mapping(self, value: Any, path: Path, known: frozenset[str] | None) -> dict[str, Any]:
        if value is None and path == ():
            return {}
        if not isinstance(value, dict):
            raise self._wrong(path, "Keys and values were expected here.", COMPARE)
        for key in value:
            if known is not None and key not in known:
                raise self._wrong(
                    (*path, key), f"{key!r} is not known here.", f"Known are: {', '.join(sorted(known))}.", key=True
                )
        return value

    def _text(
        self, mapping: dict[str, Any], key: str, path: Path, *, needed: bool = False, longest: int = _LONGEST
    ) -> str:
        value = mapping.get(key, "")
        where = (*path, key)
        if isinstance(value, dict | tuple):
            raise self._wrong(where, f"{key!r} is one line of text.", COMPARE)
        text = " ".join(self._source.written.get(where, str(value)).split())
        if needed and not text:
            raise self._wrong(path, f"{key!r} is missing.", COMPARE)
        if len(text) > longest:
            raise self._wrong(where, f"{key!r} is too long for the card.", f"Write at most {longest} characters.")
        return text

    def _wrong(self, path: Path, message: str, hint: str, *, key: bool = False) -> BadCrisisFile:
        mark = self._source.key_mark(path) if key else self._source.mark(path)
        return BadCrisisFile(message, place=f"{self._source.file}:{mark.line}:{mark.column}", hint=hint)
