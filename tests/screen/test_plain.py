"""Plain mode: exactly these lines, whatever is typed, and also if the reader of the output goes away."""

from __future__ import annotations

import asyncio
import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from companion.errors import NoVoice
from companion.exercise.plan import Section
from companion.ports import Heard, Hearing, HearingChanged, Level, Speaking, SpeakingChanged
from companion.screen import words
from companion.screen.key_commands import NOBODYS
from companion.screen.learnt_keys.key_table import learnt_from
from companion.screen.plain.exercise_lines import run_plain_program
from companion.screen.plain.printer import Printer, wants_plain
from companion.screen.plain.session_lines import PlainSession, run_plain
from companion.screen.seam import PlainLook
from companion.session.commands import Command, Kind
from companion.session.effects import BreathPart, NoticeKind, Outcome
from companion.session.view import BreathView, Phase, Question, View
from tests.screen.fakes import FakeCrisis, FakeListing, FakeProgram, FakeSession, asking, silent, speaking

GOLDEN = Path(__file__).parent / "golden"


def parse(line: str) -> Command | None:
    """A vocabulary as small as a test needs."""
    return {
        "stop": Command(Kind.STOP),
        "pause": Command(Kind.PAUSE),
        "yellow": Command(Kind.YELLOW),
        "go on": Command(Kind.RESUME),
        "next": Command(Kind.NEXT),
        "back": Command(Kind.BACK),
        "help": Command(Kind.HELP_ME),
        "crisis": Command(Kind.CRISIS),
        "seven": Command(Kind.ANSWER, "7"),
    }.get(line)


def played(session: FakeSession, typed: str = "") -> str:
    """Runs the session's script to its end. Returns the lines that were written."""
    out = io.StringIO()
    asyncio.run(asyncio.wait_for(run_plain(session, parse, out, io.StringIO(typed), FakeCrisis()), 10))
    return out.getvalue()


def at(now: float, view: View) -> View:
    return replace(view, now=now)


def breath(now: float, part: BreathPart, seconds: float, cycle: int) -> View:
    return speaking(now=now, phase=Phase.BREATHING, breath=BreathView(part, now, seconds, cycle, 2))


def whole_session(session: FakeSession) -> list[Callable[[], None]]:
    def show(now: float, view: View) -> Callable[[], None]:
        return lambda: session.show(at(now, view))

    def tell(act: str, value: object) -> Callable[[], None]:
        return lambda: getattr(session.observers[0], act)(value)

    return [
        tell("hearing", HearingChanged(Hearing.STARTING)),
        tell("hearing", HearingChanged(Hearing.LISTENING)),
        tell("level", Level(-20.0)),
        show(3.0, silent(1.0, words="Feel your feet.")),
        show(12.0, speaking(words="They are on the ground.")),
        show(15.0, silent(20.0)),
        show(16.0, silent(19.0)),
        show(20.0, silent(25.0)),
        tell("heard", Heard("let us see", False)),
        tell("heard", Heard("pause", True)),
        show(22.0, speaking(phase=Phase.PAUSED, silence_left=23.0)),
        show(60.0, silent(23.0)),
        show(83.0, breath(83.0, BreathPart.IN, 4.0, 1)),
        show(84.0, breath(83.0, BreathPart.IN, 4.0, 1)),
        show(87.0, breath(87.0, BreathPart.OUT, 6.0, 1)),
        show(93.0, breath(93.0, BreathPart.IN, 4.5, 2)),
        show(98.0, breath(98.0, BreathPart.HOLD_IN, 2.0, 2)),
        show(100.0, speaking(words="Eyes open, or closed?")),
        show(103.0, asking("choice", "Eyes open, or closed?", "open", "closed")),
        show(110.0, speaking(words="Once more: how much is it?")),
        show(112.0, asking("rate", "How much is it?")),
        show(120.0, asking("talk", "Say one thing you noticed.")),
        show(130.0, asking("check", "How is this for you?")),
        show(140.0, asking("agree", "Hands, and only hands?", "yes", "no")),
        show(150.0, speaking(phase=Phase.YELLOW)),
        tell("notice", NoticeKind.LOUDSPEAKER_LOST),
        show(160.0, speaking(phase=Phase.LOST)),
        tell("notice", NoticeKind.LOUDSPEAKER_BACK),
        tell("speaking", SpeakingChanged(Speaking.NO_VOICE, "Run `companion setup`.")),
        tell("hearing", HearingChanged(Hearing.NO_MICROPHONE, "Plug one in, or type.")),
        tell("notice", NoticeKind.CRISIS_CARD),
        show(3700.0, speaking(words="Look around you.")),
        lambda: session.finish(Outcome.COMPLETED),
    ]


