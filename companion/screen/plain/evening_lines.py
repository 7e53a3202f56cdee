"""Plays an exercise in plain lines, with the pages before it and after it.

A page for one person alone is wiped from the terminal before the next page, and typing on it is not shown.
Must not import textual.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from companion.couple.evening.pages import Go, Instead, Page, PageKind, Without
from companion.exercise.said_by_key import by_line
from companion.exercise.same_elsewhere import is_same
from companion.screen import words
from companion.screen.after import after_words
from companion.screen.after.own_entry import EndedSession
from companion.screen.crisis import card_wording
from companion.screen.evening.page_lines import by_typing, in_box, plain, plain_row
from companion.screen.evening.page_voice import PageVoice
from companion.screen.evening.touch_watch import TouchWatch
from companion.screen.learnt_keys.key_words import listed
from companion.screen.learnt_keys.lesson_words import in_plain
from companion.screen.plain.after_lines import after_plain, keep_entry
from companion.screen.plain.before_lines import BeforeLines
from companion.screen.plain.page_talk import LeftPage
from companion.screen.plain.printer import Printer
from companion.screen.plain.session_lines import run_plain
from companion.screen.plain.typed_commands import Parse
from companion.screen.plain.typed_lines import TypedLines
from companion.screen.seam import GO_ON, RIGHT_NOW, YES_NO_MAYBE, Chosen
from companion.tongue import meant

if TYPE_CHECKING:
    from companion.screen.seam import CrisisDesk, EveningHandle, PagesHandle, ProgramHandle
    from companion.session.effects import Outcome

_WIPE = "\x1b[H\x1b[2J\x1b[3J"
_SCROLLED_AWAY = 60
"""Empty lines written in place of wiping, in terminals that only scroll: more than any screen is high."""
_LEAVE = frozenset({"leave", "quit", "exit", "q", "stop"})
_AWAY = frozenset({"home", "list"})
"""Words that lead away as well, but could also be typed into an empty line."""
_EMPTY = frozenset({"none", "-"})
_TO_LIST = "\n"
"""The result of the pages where the list was chosen: no exercise has such an id."""


class Terminal:
    """A terminal, where there is one: wipes it, and hides typing. Does nothing to a pipe or a file."""

    def __init__(self, printer: Printer, out: TextIO, inp: TextIO | None) -> None:
        self._printer = printer
        self._out = _terminal(out)
        self._inp = _terminal(inp)

    @property
    def hides_typing(self) -> bool:
        return self._inp is not None and _quiet_typing is not None

    @property
    def shows_typing(self) -> bool:
        """True for a terminal that can't hide what is typed. A pipe and a file show nothing."""
        return self._inp is not None and not self.hides_typing

    def wipe(self) -> None:
        if self._out is None:
            return
        # A screen reader reads empty lines out, so only a window that can't be wiped gets them.
        self._printer.raw("\n" * _SCROLLED_AWAY if os.environ.get("TERM") == "dumb" else _WIPE)

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
    program: ProgramHandle,
    exercise_id: str,
    parse: Parse,
    out: TextIO,
    lines: TypedLines,
    inp: TextIO | None,
    *,
    attended: bool,
    to_list: Callable[[], Awaitable[object]] | None = None,
) -> Outcome | None:
    """Plays one exercise, or another that was taken in its place. Returns its outcome; None if no session was begun.

    `to_list` shows the list of exercises when they choose it on a page; it is None if the caller shows the list after
    this.

    Raises LeftPage if the person goes to home or to the list. Raises the errors of the program's `evening`, `prepare`
    and `open_session` too.
    """
    printer = Printer(out)
    if exercise_id == YES_NO_MAYBE:
        printer.line(words.YES_NO_MAYBE_TYPE)
        return None
    if learnt := listed(program.learnt_keys()):
        printer.line(words.harmless(in_plain(learnt)))
    reader = program.page_reader()
    voice = PageVoice(reader, typed=True) if reader is not None else None
    while True:
        around = await asyncio.to_thread(program.evening, exercise_id, attended=attended)
        if around is None:
            leads = after_words.HOME if to_list is None else after_words.CLOSE
            player = _Alone(program, parse, out, lines, leads if attended else "")
            try:
                outcome, follows = await player.play(exercise_id, named=to_list is not None)
            except LeftPage as left:
                if to_list is None:
                    raise
                if left.to == "list":
                    await to_list()
                return None
            if not follows:
                return outcome
            exercise_id = follows
            continue
        terminal = Terminal(printer, out, inp)
        lines.start()
        result = await ask(around.before, printer, lines, terminal, program.crisis, around, voice=voice)
        if isinstance(result, str):
            if result == _TO_LIST and to_list is not None:
                await to_list()
                return None
            if not result or result == _TO_LIST:
                return None
            exercise_id = result
            continue
        session = program.open_session(result.id or exercise_id, result)
        watch = TouchWatch(around)
        session.subscribe(watch)
        try:
            outcome = await run_plain(
                session, parse, out, lines, program.crisis, cautions_read=True, look=program.plain_look()
            )
        except asyncio.CancelledError:
            if watch.touching_now:
                around.less(touch=False)  # leaving like this amid touch counts as a stop
            raise
        after = around.after(outcome, watch.touched)
        if after is not None and not (printer.gone.is_set() or lines.closed):
            await ask(after, printer, lines, terminal, program.crisis, voice=voice)
        return outcome


