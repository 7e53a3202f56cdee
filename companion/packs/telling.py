"""What a person is shown about packs and keys, as text. Pure: values in, lines out; it asks nothing."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

from companion.packs.building import Built
from companion.packs.index import ShelfBuilt
from companion.packs.installed import Installed
from companion.packs.keys import AuthorKey
from companion.packs.lookalikes import letters_told, strange_letters
from companion.packs.offering import Offer, Step
from companion.packs.subscriptions import Shelf, Update
from companion.packs.trust import Author, Standing

_WIDE = 92
_MOST_SHOWN = 30
_MOST_CAUTIONS = 10


def offer_lines(offer: Offer, known: Author | None) -> list[str]:
    """What the pack is, whose it is, what it contains, and how its author stands with us."""
    manifest = offer.manifest
    lines = [f"{manifest.title}, version {manifest.version}"]
    if manifest.summary:
        lines += _wrapped(manifest.summary)
    lines += [f"  by {manifest.author}; may be used under {manifest.license}; language: {manifest.language}", ""]
    recordings = f", {_count(offer.recordings, 'recording')}" if offer.recordings else ""
    lines.append(f"  In it: {_count(len(offer.contents), 'exercise')}{recordings}, {_size(manifest.total)}")
    for each in offer.contents[:_MOST_SHOWN]:
        people = "for one person" if each.people == 1 else "for two"
        lines.append(f"    {each.title} ({people}, {each.kind})")
    if len(offer.contents) > _MOST_SHOWN:
        lines.append(f"    and {len(offer.contents) - _MOST_SHOWN} more")
    cautions = list(dict.fromkeys([*manifest.cautions, *(one for each in offer.contents for one in each.cautions)]))
    if cautions:
        lines += ["", "  Please mind:"]
        for caution in cautions[:_MOST_CAUTIONS]:
            lines += _wrapped(caution, "    - ", "      ")
        if len(cautions) > _MOST_CAUTIONS:
            lines.append(f"    and {len(cautions) - _MOST_CAUTIONS} more; each exercise shows its own before it begins")
    return [*lines, "", *_standing_lines(offer, known), *_step_lines(offer)]


def _standing_lines(offer: Offer, known: Author | None) -> list[str]:
    author = offer.manifest.author
    if offer.standing is Standing.UNSIGNED or offer.key is None:
        return _wrapped(
            f"It is not signed, so nobody can tell whether it is from {author}, or whether it was changed on its way."
            " That is all right if you made it yourself, or were given it by hand by somebody you trust."
        )
    if offer.standing is Standing.KNOWN and known is not None:
        lines = [f"  It is signed by {known.name}, whom you have trusted since {known.since}."]
        if offer.like is not None:
            lines += _wrapped("You know two authors whose names look the same. The key of this one is called")
            lines += key_lines(offer.key)
        return lines
    return [
        *_wrapped(f"It is signed, and you have had nothing by {author} before. The key it was signed with is called"),
        *key_lines(offer.key),
        *_wrapped(
            f"To be sure, call {author} on a number you have from somewhere else, and let them read these six words"
            " to you: `companion key show` shows them. If they are the same, nobody has changed it on its way."
            " From then on, Companion knows them by itself."
        ),
        *name_lines(author, offer.like),
    ]


def name_lines(name: str, like: Author | None) -> list[str]:
    """What somebody should know of a name before they trust it; mostly nothing."""
    lines: list[str] = []
    if like is not None:
        lines += ["", *_wrapped(f"This is NOT the {like.name} whom you know already; that one's key is called")]
        lines += key_lines(like.key)
    if told := letters_told(name):
        lines += ["", *_wrapped(told)]
    return lines


def name_asked(name: str, like: Author | None) -> str:
    """The same in few words, to stand before the question; ends with a space where it is not empty."""
    if like is None and not strange_letters(name):
        return ""
    strange = ", ".join(f"“{letter}” is {alphabet}" for letter, alphabet in strange_letters(name)[:3])
    whose = f"“{name}” is not the {like.name} you know" if like is not None else f"Mind the name “{name}”"
    return f"{whose}{f' ({strange})' if strange else ''}. "


def _step_lines(offer: Offer) -> list[str]:
    there = offer.installed.manifest.version if offer.installed else ""
    said = {
        Step.NEW: "",
        Step.NEWER: f"You have version {there}; it will be replaced.",
        Step.OLDER: f"You have the NEWER version {there}; it will be replaced by this older one.",
        Step.AGAIN: f"You have version {there}, which is not the same as this any more; it will be replaced.",
        Step.SAME: "",
    }[offer.step]
    lines = ["", *_wrapped(said)] if said else []
    have = offer.installed
    if have is not None and (have.key != offer.key or have.manifest.author != offer.manifest.author):
        signed = f"signed with the key {have.key.spelled()}" if have.key else "not signed"
        lines += _wrapped(f"What you have under this name is by {have.manifest.author}, {signed}.")
    return lines


def key_lines(key: AuthorKey) -> list[str]:
    return ["", f"      {key.spelled()}", ""]


def installed_lines(packs: Sequence[Installed]) -> list[str]:
    """A paragraph a pack."""
    lines: list[str] = []
    for pack in packs:
        manifest = pack.manifest
        signed = f"signed: {pack.key.spelled()}" if pack.key else "not signed"
        origin = f"from the shelf {pack.shelf}" if pack.shelf else f"from {pack.source}"
        lines += [
            f"{manifest.id}  {manifest.version}",
            f"    {manifest.title}, by {manifest.author}",
            f"    {signed}",
            f"    installed {pack.since} {origin}",
        ]
    return lines or ["No packs are installed yet. `companion pack install FILE` installs one."]


def installed_data(packs: Iterable[Installed]) -> list[dict[str, object]]:
    """For JSON."""
    return [
        {
            "id": pack.manifest.id,
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
    lines += [f"  left out, since packs hold exercises, recordings and texts: {name}" for name in built.left_out]
    file = f'"{built.file}"' if " " in str(built.file) else built.file
    return [*lines, "Next, so that people know it is from you:", f"  companion pack sign {file}"]


def shelf_built_lines(built: ShelfBuilt) -> list[str]:
    lines = [
        f"The shelf has {_count(len(built.index.packs), 'pack')}. Its list holds until {built.head.until.isoformat()};"
        " build it again before that day, also when nothing is new.",
        "Put the whole folder on any web space or shared drive, as it is. Your key is called",
        *key_lines(built.key),
    ]
    if built.old:
        lines.append(f"Not listed, since there are newer versions: {', '.join(built.old[:10])}")
    return lines


def update_lines(updates: Sequence[Update]) -> list[str]:
    lines = [f"{_count(len(updates), 'pack')} can be updated:"]
    for each in updates[:_MOST_SHOWN]:
        there = each.installed.manifest
        size = _size(each.entry.size)
        lines.append(f"  {there.title}: {there.version} to {each.entry.version}, by {there.author} ({size})")
    if len(updates) > _MOST_SHOWN:
        lines.append(f"  and {len(updates) - _MOST_SHOWN} more")
    return lines


def shelf_lines(shelf: Shelf, titles: Sequence[tuple[str, str, str]]) -> list[str]:
    """`titles`: id, version and title of each pack, as they were seen last."""
    head = [shelf.address, f"    by {shelf.author}; signed: {shelf.key.spelled()}; its list holds until {shelf.until}"]
    return [*head, *(f"    {id}  {version}  {title}" for id, version, title in titles)]


def _wrapped(text: str, first: str = "  ", rest: str = "  ") -> list[str]:
    return textwrap.wrap(text, _WIDE, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 100_000 else f"{max(1, round(count / 1000))} KB"
