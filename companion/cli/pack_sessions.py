"""Finds and opens the pack that is to be rendered, and lists its sessions. Writes nothing."""

from __future__ import annotations

import contextlib
import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from companion.cli.render import Wanted
from companion.errors import CompanionError

PAGE: Final = ".html"

if TYPE_CHECKING:
    from companion.authoring.handout.sheet import Sheet
    from companion.exercise.plan import Plan
    from companion.packs.loading import LoadedExercise


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack whose files can be read, as long as it is open."""

    folder: Path
    fingerprint: str
    """The six words of the key it is signed with; empty if it is not signed."""


def is_pack(what: str) -> bool:
    """True for the name of a pack: a folder, a built pack's file, or the name of one on this computer."""
    from companion.errors import UnknownExercise
    from companion.packs.plain_zip import SUFFIX
    from companion.packs.shelf import Shelf
    from companion.packs.walking import is_folder

    if what.lower().endswith(SUFFIX) or _holds_exercises(Path(what)):
        return True
    if not is_folder(Path(what)) and _named(what) is None:
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
    """Opens a pack. Raises CompanionError if it is not a pack, or not as its author made it."""
    from companion.errors import UnknownExercise
    from companion.packs.archive import open_archive
    from companion.packs.plain_zip import SUFFIX
    from companion.packs.receipts import RECEIPT, read_installed
    from companion.packs.signing import signer_of
    from companion.packs.walking import is_folder

    if what.lower().endswith(SUFFIX) and not is_folder(Path(what)):
        with tempfile.TemporaryDirectory(prefix="companion-render-") as scratch, open_archive(Path(what)) as archive:
            folder = Path(scratch) / archive.manifest.id
            folder.mkdir()
            key = signer_of(archive)
            archive.unpack(folder)
            yield Pack(folder, key.spelled() if key else "")
        return
    found = Path(what) if is_folder(Path(what)) else _named(what)
    if found is None:
        raise UnknownExercise(f"I can't find a pack called “{what}”.", hint="Give its folder or its file.")
    key = read_installed(found).key if (found / RECEIPT).is_file() else None
    yield Pack(found, key.spelled() if key else "")


def name_of(folder: Path) -> str:
    """Returns the pack's name for the record."""
    from companion.packs.building import read_pack_file

    try:
        return read_pack_file(folder).id
    except CompanionError:
        return folder.resolve().name


def _named(name: str) -> Path | None:
    """Finds the folder of an installed or shipped pack."""
    from companion.packs.shelf import Shelf
    from companion.packs.walking import is_folder

    if not name or name.startswith(".") or any(bad in name for bad in "/\\:\0"):
        return None
    return next((root / name for root in Shelf().roots if is_folder(root / name)), None)


def _holds_exercises(folder: Path) -> bool:
    """True for a folder with exercises; a folder of sounds that only has an exercise's name does not count."""
    from companion.packs.loading import NO_EXERCISES, SUFFIXES

    try:
        names = [each.name for each in folder.iterdir()]
    except (OSError, ValueError):
        return False
    return any(name.lower().endswith(SUFFIXES) and name not in NO_EXERCISES for name in names)


# ---- its sessions --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PlannedSession:
    """A session to be rendered, with the names of its files."""

    loaded: LoadedExercise
    plan: Plan
    seconds: float
    sheet: Sheet
    made_of: str
    """A hash of all that its files depend on."""
    sound: str
    """The name of its sound file in the target folder, or of the page with the sound inside."""
    stem: str
    """The beginning of the names of its other files."""

    @property
    def id(self) -> str:
        return self.loaded.exercise.id

    @property
    def files(self) -> tuple[str, ...]:
        """Lists the files that may be written for it; the form of the handout is known only once it is made."""
        captions = () if self.is_page else (self.vtt,)
        return self.sound, *captions, f"{self.handout}.pdf", f"{self.handout}.html"

    @property
    def is_page(self) -> bool:
        """True for a page with the sound inside, which needs no captions beside it."""
        return self.sound.endswith(PAGE)

    @property
    def vtt(self) -> str:
        """The name of the file with its captions."""
        return f"{self.stem}.vtt"

    @property
    def handout(self) -> str:
        """The name of its handout, without the ending. No id of an exercise has a dot."""
        return f"{self.stem}.handout" if self.is_page else self.stem