class _Alone:
    """Plays exercises for one person, with the page before each and the one after it."""

    def __init__(self, program: ProgramHandle, parse: Parse, out: TextIO, lines: TypedLines, leads: str) -> None:
        """`leads`: the way home in words; empty if no person is there to choose it."""
        self._program = program
        self._parse = parse
        self._out = out
        self._printer = Printer(out)
        self._lines = lines
        self._leads = leads

    async def play(self, exercise_id: str, *, named: bool) -> tuple[Outcome | None, str]:
        """Plays one. Returns its outcome, None if it was not begun, and the id of the exercise that is to follow.

        `named`: it was named at the start of the program, and so begins at once. There is a page before it all the same
        where a screen reader would speak the cautions over the voice. Raises LeftPage.
        """
        program, chosen = self._program, None
        page = bool(self._leads) and exercise_id != GO_ON and not is_same(exercise_id, RIGHT_NOW)
        if named:
            page = page and self._printer.is_terminal and program.plain_look().captions != "start"
        if page:
            self._lines.start()
            handle = await asyncio.to_thread(program.prepare, exercise_id)
            with _until_the_end():
                chosen = await BeforeLines(handle, self._printer, self._lines, program).run()
            if chosen is None:
                return None, ""
        return await self._session(exercise_id, chosen, page=page)

    async def _session(self, exercise_id: str, chosen: Chosen | None, *, page: bool) -> tuple[Outcome, str]:
        program, printer = self._program, self._printer
        session = program.open_session(exercise_id, chosen=chosen)
        outcome = await run_plain(
            session,
            self._parse,
            self._out,
            self._lines,
            program.crisis,
            page_read=page,
            at_once=not page,
            spares=is_same(exercise_id, RIGHT_NOW),
            look=program.plain_look(),
        )
        view = session.view()
        if any(view.called):
            return outcome, ""  # a rehearsal of an exercise for two
        played = EndedSession(exercise_id, view.title, view.elapsed, chosen.how if chosen is not None else None)
        entry = keep_entry(program, played, printer)
        if not self._leads or printer.gone.is_set() or self._lines.closed:
            return outcome, ""
        follows = ""
        with _until_the_end():
            follows = await after_plain(program, played, entry, outcome, printer, self._lines, self._leads)
        return outcome, follows


@contextmanager
def _until_the_end() -> Iterator[None]:
    """Lets nothing more be asked once the input has ended, or the person leaves Companion."""
    try:
        yield
    except LeftPage as left:
        if left.to != "out":
            raise


async def ask(
    asking: PagesHandle,
    printer: Printer,
    lines: TypedLines,
    terminal: Terminal,
    crisis: CrisisDesk,
    around: EveningHandle | None = None,
    *,
    voice: PageVoice | None = None,
) -> Go | str:
    """Asks all the pages. Returns a `Go`, the id of another exercise, `_TO_LIST` if they chose the list of exercises,
    or "" if nothing follows."""
    try:
        return await _ask(asking, printer, lines, terminal, crisis, around, voice)
    finally:
        if voice is not None:
            voice.hush()


