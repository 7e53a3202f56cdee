"""The commands of pack authors: building, signing, the key, the shelf."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from companion.cli import prompts
from companion.cli.pack_wires import say
from companion.errors import EXIT_GOOD, CompanionError


def run_build(folder: Path, out: Path) -> int:
    """Runs `companion pack build`."""
    from companion.packs.building import build
    from companion.packs.telling import built_lines

    return say(*built_lines(build(folder, out, _check)))


def _check(folder: Path) -> None:
    """Checks a pack. Raises PackNotBuilt with the whole report of `companion check`, if it finds a mistake."""
    from companion.authoring.check_report import as_lines
    from companion.authoring.checking import check_all
    from companion.packs.refusals import PackNotBuilt

    report = check_all([folder])
    if report.code != EXIT_GOOD:
        raise PackNotBuilt("\n" + "\n".join(as_lines(report)), hint="Fix these mistakes, then build the pack again.")


def run_sign(file: Path, descriptor: int | None) -> int:
    """Runs `companion pack sign`. `descriptor`: the file descriptor from which the passphrase is read; None asks the
    person."""
    from companion.packs.archive import open_archive
    from companion.packs.keys import open_key
    from companion.packs.signing import sign_pack
    from companion.packs.telling import key_lines

    with open_archive(file) as pack:  # before a passphrase is asked for
        name = f"{pack.manifest.title}, version {pack.manifest.version}"
    key = open_key(prompts.passphrase(descriptor, twice=False))
    try:
        author = sign_pack(file, key)
    finally:
        key.wipe()
    return say(f"Signed: {name} ({file})", "People can now see that it comes from you. The six words of your key are",
               *key_lines(author))  # fmt: skip


def run_key_new(descriptor: int | None) -> int:
    """Runs `companion key new`. `descriptor`: the file descriptor from which the passphrase is read; None asks the
    person."""
    from companion.packs.keys import SECRET_FILE, check_none_yet, check_passphrase, keys_dir, make_key

    check_none_yet()
    if prompts.is_there():
        say(
            "Your key signs the packs that you give out. A passphrase locks it, so that no one else can use it.",
            "If you forget the passphrase, it can't be recovered. Please write it down and keep it somewhere safe.",
        )
    made = make_key(prompts.passphrase(descriptor, twice=True, check=check_passphrase))
    return say(
        f"Your key is ready. It is in {keys_dir()}.",
        f"Please keep a copy of {SECRET_FILE} somewhere else, such as on a memory stick in a drawer.",
        "These are the six words of your key. People who open a pack of yours for the first time may call you to",
        "hear them, so keep them near the phone:",
        "",
        f"      {made.spelled()}",
    )


def run_key_show(file: Path | None) -> int:
    """Runs `companion key show`."""
    from companion.packs.keys import PUBLIC_FILE, keys_dir, own_key, read_public
    from companion.packs.refusals import KeyTrouble

    if file is None:
        key, place = own_key(), keys_dir() / PUBLIC_FILE
        if key is None:
            raise KeyTrouble("You don't have a key yet.", hint="To make one: companion key new")
    else:
        place = file
        try:
            with file.open("rb") as source:
                key = read_public(source.read(1 << 16), str(file))
        except OSError as error:
            raise KeyTrouble(
                "I can't open this file.", place=str(file), hint="Check the spelling and the folder."
            ) from error
    return say(key.spelled(), "", key.base64, f"({place})")


def run_shelf_build(folder: Path, days: int, descriptor: int | None) -> int:
    """Runs `companion shelf build`.

    `days`: how long the list is valid. `descriptor`: the file descriptor from which the passphrase is read; None asks
    the person.
    """
    from companion.packs.index import MOST_DAYS, build_shelf
    from companion.packs.keys import open_key
    from companion.packs.telling import shelf_built_lines

    if not 1 <= days <= MOST_DAYS:
        raise CompanionError(
            f"A list can be valid for 1 to {MOST_DAYS} days.",
            hint="You can leave out --days. The default is half a year.",
        )
    key = open_key(prompts.passphrase(descriptor, twice=False))
    try:
        built = build_shelf(folder, key, datetime.now(UTC), days=days)
    finally:
        key.wipe()
    return say(*shelf_built_lines(built))
