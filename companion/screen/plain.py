"""The same session as plain lines of text: for screen readers, for terminals that can do no more, for pipes.

Lines only: no colour, no cursor movement, nothing is ever rewritten. Must not import textual.
"""

from __future__ import annotations

import asyncio
import os
from collections import deque
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TextIO

from companion.errors import CompanionError
from companion.screen import crisis_lines, words
from companion.screen.captions import SHORTEST_QUIET, areas_of
from companion.screen.keycaps import name_of
from companion.screen.keys import GREEN, NOBODYS, answer_for, command_for, option_keys
from companion.screen.reading import Lines
from companion.screen.seam import CrisisDesk, SessionHandle
from companion.session.commands import SAFETY_KINDS, Command, Kind
from companion.session.effects import NoticeKind, Outcome
from companion.session.view import Asked, BreathView, Phase, Question, View

if TYPE_CHECKING:
    from companion.ports import Heard, HearingChanged, Level, SpeakingChanged
    from companion.screen.seam import Program

Parse = Callable[[str], Command | None]
"""A typed line to the command it says; the hearing's vocabulary."""

MISSED_WORTH = 0.5
"""Seconds of sound that a busy machine missed, from which on it is said."""
_HELD = {
    Phase.PAUSED: "(paused; type resume to go on)",
    Phase.YELLOW: "(yellow: everything holds; type green to go on)",
    Phase.LOST: "(waiting for the loudspeaker)",
}


def wants_plain(env: Mapping[str, str], stdin_tty: bool, stdout_tty: bool) -> bool:
    """Whether lines suit better than the full screen: no terminal at either end, or one that says it can do nothing."""
    return not (stdin_tty and stdout_tty) or env.get("TERM", "") in {"dumb", "unknown"}


