"""`companion render`: puts an exercise, the voices, the mixer and a sound file together.

`render_pack` uses it for whole packs.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

from companion import resources
from companion.errors import EXIT_GOOD, NoVoice

if TYPE_CHECKING:
    from companion.exercise.plan import Plan
    from companion.packs.loading import LoadedExercise
    from companion.ports import Pcm
    from companion.rendering.cue_sheet import Answered
    from companion.rendering.progress import Progress
    from companion.session.effects import Utterance
    from companion.speech.pool import ClipPool

_MOST_HELPERS: Final = 2
"""Voice processes at a time: each takes memory, and two keep up with the rest of the work."""

Show = Callable[[float, float], None]
"""Shows how much of a session is done, from 0 to 1, and its length so far in seconds."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The wishes on the command line."""

    exercise: str
    output: Path
    cues: Path | None = None
    """The file of the cue sheet."""
    subtitles: bool = True
    """True for subtitles beside the sound file, with the suffix .vtt."""
    voice: str = "best"
    tones: str = "soft"
    """The breath's timbre, or "none"."""
    bells: bool = True
    bed: str = "none"
    """A bed's name, or a sound file of one's own."""
    bed_volume: float | None = None
    """The bed's volume, 0 to 1; None for the usual one."""
    region: str = ""
    """The country whose crisis numbers are on pages and handouts; empty for the author's own."""
    lengths: Mapping[str, float] = field(default_factory=dict)
    """Seconds by the name of the exercise's length."""


@dataclass(frozen=True, slots=True)
class Written:
    """A session that was written."""

    seconds: float
    notes: tuple[str, ...]
    """Remarks for the person."""
    voiced: bool = True
    """True if every sentence was spoken; False if the voices failed."""
    vtt: str = ""
    """The text of the subtitles."""
    cover: bytes | None = None
    answered: tuple[Answered, ...] = ()
    """The questions that the recording asks."""


class Studio:
    """Voices and sounds that sessions are written with, one after another. Used with `with`, by one thread."""

    def __init__(self, wanted: Wanted, language: str = "en") -> None:
        """Prepares sounds, and voices for texts in this language, without starting anything; voices of other languages
        are made once a text needs them. Raises CompanionError if one does not exist."""
        from companion.app.sounds import chosen_sounds

        self._sounds = chosen_sounds(wanted.tones, wanted.bells, wanted.bed, wanted.bed_volume)
        self.notes: list[str] = []
        """Remarks about the voices."""
        self._clips = _pool(wanted.voice, self.notes, language)

    def __enter__(self) -> Studio:
        return self

    def __exit__(self, *_: object) -> None:
        self._clips.close()

    def is_wide(self, made: Plan) -> bool:
        """Tells whether the session holds a sound of the user's own, which may reach above 12 kHz."""
        from companion.exercise.plan import SoundCue

        return not isinstance(self._sounds.bed, str | None) or any(
            isinstance(cue, SoundCue) and cue.file for cue in made.cues
        )

    def expected_bytes(self, made: Plan) -> int:
        """Estimates how large the page of this session will be."""
        from companion.exercise.plan import planned_seconds
        from companion.rendering.page_file import expected_bytes

        return expected_bytes(planned_seconds(made), wide=self.is_wide(made) or self._sounds.bed is not None)

    def write(
        self, loaded: LoadedExercise, made: Plan, output: Path, *, vtt: Path | None, cues: Path | None, show: Show
    ) -> Written:
        """Writes the sound file, each of the files whole or not at all. Raises CompanionError."""
        from companion.audio.offline import OfflinePlayer
        from companion.packs.pronunciations import say_as_beside
        from companion.phrases import load_phrases
        from companion.rendering.cover import cover
        from companion.rendering.cue_sheet import as_json, as_vtt
        from companion.rendering.files import SoundFile, rate_for, write_text
        from companion.rendering.performance import Performance
        from companion.rendering.tags import FileTags
        from companion.speech.recordings import read_recording
        from companion.speech.respelling import as_said

        exercise = loaded.exercise
        say_as = say_as_beside(loaded.file.parent)
        voiced = True

        def clip(utterance: Utterance) -> Pcm:
            nonlocal voiced
            try:
                return self._clips.get(as_said(utterance, say_as, loaded.recordings))
            except NoVoice:
                voiced = False
                raise

        rate = rate_for(output, wide=self.is_wide(made))
        performance = Performance(
            made,
            load_phrases(exercise.language),
            player_for=lambda post: OfflinePlayer(rate, post, self._sounds),
            clip=clip,
            prepare=lambda utterances: self._clips.prepare(
                [as_said(each, say_as, loaded.recordings) for each in utterances]
            ),
            recording=lambda name: read_recording(loaded.file.parent / name),
        )
        picture = cover(made.title, exercise.author)
        about = FileTags(made.title, exercise.author, exercise.license, exercise.language, picture)
        with SoundFile(output, about=about, rate=rate) as file:
            for block in performance.blocks():
                file.write(block)
                show(performance.done, performance.seconds)
            file.chapters = performance.chapters
        subtitles = as_vtt(performance.heard, rate)
        if vtt is not None:
            write_text(vtt, subtitles)
        if cues is not None:
            write_text(cues, as_json(performance.heard, rate, made.title, performance.chapters))
        return Written(performance.seconds, tuple(performance.notes), voiced, subtitles, picture, performance.answered)


