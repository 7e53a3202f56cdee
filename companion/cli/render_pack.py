"""`companion render` of a whole pack: a folder with each session's sound, captions and handout, and a page that plays
them. For clients without Companion. Used by the command line only; one session is written by `render`.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from companion.cli.render import Studio, Wanted
from companion.errors import EXIT_GOOD, CompanionError

if TYPE_CHECKING:
    from companion.authoring.handout.sheet import Sheet
    from companion.exercise.plan import Plan
    from companion.packs.shelf import Loaded
    from companion.rendering.listening_page import Part
    from companion.rendering.progress import Progress
    from companion.rendering.record import Record

INDEX: Final = "index.html"
FORMATS: Final = ("mp3", "opus", "ogg", "flac", "wav")
"""The first one plays everywhere."""
_LOOKS_LIKE_A_FILE: Final = re.compile(r"\.[a-z][a-z0-9]{1,4}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Pack:
    """A pack whose files can be read; good only while it is open."""

    folder: Path
    fingerprint: str
    """The six words of the key it is signed with; empty where it is not."""


@dataclass(frozen=True, slots=True)
class _Session:
    loaded: Loaded
    plan: Plan
    seconds: float
    sheet: Sheet
    made_of: str
    sound: str
    """Names of files in the target folder."""
    vtt: str

    @property
    def id(self) -> str:
        return self.loaded.exercise.id


@dataclass(slots=True)
class _Told:
    """What is said at the end."""

    notes: list[str] = field(default_factory=list)
    whole: int = 0


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


def run_render_pack(wanted: Wanted, target: str, form: str = "", out: TextIO | None = None) -> int:
    """Write every session of the pack `wanted.exercise` into the folder `target`; the exit code.

    What is there already, whole and the same, is left. Raises CompanionError, or KeyboardInterrupt: every file that is
    there then is whole, which was said, and the same call goes on.
    """
    from companion.authoring.handout.making import sheet_of
    from companion.rendering.files import check_target
    from companion.rendering.progress import Progress, clock
    from companion.rendering.record import Record

    out = out or sys.stdout
    folder = _folder(target)
    with _opened(wanted.exercise) as pack, Studio(wanted) as studio:
        heading = sheet_of(str(pack.folder), fingerprint=pack.fingerprint)
        sessions = _sessions(pack, wanted, form or FORMATS[0])
        _make(folder)
        check_target(folder / INDEX)
        record = Record.of(folder)
        record.begin(_name(pack.folder), [INDEX, *(name for each in sessions for name in _names(each))])
        todo = [each for each in sessions if record.has(each.id, each.made_of) is None]
        told = _Told(whole=len(sessions) - len(todo))
        if told.whole:
            out.write(f"{told.whole} of {len(sessions)} are there already.\n")
        try:
            with Progress(out) as progress:
                for each, before in _with_seconds(todo):
                    progress.label = f"{told.whole + 1} of {len(sessions)}  "
                    _write(each, record, studio, told, progress, before, sum(each.seconds for each in todo))
                    told.whole += 1
                    _write_index(record, heading, sessions, told)
            _write_index(record, heading, sessions, told)
        except (KeyboardInterrupt, CompanionError):
            _say_what_is_there(out, told.whole, len(sessions), folder)
            raise
        told.notes += studio.notes
        seconds = sum(each.seconds for each in record.sessions.values())
        gone = sorted(record.sessions.keys() - {each.id for each in sessions})
    out.write(f"{folder}: {len(sessions)} sessions, {clock(seconds)} in all. Open {folder / INDEX} to hear them.\n")
    for id in gone:
        out.write(f"Note: “{id}” is not in the pack any more; what was written of it was left there.\n")
    for note in told.notes:
        out.write(f"Note: {note}\n")
    out.flush()
    return EXIT_GOOD


def _say_what_is_there(out: TextIO, whole: int, of: int, folder: Path) -> None:
    out.write(f"Not finished. {whole} of {of} sessions are there, each whole: {folder}\n")
    out.write("The same command goes on with the rest.\n")
    out.flush()


# ---- what is asked for ------------------------------------------------------------------------------------------


def _folder(target: str) -> Path:
    """Raises CannotWrite for what looks like one file."""
    from companion.rendering.files import CannotWrite

    folder = Path(target)
    if target.endswith(("/", "\\")) or folder.is_dir():
        return folder
    if folder.exists():
        raise CannotWrite("This is a file.", place=target, hint="A pack needs a folder: name a new one.")
    if _LOOKS_LIKE_A_FILE.fullmatch(folder.suffix):
        raise CannotWrite(
            "A pack has several sessions, and this names one file.",
            place=target,
            hint=f"Name a folder, such as {folder.with_suffix('')}; --format says which kind of sound.",
        )
    return folder


def _make(folder: Path) -> None:
    from companion.rendering.files import CannotWrite

    try:
        folder.mkdir(exist_ok=True)
    except FileNotFoundError as error:
        raise CannotWrite(
            "The folder is not there.", place=str(folder.parent), hint="Make it first, or name another one."
        ) from error
    except OSError as error:
        raise CannotWrite(
            f"The folder cannot be made: {error.strerror or error}.",
            place=str(folder),
            hint="Name a folder of your own.",
        ) from error


@contextlib.contextmanager
def _opened(what: str) -> Iterator[_Pack]:
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
            yield _Pack(folder, key.spelled() if key else "")
        return
    found = Path(what) if _is_dir(Path(what)) else _named(what)
    if found is None:
        raise UnknownExercise(f"There is no pack “{what}”.", hint="Name its folder or its file.")
    key = read_installed(found).key if (found / RECEIPT).is_file() else None
    yield _Pack(found, key.spelled() if key else "")


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


def _name(folder: Path) -> str:
    """What the pack is called in the record."""
    from companion.packs.building import read_pack_file

    try:
        return read_pack_file(folder).id
    except CompanionError:
        return folder.resolve().name


def _sessions(pack: _Pack, wanted: Wanted, form: str) -> list[_Session]:
    """In the order of the list. Raises CompanionError where one cannot be used, or a length fits none of them."""
    from companion.authoring.handout.making import sheet_of
    from companion.exercise.plan import plan, planned_seconds
    from companion.packs.shelf import FIRST, LOOSE, Shelf, load
    from companion.phrases import load_phrases
    from companion.wiring import choices_for

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
    found: list[_Session] = []
    for loaded in sorted(by_id.values(), key=lambda each: each.exercise.id != FIRST):
        exercise = loaded.exercise
        lengths = {name: value for name, value in wanted.lengths.items() if name in exercise.lengths}
        choices = choices_for(loaded, lengths)
        made = plan(exercise, choices, load_phrases(exercise.language), includes=loaded.includes)
        sheet = sheet_of(str(loaded.file), fingerprint=pack.fingerprint)
        stem = f"{exercise.id}-session" if exercise.id == "index" else exercise.id
        found.append(
            _Session(
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

    sounds = (wanted.voice, wanted.tones, wanted.bells, wanted.bed, wanted.bed_volume, form)
    recordings = []
    for name in sorted({cue.file for cue in made.cues if isinstance(cue, SoundCue) and cue.file}):
        with contextlib.suppress(OSError):
            recordings.append((name, facts_of(loaded.file.parent / name).sha256))
    return hashlib.sha256(repr((made, sheet, sounds, recordings)).encode()).hexdigest()


# ---- writing it -------------------------------------------------------------------------------------------------


def _with_seconds(todo: Sequence[_Session]) -> Iterator[tuple[_Session, float]]:
    """Each with the planned seconds of those before it."""
    before = 0.0
    for each in todo:
        yield each, before
        before += each.seconds


def _names(session: _Session) -> tuple[str, ...]:
    """All that it may write: which handout it will be shows only when it is made."""
    stem = Path(session.vtt).stem
    return session.sound, session.vtt, f"{stem}.pdf", f"{stem}.html"


def _write(
    session: _Session, record: Record, studio: Studio, told: _Told, progress: Progress, before: float, total: float
) -> None:
    from companion.authoring.handout.making import write_readable

    for name in _names(session):
        if (aside := record.make_room(name)) is not None:
            told.notes.append(f"You had changed {name}; yours is called {aside.name} now.")
    handout = write_readable(session.sheet, record.folder / Path(session.vtt).stem).name

    def show(done: float, seconds: float) -> None:
        progress.show((before + done * session.seconds) / max(total, 1.0), before + seconds)

    written = studio.write(
        session.loaded,
        session.plan,
        record.folder / session.sound,
        vtt=record.folder / session.vtt,
        cues=None,
        show=show,
    )
    record.done(session.id, session.made_of, (session.sound, session.vtt, handout), written.seconds)
    told.notes += [f"{session.plan.title}: {note}" for note in written.notes]


def _write_index(record: Record, heading: Sheet, sessions: Sequence[_Session], told: _Told) -> None:
    """The page, with what is there by now."""
    from companion.authoring.handout.words import NO_CALLS
    from companion.rendering.listening_page import Heading, listening_page

    above = Heading(
        heading.title,
        heading.summary,
        heading.author,
        heading.license,
        heading.version,
        heading.cautions,
        heading.fingerprint,
    )
    parts = [part for each in sessions if (part := _part(each, record)) is not None]
    aside = record.page(INDEX, listening_page(above, parts, NO_CALLS))
    if aside is not None:
        told.notes.append(f"You had changed {INDEX}; yours is called {aside.name} now.")


def _part(session: _Session, record: Record) -> Part | None:
    from companion.rendering.listening_page import Part

    known = record.has(session.id, session.made_of)
    if known is None:
        return None
    exercise = session.loaded.exercise
    handout = next((name for name in known.files if name.endswith((".pdf", ".html"))), "")
    try:
        vtt = (record.folder / session.vtt).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        vtt = ""
    return Part(
        exercise.id,
        session.plan.title,
        exercise.summary,
        exercise.people,
        known.seconds,
        exercise.cautions,
        session.sound,
        handout,
        vtt,
        exercise.language,
    )