class Printer:
    """Writes whole lines and flushes each. A reader who has gone away is noticed, and no error."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self.gone = asyncio.Event()
        """Nobody reads any more: the other end of the pipe was closed."""

    def line(self, text: str) -> None:
        if self.gone.is_set():
            return
        try:
            try:
                self._out.write(text + "\n")
            except UnicodeEncodeError:
                encoding = getattr(self._out, "encoding", None) or "ascii"
                self._out.write(text.translate(words.PLAINER).encode(encoding, "replace").decode(encoding) + "\n")
            self._out.flush()
        except BrokenPipeError:
            self.gone.set()
            self._detach()

    def raw(self, text: str) -> None:
        """To a terminal, as it is: for wiping what only one person was to read."""
        if not self.gone.is_set():
            try:
                self._out.write(text)
                self._out.flush()
            except BrokenPipeError:
                self.gone.set()
                self._detach()

    def _detach(self) -> None:
        """Point the descriptor nowhere, or Python complains once more when it flushes at exit."""
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._out.fileno())
            os.close(nowhere)
        except (OSError, ValueError):
            return  # not a real file, or closed already: nothing left to flush


def _number(text: str) -> int | None:
    """What was typed as a number; none of many digits, which Python refuses to read."""
    return int(text) if text.isdecimal() and len(text) <= 4 else None


_HELD_BY_TWO = "(everything holds; type f or j for your own green)"


def answers_of(question: Question, greens: int | None = None) -> str:
    """What may be typed now, as a sentence in brackets. `greens`: as in the view."""
    if question.kind == Asked.BACK_OR_END and greens is not None:
        return "(to go back in, type f or j for your own yes; or end session)"
    if question.kind == Asked.RATE:
        return "(type a number from 0 to 10)"
    if question.kind == Asked.TALK:
        return "(time to talk; type ready when you are)"
    if question.kind == Asked.CHECK:
        return f"(type {'f or j for your own green' if question.who else 'green'}, yellow or red)"
    if question.who:
        areas = f"; {areas_of(question)[:1].lower()}{areas_of(question)[1:]}" if question.areas else ""
        return f"(each for yourself: type f or j for your own yes; or no{areas})"
    options = [words.harmless(option) for option in question.options] or ["yes", "no"]
    return f"(type {' or '.join([', '.join(options[:-1]), options[-1]] if len(options) > 1 else options)})"


def _takes_two(command: Command, view: View) -> bool:
    """Whether this is a yes that each of two people has to give for themselves."""
    if command.by:
        return False
    if view.phase in _HELD:
        return view.greens is not None and command.kind is Kind.RESUME
    question = view.question
    if view.phase is not Phase.ASKING or question is None:
        return False
    if view.greens is not None:  # asked whether to go back in
        goes_back = command.kind is Kind.ANSWER and command.value in {"yes", "continue"}
        return goes_back or command.kind in {Kind.RESUME, Kind.BACK}
    if not question.who:
        return False
    agrees = question.kind == Asked.AGREE and command == Command(Kind.ANSWER, "yes")
    return agrees or (question.kind == Asked.CHECK and command.kind is Kind.RESUME)


def hearing_line(changed: HearingChanged) -> str:
    """How the hearing stands, and what to do about it, as a sentence in brackets."""
    sign, state = words.HEARING[changed.hearing.value]
    state += "" if sign == "●" else words.DEAF_PLAIN
    return f"({state}{'. ' + words.harmless(changed.detail) if changed.detail else ''})"


class PlainSession:
    """One session's lines. An observer of the session, and the meaning of what is typed."""

    def __init__(self, handle: SessionHandle, parse: Parse, printer: Printer, crisis: CrisisDesk) -> None:
        self._handle = handle
        self._crisis = crisis
        self._parse = parse
        self._printer = printer
        self._last: View | None = None
        self._said: deque[str] = deque([""], maxlen=8)
        """The last sentences written."""
        self._breath: tuple[object, int, float] | None = None
        self._asked: Question | None = None
        self._title = ""
        self._ear = ("", "")
        self._missed = False
        """It was said that sound was missed."""
        self._began: float | None = None
        self.outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

    # -- what is shown --------------------------------------------------------------------------------------------

    def _line(self, text: str) -> None:
        now = self._handle.view().now
        if self._began is None:
            self._began = now
        self._printer.line(f"[{words.clock(now - self._began)}] {text}")

    def view_changed(self, view: View) -> None:
        last, self._last = self._last, view
        if view.title != self._title:
            self._title = view.title
            self._line(f"{words.harmless(view.title)}, {words.time_left(view.left)}")
        entered = last is None or last.phase is not view.phase
        if view.phase is Phase.SPEAKING:
            if view.words and (entered or view.words != self._said[-1]):
                self._said.append(view.words)
                self._line(words.harmless(view.words))
        elif view.phase is Phase.SILENT:
            self._quiet(last, view)
        elif view.phase is Phase.BREATHING and view.breath is not None:
            self._breathe(view.breath)
        elif view.phase is Phase.ASKING and view.question is not None:
            self._ask(entered, view.question, view.greens)
        elif view.phase in _HELD:
            self._hold(entered, last, view)
        if view.phase is not Phase.BREATHING:
            self._breath = None

    def _quiet(self, last: View | None, view: View) -> None:
        """Say a silence when it begins, and when it grew."""
        left = view.silence_left or 0.0
        expected = -1.0
        if last is not None and last.phase is Phase.SILENT and last.silence_left is not None:
            expected = last.silence_left - (view.now - last.now)
        if left >= SHORTEST_QUIET and left > expected + 0.75:
            self._line(f"(quiet for {words.span(left)})")

    def _breathe(self, breath: BreathView) -> None:
        part = (breath.part, breath.cycle, breath.started)
        if part != self._breath:
            self._breath = part
            self._line(f"{words.BREATH[breath.part.value]} … {breath.seconds:g}")

    def _hold(self, entered: bool, last: View | None, view: View) -> None:
        """What is said over a hold stands here too: what yellow asks, and that the other is asked."""
        if view.words and (last is None or view.words != last.words) and view.words != self._said[-1]:
            self._said.append(view.words)
            self._line(words.harmless(view.words))
        if entered:
            self._line(_HELD[view.phase] if view.greens is None else _HELD_BY_TWO)

    def _ask(self, entered: bool, question: Question, greens: int | None) -> None:
        if entered or question != self._asked:
            self._asked = question
            # The question was usually spoken, and so written, just now, perhaps in several sentences.
            if question.text and question.text not in " ".join(self._said):
                self._said.append(question.text)
                self._line(words.harmless(question.text))
            self._line(answers_of(question, greens))

    def notice(self, kind: NoticeKind) -> None:
        if kind is NoticeKind.CRISIS_CARD:
            for sentence in (*crisis_lines.lines_of(self._crisis.show()), words.CRISIS_TYPE):
                self._line(sentence)
        elif not (kind is NoticeKind.LOUDSPEAKER_LOST and self._handle.view().phase is Phase.LOST):
            self._line(f"({words.NOTICES[kind]})")

    def hearing(self, changed: HearingChanged) -> None:
        if (changed.hearing.value, changed.detail) != self._ear:
            self._ear = (changed.hearing.value, changed.detail)
            self._line(hearing_line(changed))
        if changed.missed >= MISSED_WORTH and not self._missed:
            # Once: it may go on like this, and a line for each lost word would drown the others.
            self._missed = True
            self._line(f"({words.MISSED.format(seconds=changed.missed)}{words.DEAF_PLAIN})")

    def heard(self, heard: Heard) -> None:
        # What people say to each other is theirs: only what was taken for a command is written.
        if heard.meant:
            self._line(f"(understood “{words.harmless(heard.text)}”)")

    def level(self, level: Level) -> None:
        pass

    def speaking(self, changed: SpeakingChanged) -> None:
        sentence = " ".join((words.SPEAKING[changed.speaking.value], words.harmless(changed.detail))).strip()
        if sentence:
            self._line(f"({sentence})")

    def finished(self, outcome: Outcome) -> None:
        if not self.outcome.done():
            for sentence in words.CLOSINGS[outcome]:
                self._line(sentence)
            self.outcome.set_result(outcome)

    # -- what is typed --------------------------------------------------------------------------------------------

    def typed(self, line: str) -> None:
        text = words.harmless(line).lower()
        if text.startswith("crisis ") and (answer := crisis_lines.typed(self._crisis, text)) is not None:
            for sentence in answer:
                self._line(sentence)
            return
        command = self.meaning(text)
        if command is not None:
            self._handle.give(command)
            if command.kind is Kind.HELP:
                self._help()
            elif command == NOBODYS:
                self._own_keys()
        elif text:
            self._line("(not understood; type help for the words that matter)")

    def meaning(self, text: str) -> Command | None:
        """The command in a typed line. Safety words come first, then answers, then all other words and keys.

        A yes that two people have a letter each for is nobody's where it is typed as a word: one may type it twice.
        """
        view = self._handle.view()
        command = self._meant(text, view)
        return NOBODYS if command is not None and _takes_two(command, view) else command

    def _meant(self, text: str, view: View) -> Command | None:
        spoken = self._parse(text) if text else None
        if spoken is not None and spoken.kind in SAFETY_KINDS:
            return spoken
        if view.phase is Phase.ASKING and view.question is not None:
            answer = self._answer(text, view.question)
            if answer is not None:
                return answer
        if spoken is not None:
            return spoken
        return command_for(name_of(text or "enter", text or None), view) if len(text) <= 1 else None

    def _answer(self, text: str, question: Question) -> Command | None:
        if question.kind == Asked.RATE:
            number = _number(text)
            return Command(Kind.ANSWER, str(number)) if number is not None and number <= 10 else None
        if question.kind == Asked.CHECK and text in {"green", "red"}:
            return GREEN if text == "green" else Command(Kind.STOP)
        if question.kind == Asked.AGREE:
            agreeing = {"yes", "no", *(area.casefold() for area in question.areas)}
            return Command(Kind.ANSWER, text) if text in agreeing else answer_for(text, self._handle.view())
        if question.kind == Asked.TALK:
            return Command(Kind.ANSWER, "ready") if text == "ready" else None
        if question.kind in {Asked.CHOICE, Asked.BACK_OR_END}:
            names = {option.lower(): option for option in question.options}
            answer = names.get(text) or option_keys(question).get(text)
            return Command(Kind.ANSWER, answer) if answer else None
        return None

    def _own_keys(self) -> None:
        """How each of two says yes, where somebody has just said it for nobody."""
        view = self._handle.view()
        if view.question is not None and view.phase is Phase.ASKING:
            self._line(answers_of(view.question, view.greens))
        elif view.greens is not None and view.phase in _HELD:
            self._line(_HELD_BY_TWO)

    def _help(self) -> None:
        for word, meaning in words.HELP_WORDS:
            self._line(f"{word}: {meaning}")
        self._line("also: next, back, repeat, slower, faster, louder, quieter, more time, how long, crisis")