def run_render(wanted: Wanted, out: TextIO | None = None) -> int:
    """Writes the session and returns the exit code. Raises CompanionError; no half file is ever left."""
    from companion.app.options import choices_for
    from companion.app.voices import check_readable
    from companion.exercise.planner import plan
    from companion.packs.shelf import Shelf
    from companion.phrases import load_phrases
    from companion.rendering.files import PAGE, check_kind, check_target
    from companion.rendering.page_file import LARGE, megabytes
    from companion.rendering.progress import Progress, clock

    out = out or sys.stdout
    is_page = wanted.output.suffix.lower() == PAGE
    vtt = wanted.output.with_suffix(".vtt") if wanted.subtitles and not is_page else None
    targets = [target for target in (wanted.output, wanted.cues, vtt) if target is not None]
    if not wanted.output.is_dir():
        check_kind(wanted.output, also=(PAGE,))
    for target in targets:
        check_target(target)
    loaded = Shelf().find(wanted.exercise)
    choices = choices_for(loaded.exercise, wanted.lengths)
    phrases = load_phrases(loaded.exercise.language).without_keys()
    made = plan(loaded.exercise, choices, phrases, includes=loaded.includes, recordings=loaded.recordings)
    language = loaded.exercise.language
    check_readable(wanted.voice, language)
    with as_by_hand(), Studio(wanted, language) as studio, Progress(out) as progress:
        if is_page:
            written = _write_page(wanted, studio, loaded, made, progress)
        else:
            written = studio.write(loaded, made, wanted.output, vtt=vtt, cues=wanted.cues, show=progress.show)
    size = wanted.output.stat().st_size
    out.write(f"Saved: {wanted.output} (it lasts {clock(written.seconds)}, {megabytes(size)})\n")
    for also in (vtt, wanted.cues):
        if also is not None:
            out.write(f"         {also}\n")
    notes = [*studio.notes, *written.notes]
    if is_page and size > LARGE:
        notes.append("This file is too large for most e-mail. Give it on a memory stick, or put it on your website.")
    for note in notes:
        out.write(f"Note: {note}\n")
    out.flush()
    return EXIT_GOOD


def _write_page(wanted: Wanted, studio: Studio, loaded: LoadedExercise, made: Plan, progress: Progress) -> Written:
    """Writes the page with the sound inside. Raises CannotWrite before any work if the disk has no room for it."""
    from companion.authoring.handout.making import sheet_of
    from companion.cli.handout_help import with_help
    from companion.cli.session_pages import write_session_page
    from companion.rendering.page_file import check_room, megabytes, remark, sound_suffix

    sheet, about_the_numbers = with_help(sheet_of(str(loaded.file)), wanted.region)
    check_room(wanted.output, 2 * studio.expected_bytes(made))
    progress.note(f"The page will be about {megabytes(studio.expected_bytes(made))}, because the sound is inside it.")
    written = write_session_page(
        wanted.output, studio, loaded, made, sheet.helping, cues=wanted.cues, show=progress.show
    )
    return replace(written, notes=tuple(filter(None, (*written.notes, remark(sound_suffix()), about_the_numbers))))


@contextlib.contextmanager
def as_by_hand() -> Iterator[None]:
    """Turns the signals of a closed window (SIGHUP) and of a kill (SIGTERM) into KeyboardInterrupt within this context,
    so that no half-written file stays."""

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    signals = [getattr(signal, name) for name in ("SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
    if threading.current_thread() is not threading.main_thread():
        signals = []
    before = {number: signal.signal(number, interrupt) for number in signals}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _pool(voice: str, notes: list[str], language: str) -> ClipPool:
    """Makes two helpers if there are two cores, since a voice uses one. Kokoro gets one: it uses both cores."""
    from companion.app.voices import engine_of, make_voices, other_voices
    from companion.speech.cache import ClipCache
    from companion.speech.clips import Clips
    from companion.speech.pool import ClipPool

    def handed_over(message: str, hint: str) -> None:
        if pool.closed:
            return
        pool.one_voice()
        note = f"{message} {hint} Another voice read instead."
        if note not in notes:
            notes.append(note)

    folder = resources.OwnPlace.SPEECH.path()
    helpers = 1 if engine_of(voice, language) == "kokoro" else min(_MOST_HELPERS, os.cpu_count() or 1)
    # Nothing is started yet: if all is in the cache, no voice is needed.
    made = [make_voices(voice, handed_over, language=language, patient=True) for _ in range(helpers)]
    others = other_voices(handed_over, patient=True)
    pool = ClipPool([Clips(voices, cache=ClipCache(folder), others=others) for voices in made])
    return pool