def test_a_whole_session_line_by_line(request: pytest.FixtureRequest) -> None:
    session = FakeSession(speaking(now=0.0, words="Feel your feet."))
    session.script = whole_session(session)
    session.cautions = ("Not reviewed by a clinician. It doesn't replace therapy.", "If you feel faint, let it go.")
    written = played(session)
    golden = GOLDEN / "plain.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(written, encoding="utf-8")
    assert written == golden.read_text(encoding="utf-8")
    assert session.closed == 1


def test_a_sentence_that_was_broken_off_is_written_once() -> None:
    session = FakeSession(speaking(now=0.0, words="Feel your feet."))
    session.script = [
        lambda: session.show(speaking(now=4.0, words="Press them down.")),
        lambda: session.show(speaking(now=6.0, words="I can’t hear you.", broken_off=True)),
        lambda: session.show(speaking(now=7.0, phase=Phase.SILENT, words="I can’t hear you.", broken_off=True)),
        lambda: session.show(speaking(now=8.0, words="Use the keys.", broken_off=True)),
        lambda: session.show(speaking(now=9.0, words="Press them down.")),
        lambda: session.show(speaking(now=12.0, words="And let go.")),
        lambda: session.show(speaking(now=15.0, words="Press them down.")),
        lambda: session.finish(Outcome.COMPLETED),
    ]
    assert played(session).splitlines()[2:8] == [
        "Feel your feet.",
        "Press them down.",
        "I can’t hear you.",
        "Use the keys.",
        "And let go.",
        "Press them down.",
    ]


def test_the_caption_of_several_sentences_and_the_state_of_the_voice_are_written_once() -> None:
    session = FakeSession(speaking(now=0.0, words="Press C for help."))
    off = SpeakingChanged(Speaking.OFF)
    session.script = [
        lambda: session.observers[0].speaking(off),
        lambda: session.observers[0].speaking(off),
        lambda: session.show(speaking(now=2.0, phase=Phase.SILENT, words="Press C for help.")),
        lambda: session.show(speaking(now=3.0, words="Press C for help.", caption_stays=True)),
        lambda: session.show(speaking(now=5.0, phase=Phase.SILENT, words="Press C for help.")),
        lambda: session.show(speaking(now=6.0, words="And let go.")),
        lambda: session.show(speaking(now=7.0, phase=Phase.SILENT, words="And let go.")),
        lambda: session.show(speaking(now=8.0, words="And let go.")),
        lambda: session.finish(Outcome.COMPLETED),
    ]
    said = played(session).splitlines()
    assert said.count("Press C for help.") == 1
    assert said.count("And let go.") == 2
    assert said.count(f"({words.SPEAKING['off']})") == 1