async def run_plain(
    handle: SessionHandle, parse: Parse, out: TextIO, inp: TextIO | Lines | None, crisis: CrisisDesk
) -> Outcome:
    """Begin the session, write it to `out` and take commands from `inp` until it has finished; closes the session.

    `inp` may be closed, empty or None: the session then runs by itself. Where `out` has gone away, it ends quietly.
    Raises what starting the session raises.
    """
    printer = Printer(out)
    lines = inp if isinstance(inp, Lines) else Lines(inp)
    session = PlainSession(handle, parse, printer, crisis)
    lines.start()
    gone = asyncio.create_task(printer.gone.wait())
    ends: list[asyncio.Future[Any]] = [session.outcome, gone]
    try:
        handle.subscribe(session)
        await handle.start()
        lines.deliver(session.typed)
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        return session.outcome.result() if session.outcome.done() else Outcome.ENDED
    finally:
        lines.deliver(None)
        gone.cancel()
        await handle.close()


async def run_plain_program(
    program: Program, parse: Parse, out: TextIO, inp: TextIO, *, attended: bool = False
) -> Outcome | None:
    """The list of exercises as numbered lines, one session after another, until "quit" or the end of the input.

    `attended`: somebody sits at the keys. Returns how the last session ended, None where there was none.
    """
    from companion.screen.evening_plain import play_plain
    from companion.screen.shelf import arranged

    printer = Printer(out)
    lines = Lines(inp)
    lines.start()
    outcome: Outcome | None = None
    entries = arranged(await asyncio.to_thread(program.entries))
    while not printer.gone.is_set():
        heading = ""
        printer.line(f"{words.NAME}. Type a number, or only Enter for the first. Also: sound check, crisis, quit.")
        for number, entry in enumerate(entries, 1):
            if entry.heading != heading:
                heading = entry.heading
                printer.line(f"{heading}:")
            about = f"cannot be read: {entry.broken}" if entry.broken else entry.summary
            printer.line(f"{number}. {entry.title}, {entry.meta.replace(' · ', ', ')}. {about}")
        chosen = None
        while chosen is None:
            typed = await lines.next()
            if typed is None or typed.strip().lower() in {"q", "quit", "leave", "exit"}:
                return outcome
            text = typed.strip().lower() or "1"
            named = [entry for entry in entries if text in {entry.id, entry.title.lower()}]
            if (answer := crisis_lines.typed(program.crisis, text)) is not None:
                for sentence in answer:
                    printer.line(sentence)
            elif text in {"sound check", "sound"}:
                from companion.screen.sound_check_plain import check_sound_plain

                await check_sound_plain(program.sound_check(), printer, lines, program.crisis)
                break
            elif named:
                chosen = named[0]
            elif 1 <= (number := _number(text) or 0) <= len(entries):
                chosen = entries[number - 1]
            else:
                printer.line(f"Type a number from 1 to {len(entries)}.")
            if chosen is not None and chosen.broken:
                printer.line(f"This one cannot be read: {chosen.broken}")
                chosen = None
        if chosen is None:
            continue
        try:
            outcome = await play_plain(program, chosen.id, parse, out, lines, inp, attended=attended)
        except CompanionError as error:
            printer.line(words.harmless(error.title) + ".")
            printer.line(words.harmless(str(error)))
    return outcome
