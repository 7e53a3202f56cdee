"""Which pack is to be rendered, opened for as long as that takes, and the sessions it has. Nothing is written here.

Used by `render_pack`, and by the command line to tell a pack from an exercise.
"""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from companion.cli.render import Wanted
from companion.errors import CompanionError

if TYPE_CHECKING:
    from companion.authoring.handout.sheet import Sheet
    from companion.exercise.plan import Plan
    from companion.packs.shelf import Loaded


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack whose files can be read; good only while it is open."""

    folder: Path
    fingerprint: str
    """The six words of the key it is signed with; empty where it is not."""


def is_pack(what: str) -> bool:
    """Whether this names a pack: a folder, a built pack's file, or the name of one that is on this computer."""
    from companion.errors import UnknownExercise
    from companion.packs.archive import SUFFIX
    from companion.packs.shelf import Shelf

    if what.lower().endswith(SUFFIX) or _holds_exercises(Path(what)):
        return True
    if not _is_dir(Path(what)) and _named(what) is None:
        return False
    try:
        Shelf().find(what)
    except UnknownExercise:
        return True
    except CompanionError:
        return False
    return False


@contextlib.contextmanager
def opened(what: str) -> Iterator[Pack]:
    """Raises CompanionError where it is none, or not as its author made it."""
    from companion.errors import UnknownExercise
    from companion.packs.archive import SUFFIX, open_archive
    from companion.packs.installed import RECEIPT, read_installed
    from companion.packs.signing import signer_of

    if what.lower().endswith(SUFFIX) and not _is_dir(Path(what)):
        with tempfile.TemporaryDirectory(prefix="companion-render-") as scratch, open_archive(Path(what)) as archive:
            folder = Path(scratch) / archive.manifest.id
            folder.mkdir()
            key = signer_of(archive)
            archive.unpack(folder)
            yield Pack(folder, key.spelled() if key else "")
        return
    found = Path(what) if _is_dir(Path(what)) else _named(what)
    if found is None:
        raise UnknownExercise(f"There is no pack “{what}”.", hint="Name its folder or its file.")
    key = read_installed(found).key if (found / RECEIPT).is_file() else None
    yield Pack(found, key.spelled() if key else "")


def name_of(folder: Path) -> str:
    """What the pack is called in the record."""
    from companion.packs.building import read_pack_file

    try:
        return read_pack_file(folder).id
    except CompanionError:
        return folder.resolve().name


def _named(name: str) -> Path | None:
    """The folder of an installed or shipped pack."""
    from companion.packs.shelf import Shelf

    if not name or name.startswith(".") or any(bad in name for bad in "/\\:\0"):
        return None
    return next((root / name for root in Shelf().roots if _is_dir(root / name)), None)


def _holds_exercises(folder: Path) -> bool:
    """A folder that only has an exercise's name, such as that of its sound files, is no pack."""
    from companion.packs.shelf import PACK_FILE, SUFFIXES

    try:
        names = [each.name for each in folder.iterdir()]
    except (OSError, ValueError):
        return False
    return any(name.lower().endswith(SUFFIXES) and name != PACK_FILE for name in names)


def _is_dir(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


# ---- its sessions --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Session:
    loaded: Loaded
    plan: Plan
    seconds: float
    sheet: Sheet
    made_of: str
    """A hash of all that its files depend on."""
    sound: str
    """Names of files in the target folder."""
    vtt: str

    @property
    def id(self) -> str:
        return self.loaded.exercise.id

    @property
    def files(self) -> tuple[str, ...]:
        """All that may be written of it: which handout it will be shows only when it is made."""
        stem = Path(self.vtt).stem
        return self.sound, self.vtt, f"{stem}.pdf", f"{stem}.html"


def sessions_of(pack: Pack, wanted: Wanted, form: str) -> list[Session]:
    """In the order of the list. Raises CompanionError where one cannot be used, or a length fits none of them."""
    from companion.authoring.handout.making import sheet_of
    from companion.choosing import choices_for
    from companion.exercise.plan import plan, planned_seconds
    from companion.packs.shelf import FIRST, LOOSE, Shelf, load
    from companion.phrases import load_phrases

    with tempfile.TemporaryDirectory(prefix="companion-render-") as scratch:
        entries = Shelf([pack.folder], Path(scratch) / "list.json").entries()
    paths = [Path(each.path) for each in entries if each.pack == LOOSE]
    by_id: dict[str, Loaded] = {}
    for loaded in map(load, paths):
        by_id.setdefault(loaded.exercise.id, loaded)
    if not by_id:
        raise CompanionError(
            "There are no exercises in this folder.",
            place=str(pack.folder),
            hint="Exercises are files that end in .yaml.",
        )
    _check_lengths([*by_id.values()], wanted.lengths)
    found: list[Session] = []
    for loaded in sorted(by_id.values(), key=lambda each: each.exercise.id != FIRST):
        exercise = loaded.exercise
        lengths = {name: value for name, value in wanted.lengths.items() if name in exercise.lengths}
        choices = choices_for(loaded.exercise, lengths)
        made = plan(exercise, choices, load_phrases(exercise.language), includes=loaded.includes)
        sheet = sheet_of(str(loaded.file), fingerprint=pack.fingerprint)
        stem = f"{exercise.id}-session" if exercise.id == "index" else exercise.id
        found.append(
            Session(
                loaded,
                made,
                planned_seconds(made),
                sheet,
                _made_of(made, sheet, loaded, wanted, form),
                f"{stem}.{form}",
                f"{stem}.vtt",
            )
        )
    return found


def _check_lengths(all_loaded: Sequence[Loaded], lengths: Mapping[str, float]) -> None:
    known = sorted({name for each in all_loaded for name in each.exercise.lengths})
    for name in lengths:
        if name not in known:
            raise CompanionError(
                f"No exercise of the pack has a length called {name!r}.",
                hint=f"There are: {', '.join(known) or 'none'}.",
            )


def _made_of(made: Plan, sheet: Sheet, loaded: Loaded, wanted: Wanted, form: str) -> str:
    """A hash of all that the files of a session depend on."""
    from companion.exercise.plan import SoundCue
    from companion.packs.archive import facts_of
    from companion.voicing import engine_of

    sounds = (
        wanted.voice,
        engine_of(wanted.voice),  # another voice may have become the best one
        wanted.tones,
        wanted.bells,
        wanted.bed,
        wanted.bed_volume,
        form,
    )
    recordings = []
    with contextlib.suppress(OSError):
        recordings.append(("bed", facts_of(Path(wanted.bed)).sha256))
    for name in sorted({cue.file for cue in made.cues if isinstance(cue, SoundCue) and cue.file}):
        with contextlib.suppress(OSError):
            recordings.append((name, facts_of(loaded.file.parent / name).sha256))
    return hashlib.sha256(repr((made, sheet, sounds, recordings)).encode()).hexdigest()
