"""`companion list`: writes the exercises as lines of text or as JSON. The shelf reads them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from companion.exercise.scalars import harmless
from companion.packs.shelf import ShelfEntry
from companion.tongue import said

OURS = "Companion"
"""The author of the exercises that came with the program."""
_JSON_KEYS = (
    "id",
    "title",
    "kind",
    "people",
    "minutes",
    "pack",
    "gist",
    "summary",
    "needs",
    "author",
    "path",
    "broken",
)


def as_json(entries: Sequence[ShelfEntry]) -> str:
    """Makes one array with an object for each exercise, which has the keys of `_JSON_KEYS`.

    `gist` is empty and `needs` an empty list if the exercise does not give them.
    """
    objects = [{key: getattr(entry, key) for key in _JSON_KEYS} for entry in entries]
    text = json.dumps(objects, ensure_ascii=False, indent=2)
    # Bytes of a file's name that are not UTF-8 are lone surrogates here, which JSON writes as \udcef.
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def as_lines(entries: Sequence[ShelfEntry]) -> list[str]:
    """Writes a heading for each pack, a line for each exercise with the name to type first, and how to play one."""
    if not entries:
        return [
            "There are no exercises here. To play one that you wrote, type companion play and the name of its file."
        ]
    width = max(len(entry.id) for entry in entries)
    by_pack: dict[tuple[str, str], list[ShelfEntry]] = {}
    for entry in entries:
        by_pack.setdefault((entry.pack_title, entry.pack), []).append(entry)
    lines: list[str] = []
    for (title, _), some in by_pack.items():
        heading = f"{title}{_by(some)}"
        lines += ["", heading] if lines else [heading]
        lines += [f"  {harmless(entry.id):{width}}  {_about(entry)}" for entry in some]
    playable = next((entry.id for entry in entries if not entry.broken), "NAME")
    return [*lines, "", "To play one, type its name from the left, for example:", f"  companion play {playable}"]


def _by(entries: Sequence[ShelfEntry]) -> str:
    """Names the author of a pack, if all its exercises are by the same one. Empty for those that came with the
    program."""
    authors = {entry.author for entry in entries if entry.author}
    return f", by {harmless(authors.pop())}" if len(authors) == 1 and authors != {OURS} else ""


def _about(entry: ShelfEntry) -> str:
    if entry.broken:
        return f"can't be used: {harmless(entry.broken)}"
    words = said("two people"), said("one person")
    people = (words[0] if entry.people == 2 else words[1]).ljust(max(map(len, words)))
    return f"{minutes_text(entry.minutes):>6}  {people}  {entry.title}"


def minutes_text(minutes: float) -> str:
    """Writes minutes, rounded and at least one: "1 min", "12 min"."""
    return f"{max(1, round(minutes))} min"