async def _ask(
    asking: PagesHandle,
    printer: Printer,
    lines: TypedLines,
    terminal: Terminal,
    crisis: CrisisDesk,
    around: EveningHandle | None,
    voice: PageVoice | None,
) -> Go | str:
    from companion.couple.evening.offers import offered

    last: Page | None = None
    answered = False
    """The last line was meant as an answer to the row that was shown."""
    while not printer.gone.is_set():
        result = asking.result
        if isinstance(result, Go):
            return result
        if isinstance(result, Instead):
            return result.id
        if result is not None and not isinstance(result, Without):
            return ""
        page = by_typing(asking.page())
        same = last is not None and (last.name, last.who) == (page.name, page.who)
        if last is not None and (last.private or page.private) and not same:
            terminal.wipe()
        unclear = same and answered and last is not None and (last.at, last.rows) == (page.at, page.rows)
        small, last, answered = "" if last is None else last.small, page, False
        if same and page.kind is PageKind.FORM:
            if page.small != small:
                printer.line(f"({words.harmless(page.small)})")
            if unclear:
                printer.line(words.PLAIN_NOT_AN_ANSWER)
            _print_row(page, printer, how=unclear)
        else:
            _print(page, asking.trouble, printer, terminal)
        if voice is not None:
            voice.turn(page)
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
        word = meant((typed or "").strip().casefold())
        leaves = typed is None or word in _LEAVE
        leaves = leaves or (page.kind is not PageKind.ENTRY and word in _AWAY)
        if leaves and typed is not None and in_box(page):
            asking.back()
            continue
        if typed is None or leaves:
            if page.private:
                terminal.wipe()
            asking.leave()
            return ""
        if page.kind is PageKind.ENTRY and page.private:  # a passphrase is taken as it was typed
            printer.line(words.ONE_MOMENT)
            await asyncio.to_thread(asking.answer, typed)
            continue
        said = words.harmless(typed)
        if page.kind is not PageKind.ENTRY and word in {"help", "?"}:
            printer.line(f"({words.EVENING_PLAIN_KEYS})")
            continue
        if (answer := card_wording.typed(crisis, said.casefold())) is not None and not (
            page.kind is PageKind.ENTRY and said.casefold() == "c"
        ):
            for sentence in answer:
                printer.line(sentence)
        elif voice is not None and said.casefold() == "h" and page.kind is not PageKind.ENTRY:
            voice.again()
        elif word == "back" or (word == "b" and page.kind is not PageKind.ENTRY):
            if page.kind is PageKind.FORM:
                asking.move(-1)
            elif page.back:
                asking.back()
            else:
                printer.line(f"({words.EVENING_NO_BACK})")
        elif isinstance(result, Without):
            other = offered(result.offers, said)
            if other is not None:
                return other or _TO_LIST
        elif page.kind is PageKind.ENTRY:
            value = "" if word in _EMPTY else said or page.value
            await asyncio.to_thread(asking.answer, value)
        else:
            asking.answer(said)
            answered = True
    asking.leave()
    return ""


def _print(page: Page, trouble: str, printer: Printer, terminal: Terminal) -> None:
    if trouble:
        printer.line(f"({words.harmless(by_line(trouble))})")
    if page.kind is PageKind.HANDOVER:
        printer.line(f"({words.EVENING_READER})")  # before the line that says what to type
    for line in plain(page):
        printer.line(line)
    if page.kind is PageKind.FORM:
        if terminal.hides_typing:
            printer.line(f"({words.EVENING_TYPE_PRIVATE})")
        elif terminal.shows_typing:
            printer.line(f"({words.EVENING_TYPE_SEEN})")
        printer.line(f"({words.EVENING_PLAIN_KEYS})")
        _print_row(page, printer)
    elif page.help or page.kind is PageKind.HANDOVER:
        printer.line(f"({words.EVENING_PLAIN_KEYS})")


def _print_row(page: Page, printer: Printer, *, how: bool = True) -> None:
    for line in plain_row(page, how=how):
        printer.line(line)


def _listen(
    page: Page, asking: PagesHandle, lines: TypedLines, around: EveningHandle | None, printer: Printer
) -> Callable[[], None] | None:
    if not page.aloud or around is None:
        return None
    # A word that was heard counts as a typed line.
    deaf = f"({words.EVENING_NOT_LISTENING})"
    stop = around.hear(page.aloud, lambda: lines.put(page.aloud), lambda: printer.line(deaf))
    printer.line(f"({words.EVENING_LISTENING})" if stop else deaf)
    return stop


async def _next(lines: TypedLines, printer: Printer) -> str | None:
    """Waits for the next line; None at the end of the input, or when the reader of the output has gone."""
    waiting = asyncio.create_task(lines.next())
    gone = asyncio.create_task(printer.gone.wait())
    try:
        await asyncio.wait((waiting, gone), return_when=asyncio.FIRST_COMPLETED)
        return waiting.result() if waiting.done() else None
    finally:
        waiting.cancel()
        gone.cancel()


def _terminal(stream: TextIO | None) -> int | None:
    """Finds the descriptor of a terminal; None for anything else."""
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