def settling(*, heals: bool = False) -> tuple[FakeSession, list[str]]:
    """Plays "Settle me" without a sound card. Returns its session and the lines that were written. `heals`: a
    microphone and a loudspeaker are found meanwhile."""
    session = FakeSession(speaking(words=""))
    session.cautions = ("Call your emergency number first.",)
    session.script = [
        lambda: session.observers[0].hearing(HearingChanged(Hearing.STARTING)),
        lambda: session.observers[0].hearing(HearingChanged(Hearing.NO_MICROPHONE, "Plug one in.")),
        lambda: session.observers[0].speaking(SpeakingChanged(Speaking.NO_LOUDSPEAKER, "Switch one on.")),
        lambda: session.show(speaking(words="Let’s take one minute together.")),
    ]
    if heals:
        session.script += [
            lambda: session.observers[0].hearing(HearingChanged(Hearing.LISTENING)),
            lambda: session.observers[0].speaking(SpeakingChanged(Speaking.READY)),
        ]
    session.script.append(session.finish)
    out = io.StringIO()
    look = PlainLook(captions="start")
    running = run_plain(session, parse, out, io.StringIO(), FakeCrisis(), at_once=True, spares=True, look=look)
    asyncio.run(asyncio.wait_for(running, 10))
    return session, out.getvalue().splitlines()


def test_in_settle_me_two_short_lines_at_most_come_before_the_first_sentence_and_the_rest_at_the_end() -> None:
    _, lines = settling()
    first = lines.index("Let’s take one minute together.")
    assert first <= 2
    assert all(len(line) <= 90 for line in lines[:first])
    rest = "\n".join(lines[first:])
    for told in ("no microphone", "Switch one on.", "Call your emergency number first."):
        assert rest.count(told) == 1


def test_in_settle_me_the_rest_comes_at_once_for_somebody_who_asks() -> None:
    async def walk() -> str:
        out = io.StringIO()
        session = FakeSession(speaking(words="Look around."))
        session.cautions = ("Call your emergency number first.",)
        plain = PlainSession(session, parse, Printer(out), FakeCrisis(), PlainLook(captions="start"))
        plain.begin_at_once(commands=True)
        plain.hearing(HearingChanged(Hearing.NO_MICROPHONE, "Plug one in."))
        before = out.getvalue()
        assert "Plug one in." not in before
        plain.typed("note")
        plain.finished(Outcome.COMPLETED)
        return out.getvalue().removeprefix(before)

    said = asyncio.run(walk())
    assert said.count("Call your emergency number first.") == 1
    assert said.count("Plug one in.") == 1


def test_in_settle_me_trouble_that_is_over_is_not_told() -> None:
    _, lines = settling(heals=True)
    said = "\n".join(lines)
    assert "(listening)" in said
    assert "no microphone" not in said
    assert "Switch one on." not in said


def test_cautions_are_written_before_anything_begins_and_only_once() -> None:
    session = FakeSession(speaking(now=0.0, words="Feel your feet."))
    session.cautions = (
        "Not reviewed by a clinician. It doesn't replace therapy. Better with a therapist present.",
        "Never through pain.\x1b[31m",
        "Not reviewed by a clinician.",
    )
    session.script = [session.finish]
    assert played(session).splitlines()[:6] == [
        "Longer exhale, about 3 min left",
        "Before you begin:",
        "Better with a therapist present.",
        "Never through pain.",
        "Not reviewed by a clinician. It doesn’t replace therapy.",
        words.PLAIN_BEGIN,
    ]


TWO = ("Ada", "Bo")


def of_two(kind: str) -> View:
    question = Question(kind, "Hands?", ("yes", "no"), "Ada")
    return speaking(phase=Phase.ASKING, question=question, called=TWO)


def typed_in(view: View, *lines: str) -> tuple[list[Command], str]:
    """The commands these lines make while `view` is shown, and what was written."""
    session = FakeSession(view)
    out = io.StringIO()

    async def run() -> None:
        running = asyncio.create_task(
            run_plain(session, parse, out, io.StringIO("".join(f"{line}\n" for line in lines)), FakeCrisis())
        )
        for _ in range(1000):
            await asyncio.sleep(0.001)
            if len(session.given) + out.getvalue().count("not understood") >= len([line for line in lines if line]):
                break
        session.finish()
        await asyncio.wait_for(running, 10)

    asyncio.run(run())
    return session.given, out.getvalue()