def sessions_of(pack: Pack, wanted: Wanted, form: str) -> list[PlannedSession]:
    """Lists the sessions in the list's order. Raises CompanionError if one cannot be used, or a length fits none."""
    from companion.app.options import choices_for
    from companion.authoring.handout.making import sheet_of
    from companion.cli.handout_help import with_help
    from companion.crisis.desk import Desk
    from companion.exercise.plan import planned_seconds
    from companion.exercise.planner import plan
    from companion.packs.loading import load
    from companion.packs.shelf import FIRST, LOOSE, Shelf
    from companion.phrases import load_phrases

    with tempfile.TemporaryDirectory(prefix="companion-render-") as scratch:
        entries = Shelf([pack.folder], Path(scratch) / "list.json").entries()
    paths = [Path(each.path) for each in entries if each.pack == LOOSE]
    by_id: dict[str, LoadedExercise] = {}
    for loaded in map(load, paths):
        by_id.setdefault(loaded.exercise.id, loaded)
    if not by_id:
        raise CompanionError(
            "There are no exercises in this folder.",
            place=str(pack.folder),
            hint="Exercise files end in .yaml.",
        )
    _check_lengths([*by_id.values()], wanted.lengths)
    desk = Desk()
    found: list[PlannedSession] = []
    for loaded in sorted(by_id.values(), key=lambda each: each.exercise.id != FIRST):
        exercise = loaded.exercise
        lengths = {name: value for name, value in wanted.lengths.items() if name in exercise.lengths}
        choices = choices_for(loaded.exercise, lengths)
        phrases = load_phrases(exercise.language).without_keys()
        made = plan(exercise, choices, phrases, includes=loaded.includes, recordings=loaded.recordings)
        sheet, _ = with_help(sheet_of(str(loaded.file), fingerprint=pack.fingerprint), wanted.region, desk)
        stem = f"{exercise.id}-session" if exercise.id == "index" else exercise.id
        found.append(
            PlannedSession(
                loaded,
                made,
                planned_seconds(made),
                sheet,
                _made_of(made, sheet, loaded, wanted, form),
                f"{stem}.{form}",
                stem,
            )
        )
    return found


def _check_lengths(all_loaded: Sequence[LoadedExercise], lengths: Mapping[str, float]) -> None:
    known = sorted({name for each in all_loaded for name in each.exercise.lengths})
    for name in lengths:
        if name not in known:
            raise CompanionError(
                f"No exercise in this pack has a part called {name!r} whose length you can change.",
                hint=f"You can change: {', '.join(known) or 'nothing'}.",
            )


def _made_of(made: Plan, sheet: Sheet, loaded: LoadedExercise, wanted: Wanted, form: str) -> str:
    """Hashes all that the files of a session depend on."""
    from companion.app.voices import engine_of
    from companion.exercise.plan import SayCue, SoundCue
    from companion.exercise.say_as import respelled
    from companion.packs.archive import facts_of
    from companion.packs.pronunciations import say_as_beside
    from companion.speech.normalise import normalise

    sounds = (
        wanted.voice,
        engine_of(wanted.voice, loaded.exercise.language),  # another voice may have become the best one
        wanted.tones,
        wanted.bells,
        wanted.bed,
        wanted.bed_volume,
        form,
    )
    say_as = say_as_beside(loaded.file.parent)
    spoken = [normalise(respelled(cue.text, say_as), cue.language).text for cue in made.cues if isinstance(cue, SayCue)]
    recordings = []
    with contextlib.suppress(OSError):
        recordings.append(("bed", facts_of(Path(wanted.bed)).sha256))
    for name in sorted({cue.file for cue in made.cues if isinstance(cue, SoundCue) and cue.file}):
        with contextlib.suppress(OSError):
            recordings.append((name, facts_of(loaded.file.parent / name).sha256))
    for key, recorded in sorted(loaded.recordings.sentences.items()):
        with contextlib.suppress(OSError):
            recordings.append((key, facts_of(Path(recorded.file)).sha256))
    return hashlib.sha256(repr((made, sheet, sounds, spoken, recordings)).encode()).hexdigest()
