"""A session as plain lines of text: for screen readers, for terminals that can do no more, for pipes.

No colour, no cursor movement, and no line is ever rewritten. A screen reader speaks each line at once, so while the
voice speaks, nothing is written over it (`voice_rests`). Must not import textual.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any, TextIO, assert_never

from companion.exercise.cautions import sorted_out
from companion.exercise.plan import Section
from companion.ports import Hearing, Speaking
from companion.screen import words
from companion.screen.crisis import card_wording
from companion.screen.hearing_line import hearing_sentence
from companion.screen.home.places import CRISIS, places_for
from companion.screen.key_commands import NOBODYS
from companion.screen.missed_answers import MissedAnswers
from companion.screen.plain import typed_commands
from companion.screen.plain.printer import Printer
from companion.screen.plain.typed_commands import Parse, answers_of, command_in
from companion.screen.plain.typed_lines import TypedLines
from companion.screen.plain.voice_rests import LinesWaiting, rests
from companion.screen.seam import AS_USUAL, CrisisDesk, PlainLook, SessionHandle
from companion.screen.session.captions import SHORTEST_QUIET
from companion.screen.stray_no import StrayNo
from companion.session.commands import Command, Kind
from companion.session.effects import NoticeKind, Outcome
from companion.session.view import Asked, BreathView, Phase, Question, View
from companion.tongue import meant, said

if TYPE_CHECKING:
    from companion.ports import Heard, HearingChanged, Level, SpeakingChanged

_HOLD, _WHAT_HELPS = "hold", "what helps"
"""The subjects of lines about a hold. They are dropped once that is over."""
MISSED_WORTH = 0.5
"""Seconds of missed sound from which on a line says so; a shorter gap hardly loses a word."""


class PlainSession:
    """Writes what a session tells, as its observer, and gives it the commands that are typed."""

    def __init__(
        self,
        handle: SessionHandle,
        parse: Parse,
        printer: Printer,
        crisis: CrisisDesk,
        look: PlainLook = AS_USUAL,
    ) -> None:
        self._handle = handle
        self._timestamps = look.timestamps
        self._breath_sounds = look.breath_sounds
        # A file or another program speaks nothing over the voice, so it gets each sentence as it begins.
        self._captions = look.captions or ("off" if printer.is_terminal else "start")
        self._speaks = True
        """True while sentences are spoken aloud, as far as is known."""
        self._waiting = LinesWaiting()
        self._unwritten = ""
        """The present sentence, silence or breath, if it was not written because it is spoken."""
        self.wants_out = False
        """The person typed "quit": Companion closes once the session is over."""
        self._crisis = crisis
        self._parse = parse
        self._printer = printer
        self._last: View | None = None
        self._said: deque[str] = deque([""], maxlen=8)
        """The last sentences written, so that a question made of them is not written twice."""
        self._cut = ""
        """The sentence into which the program's own words broke; empty if there is none."""
        self._breath: tuple[object, int, float] | None = None
        self._asked: Question | None = None
        self._told_how: set[Asked] = set()
        """The kinds of questions whose ways to answer have been written. After an unclear line they are
        written again."""
        self._title = ""
        self._ear = ("", "")
        self._voice = ""
        """The sentence about the voice that was written last; empty while it speaks."""
        self._noticed: set[str] = set()
        """The lines about the microphone and the voice that were written."""
        self._missed = False
        """A line has already said that sound was missed."""
        self._spares = False
        """The person needs the first sentence now, so other lines wait for the end, or for "help"."""
        self._later: dict[str, str] = {}
        """The lines that wait, each under the thing it is about."""
        self._began: float | None = None
        self._stray = StrayNo()
        self._answers = MissedAnswers()
        self._later_look: asyncio.TimerHandle | None = None
        self.outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

    @property
    def tells_at_once(self) -> bool:
        """True if every line is written as it comes, because nothing is spoken, or because people read the sentences
        while they are spoken."""
        return self._captions == "start" or not self._speaks

    def begin(self, *, title: bool, cautions: bool, commands: bool) -> None:
        """Writes what is to be known before the session begins, as far as no page before it has told it."""
        view = self._handle.view()
        self._title = view.title
        if title:
            self._printer.line(f"{words.shown(view.title)}, {words.time_left(view.left)}")
        if cautions:
            self._cautions()
        if commands:
            self._printer.line(words.PLAIN_BEGIN)

    def begin_at_once(self, *, commands: bool) -> None:
        """Writes two short lines at most, and keeps the rest for the end."""
        view = self._handle.view()
        self._title, self._spares = view.title, True
        self._printer.line(f"{words.shown(view.title)}, {words.time_left(view.left)}")
        if commands:
            self._printer.line(words.PLAIN_BEGIN_SHORT)

    def _tell_later(self) -> None:
        """Writes what was kept for the end: how to be heard, and the cautions."""
        if self._spares:
            self._spares = False
            later, self._later = self._later, {}
            for line in later.values():
                self._answer(line)
            self._cautions(heading=False)

    def _cautions(self, *, heading: bool = True) -> None:
        """Writes the exercise's cautions, its own first."""
        cautions = sorted_out(self._handle.cautions)
        if cautions and heading:
            self._printer.line(words.headed(words.CAUTIONS_TITLE))
        for line in (*cautions.own, cautions.standing):
            if line:
                self._printer.line(words.shown(line))

    # -- what is shown --------------------------------------------------------------------------------------------

    def _line(self, text: str) -> None:
        """Writes a line now, after those that still waited for a rest of the voice."""
        if not self._handle.view().agreeing:
            self._write_waiting()
        self._write(text)

    def _answer(self, text: str) -> None:
        """Writes a line that answers a typed one, ahead of those that wait."""
        self._write(text)

    def _write(self, text: str) -> None:
        if not self._timestamps:
            self._printer.line(text)
            return
        now = self._handle.view().now
        if self._began is None:
            self._began = now
        self._printer.line(f"[{words.clock(now - self._began)}] {text}")

    def _write_waiting(self) -> None:
        for text in self._waiting.take(self._handle.view().now):
            self._write(text)

    def _text(self, text: str) -> None:
        """Writes a piece of the exercise as the person wants it: as it begins, after it was spoken, or not at all."""
        self._unwritten = ""
        view = self._handle.view()
        if self.tells_at_once or (self._captions == "after" and rests(view)):
            self._line(text)
        elif self._captions == "after":
            self._waiting.add(text, view.now)
        else:
            self._unwritten = text

    def _tell(self, text: str, about: str = "", *, stale_soon: bool = False) -> None:
        """Writes a line once the voice rests. A later line about the same thing takes its place."""
        view = self._handle.view()
        if (self.tells_at_once or rests(view)) and not view.agreeing:
            self._line(text)
        else:
            self._waiting.add(text, view.now, about, stale_soon=stale_soon)

    def view_changed(self, view: View) -> None:
        last, self._last = self._last, view
        self._stray.watch(view)
        self._answers.watch(view)
        if view.title != self._title:
            self._title = view.title
            self._tell(f"{words.shown(view.title)}, {words.time_left(view.left)}", "title")
        self._forget_what_is_over(view)
        if not view.agreeing and (rests(view) or self._waiting.long_enough(view)):
            self._write_waiting()
        entered = last is None or last.phase is not view.phase
        match view.phase:
            case Phase.SPEAKING:
                if view.words and (entered or view.words != self._said[-1]):
                    self._say(view)
            case Phase.SILENT:
                self._quiet(last, view)
            case Phase.BREATHING:
                if view.breath is not None:
                    self._breathe(view.breath)
            case Phase.ASKING:
                if view.question is not None:
                    again = last is not None and last.phase in typed_commands.HELD
                    self._ask(entered, view.question, needs_both=view.needs_both, again=again)
            case Phase.PAUSED | Phase.YELLOW | Phase.LOST:
                self._hold(entered, last, view)
            case Phase.READY | Phase.FINISHED:
                pass
            case phase:
                assert_never(phase)
        if view.phase is not Phase.BREATHING:
            self._breath = None
        self._look_again(view)

    def _forget_what_is_over(self, view: View) -> None:
        """Drops the lines about a hold that waited until it was over."""
        if view.phase not in typed_commands.HELD:
            self._waiting.forget(_HOLD)
            self._waiting.forget(_WHAT_HELPS)

    def _look_again(self, view: View) -> None:
        """Writes the lines that wait for the words over a hold, once those are over. No view reports that moment, so a
        timer looks again."""
        self.look_no_more()
        if view.said_over > 0 and self._waiting and not self.outcome.done():
            loop = asyncio.get_running_loop()
            self._later_look = loop.call_later(view.said_over + 0.05, lambda: self.view_changed(self._handle.view()))

    def look_no_more(self) -> None:
        """Cancels that later look."""
        if self._later_look is not None:
            self._later_look.cancel()
            self._later_look = None

    def _say(self, view: View) -> None:
        """Writes a sentence, unless it was written already: it was broken off and is only said again, or it is the
        caption of several sentences."""
        again = not view.broken_off and view.words == self._cut
        again = again or (view.caption_stays and view.words == self._said[-1])
        if not view.broken_off:
            self._cut = ""
        elif not self._cut:
            self._cut = self._said[-1]
        self._said.append(view.words)
        if not again:
            self._text(words.shown(view.words))

    def _quiet(self, last: View | None, view: View) -> None:
        """Writes a silence when it begins, and again when it was made longer."""
        left = view.silence_left or 0.0
        expected = -1.0
        if last is not None and last.phase is Phase.SILENT and last.silence_left is not None:
            expected = last.silence_left - (view.now - last.now)
        if left >= SHORTEST_QUIET and left > expected + 0.75:
            self._text(said("(quiet for {length})").format(length=words.span(left)))

    def _breathe(self, breath: BreathView) -> None:
        part = (breath.part, breath.cycle, breath.started)
        if part != self._breath:
            self._breath = part
            part_of_breath = words.BREATH_PLAIN[breath.part.value]
            line = said("({part}, {n} seconds)").format(part=part_of_breath, n=f"{breath.seconds:g}")
            if self._breath_sounds:
                self._text(line)
            else:
                self._line(line)  # only the first breaths are named aloud, so nothing else guides the others

    def _hold(self, entered: bool, last: View | None, view: View) -> None:
        """Writes a hold, and the sentences that are spoken during it."""
        if view.words and (last is None or view.words != last.words) and view.words != self._said[-1]:
            self._said.append(view.words)
            self._text(words.shown(view.words))
        question = view.question
        if question is not None and question.kind == Asked.HELP:
            if last is None or last.question is None or last.question.kind != Asked.HELP:
                self._tell(answers_of(question, needs_both=view.needs_both), _HOLD)
        elif entered:
            self._tell(typed_commands.HELD[view.phase] if not view.needs_both else typed_commands.HELD_BY_TWO, _HOLD)
            if view.question is not None and view.question.kind == Asked.WHAT_HELPS:
                self._tell(answers_of(view.question), _WHAT_HELPS)

    def _ask(self, entered: bool, question: Question, *, needs_both: bool, again: bool) -> None:
        """Writes a question and its answers. `again`: it comes back after a hold, so its words are written anew."""
        if entered or question != self._asked:
            self._asked = question
            # The question was usually spoken just now, perhaps in several sentences. It is written all the same where
            # they weren't, because now the voice waits for an answer.
            written = self._captions != "off" or not self._speaks
            written = written and question.text in " ".join(self._said)
            if question.text and (again or not written):
                self._said.append(question.text)
                self._line(words.shown(question.text))
            told, self._told_how = question.kind in self._told_how, {*self._told_how, question.kind}
            self._line((typed_commands.answers_again if told else answers_of)(question, needs_both=needs_both))

    def notice(self, kind: NoticeKind) -> None:
        if kind is NoticeKind.CRISIS_CARD:
            for sentence in card_wording.lines_of(self._crisis.show(), words.CRISIS_TYPE):
                self._answer(sentence)
        elif kind is NoticeKind.NOT_NOW and self._handle.view().section is Section.WIND_DOWN:
            self._answer(f"({words.STOPPED_NOT_NOW_TYPED})")
        elif not (kind is NoticeKind.LOUDSPEAKER_LOST and self._handle.view().phase is Phase.LOST):
            self._tell(f"({words.NOTICES_TYPED.get(kind, words.NOTICES[kind])})")

    def hearing(self, changed: HearingChanged) -> None:
        if (changed.hearing.value, changed.detail) != self._ear:
            self._ear = (changed.hearing.value, changed.detail)
            self._tell_or_keep(hearing_sentence(changed), "ear", well=changed.hearing is Hearing.LISTENING)
        if changed.missed >= MISSED_WORTH and not self._missed:
            # Only once, because it may go on, and a line for each gap would hide the others.
            self._missed = True
            self._tell(said("({missed}, or type it.)").format(missed=words.MISSED), stale_soon=True)

    def heard(self, heard: Heard) -> None:
        # Conversation is private: only words taken for a command are written.
        if heard.meant:
            self._tell(said("(understood “{word}”)").format(word=words.harmless(heard.text)), stale_soon=True)

    def level(self, level: Level) -> None:
        pass

    def speaking(self, changed: SpeakingChanged) -> None:
        spoke, self._speaks = self._speaks, changed.speaking is Speaking.READY
        sentence = " ".join((words.SPEAKING[changed.speaking.value], words.shown(changed.detail))).strip()
        if sentence != self._voice:
            self._tell_or_keep(f"({sentence})" if sentence else "", "voice", well=not sentence)
        self._voice = sentence
        if spoke and not self._speaks:
            self._catch_up()

    def _tell_or_keep(self, text: str, about: str, *, well: bool) -> None:
        """Writes a line about the microphone or the voice. Trouble waits for the end where the first sentence is needed
        now; the voice itself says within seconds how to stop where nothing listens."""
        if self._spares and not well:
            self._later[about] = text
            return
        self._later.pop(about, None)
        if not text:
            return
        if self._speaks and not well and text in self._noticed:
            return  # read out again and again, it hides the exercise; the voice warns of what matters
        self._noticed.add(text)
        self._tell(text, about)

    def _catch_up(self) -> None:
        """Writes the sentence that the person now has to read."""
        self._write_waiting()
        unwritten, self._unwritten = self._unwritten, ""
        if unwritten:
            self._write(unwritten)

    def finished(self, outcome: Outcome) -> None:
        self.look_no_more()
        if not self.outcome.done():
            for sentence in words.CLOSINGS[outcome]:
                self._line(sentence)
            self._tell_later()
            self.outcome.set_result(outcome)

    # -- what is typed --------------------------------------------------------------------------------------------

    def typed(self, line: str) -> None:
        text = words.typed(line).strip()
        if text.startswith("crisis ") and (answer := card_wording.typed(self._crisis, text)) is not None:
            for sentence in answer:
                self._answer(sentence)
            return
        view = self._handle.view()
        command = command_in(text, view, self._parse)
        late = self._answers.late_no(view, text, lambda asked: command_in(text, asked, self._parse))
        if late is not None:
            self._handle.give(late)
            if late.kind is Kind.YELLOW:
                self._answer(f"({words.LATE_NO_TYPED})")
        elif self._stray.left_out(text, command, view):
            self._answer(f"({words.STRAY_NO_PLAIN})")
        elif says := self._missed_answer(text, command, view):
            self._answer(f"({says})")
        elif command is not None and command.kind is Kind.HELP:
            self._help()  # not said as well: a screen reader is reading it
        elif command is not None:
            self._handle.give(command)
            if command == NOBODYS:
                self._own_keys()
            elif command.kind is Kind.STOP and view.section is Section.WIND_DOWN and not self.outcome.done():
                self._answer(f"({words.STOPPED_NOT_NOW_TYPED})")
        elif text:
            self._other(text)

    def _missed_answer(self, text: str, command: Command | None, view: View) -> str:
        """Says what became of an answer that comes while its question is held, or too late; empty for other lines."""
        if not text or (
            command is not None and (command.kind is not Kind.ANSWER or typed_commands.takes(command, view))
        ):
            return ""
        return self._answers.says(view, lambda asked: typed_commands.answers(text, asked, self._parse), typed=True)

    def _other(self, text: str) -> None:
        """Does what a typed line asks for that isn't a command of the session."""
        match meant(text):
            case "quit" | "exit" | "leave":
                self.wants_out = True
                if not self.outcome.done():
                    self._answer(words.PLAIN_QUITS)
                    self._handle.give(Command(Kind.END))
            case "home" if self._handle.view().section is Section.WIND_DOWN:
                self._handle.give(Command(Kind.END))  # they have stopped already, and the first page comes next
            case "list" | "home" | "settings" | "journal":
                self._answer(words.PLAIN_AFTERWARDS)
            case "note" | "m":
                if self._spares:
                    self._tell_later()
                else:
                    self._cautions()
            case "captions" | "text":
                self._captions = "off" if self._captions == "start" else "start"
                self._answer(words.PLAIN_CAPTIONS_ON if self._captions == "start" else words.PLAIN_CAPTIONS_OFF)
                if self._captions == "start":
                    self._catch_up()
            case _:
                if text and CRISIS in places_for(text):  # "helpline", "someone to talk to"
                    self._handle.give(Command(Kind.CRISIS))
                else:
                    self._unclear()

    def _unclear(self) -> None:
        """Says that a line was not understood, and how to answer where something is asked."""
        self._answer(words.PLAIN_UNKNOWN)
        view = self._handle.view()
        if view.question is not None and view.phase is Phase.ASKING:
            self._answer(answers_of(view.question, needs_both=view.needs_both))

    def _own_keys(self) -> None:
        """Writes how each of two says yes, after a yes that counted for neither."""
        view = self._handle.view()
        if view.question is not None and view.phase is Phase.ASKING:
            self._answer(answers_of(view.question, needs_both=view.needs_both))
        elif view.needs_both and view.phase in typed_commands.HELD:
            self._answer(typed_commands.HELD_BY_TWO)

    def _help(self) -> None:
        for word, meaning in words.HELP_WORDS:
            self._answer(words.beside(word, meaning))
        self._answer(words.PLAIN_MORE)
        if self._handle.heard_apart and self._ear[0] not in words.NOT_LISTENING:
            self._answer(self._handle.heard_apart)
        self._tell_later()


