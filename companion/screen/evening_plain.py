"""An exercise in plain lines with what is asked before it and after it.

What one person alone has read is wiped from a terminal before the next page, and what they type is not shown at all.
Must not import textual.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from companion.screen import crisis_lines, words
from companion.screen.evening_lines import plain
from companion.screen.plain import Parse, Printer, run_plain
from companion.screen.reading import Lines
from companion.screen.watching import Watch

if TYPE_CHECKING:
    from companion.evening.pages import Go, Page
    from companion.screen.seam import Around, Asking, CrisisDesk, Program
    from companion.session.effects import Outcome

_WIPE = "\x1b[H\x1b[2J\x1b[3J"
_SCROLLED_AWAY = 60
_LEAVE = frozenset({"leave", "quit", "exit", "q", "stop"})
_EMPTY = frozenset({"none", "-"})


class Terminal:
    """What plain lines may do to a terminal, where there is one: wipe it, and not show what is typed."""

    def __init__(self, printer: Printer, out: TextIO, inp: TextIO | None) -> None:
        self._printer = printer
        self._out = _terminal(out)
        self._inp = _terminal(inp)

    @property
    def hides_typing(self) -> bool:
        return self._inp is not None and _quiet_typing is not None

    def wipe(self) -> None:
        if self._out is None:
            return
        blank = "\n" * _SCROLLED_AWAY
        self._printer.raw(blank if os.environ.get("TERM") == "dumb" else blank + _WIPE)

    @contextmanager
    def unseen(self, wanted: bool) -> Iterator[None]:
        if not wanted or self._inp is None or _quiet_typing is None:
            yield
            return
        restore = _quiet_typing(self._inp)
        try:
            yield
        finally:
            restore()


async def play_plain(
    program: Program, exercise_id: str, parse: Parse, out: TextIO, lines: Lines, inp: TextIO | None, *, attended: bool
) -> Outcome | None:
    """One exercise with its evening, or another that was taken in its place. None where no session was begun.

    Raises what looking for the exercise and opening it raise.
    """
    printer = Printer(out)
    while True:
        around = await asyncio.to_thread(program.evening, exercise_id, attended=attended)
        if around is None:
            return await run_plain(program.open_session(exercise_id), parse, out, lines, program.crisis)
        terminal = Terminal(printer, out, inp)
        lines.start()
        result = await ask(around.before, printer, lines, terminal, program.crisis, around)
        if isinstance(result, str):
            if not result:
                return None
            exercise_id = result
            continue
        session = program.open_session(exercise_id, result)
        watch = Watch()
        session.subscribe(watch)
        outcome = await run_plain(session, parse, out, lines, program.crisis)
        after = around.after(outcome, watch.touched)
        if after is not None and not printer.gone.is_set():
            await ask(after, printer, lines, terminal, program.crisis)
        return outcome


async def ask(
    asking: Asking,
    printer: Printer,
    lines: Lines,
    terminal: Terminal,
    crisis: CrisisDesk,
    around: Around | None = None,
) -> Go | str:
    """All the pages of `asking`. How to go on, or another exercise's id; "" where there is nothing to go on with."""
    from companion.evening.before import offered
    from companion.evening.pages import Go, Without

    last: Page | None = None
    while not printer.gone.is_set():
        result = asking.result
        if isinstance(result, Go):
            return result
        if result is not None and not isinstance(result, Without):
            return ""
        page = asking.page()
        if last is not None and (last.private or page.private) and (last.name, last.who) != (page.name, page.who):
            terminal.wipe()
        last = page
        _print(page, asking.trouble, printer, terminal)
        stop_hearing = _listen(page, asking, lines, around, printer)
        try:
            with terminal.unseen(page.private):
                typed = await _next(lines, printer)
        except asyncio.CancelledError:  # Ctrl-C
            if page.private:
                terminal.wipe()
            raise
        finally:
            if stop_hearing is not None:
                stop_hearing()
        if typed is None or typed.strip().casefold() in _LEAVE:
            if page.private:
                terminal.wipe()
            asking.leave()
            return ""
        said = words.harmless(typed)
        if (answer := crisis_lines.typed(crisis, said.casefold())) is not None and not (
            page.kind.value == "entry" and said.casefold() == "c"
        ):
            for sentence in answer:
                printer.line(sentence)
        elif said.casefold() == "back" or (said.casefold() == "b" and page.kind.value != "entry"):
            if page.back:
                asking.back()
            else:
                printer.line(f"({words.EVENING_NO_BACK})")
        elif isinstance(result, Without):
            other = offered(result.offers, said)
            if other is not None:
                return other
        elif page.kind.value == "entry":
            value = "" if said.casefold() in _EMPTY else said or page.value
            await asyncio.to_thread(asking.answer, value)
        else:
            asking.answer(said)
    asking.leave()
    return ""


def _print(page: Page, trouble: str, printer: Printer, terminal: Terminal) -> None:
    if trouble:
        printer.line(f"({words.harmless(trouble)})")
    for line in plain(page):
        printer.line(line)
    if page.kind.value == "handover" and page.who and terminal.hides_typing:
        printer.line(f"({words.EVENING_TYPE_PRIVATE})")
    if page.help or page.kind.value == "handover":
        printer.line(f"({words.EVENING_PLAIN_KEYS})")


def _listen(
    page: Page, asking: Asking, lines: Lines, around: Around | None, printer: Printer
) -> Callable[[], None] | None:
    if not page.aloud or around is None:
        return None
    # A word that was heard is as good as a typed line.
    stop = around.hear(page.aloud, lambda: lines.put(page.aloud))
    printer.line(f"({words.EVENING_LISTENING if stop else words.EVENING_NOT_LISTENING})")
    return stop


async def _next(lines: Lines, printer: Printer) -> str | None:
    """The next line; None at the end of the input, or where nobody reads any more."""
    waiting = asyncio.create_task(lines.next())
    gone = asyncio.create_task(printer.gone.wait())
    try:
        await asyncio.wait((waiting, gone), return_when=asyncio.FIRST_COMPLETED)
        return waiting.result() if waiting.done() else None
    finally:
        waiting.cancel()
        gone.cancel()


def _terminal(stream: TextIO | None) -> int | None:
    """The descriptor of a terminal; None for anything else."""
    try:
        return stream.fileno() if stream is not None and stream.isatty() else None
    except (OSError, ValueError):
        return None


def _quiet_posix() -> Callable[[int], Callable[[], None]] | None:
    try:
        import termios
    except ImportError:
        return None

    def quiet(descriptor: int) -> Callable[[], None]:
        try:
            before = termios.tcgetattr(descriptor)
            silent = [*before]
            silent[3] = before[3] & ~termios.ECHO
            termios.tcsetattr(descriptor, termios.TCSADRAIN, silent)
        except termios.error:
            return lambda: None
        # After Ctrl-Z the shell shows what is typed again; with "fg" it has to be hidden once more.
        known = signal.signal(signal.SIGCONT, lambda *_: termios.tcsetattr(descriptor, termios.TCSADRAIN, silent))

        def restore() -> None:
            signal.signal(signal.SIGCONT, known)
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)

        return restore

    return quiet


_quiet_typing = _quiet_posix()
