"""`companion render` of a whole pack, for clients without Companion.

Writes a folder with each session's sound, captions and handout, and a page that plays them. `pack_sessions` lists the
sessions, and `render` writes each of them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from companion.cli.pack_sessions import PAGE, PlannedSession, name_of, opened, sessions_of
from companion.cli.render import Studio, Wanted, as_by_hand
from companion.errors import EXIT_GOOD, CompanionError

if TYPE_CHECKING:
    from companion.authoring.handout.sheet import Sheet
    from companion.rendering.listening_page import ListedSession
    from companion.rendering.progress import Progress
    from companion.rendering.record import Record

INDEX: Final = "index.html"
STILL_THE_TEMPLATE: Final = (
    "its summary is still the text of the template. If it isn't for your clients, delete the exercise from the pack."
)
_LOOKS_LIKE_A_FILE: Final = re.compile(r"\.[a-z][a-z0-9]{1,4}", re.IGNORECASE)


@dataclass(slots=True)
class _Told:
    """The facts for the last message."""

    notes: list[str] = field(default_factory=list)
    whole: int = 0


def run_render_pack(wanted: Wanted, target: str, form: str, out: TextIO | None = None) -> int:
    """Writes every session of the pack `wanted.exercise` into the folder `target`, and returns the exit code.

    Keeps sessions that are there already, complete and unchanged. Raises CompanionError or KeyboardInterrupt; even then
    every file is complete, and the same call continues.
    """
    from companion.authoring.handout.making import sheet_of
    from companion.cli.handout_help import with_help
    from companion.rendering.files import check_kind, check_target
    from companion.rendering.page_file import check_room, megabytes, remark, sound_suffix
    from companion.rendering.progress import Progress, clock
    from companion.rendering.record import Record

    out = out or sys.stdout
    folder = _folder(target)
    check_kind(Path(f"session.{form}"), also=(PAGE,))
    with as_by_hand(), opened(wanted.exercise) as pack, ExitStack() as stack:
        heading, about_the_numbers = with_help(sheet_of(str(pack.folder), fingerprint=pack.fingerprint), wanted.region)
        sessions = sessions_of(pack, wanted, form)
        studio = stack.enter_context(_studio(wanted, sessions))
        _make(folder)
        check_target(folder / INDEX)
        record = Record.of(folder)
        record.begin(name_of(pack.folder), [INDEX, *(name for each in sessions for name in each.files)])
        todo = [each for each in sessions if record.has(each.id, each.made_of) is None]
        told = _Told(whole=len(sessions) - len(todo))
        expected = sum(studio.expected_bytes(each.plan) for each in todo if each.is_page)
        if expected:
            check_room(folder / INDEX, expected)
            out.write(f"The pages will be about {megabytes(expected)} in all, because the sound is inside them.\n")
        if told.whole:
            out.write(f"{told.whole} of {len(sessions)} are already done.\n")
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
        about_the_sound = remark(sound_suffix()) if expected else ""
        told.notes += [*studio.notes, *filter(None, [about_the_sound, about_the_numbers])]
        seconds = sum(each.seconds for each in record.sessions.values())
        gone = sorted(record.sessions.keys() - {each.id for each in sessions})
    out.write(f"{folder}: {len(sessions)} sessions, {clock(seconds)} in all. Open {folder / INDEX} to hear them.\n")
    for id in gone:
        out.write(f"Note: “{id}” is no longer in the pack. Its old files are still there.\n")
    for note in told.notes:
        out.write(f"Note: {note}\n")
    out.flush()
    return EXIT_GOOD


def _studio(wanted: Wanted, sessions: Sequence[PlannedSession]) -> Studio:
    """Makes the studio, after a check that a voice reads each language of these sessions. Raises CompanionError."""
    from companion.app.voices import check_readable

    languages = list(dict.fromkeys(each.loaded.exercise.language for each in sessions))
    for language in languages:
        check_readable(wanted.voice, language)
    return Studio(wanted, languages[0])


def _say_what_is_there(out: TextIO, whole: int, of: int, folder: Path) -> None:
    out.write(f"Not finished yet. {whole} of {of} sessions are complete: {folder}\n")
    out.write("Run the same command again to make the rest.\n")
    out.flush()


def _folder(target: str) -> Path:
    """Checks the target. Raises CannotWrite if it looks like a single file."""
    from companion.rendering.files import CannotWrite

    folder = Path(target)
    if target.endswith(("/", "\\")) or folder.is_dir():
        return folder
    if folder.exists():
        raise CannotWrite(
            "This is a file, not a folder.", place=target, hint="A pack goes into a folder. Choose a new folder."
        )
    if _LOOKS_LIKE_A_FILE.fullmatch(folder.suffix):
        raise CannotWrite(
            "A pack has several sessions, but this is the name of a single file.",
            place=target,
            hint=f"Give a folder instead, such as {folder.with_suffix('')}. --format sets the kind of sound.",
        )
    return folder


def _make(folder: Path) -> None:
    from companion.rendering.files import CannotWrite

    try:
        folder.mkdir(exist_ok=True)
    except FileNotFoundError as error:
        raise CannotWrite(
            "There is no such folder.", place=str(folder.parent), hint="Create it first, or choose another one."
        ) from error
    except OSError as error:
        raise CannotWrite(
            f"I can't create the folder: {error.strerror or error}.",
            place=str(folder),
            hint="Choose a folder that you can write to.",
        ) from error


# ---- writing it -------------------------------------------------------------------------------------------------


def _with_seconds(todo: Sequence[PlannedSession]) -> Iterator[tuple[PlannedSession, float]]:
    """Pairs each session with the planned seconds of those before it."""
    before = 0.0
    for each in todo:
        yield each, before
        before += each.seconds


def _write(
    session: PlannedSession,
    record: Record,
    studio: Studio,
    told: _Told,
    progress: Progress,
    before: float,
    total: float,
) -> None:
    from companion.authoring.handout.making import write_readable
    from companion.authoring.templates import PLACEHOLDERS
    from companion.cli.session_pages import write_session_page
    from companion.rendering.page_file import LARGE

    for name in session.files:
        if (aside := record.make_room(name)) is not None:
            told.notes.append(
                f"You had changed {name} yourself, so your version was kept. It is now called {aside.name}."
            )

    def show(done: float, seconds: float) -> None:
        progress.show((before + done * session.seconds) / max(total, 1.0), before + seconds)

    target = record.folder / session.sound
    if session.is_page:
        helping = session.sheet.helping
        written = write_session_page(target, studio, session.loaded, session.plan, helping, cues=None, show=show)
    else:
        vtt = record.folder / session.vtt
        written = studio.write(session.loaded, session.plan, target, vtt=vtt, cues=None, show=show)
    # Last of all: a file replaced but not yet recorded, after an interruption, would look like a foreign one.
    handout = write_readable(session.sheet, record.folder / session.handout).name
    if written.voiced:
        files = (session.sound, handout) if session.is_page else (session.sound, session.vtt, handout)
        record.done(session.id, session.made_of, files, written.seconds, written.answered)
    else:
        record.undone(session.id)
        told.notes.append(f"{session.plan.title}: the voice failed, so some sentences are missing. Run this again.")
    told.notes += [f"{session.plan.title}: {note}" for note in written.notes]
    if session.loaded.exercise.summary in PLACEHOLDERS:
        told.notes.append(f"{session.plan.title}: {STILL_THE_TEMPLATE}")
    if session.is_page and target.stat().st_size > LARGE:
        told.notes.append(f"{session.sound} is too large for most e-mail. Give it on a memory stick.")


def _write_index(record: Record, heading: Sheet, sessions: Sequence[PlannedSession], told: _Told) -> None:
    """Writes the page, with the sessions that exist so far."""
    from companion.authoring.handout.print_words import NO_CALLS
    from companion.rendering.listening_page import Heading, index_page, listening_page

    above = Heading(
        heading.title,
        heading.summary,
        heading.author,
        heading.license,
        heading.version,
        heading.cautions,
        heading.fingerprint,
        help=heading.helping,
    )
    parts = [part for each in sessions if (part := _part(each, record)) is not None]
    pages = any(each.is_page for each in sessions)
    aside = record.page(INDEX, (index_page if pages else listening_page)(above, parts, NO_CALLS))
    if aside is not None:
        told.notes.append(f"You had changed {INDEX} yourself, so your version was kept. It is now called {aside.name}.")


def _part(session: PlannedSession, record: Record) -> ListedSession | None:
    from companion.rendering.listening_page import ListedSession

    known = record.has(session.id, session.made_of)
    if known is None:
        return None
    exercise = session.loaded.exercise
    handout = next((name for name in known.files if name.endswith((".pdf", ".html")) and name != session.sound), "")
    try:
        vtt = (record.folder / session.vtt).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        vtt = ""
    return ListedSession(
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
        known.answers,
    )
