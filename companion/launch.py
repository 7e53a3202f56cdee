"""Starting the program, on a screen or in plain lines, with as little as possible before the first frame.

What the first frame does not need (the engine, the adapters, NumPy) is imported after it; see `_Deferred`.
"""

from __future__ import annotations

import asyncio
import errno
import os
import re
import signal
import sys
import threading
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from companion.crisis.desk import Desk
from companion.errors import EXIT_GOOD, EXIT_INTERRUPTED, EXIT_OURS
from companion.noise import turn_noise_away
from companion.own_words import ENGLISH, spoken_in

if TYPE_CHECKING:
    from companion.evening.pages import Go
    from companion.screen.seam import Around, Listing, SessionHandle, SoundCheck
    from companion.session.commands import Command
    from companion.wiring import Program


WARM_UP_AFTER = 0.3
"""Seconds after starting the screen until voice, devices and recogniser are started."""


_LOOK_AT_TERMINAL_SECONDS = 2.0

REHEARSAL_FROM = 2.0
"""Nobody sits through a session at this speed or above: it is a rehearsal."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks for."""

    plain: bool = False
    voice: str = "best"
    """A voice's name, "best" (the best one installed) or "none"."""
    microphone: bool = True
    speed: float = 1.0
    """N times as fast."""
    lengths: Mapping[str, float] = field(default_factory=dict)
    """Seconds by the name of the exercise's length."""
    tones: str = "soft"
    """The timbre of the breath's tones, or "none"."""
    bells: bool = True
    bed: str = "none"
    """A sound under the silences: its name, or a sound file of one's own."""
    bed_volume: float | None = None
    language: str = ""
    """Of what is said and typed, two letters. Where left out: that of the exercise that was asked for, else English."""

    @property
    def rehearsal(self) -> bool:
        """Nobody is there to answer: questions take their defaults, and nothing is asked beforehand."""
        return self.speed >= REHEARSAL_FROM


def run_app(options: Options, play: str | None) -> int:
    """The program on a screen or in plain lines; the exit code."""
    from companion.screen.plain import wants_plain

    plain = options.plain or wants_plain(os.environ, sys.stdin.isatty(), sys.stdout.isatty())
    people = 1
    if play is not None:
        from companion.packs.shelf import Shelf

        loaded = Shelf().find(play)  # every mistake is said before anything is opened
        people = loaded.exercise.people
        options = replace(options, language=options.language or spoken_in(loaded.exercise.language))
        if options.lengths:
            from companion.choosing import choices_for

            choices_for(loaded.exercise, options.lengths)
    turn_noise_away()
    if plain:
        return asyncio.run(_run_plain(options, play))
    return asyncio.run(_run_screen(options, play, people))


class _Deferred:
    """The program, put together when it is first asked for: a tenth of a second that the first frame need not wait."""

    def __init__(self, options: Options, loop: asyncio.AbstractEventLoop) -> None:
        self._options = options
        self._loop = loop
        self._lock = threading.Lock()
        self._made: Program | None = None
        # Not the program's own: where help is must be there before the program is.
        self.crisis = Desk()

    def _program(self) -> Program:
        with self._lock:
            if self._made is None:
                from companion.wiring import Program

                self._made = Program(self._options, self._loop)
            return self._made

    def entries(self) -> Sequence[Listing]:
        """Called on a worker thread."""
        return self._program().entries()

    def evening(self, exercise_id: str, *, attended: bool = True) -> Around | None:
        """Called on a worker thread."""
        return self._program().evening(exercise_id, attended=attended)

    def open_session(self, exercise_id: str, go: Go | None = None) -> SessionHandle:
        return self._program().open_session(exercise_id, go)

    def offers_sound_check(self) -> bool:
        """Called on a worker thread."""
        return self._program().offers_sound_check()

    def sound_check(self) -> SoundCheck:
        return self._program().sound_check()

    def warm_up(self) -> None:
        self._program().warm_up()

    def close(self) -> None:
        if self._made is not None:
            self._made.close()