@pytest.mark.parametrize(
    ("view", "line", "command"),
    [
        (speaking(), "stop", Command(Kind.STOP)),
        (speaking(), "  STOP ", Command(Kind.STOP)),
        (speaking(), "go on", Command(Kind.RESUME)),
        (speaking(), "n", Command(Kind.NEXT)),
        (speaking(), "y", Command(Kind.YELLOW)),
        (speaking(), "q", Command(Kind.END)),
        (speaking(), "{", Command(Kind.LONGER_SILENCES)),
        (asking("agree", "Hands?", "yes", "no"), "y", Command(Kind.ANSWER, "yes")),
        (asking("agree", "Hands?", "yes", "no"), "no", Command(Kind.ANSWER, "no")),
        (asking("choice", "Eyes?", "open", "closed"), "closed", Command(Kind.ANSWER, "closed")),
        (asking("choice", "Eyes?", "open", "closed"), "1", Command(Kind.ANSWER, "open")),
        (asking("back-or-end", "Back?", "continue", "end session"), "continue", Command(Kind.ANSWER, "continue")),
        (asking("rate", "How much?"), "10", Command(Kind.ANSWER, "10")),
        (asking("rate", "How much?"), "1", Command(Kind.ANSWER, "1")),
        (asking("rate", "How much?"), "seven", Command(Kind.ANSWER, "7")),
        (asking("check", "How is this?"), "green", Command(Kind.RESUME, "green")),
        (asking("check", "How is this?"), "red", Command(Kind.STOP)),
        (asking("talk", "Say one thing."), "ready", Command(Kind.ANSWER, "ready")),
        (asking("choice", "Odd?", "stop", "go"), "stop", Command(Kind.STOP)),
    ],
)
def test_typed_lines_are_commands(view: View, line: str, command: Command) -> None:
    assert typed_in(view, line)[0] == [command]


@pytest.mark.parametrize(
    ("view", "lines", "hint"),
    [
        (
            speaking(phase=Phase.YELLOW, needs_both=True, called=TWO),
            ("go on", "g"),
            "one of you types f, and the other types j",
        ),
        (
            asking("back-or-end", "Back?", "continue", "end session", needs_both=True, called=TWO),
            ("1", "continue", "go on", "back"),
            "to go back, one of you types f, and the other types j",
        ),
        (of_two("check"), ("green", "go on", "g"), "one of you types f, and the other types j"),
        (of_two("agree"), ("yes", "y"), "one of you types f, and the other types j"),
    ],
)
def test_a_yes_of_two_that_is_typed_as_a_word_is_nobodys(view: View, lines: tuple[str, ...], hint: str) -> None:
    given, written = typed_in(view, *lines)
    assert given == [NOBODYS] * len(lines)
    assert hint in written
    given, _ = typed_in(view, "f", "stop")
    assert given == [Command(Kind.SIGN, "held", by="a"), Command(Kind.STOP)]


def test_enter_alone_means_ready_only_where_talk_is_asked() -> None:
    assert typed_in(asking("talk", "Say one thing."), "", "n")[0][0] == Command(Kind.ANSWER, "ready")
    assert typed_in(speaking(), "", "n")[0] == [Command(Kind.NEXT)]


@pytest.mark.parametrize("line", ["helpline", "someone to talk to", "I need to talk to somebody", "hotline"])
def test_somebody_to_call_is_found_in_other_words_too(line: str) -> None:
    given, written = typed_in(speaking(), line)
    assert [command.kind for command in given] == [Kind.CRISIS]
    assert words.CRISIS_TITLE in written
    assert words.PLAIN_UNKNOWN not in written


AFTER_A_STOP = speaking(section=Section.WIND_DOWN, words="We’ve stopped.")


def test_one_more_stop_is_answered_while_it_has_stopped() -> None:
    given, written = typed_in(AFTER_A_STOP, "stop")
    assert given == [Command(Kind.STOP)]
    assert written.count(words.STOPPED_NOT_NOW_TYPED) == 1
    assert words.STOPPED_NOT_NOW_TYPED not in typed_in(speaking(), "stop")[1]


def test_home_after_a_stop_leads_there() -> None:
    assert typed_in(AFTER_A_STOP, "home")[0] == [Command(Kind.END)]
    given, written = typed_in(speaking(), "home")
    assert given == []
    assert words.PLAIN_AFTERWARDS in written


