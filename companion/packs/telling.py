"""The text that a person is shown about packs and keys. Pure: values in, lines out; it asks nothing."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence

from companion.exercise.item_lists import LIST_KIND
from companion.packs.building import Built
from companion.packs.getting import Update
from companion.packs.index import ShelfBuilt
from companion.packs.keys import AuthorKey
from companion.packs.lookalikes import letters_told, strange_letters
from companion.packs.offering import Offer, Step
from companion.packs.receipts import Installed
from companion.packs.subscriptions import SubscribedShelf
from companion.packs.trust import Author, Standing

_WIDE = 78
_MOST_SHOWN = 30
_MOST_CAUTIONS = 10


def offer_lines(offer: Offer, known: Author | None) -> list[str]:
    """Describes a pack: its title, its author, its contents, and whether its author is known."""
    manifest = offer.manifest
    lines = [f"{manifest.title}, version {manifest.version}"]
    if manifest.summary:
        lines += _wrapped(manifest.summary)
    lines += [f"  by {manifest.author}; license: {manifest.license}; language: {manifest.language}", ""]
    recordings = f", {_count(offer.recordings, 'recording')}" if offer.recordings else ""
    lines.append(f"  In it: {_counted(offer)}{recordings}, {_size(manifest.total)}")
    for each in offer.contents[:_MOST_SHOWN]:
        people = "for one person" if each.people == 1 else "for two"
        kind = "a list for “yes, no, maybe”" if each.kind == LIST_KIND else each.kind
        lines.append(f"    {each.title} ({people}, {kind})")
    if len(offer.contents) > _MOST_SHOWN:
        lines.append(f"    and {len(offer.contents) - _MOST_SHOWN} more")
    cautions = list(dict.fromkeys([*manifest.cautions, *(one for each in offer.contents for one in each.cautions)]))
    if cautions:
        lines += ["", "  Please note:"]
        for caution in cautions[:_MOST_CAUTIONS]:
            lines += _wrapped(caution, "    - ", "      ")
        if len(cautions) > _MOST_CAUTIONS:
            lines.append(f"    and {len(cautions) - _MOST_CAUTIONS} more; each exercise shows its own before it starts")
    return [*lines, "", *_standing_lines(offer, known), *_step_lines(offer)]


def _standing_lines(offer: Offer, known: Author | None) -> list[str]:
    author = offer.manifest.author
    if offer.standing is Standing.UNSIGNED or offer.key is None:
        return [
            *_wrapped(
                f"It isn't signed, so there is no way to tell if it comes from {author}, or if someone changed it on"
                " the way. That's fine if you made it yourself, or got it in person from someone you trust."
            ),
            *name_lines(author, offer.like),
        ]
    if offer.standing is Standing.KNOWN and known is not None:
        lines = [f"  It is signed by {known.name}, trusted since {known.since}."]
        if offer.like is not None:
            lines += _wrapped("You know two authors with similar names. The six words of this one's key are")
            lines += key_lines(offer.key)
        if not known.is_called(author):
            lines += _wrapped(f"Until now, its author was called {known.name}. This pack says {author}.")
            lines += name_lines(author, None)
        return lines
    return [
        *_wrapped(f"It is signed, and you have never had a pack by {author} before. The six words of its key are"),
        *key_lines(offer.key),
        *_wrapped(
            f"To be sure, call {author} on a number you got from somewhere else, and ask them to read you these six"
            " words. They can see them with `companion key show`. If the words are the same, the pack is unchanged."
            " From then on, Companion recognizes this author."
        ),
        *name_lines(author, offer.like),
    ]


def name_lines(name: str, like: Author | None) -> list[str]:
    """Describes what is unusual about a name, before somebody trusts it; usually empty."""
    lines: list[str] = []
    if like is not None:
        lines += [
            "",
            *_wrapped(f"This is NOT the {like.name} you already know. The six words of the one you know are"),
        ]
        lines += key_lines(like.key)
    if told := letters_told(name):
        lines += ["", *_wrapped(told)]
    return lines


def name_asked(name: str, like: Author | None) -> str:
    """Says the same in few words, to be put before the question; ends with a space unless it is empty."""
    if like is None and not strange_letters(name):
        return ""
    strange = ", ".join(f"“{letter}” is {alphabet}" for letter, alphabet in strange_letters(name)[:3])
    whose = f"“{name}” isn't the {like.name} you know" if like is not None else f"Look closely at the name “{name}”"
    return f"{whose}{f' ({strange})' if strange else ''}. "


def _step_lines(offer: Offer) -> list[str]:
    there = offer.installed.manifest.version if offer.installed else ""
    said = {
        Step.NEW: "",
        Step.NEWER: f"You have version {there}. It will be replaced.",
        Step.OLDER: f"You have the NEWER version {there}. It will be replaced by this older one.",
        Step.AGAIN: f"You have version {there}, which is different from this one. It will be replaced.",
        Step.SAME: "",
    }[offer.step]
    lines = ["", *_wrapped(said)] if said else []
    have = offer.installed
    if have is not None and (have.key != offer.key or have.manifest.author != offer.manifest.author):
        signed = f"signed with the key {have.key.spelled()}" if have.key else "not signed"
        lines += _wrapped(f"The pack you have with this name is by {have.manifest.author}, {signed}.")
    return lines


def key_lines(key: AuthorKey) -> list[str]:
    return ["", f"      {key.spelled()}", ""]


def installed_lines(packs: Sequence[Installed]) -> list[str]:
    """Writes a paragraph for each pack."""
    lines: list[str] = []
    ids = Counter(pack.manifest.id for pack in packs)
    for pack in packs:
        manifest = pack.manifest
        signed = f"signed: {pack.key.spelled()}" if pack.key else "not signed"
        origin = f"from the shelf {pack.shelf}" if pack.shelf else f"from {pack.source}"
        lines += [
            f"{pack.address if ids[manifest.id] > 1 else manifest.id}  {manifest.version}",
            f"    {manifest.title}, by {manifest.author}",
            f"    {signed}",
            f"    installed {pack.since} {origin}",
        ]
    return lines or ["You have no packs yet. To install one: companion pack install FILE"]


def installed_data(packs: Iterable[Installed]) -> list[dict[str, object]]:
    """Makes the same as data for JSON."""
    return [
        {
            "id": pack.manifest.id,
            "address": pack.address,
            "version": pack.manifest.version,
            "title": pack.manifest.title,
            "author": pack.manifest.author,
            "signed_by": pack.key.spelled() if pack.key else None,
            "source": pack.source,
            "shelf": pack.shelf or None,
            "installed": pack.since,
            "folder": str(pack.folder),
        }
        for pack in packs
    ]


def built_lines(built: Built) -> list[str]:
    manifest = built.manifest
    if built.was_there:
        return [f"Nothing has changed since it was built and signed: {built.file}"]
    lines = [f"Built: {built.file} ({_count(len(manifest.files), 'file')}, {_size(manifest.total)})"]
    lines += [f"  left out, because packs hold only exercises, recordings and texts: {name}" for name in built.left_out]
    file = f'"{built.file}"' if " " in str(built.file) else built.file
    return [*lines, "Next, sign it so that people know it comes from you:", f"  companion pack sign {file}"]


def shelf_built_lines(built: ShelfBuilt) -> list[str]:
    lines = [
        f"The shelf has {_count(len(built.index.packs), 'pack')}. Its list is valid until"
        f" {built.head.until.isoformat()}. Build it again before then, even if nothing is new: after "
        "that day, Companion"
        " no longer trusts the list.",
        "Put the whole folder on the web or on a shared drive. The six words of your key are",
        *key_lines(built.key),
    ]
    if built.old:
        lines.append(f"Not listed, because there are newer versions: {', '.join(built.old[:10])}")
    return lines


def author_lines(authors: Sequence[Author]) -> list[str]:
    """Writes a paragraph for each author: the name, the day, the packs, and the six words."""
    lines: list[str] = []
    for author in authors:
        packs = f"; packs: {', '.join(author.packs)}" if author.packs else ""
        lines += [f"{author.name}", f"    trusted since {author.since}{packs}", f"    {author.key.spelled()}"]
    return lines or ["You haven't chosen to trust any author yet. I'll ask you when you install a pack."]


def update_lines(updates: Sequence[Update]) -> list[str]:
    lines = [f"{_count(len(updates), 'pack')} can be updated:"]
    for each in updates[:_MOST_SHOWN]:
        there = each.installed.manifest
        size = _size(each.entry.size)
        lines.append(f"  {there.title}: {there.version} to {each.entry.version}, by {there.author} ({size})")
    if len(updates) > _MOST_SHOWN:
        lines.append(f"  and {len(updates) - _MOST_SHOWN} more")
    return lines


def shelf_lines(shelf: SubscribedShelf, titles: Sequence[tuple[str, str, str]]) -> list[str]:
    """Describes one shelf: its address, its author and its packs. `titles`: id, version and title of each pack at the
    last look."""
    head = [
        shelf.address,
        f"    by {shelf.author}; signed: {shelf.key.spelled()}; its list is valid until {shelf.until}",
    ]
    return [*head, *(f"    {id}  {version}  {title}" for id, version, title in titles)]


def _wrapped(text: str, first: str = "  ", rest: str = "  ") -> list[str]:
    return textwrap.wrap(text, _WIDE, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


def _counted(offer: Offer) -> str:
    """Counts the exercises of a pack, and its lists of kinds of closeness where it has any."""
    lists = sum(each.kind == LIST_KIND for each in offer.contents)
    exercises = len(offer.contents) - lists
    counted = [_count(exercises, "exercise")] if exercises or not lists else []
    return ", ".join([*counted, *([_count(lists, "list")] if lists else [])])


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{max(1, round(count / 1000))} KB"
