"""The start of the program, on a screen or in plain lines, and its end.

Modules that the first frame does not need (the engine, the adapters, NumPy) are imported after it, by `Program`.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from companion.app.program import Program
from companion.app.stderr_log import turn_noise_away
from companion.app.terminal_guard import guarded_terminal
from companion.errors import EXIT_GOOD, EXIT_INTERRUPTED, EXIT_OURS, CompanionError

if TYPE_CHECKING:
    from companion.app.options import Options

_LOOK_AT_TERMINAL_SECONDS: Final = 2.0
"""Seconds between two checks that the terminal is still there: often enough to end with it, and hardly any work."""

_START_SECONDS: Final = 5.0
"""Seconds from the loop's first step in which no garbage is looked for. By then, the first sentence has begun on a
machine four times slower than most."""

_ONLY_REHEARSED: Final = (
    "This exercise has a mistake that could make it unsafe, so I won't play it at its real speed. "
    "If you wrote it, you can look through it here, sped up. This is the mistake:"
)
_NOT_CLOSED: Final = "a part of Companion didn't close properly"


def run_app(options: Options, play: str | None, *, in_browser: bool = False) -> int:
    """Runs the program on a screen or in plain lines. Returns the exit code.

    `play`: the id of the exercise to begin with; None for home. `in_browser`: the screen is a page, which
    `companion.browser` shows.
    """
    with collecting_later():
        return _run_app(options, play, in_browser)


@contextlib.contextmanager
def collecting_later() -> Iterator[None]:
    """Has Python look for no garbage until `start_over`. While modules are loaded almost nothing is garbage, and each
    look at all objects takes 30 ms, four times before the first sound."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.unfreeze()
        if was:
            gc.enable()


def start_over() -> None:
    """Has Python look for garbage again, but no more among the objects of the start: they stay."""
    gc.freeze()
    gc.enable()


def _run_app(options: Options, play: str | None, in_browser: bool) -> int:
    from companion.couple.old_evening import let_go_of_old_evening
    from companion.screen.plain.printer import wants_plain
    from companion.screen.seam import TONIGHT

    let_go_of_old_evening()
    plain = options.plain or (
        not in_browser and wants_plain(os.environ, sys.stdin.isatty(), sys.stdout.isatty(), sys.stderr.encoding)
    )
    people = 1
    if play == TONIGHT:
        people = 2
    elif play is not None:
        from companion.packs.shelf import Shelf

        # Every wrong option is reported before anything is opened.
        loaded = Shelf(rehearsing=options.rehearsal).find(play)
        if loaded.refused is not None:
            sys.stderr.write(f"{_ONLY_REHEARSED}\n{loaded.refused}\n")
        people = loaded.exercise.people
        if options.lengths:
            from companion.app.options import choices_for

            choices_for(loaded.exercise, options.lengths)
        if "voice" in options.given:
            from companion.app.voices import check_voice

            check_voice(options.voice, loaded.exercise.language)
    if plain:
        turn_noise_away()
        return asyncio.run(_run_plain(replace(options, plain=True), play))
    with guarded_terminal():
        turn_noise_away()
        return asyncio.run(_run_screen(options, play, people))