def _safety_in(line: str, safety: Mapping[str, Command]) -> Command | None:
    """A safety word anywhere in a short typed line ("please stop"), as it is understood when spoken; stop first."""
    spoken = re.findall(r"[^\W_]+", line.casefold())
    said = f" {' '.join(spoken)} "
    found = [command for phrase, command in safety.items() if f" {phrase} " in said]
    return min(found, key=lambda command: command.kind != "stop", default=None)


async def _guarded(session: Coroutine[Any, Any, int], close: Callable[[], None]) -> int:
    """Run it; an error in a callback of the loop ends it too, and is raised here instead of being lost.

    asyncio only logs such errors: a session would stand still without a word. The narrator is silenced first.
    """
    task = asyncio.ensure_future(session)
    broken: list[BaseException] = []

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if error is None:
            loop.default_exception_handler(context)
            return
        broken.append(error)
        close()
        task.cancel()

    asyncio.get_running_loop().set_exception_handler(handle)
    try:
        code = await task
    except asyncio.CancelledError:
        if not broken:
            raise
        code = EXIT_OURS
    if broken:
        raise broken[0]
    return code


async def _run_plain(options: Options, play: str | None) -> int:
    from companion.hearing import vocabulary

    # What the lines tell people to type is English, whatever they hear.
    spoken = dict.fromkeys((options.language or ENGLISH, ENGLISH))
    words = [vocabulary.load(language) for language in spoken]

    def parse(line: str) -> Command | None:
        known = [each.with_stop_word(program.stop_word) for each in words]
        typed = (each.parse_typed(line, each.everything()) for each in known)
        safe = (_safety_in(line, each.safety()) for each in known)
        return next((found for found in (*typed, *safe) if found is not None), None)

    from companion.wiring import Program

    program = Program(options, asyncio.get_running_loop())
    try:
        return await _guarded(_plain(program, play, parse), program.close)
    finally:
        program.close()


async def _plain(program: Program, play: str | None, parse: Callable[[str], Command | None]) -> int:
    from companion.screen.evening_plain import play_plain
    from companion.screen.plain import run_plain_program
    from companion.screen.reading import Lines

    attended = sys.stdin.isatty()
    if play is None:
        program.warm_up()
        await run_plain_program(program, parse, sys.stdout, sys.stdin, attended=attended)
    else:
        await play_plain(program, play, parse, sys.stdout, Lines(sys.stdin), sys.stdin, attended=attended)
    return EXIT_GOOD


async def _run_screen(options: Options, play: str | None, people: int) -> int:
    from companion.screen.app import run_screen

    loop = asyncio.get_running_loop()
    program = _Deferred(options, loop)
    # After the first frame: what takes a moment must not be what the person waits for.
    loop.call_later(WARM_UP_AFTER, program.warm_up)

    async def shown() -> int:
        left = await run_screen(program, play, people)
        return EXIT_INTERRUPTED if left.interrupted else EXIT_GOOD

    watching = asyncio.create_task(_end_with_the_terminal())
    try:
        return await _guarded(shown(), program.close)
    finally:
        watching.cancel()
        program.close()


async def _end_with_the_terminal() -> None:
    """Where a window is closed, its shell tells us; where `make` stands in the shell's place, it only waits for us.
    Then nobody could see or stop what goes on, and reading keys from nowhere keeps a core busy."""
    while not terminal_is_gone(0):
        await asyncio.sleep(_LOOK_AT_TERMINAL_SECONDS)
    signal.raise_signal(signal.SIGHUP)


def terminal_is_gone(descriptor: int) -> bool:
    """Whether this was a terminal that has been hung up. Never on Windows, which ends its programs itself."""
    if sys.platform == "win32":
        return False
    import termios

    try:
        termios.tcgetattr(descriptor)
    except termios.error as reason:
        return bool(reason.args[0] == errno.EIO)
    return False
