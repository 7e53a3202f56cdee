"""Nothing is written over the voice: a screen reader would speak it at once."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from companion.ports import Heard, Hearing, HearingChanged, Speaking, SpeakingChanged
from companion.screen import words
from companion.screen.plain.session_lines import run_plain
from companion.screen.plain.typed_commands import HELD, answers_of
from companion.screen.plain.typed_lines import TypedLines
from companion.screen.plain.voice_rests import MOST_WAIT, REST
from companion.screen.seam import AS_USUAL, PlainLook
from companion.session.commands import Command, Kind
from companion.session.effects import BreathPart, NoticeKind, Outcome
from companion.session.view import Phase, Question, View
from tests.screen.fakes import FakeCrisis, FakeSession, asking, silent, speaking
from tests.screen.test_plain import at, breath, parse

FIRST = "Feel your feet."


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


class Typed(TypedLines):
    """Lines that are typed once the session has begun."""

    def __init__(self, lines: Sequence[str] = ()) -> None:
        super().__init__(None)
        self.typed = lines

    def start(self) -> None: ...

    def deliver(self, on_line: Callable[[str], None] | None) -> None:
        for line in self.typed if on_line is not None else ():
            on_line(line)


class Watched:
    """A session in a terminal, and what stood there after each moment."""

    def __init__(self, look: PlainLook = AS_USUAL) -> None:
        self.session = FakeSession(speaking(now=0.0, words=FIRST))
        self.out = Terminal()
        self.look = look
        self.seen: list[list[str]] = []
        """The lines that each moment added."""

    def shows(self, now: float, view: View) -> None:
        self._does(lambda: self.session.show(at(now, view)))

    def tells(self, act: str, value: object) -> None:
        self._does(lambda: getattr(self.session.observers[0], act)(value))

    def _does(self, act: Callable[[], None]) -> None:
        def watched() -> None:
            start = self.out.tell()
            act()
            self.seen.append(self.out.getvalue()[start:].splitlines())

        self.session.script.append(watched)

    def run(self, *typed: str, at_once: bool = False) -> str:
        """Plays it, and returns everything that was written. The typed lines come at its end."""
        if not typed:
            self.session.script.append(self.session.finish)

        async def play() -> None:
            playing = asyncio.create_task(
                run_plain(self.session, parse, self.out, Typed(typed), FakeCrisis(), look=self.look, at_once=at_once)
            )
            while not (self.session.started and (playing.done() or typed)):
                await asyncio.sleep(0)
            if typed:
                self.session.finish()
            await asyncio.wait_for(playing, 10)

        asyncio.run(play())
        return self.out.getvalue()


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")


def moments(watched: Watched) -> list[list[str]]:
    """A sentence, a short gap, another sentence, and a rest."""
    watched.shows(1.0, silent(1.0, words=FIRST))
    watched.shows(2.0, speaking(words="Press them down."))
    watched.shows(5.0, silent(20.0))
    watched.shows(25.0, speaking(words="And let go."))
    watched.run()
    return watched.seen


def test_in_a_terminal_the_voice_alone_reads_the_sentences_and_keeps_the_silences() -> None:
    assert moments(Watched()) == [[], [], [], []]


def test_with_captions_each_sentence_is_written_as_it_begins() -> None:
    seen = moments(Watched(PlainLook(captions="start")))
    assert seen == [[], ["Press them down."], ["(quiet for 20 seconds)"], ["And let go."]]


def test_after_means_in_the_next_rest_and_no_short_gap_is_one() -> None:
    seen = moments(Watched(PlainLook(captions="after")))
    assert seen == [[], [], [FIRST, "Press them down.", "(quiet for 20 seconds)"], []]


def test_where_nothing_speaks_each_sentence_is_written_as_it_begins() -> None:
    watched = Watched()
    watched.tells("speaking", SpeakingChanged(Speaking.OFF))
    watched.shows(2.0, speaking(words="Press them down."))
    watched.run()
    assert watched.seen == [[f"({words.SPEAKING['off']})", FIRST], ["Press them down."]]


def test_a_voice_that_fails_in_mid_sentence_leaves_the_sentence_to_be_read() -> None:
    watched = Watched()
    watched.shows(2.0, speaking(words="Press them down."))
    watched.tells("speaking", SpeakingChanged(Speaking.NO_VOICE, "Run `companion setup`."))
    watched.run()
    assert "Press them down." in watched.seen[1]
    assert FIRST not in watched.out.getvalue()


def test_notices_wait_for_a_rest_and_only_the_last_state_is_written() -> None:
    watched = Watched()
    watched.tells("hearing", HearingChanged(Hearing.STARTING))
    watched.tells("hearing", HearingChanged(Hearing.LISTENING))
    watched.tells("notice", NoticeKind.SLOWEST)
    watched.shows(2.0, silent(REST - 0.5))
    watched.shows(3.0, silent(REST + 0.5))
    watched.run()
    assert watched.seen == [[], [], [], [], ["(listening)", f"({words.NOTICES['slowest']})"]]


@pytest.mark.parametrize("look", [AS_USUAL, PlainLook(captions="start")], ids=["spoken", "captions"])
def test_no_notice_comes_between_two_sentences_of_an_agreement(look: PlainLook) -> None:
    watched = Watched(look)
    watched.shows(1.0, replace(speaking(words="Hands and forearms."), agreeing=True))
    watched.tells("hearing", HearingChanged(Hearing.NO_MICROPHONE))
    watched.shows(MOST_WAIT + 5, replace(silent(5.0), agreeing=True))
    watched.shows(MOST_WAIT + 9, replace(speaking(words="Clothes stay on."), agreeing=True))
    watched.shows(MOST_WAIT + 15, silent(20.0))
    watched.run()
    assert not any("microphone" in line for lines in watched.seen[:4] for line in lines)
    assert any("microphone" in line for line in watched.seen[4])


def test_the_same_trouble_with_the_microphone_is_written_once_in_a_session() -> None:
    watched = Watched()
    watched.shows(1.0, silent(60.0))
    for _ in range(3):
        watched.tells("hearing", HearingChanged(Hearing.NO_MICROPHONE))
        watched.tells("hearing", HearingChanged(Hearing.LISTENING))
    watched.run()
    assert watched.out.getvalue().count("no microphone") == 1


def test_where_no_voice_warns_each_change_is_written() -> None:
    watched = Watched()
    watched.tells("speaking", SpeakingChanged(Speaking.OFF))
    for _ in range(3):
        watched.tells("hearing", HearingChanged(Hearing.NO_MICROPHONE))
        watched.tells("hearing", HearingChanged(Hearing.LISTENING))
    watched.run()
    assert watched.out.getvalue().count("no microphone") == 3


def test_a_word_that_was_understood_long_ago_is_not_written_any_more() -> None:
    watched = Watched()
    watched.tells("heard", Heard("next", True))
    watched.shows(30.0, silent(20.0))
    watched.tells("heard", Heard("slower", True))
    watched.run()
    assert watched.seen == [[], [], ["(understood “slower”)"]]


def test_a_line_does_not_wait_forever_where_the_voice_hardly_rests() -> None:
    watched = Watched()
    watched.tells("hearing", HearingChanged(Hearing.FAILED))
    watched.shows(10.0, silent(1.0))
    watched.shows(MOST_WAIT + 1.0, silent(1.0))
    watched.run()
    assert watched.seen[1] == []
    assert "can’t listen" in watched.seen[2][0]


def test_a_question_is_written_once_the_voice_waits_for_its_answer() -> None:
    watched = Watched()
    watched.shows(1.0, speaking(words="Eyes open, or closed?"))
    watched.shows(3.0, asking("choice", "Eyes open, or closed?", "open", "closed"))
    watched.run()
    assert watched.seen == [[], ["Eyes open, or closed?", "(1. open; 2. closed; type the number or the word)"]]


def test_a_hold_and_the_crisis_card_are_written_at_once() -> None:
    watched = Watched()
    watched.shows(1.0, speaking(phase=Phase.PAUSED, words=FIRST))
    watched.shows(2.0, speaking(words="Press them down."))
    watched.tells("notice", NoticeKind.CRISIS_CARD)
    watched.run()
    assert "(paused; to go on, type: continue)" in watched.seen[0]
    assert words.CRISIS_TITLE in watched.seen[2][0]


@pytest.mark.parametrize(("sounds", "written"), [(True, 0), (False, 1)])
def test_a_breath_is_written_only_if_no_sound_guides_it(sounds: bool, written: int) -> None:
    watched = Watched(PlainLook(breath_sounds=sounds))
    watched.shows(1.0, breath(1.0, BreathPart.IN, 4.0, 1))
    assert watched.run().count("(Breathe in, 4 seconds)") == written


def test_an_exercise_that_begins_at_once_is_not_talked_over() -> None:
    watched = Watched()
    watched.session.cautions = ("Never through pain.",)
    written = watched.run(at_once=True)
    assert written.splitlines()[0] == words.PLAIN_BEGIN_AT_ONCE
    assert "Never through pain." not in written
    spoken = set(words.PLAIN_BEGIN_AT_ONCE.lower().replace(",", "").replace(".", "").split())
    assert not spoken & {"stop", "pause", "help", "red", "yellow"}  # a microphone would hear it from a screen reader


def test_a_file_gets_each_sentence_as_it_begins() -> None:
    session = FakeSession(speaking(now=0.0, words=FIRST))
    session.script = [session.finish]
    out = io.StringIO()
    asyncio.run(asyncio.wait_for(run_plain(session, parse, out, None, FakeCrisis()), 10))
    assert FIRST in out.getvalue()


def test_the_time_stands_before_each_line_only_if_it_is_wanted() -> None:
    for wanted in (True, False):
        watched = Watched(PlainLook(captions="start", timestamps=wanted))
        watched.shows(75.0, speaking(words="Press them down."))
        assert ("[1:15] Press them down." in watched.run()) is wanted


# ---- what is typed ---------------------------------------------------------------------------------------------------


def test_captions_can_be_switched_on_and_off_in_a_session() -> None:
    written = Watched().run("captions", "captions")
    assert [line for line in written.splitlines() if line.startswith("(") or line == FIRST] == [
        words.PLAIN_CAPTIONS_ON,
        FIRST,
        words.PLAIN_CAPTIONS_OFF,
    ]


def test_quit_ends_the_session_gently_and_nothing_is_asked_after_it() -> None:
    session = FakeSession(speaking(now=0.0, words=FIRST))
    lines = Typed(["quit"])

    async def play() -> Outcome:
        playing = asyncio.create_task(run_plain(session, parse, Terminal(), lines, FakeCrisis()))
        while not session.given:
            await asyncio.sleep(0)
        session.finish(Outcome.ENDED)
        return await asyncio.wait_for(playing, 10)

    assert asyncio.run(play()) is Outcome.ENDED
    assert session.given == [Command(Kind.END)]
    assert lines.closed
    assert asyncio.run(lines.next()) is None


@pytest.mark.parametrize("word", ["list", "home", "settings", "journal"])
def test_other_pages_are_there_after_the_session(word: str) -> None:
    watched = Watched()
    assert words.PLAIN_AFTERWARDS in watched.run(word)
    assert watched.session.given == []


def test_the_cautions_can_be_read_again() -> None:
    watched = Watched()
    watched.session.cautions = ("Never through pain.",)
    assert "Never through pain." in watched.run("note", at_once=True)


@pytest.mark.parametrize(
    ("view", "number", "command"),
    [
        (asking("check", "How is this?"), "1", Command(Kind.RESUME, "green")),
        (asking("check", "How is this?"), "2", Command(Kind.YELLOW)),
        (asking("check", "How is this?"), "3", Command(Kind.STOP)),
        (asking("agree", "Shall we?", "yes", "no"), "1", Command(Kind.ANSWER, "yes")),
        (asking("agree", "Shall we?", "yes", "no"), "2", Command(Kind.ANSWER, "no")),
        (asking("talk", "Say one thing."), "1", Command(Kind.ANSWER, "ready")),
        (asking("choice", "Eyes?", "open", "closed"), "2", Command(Kind.ANSWER, "closed")),
        (asking("back-or-end", "Back?", "continue", "end session"), "2", Command(Kind.ANSWER, "end session")),
    ],
)
def test_answers_have_numbers(view: View, number: str, command: Command) -> None:
    watched = Watched()
    watched.session.shown = view
    watched.run(number)
    assert watched.session.given == [command]


YELLOW = speaking(phase=Phase.YELLOW, words="We’ve slowed down. What would help?")
HELP = speaking(phase=Phase.PAUSED, words="I’ve paused.", question=Question("help", "I’ve paused.", ()))


@pytest.mark.parametrize("look", [AS_USUAL, PlainLook(captions="after")], ids=["voice alone", "after"])
@pytest.mark.parametrize(
    ("held", "line"),
    [(YELLOW, HELD[Phase.YELLOW]), (HELP, answers_of(Question("help", "", ())))],
    ids=["yellow", "help"],
)
def test_nothing_is_written_over_what_is_said_in_a_hold(held: View, line: str, look: PlainLook) -> None:
    watched = Watched(look)
    watched.shows(2.0, replace(held, said_over=5.0))
    watched.shows(4.0, replace(held, said_over=3.0))
    watched.shows(7.5, replace(held, said_over=0.0))
    watched.run()
    assert watched.seen[:2] == [[], []]
    assert watched.seen[2][-1] == line


def test_a_line_about_a_hold_that_is_over_is_not_written_any_more() -> None:
    watched = Watched()
    watched.shows(2.0, replace(YELLOW, said_over=5.0))
    watched.shows(3.0, silent(20.0))
    watched.run()
    assert HELD[Phase.YELLOW] not in watched.out.getvalue()


def test_it_is_written_too_where_nothing_reports_that_the_words_are_over() -> None:
    watched = Watched()
    watched.shows(2.0, replace(YELLOW, said_over=0.01))

    async def play() -> None:
        session = watched.session
        playing = asyncio.create_task(run_plain(session, parse, watched.out, Typed(), FakeCrisis()))
        while not session.started:
            await asyncio.sleep(0)
        session.shown = replace(YELLOW, said_over=0.0)
        while HELD[Phase.YELLOW] not in watched.out.getvalue():
            await asyncio.sleep(0.01)
        session.finish()
        await playing

    asyncio.run(asyncio.wait_for(play(), 10))