@pytest.mark.parametrize(
    ("view", "line", "says"),
    [
        (replace(asking("choice", "Eyes?", "open", "closed"), phase=Phase.PAUSED), "2", words.QUESTION_HELD_TYPED),
        (replace(asking("choice", "Eyes?", "open", "closed"), phase=Phase.PAUSED), "open", words.QUESTION_HELD_TYPED),
        (replace(asking("rate", "How much?"), phase=Phase.PAUSED), "7", words.QUESTION_HELD_TYPED),
        (replace(asking("rate", "How much?"), phase=Phase.YELLOW), "seven", words.QUESTION_HELD_TYPED),
    ],
)
def test_an_answer_to_a_held_question_says_how_to_go_on(view: View, line: str, says: dict[str, str]) -> None:
    given, written = typed_in(view, line, "stop")
    assert given == [Command(Kind.STOP)]
    assert says[view.phase.value] in written
    assert words.PLAIN_UNKNOWN not in written


def test_how_to_answer_is_said_once_and_again_after_an_unclear_line() -> None:
    session = FakeSession(speaking())
    questions = [asking("choice", f"Number {n}?", "never", "often", now=45.0 + n) for n in range(9)]
    numbers = [asking("rate", f"How much is {n}?", now=60.0 + n) for n in range(3)]
    session.script = [lambda view=view: session.show(view) for view in (*questions, *numbers)]
    session.script.append(lambda: session.finish(Outcome.COMPLETED))
    written = played(session)
    assert written.count("type the number or the word") == 1
    assert written.count("(1. never; 2. often)") == 8
    assert written.count("type a number from 0") == 1
    given, unclear = typed_in(questions[0], "hmm", "stop")
    assert given == [Command(Kind.STOP)]
    assert "(1. never; 2. often; type the number or the word)" in unclear.split(words.PLAIN_UNKNOWN)[1]


def test_a_late_answer_says_that_the_question_is_over() -> None:
    session = FakeSession(speaking())
    asked = asking("choice", "Eyes open, or closed?", "open", "closed")
    session.script = [lambda: session.show(at(45.0, asked)), lambda: session.show(at(50.0, speaking()))]
    out = io.StringIO()

    async def run() -> None:
        running = asyncio.create_task(run_plain(session, parse, out, io.StringIO("2\nclosed\nnext\n"), FakeCrisis()))
        for _ in range(1000):
            await asyncio.sleep(0.001)
            if session.given:
                break
        session.finish()
        await asyncio.wait_for(running, 10)

    asyncio.run(run())
    assert session.given == [Command(Kind.NEXT)]
    assert out.getvalue().count(words.QUESTION_OVER) == 2


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("no", Command(Kind.ANSWER, "no")),
        ("No", Command(Kind.ANSWER, "no")),
        ("hands", Command(Kind.ANSWER, "hands")),
        ("1", Command(Kind.ANSWER, "hands")),
        ("n", Command(Kind.YELLOW)),
    ],
)
def test_a_late_no_to_touch_reaches_the_session(line: str, command: Command) -> None:
    session = FakeSession(speaking())
    question = Question("agree", "Hands?", ("yes", "no"), who="Ana", areas=("Hands", "back"))
    asked = speaking(phase=Phase.ASKING, question=question, called=("Ana", "Ben"))
    touching = speaking(touching=True, called=("Ana", "Ben"))
    # Nothing tells plain lines that a question is still open, so the last look at it may be long ago.
    session.script = [lambda: session.show(at(45.0, asked)), lambda: session.show(at(79.0, touching))]
    out = io.StringIO()

    async def run() -> None:
        running = asyncio.create_task(run_plain(session, parse, out, io.StringIO(f"{line}\n"), FakeCrisis()))
        for _ in range(1000):
            await asyncio.sleep(0.001)
            if session.given:
                break
        session.finish()
        await asyncio.wait_for(running, 10)

    asyncio.run(run())
    assert session.given == [command]
    assert words.QUESTION_OVER not in out.getvalue()
    assert (words.LATE_NO_TYPED in out.getvalue()) == (command.kind is Kind.YELLOW)