async def guarded(
    work: Coroutine[Any, Any, int], silence: Callable[[], None], close: Callable[[], Awaitable[list[Exception]]]
) -> int:
    """Runs `work`, then closes once, whatever happened. An error in a callback of the loop ends it too, and is raised.

    asyncio only logs such errors, and a session would stand still without a word. So `silence` is called at once after
    one. Errors in the close are raised together with the error before it.
    """
    task = asyncio.ensure_future(work)
    broken: list[BaseException] = []

    def handle(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if error is None:
            loop.default_exception_handler(context)
            return
        broken.append(error)
        task.cancel()
        silence()

    asyncio.get_running_loop().set_exception_handler(handle)
    try:
        try:
            code = await task
        except asyncio.CancelledError:
            if not broken:
                raise
            code = EXIT_OURS
        if broken:
            raise broken[0]
    finally:
        under_way = sys.exception()
        if left := await close():
            _tell_of_close(left, under_way)
    return code


def _tell_of_close(left: list[Exception], under_way: BaseException | None) -> None:
    """Raises the errors of the close, together with an error that is already being raised. If that one is a message for
    the person or Ctrl-C, it goes on alone, and the rest is only written to the log."""
    if isinstance(under_way, CompanionError) or not isinstance(under_way, Exception | None):
        from companion.app.crash import write_log

        write_log(ExceptionGroup(_NOT_CLOSED, left))
    else:
        raise ExceptionGroup(_NOT_CLOSED, [*([under_way] if under_way is not None else []), *left])


def _program(options: Options, play: str | None) -> Program:
    """Makes the program. The loudspeaker wakes up while the rest is loaded, if an exercise comes first."""
    program = Program(options, asyncio.get_running_loop())
    if play is not None:
        program.open_loudspeaker()
    return program


async def _run_plain(options: Options, play: str | None) -> int:
    asyncio.get_running_loop().call_later(_START_SECONDS, start_over)
    program = _program(options, play)
    from companion.screen.job_control import standing_still  # the loudspeaker wakes up meanwhile

    with standing_still(program, _say_no_shell):
        return await guarded(_plain(program, play), program.silence, program.close)


def _say_no_shell() -> None:
    from companion.screen import words
    from companion.screen.plain.printer import Printer

    Printer(sys.stdout).line(f"({words.NO_SHELL})")


async def _plain(program: Program, play: str | None) -> int:
    attended = sys.stdin.isatty()
    if play is None:
        from companion.screen.plain.exercise_lines import run_plain_program

        program.warm_up()
        await run_plain_program(program, program.understand, sys.stdout, sys.stdin, attended=attended)
    else:
        from companion.screen.plain.evening_lines import play_plain
        from companion.screen.plain.typed_lines import TypedLines

        lines = TypedLines(sys.stdin)

        def to_list() -> Awaitable[object]:
            from companion.screen.plain.exercise_lines import run_plain_program  # the first sentence needs none of it

            program.warm_up()
            return run_plain_program(program, program.understand, sys.stdout, sys.stdin, attended=attended, lines=lines)

        await play_plain(
            program, play, program.understand, sys.stdout, lines, sys.stdin, attended=attended, to_list=to_list
        )
    return EXIT_GOOD


async def _run_screen(options: Options, play: str | None, people: int) -> int:
    asyncio.get_running_loop().call_later(_START_SECONDS, start_over)
    program = _program(options, play)
    from companion.screen.app import run_screen  # the loudspeaker wakes up meanwhile
    from companion.store import settings

    look = settings.look()

    async def shown() -> int:
        left = await run_screen(program, play, people, theme=look.theme, motion=look.motion, letters=look.letters)
        return EXIT_INTERRUPTED if left.interrupted else EXIT_GOOD

    watching = asyncio.create_task(_end_with_the_terminal())
    try:
        return await guarded(shown(), program.silence, program.close)
    finally:
        watching.cancel()


async def _end_with_the_terminal() -> None:
    """Ends the program when its terminal is gone.

    A shell passes on that its window was closed, but `make` in its place only waits for this program. The program would
    then go on unseen, with no way to stop it, and reading keys from a closed terminal keeps a core busy.
    """
    while not terminal_is_gone(0):
        await asyncio.sleep(_LOOK_AT_TERMINAL_SECONDS)
    signal.raise_signal(signal.SIGHUP)


def terminal_is_gone(descriptor: int) -> bool:
    """Tells whether this was a terminal that has been hung up. Never on Windows, which ends its programs itself."""
    if sys.platform == "win32":
        return False
    import termios

    try:
        termios.tcgetattr(descriptor)
    except termios.error as reason:
        return bool(reason.args[0] == errno.EIO)
    return False