async def run_plain(
    handle: SessionHandle,
    parse: Parse,
    out: TextIO,
    inp: TextIO | TypedLines | None,
    crisis: CrisisDesk,
    *,
    cautions_read: bool = False,
    page_read: bool = False,
    at_once: bool = False,
    spares: bool = False,
    look: PlainLook = AS_USUAL,
) -> Outcome:
    """Runs the session, writes it to `out` and takes commands from `inp` until it has finished; then closes it.

    `inp` may be closed, empty or None: the session then runs by itself. When `out` is closed, it ends quietly.
    `cautions_read`: they stood on a page of their own just before. `page_read`: so did the words that can be typed, and
    the title. `at_once`: the person wants the voice now, so that one line takes the place of title, cautions and
    commands. `spares`: they need the first sentence so much that everything else waits for the end. Raises what
    `handle.start` raises.
    """
    printer = Printer(out)
    lines = inp if isinstance(inp, TypedLines) else TypedLines(inp)
    session = PlainSession(handle, parse, printer, crisis, look)
    lines.start()
    gone = asyncio.create_task(printer.gone.wait())
    ends: list[asyncio.Future[Any]] = [session.outcome, gone]
    try:
        brief = at_once and not session.tells_at_once
        if brief:
            printer.line(words.PLAIN_BEGIN_AT_ONCE)
        if spares and not brief:
            session.begin_at_once(commands=inp is not None)
        else:
            session.begin(
                title=not (page_read or brief),
                cautions=not (page_read or cautions_read or brief),
                commands=inp is not None and not (page_read or brief),
            )
        handle.subscribe(session)
        await handle.start()
        lines.deliver(session.typed)
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        return session.outcome.result() if session.outcome.done() else Outcome.ENDED
    finally:
        lines.deliver(None)
        session.look_no_more()
        if session.wants_out:
            lines.end()
        gone.cancel()
        await handle.close()