@pytest.mark.parametrize("line", ["what is this", "11", "\x1b[31m\x1b", "[/x]"])
def test_what_is_not_understood_is_no_command(line: str) -> None:
    given, written = typed_in(asking("rate", "How much?"), line, "next")
    assert given == [Command(Kind.NEXT)]
    assert "\x1b" not in written


def test_help_and_the_crisis_card_are_lines_too() -> None:
    given, written = typed_in(speaking(), "help", "?", "crisis")
    assert [command.kind for command in given] == [Kind.HELP_ME, Kind.CRISIS]
    assert "stop: stops at once" in written
    assert written.count("This program can’t call anyone for you. These people can help.") == 1


def test_help_names_the_words_to_say_where_they_are_heard_in_another_language() -> None:
    session = FakeSession(speaking())
    session.heard_apart = "I’m listening in French. You can say: stop, aide, jaune."
    out = io.StringIO()

    async def run() -> None:
        plain = PlainSession(session, parse, Printer(out), FakeCrisis())
        plain.typed("?")

    asyncio.run(run())
    assert session.heard_apart in out.getvalue()


@pytest.mark.parametrize("view", [speaking(), speaking(phase=Phase.PAUSED), asking("choice", "Which?", "one", "two")])
def test_the_letter_that_exercises_name_for_the_crisis_card_can_be_typed(view: View) -> None:
    given, written = typed_in(view, "c")
    assert [command.kind for command in given] == [Kind.CRISIS]
    assert written.count(words.CRISIS_TITLE) == 1


def test_a_question_is_not_written_twice() -> None:
    session = FakeSession(speaking(now=0.0, words="Eyes open, or closed?"))
    session.script = [
        lambda: session.show(asking("choice", "Eyes open, or closed?", "open", "closed")),
        session.finish,
    ]
    assert played(session).count("Eyes open, or closed?") == 1


def test_a_question_of_several_sentences_is_not_written_twice() -> None:
    session = FakeSession(speaking(now=0.0, words="A little time."))
    session.script = [
        lambda: session.show(speaking(words="Eyes open, or closed?")),
        lambda: session.show(asking("choice", "A little time. Eyes open, or closed?", "open", "closed")),
        session.finish,
    ]
    assert played(session).count("A little time.") == 1


def test_a_question_is_written_again_after_a_pause() -> None:
    question = asking("choice", "Eyes open, or closed?", "open", "closed")
    session = FakeSession(speaking(now=0.0, words="Eyes open, or closed?"))
    session.script = [
        lambda: session.show(question),
        lambda: session.show(replace(question, phase=Phase.PAUSED)),
        lambda: session.show(question),
        session.finish,
    ]
    assert played(session).count("Eyes open, or closed?") == 2


def test_a_broken_sentence_said_again_is_written_again() -> None:
    session = FakeSession(speaking(now=0.0, words="Feel your feet."))
    session.script = [
        lambda: session.show(speaking(words="Feel your feet.", phase=Phase.PAUSED)),
        lambda: session.show(speaking(words="Feel your feet.")),
        lambda: session.show(speaking(words="Feel your feet.", coming="something new")),
        session.finish,
    ]
    assert played(session).count("Feel your feet.") == 2


def test_pack_text_is_written_as_it_is_but_for_escapes() -> None:
    session = FakeSession(
        speaking(now=0.0, words="One [/x] two [red]three[/red] \x1b[2J\x1b]0;t\x07\x9b31mfour\r\nfive\x00")
    )
    session.script = [session.finish]
    written = played(session)
    assert "One [/x] two [red]three[/red] four five\n" in written
    assert not set(written) & {chr(c) for c in (*range(10), *range(11, 32), *range(127, 160))}


