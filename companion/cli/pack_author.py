"""Wiring for those who give packs out: building, signing, the key, the shelf. Used by the command line only."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from companion import asking
from companion.cli.pack_wires import say
from companion.errors import EXIT_GOOD, CompanionError


def run_build(folder: Path, out: Path) -> int:
    from companion.packs.building import build
    from companion.packs.telling import built_lines

    return say(*built_lines(build(folder, out, _check)))


def _check(folder: Path) -> None:
    """Raises PackNotBuilt with all that `companion check` says, where it finds a mistake."""
    from companion.authoring.checking import check_all
    from companion.authoring.reports import as_lines
    from companion.packs.refusals import PackNotBuilt

    report = check_all([folder])
    if report.code != EXIT_GOOD:
        raise PackNotBuilt("\n" + "\n".join(as_lines(report)), hint="Mend what it says, then build the pack again.")


def run_sign(file: Path, descriptor: int | None) -> int:
    from companion.packs.archive import open_archive
    from companion.packs.keys import open_key
    from companion.packs.signing import sign_pack
    from companion.packs.telling import key_lines

    with open_archive(file) as pack:  # before a passphrase is asked for
        name = f"{pack.manifest.title}, version {pack.manifest.version}"
    key = open_key(asking.passphrase(descriptor, twice=False))
    try:
        author = sign_pack(file, key)
    finally:
        key.wipe()
    return say(f"Signed: {name} ({file})", "Whoever opens it sees that it is from you. Your key is called",
               *key_lines(author))  # fmt: skip


def run_key_new(descriptor: int | None) -> int:
    from companion.packs.keys import SECRET_FILE, check_none_yet, check_passphrase, keys_dir, make_key

    check_none_yet()
    if asking.is_there():
        say(
            "Your key signs the packs that you give out. A passphrase locks it, so that nobody else can.",
            "There is no way back if you forget it: please write it down and keep it somewhere safe.",
        )
    made = make_key(asking.passphrase(descriptor, twice=True, check=check_passphrase))
    return say(
        f"Your key is made, and lies in {keys_dir()}.",
        f"Please keep a copy of {SECRET_FILE} somewhere else, such as on a memory stick in a drawer.",
        "It is called by these six words. Whoever opens a pack of yours for the first time may ring you to",
        "hear them, so keep them by the telephone:",
        "",
        f"      {made.spelled()}",
    )


def run_key_show(file: Path | None) -> int:
    from companion.packs.keys import PUBLIC_FILE, keys_dir, own_key, read_public
    from companion.packs.refusals import KeyTrouble

    if file is None:
        key, place = own_key(), keys_dir() / PUBLIC_FILE
        if key is None:
            raise KeyTrouble("You have no key yet.", hint="Make one with `companion key new`.")
    else:
        place = file
        try:
            with file.open("rb") as source:
                key = read_public(source.read(1 << 16), str(file))
        except OSError as error:
            raise KeyTrouble(
                "The file cannot be opened.", place=str(file), hint="Look at the spelling and the folder."
            ) from error
    return say(key.spelled(), "", key.base64, f"({place})")


def run_shelf_build(folder: Path, days: int, descriptor: int | None) -> int:
    from companion.packs.index import MOST_DAYS, build_shelf
    from companion.packs.keys import open_key
    from companion.packs.telling import shelf_built_lines

    if not 1 <= days <= MOST_DAYS:
        raise CompanionError(f"A list holds for 1 to {MOST_DAYS} days.", hint="Leave --days out: half a year is good.")
    key = open_key(asking.passphrase(descriptor, twice=False))
    try:
        built = build_shelf(folder, key, datetime.now(UTC), days=days)
    finally:
        key.wipe()
    return say(*shelf_built_lines(built))