def test_starting_may_fail_and_still_closes() -> None:
    session = FakeSession()
    session.fails = NoVoice("No voice.")
    with pytest.raises(NoVoice):
        played(session)
    assert session.closed == 1


def test_no_input_at_all() -> None:
    session = FakeSession()
    session.script = [session.finish]
    out = io.StringIO()
    assert asyncio.run(run_plain(session, parse, out, None, FakeCrisis())) is Outcome.COMPLETED


def test_a_reader_who_has_gone_ends_it_quietly() -> None:
    read, write = os.pipe()
    os.close(read)
    session = FakeSession()
    with os.fdopen(write, "w") as out:
        assert asyncio.run(asyncio.wait_for(run_plain(session, parse, out, None, FakeCrisis()), 10)) is Outcome.ENDED
    assert session.closed == 1


def test_an_output_that_knows_only_ascii() -> None:
    session = FakeSession(speaking(now=0.0, words="Not “good”… only here – 你"))
    session.script = [session.finish]
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    asyncio.run(run_plain(session, parse, out, None, FakeCrisis()))
    assert b'Not "good"... only here - ?' in raw.getvalue()


@pytest.mark.parametrize("locale", ["C", "POSIX"])
def test_a_person_whose_settings_promise_only_ascii_gets_no_more(locale: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python writes UTF-8 in such a locale."""
    monkeypatch.setenv("LC_ALL", locale)
    session = FakeSession(speaking(now=0.0, words="« Déjà vu » – “ça va”…"))
    session.script = [session.finish]
    out = io.StringIO()
    asyncio.run(run_plain(session, parse, out, None, FakeCrisis()))
    assert out.getvalue().isascii()
    assert '" Deja vu " - "ca va"...' in out.getvalue()


@pytest.mark.parametrize(
    ("encoding", "plain"), [("utf-8", False), ("UTF-8", False), ("iso8859-1", True), ("ascii", True)]
)
def test_the_full_screen_needs_an_encoding_that_has_its_signs(encoding: str, plain: bool) -> None:
    assert wants_plain({"TERM": "xterm"}, True, True, encoding) is plain


def test_interrupted_closes_and_goes_on_up() -> None:
    session = FakeSession()

    async def run() -> None:
        task = asyncio.create_task(run_plain(session, parse, io.StringIO(), None, FakeCrisis()))
        while not session.started:
            await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    assert session.closed == 1


class TestTheList:
    def listed(self, program: FakeProgram, typed: str) -> tuple[Outcome | None, str]:
        out = io.StringIO()
        run = run_plain_program(program, parse, out, io.StringIO(typed))
        return asyncio.run(asyncio.wait_for(run, 10)), out.getvalue()

    def test_a_number_plays(self) -> None:
        program = FakeProgram()
        program.session.script = [program.session.finish]
        outcome, written = self.listed(program, "list\n2\nquit\n")
        assert program.opened == ["longer-exhale"]
        assert outcome is Outcome.COMPLETED
        assert written.count("3. Right now, 1 minute. A steady voice for the next minute.") == 1
        assert program.chosen == [None]  # the page before it is only for somebody at the keys

    def test_buttons_that_do_nothing_here_are_named_before_the_session(self) -> None:
        program = FakeProgram(learnt=learnt_from({"pagedown": "stop", "f5": "pause"}))
        program.session.script = [program.session.finish]
        _, written = self.listed(program, "list\n2\nquit\n")
        told = "Your buttons don’t work in plain text (Page Down: stop; F5: pause and continue). Type stop"
        assert written.count(told) == 1
        assert written.index(told) < written.index("Let the breath out")

    def test_without_buttons_nothing_is_said_of_them(self) -> None:
        program = FakeProgram()
        program.session.script = [program.session.finish]
        assert "buttons" not in self.listed(program, "list\n2\nquit\n")[1]

    def test_enter_plays_right_now(self) -> None:
        program = FakeProgram()
        program.session.script = [program.session.finish]
        self.listed(program, "\n")
        assert program.opened == ["right-now"]

    def test_the_end_of_the_input_leaves(self) -> None:
        assert self.listed(FakeProgram(), "")[0] is None

    def test_wrong_numbers_broken_ones_and_the_crisis_card(self) -> None:
        listings = [FakeListing("hurt", "Hurt", "", "body", broken="line 3: unknown step")]
        program = FakeProgram(listings=listings)
        _, written = self.listed(program, "99\nlist\n1\ncrisis\n")
        assert written.count("What do you need now?") == 2
        assert "This exercise can’t be opened: line 3: unknown step" in written
        assert "This program can’t call anyone for you." in written
        assert program.opened == []


@pytest.mark.parametrize(
    ("term", "stdin", "stdout", "plain"),
    [
        ("xterm-256color", True, True, False),
        ("dumb", True, True, True),
        ("xterm", False, True, True),
        ("xterm", True, False, True),
        ("", True, True, False),  # Windows sets no TERM
    ],
)
def test_when_lines_suit_better(term: str, stdin: bool, stdout: bool, plain: bool) -> None:
    assert wants_plain({"TERM": term} if term else {}, stdin, stdout) is plain


def test_plain_mode_loads_no_textual() -> None:
    code = "import sys, companion.screen.plain.exercise_lines; sys.exit('textual' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60, check=False).returncode == 0


@pytest.mark.parametrize("stdin", ["closed", "null", "pipe"])
def test_a_process_ends_by_itself_with_any_stdin(stdin: str, tmp_path: Path) -> None:
    """At its own end, while the thread that reads still waits: no error, no hang."""
    script = tmp_path / "play.py"
    script.write_text(
        "import asyncio, sys\n"
        f"sys.path.insert(0, {str(Path(__file__).parents[2])!r})\n"
        "from tests.screen.fakes import FakeCrisis, FakeSession\n"
        "from companion.screen.plain.session_lines import run_plain\n"
        "session = FakeSession()\n"
        "session.script = [session.finish]\n"
        "asyncio.run(run_plain(session, lambda line: None, sys.stdout, sys.stdin, FakeCrisis()))\n",
        encoding="utf-8",
    )
    command = [sys.executable, str(script)]
    if stdin == "closed" and os.name == "posix":
        command = ["sh", "-c", 'exec "$0" "$1" <&-', *command]
    source = {"null": subprocess.DEVNULL, "pipe": subprocess.PIPE, "closed": subprocess.DEVNULL}[stdin]
    with subprocess.Popen(
        command, stdin=source, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.wait(timeout=60) == 0
        assert "That’s the end of this exercise." in process.stdout.read()
        assert process.stderr.read() == ""


def test_sound_that_a_busy_machine_missed_is_said_once() -> None:
    session = FakeSession(speaking(now=0.0))
    reports = [HearingChanged(Hearing.LISTENING, missed=missed) for missed in (0.0, 0.3, 0.8, 4.0)]
    session.script = [
        *[lambda report=report: session.observers[0].hearing(report) for report in reports],
        lambda: session.finish(Outcome.COMPLETED),
    ]
    written = played(session)
    assert written.count("missed") == 1
    assert "(I missed a moment. If you spoke, please say it again, or type it.)" in written
    assert written.count("(listening)") == 1


def test_a_number_of_thousands_of_digits_is_no_number(session: FakeSession) -> None:
    digits = "9" * 5000
    session.script = [lambda: session.show(asking("rate", "How much?"))]
    program = FakeProgram(session=session)
    out = io.StringIO()
    asyncio.run(asyncio.wait_for(run_plain_program(program, parse, out, io.StringIO(f"{digits}\nquit\n")), 10))
    assert "Type a number" in out.getvalue()
    assert program.opened == []


def test_a_rating_of_thousands_of_digits_is_no_rating(session: FakeSession) -> None:
    async def run() -> None:
        session.shown = asking("rate", "How much?")
        plain = PlainSession(session, parse, Printer(io.StringIO()), FakeCrisis())
        plain.typed("9" * 5000)
        plain.typed("7")

    asyncio.run(run())
    assert session.given == [Command(Kind.ANSWER, "7")]
