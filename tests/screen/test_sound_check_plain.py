"""The sound check in plain lines: each line is written once, and there is a way to leave."""

from __future__ import annotations

import asyncio
import io

import pytest

from companion.errors import CompanionError
from companion.ports import Heard, Hearing, HearingChanged, Level, Speaking, SpeakingChanged
from companion.screen import words
from companion.screen.plain.exercise_lines import run_plain_program
from companion.screen.plain.printer import Printer
from companion.screen.plain.sound_check_lines import PlainCheck
from tests.screen.fakes import FakeProgram, FakeSoundCheck
from tests.screen.test_after_plain import Asked


def begun(check: FakeSoundCheck) -> tuple[PlainCheck, io.StringIO]:
    async def begin() -> tuple[PlainCheck, io.StringIO]:
        out = io.StringIO()
        plain = PlainCheck(check, Printer(out), FakeProgram().crisis)
        plain.begin()
        return plain, out

    return asyncio.run(begin())


def test_the_words_are_asked_for_one_by_one() -> None:
    check = FakeSoundCheck()
    _, out = begun(check)
    start = out.tell()
    check.tell(HearingChanged(Hearing.STARTING), HearingChanged(Hearing.LISTENING), Level(-20.0))
    check.tell(HearingChanged(Hearing.LISTENING), Heard("stock", False), Heard("stop", True), Heard("pause", True))
    assert out.getvalue()[start:].splitlines() == [
        "(getting ready to listen; please type instead)",
        "(listening)",
        "Say: stop",
        f"({words.CHECK_TAKEN.format(word='stock')})",
        "I heard “stop”.",
        "Say: pause",
        "I heard “pause”.",
        words.CHECK_ALL,
    ]


def test_nothing_is_written_while_the_voice_speaks() -> None:
    check = FakeSoundCheck()
    plain, out = begun(check)
    start = out.tell()
    plain.saying(True)
    check.tell(HearingChanged(Hearing.LISTENING))
    assert out.getvalue()[start:] == ""
    plain.saying(False)
    assert out.getvalue()[start:].splitlines() == ["(listening)", "Say: stop"]


def test_what_is_typed_goes_to_the_voice() -> None:
    check = FakeSoundCheck()
    plain, out = begun(check)
    assert all(plain.typed(line) for line in ("again", "Quieter", "stop"))
    assert not plain.typed("")
    assert check.asked == ["start", "say", "hush"]
    assert "(volume 5 of 7." in out.getvalue()


def test_another_voice_can_be_chosen_and_its_name_is_written() -> None:
    check = FakeSoundCheck()
    check.voices = ("sarah", "joe")
    plain, out = begun(check)
    assert words.CHECK_VOICES_PLAIN.format(names="sarah, joe") in out.getvalue()
    assert plain.typed("voice")
    assert check.asked[-1] == "voice sarah"
    assert out.getvalue().splitlines()[-1] == f"{words.CHECK_VOICE}: sarah."
    check.trouble = CompanionError("I can't save it.", hint="Try again.")
    assert plain.typed("Next voice")
    assert "I can’t save it." in out.getvalue().splitlines()[-1]


def test_where_there_is_one_voice_none_is_offered() -> None:
    check = FakeSoundCheck()
    check.more_voices = True
    plain, out = begun(check)
    assert words.CHECK_MORE_VOICES in out.getvalue()
    assert plain.typed("voice")
    assert check.asked == ["start"]


def test_a_typed_crisis_shows_the_card_and_a_slip_of_the_finger_leaves_nothing() -> None:
    check = FakeSoundCheck()
    plain, out = begun(check)
    start = out.tell()
    assert plain.typed("qaese")
    assert out.getvalue()[start:].strip() == words.CHECK_PLAIN_KEYS
    assert plain.typed("crisis")
    assert words.CRISIS_TYPE in out.getvalue()
    assert not plain.typed("quit")


def test_no_voice_is_said() -> None:
    check = FakeSoundCheck()
    _, out = begun(check)
    check.tell(SpeakingChanged(Speaking.NO_LOUDSPEAKER, "Plug one in."))
    assert f"({words.CHECK_SPEAKING['no-loudspeaker']} Plug one in.)" in out.getvalue()


def test_from_the_list_and_back_to_it() -> None:
    program, out = FakeProgram(), io.StringIO()
    typed = io.StringIO("sound check\nagain\n\nquit\n")

    def parse(line: str) -> None:
        return None

    asyncio.run(asyncio.wait_for(run_plain_program(program, parse, out, typed), 10))
    assert program.checked.asked == ["start", "say", "close"]
    assert words.PLAIN_HOME_AGAIN in out.getvalue()
    assert program.opened == []


def test_where_it_cannot_be_opened_the_reason_is_said_and_the_list_goes_on() -> None:
    class WithoutVoice(FakeProgram):
        def sound_check(self) -> FakeSoundCheck:
            raise CompanionError("There is no voice called “joe”.", hint="Run: companion voices")

    out = io.StringIO()
    typed = io.StringIO("sound check\nquit\n")
    asyncio.run(asyncio.wait_for(run_plain_program(WithoutVoice(), lambda line: None, out, typed), 10))
    assert "There is no voice called “joe”." in out.getvalue()
    assert words.PLAIN_HOME_AGAIN in out.getvalue()


# ---- learning how somebody says the words ----------------------------------------------------------------------------


class Slowly(Asked):
    """Lines that a person types once everything that goes on has come to a rest."""

    async def next(self) -> str | None:
        for _ in range(30):
            await asyncio.sleep(0)
        return await super().next()


def learnt(program: FakeProgram, *typed: str) -> str:
    """Types these lines in the sound check. Returns everything that was written."""
    out = io.StringIO()
    lines = Slowly("sound check", *typed)
    playing = run_plain_program(program, lambda line: None, out, io.StringIO(), attended=True, lines=lines)
    asyncio.run(asyncio.wait_for(playing, 20))
    return out.getvalue()


def test_the_words_can_be_learnt_without_leaving() -> None:
    program = FakeProgram()
    written = learnt(program, "learn", "2", "", "", "")
    assert program.checked.asked[1:5] == ["hush", "calibrate 2", "lend", "take back"]
    assert program.checked.calibrating.asked == ["go on", "go on"]
    assert f"Sit where you'll sit. {words.CHECK_PLAIN_LEARN_STOP}" in written
    assert "Say: stop\nthank you\n" in written
    assert words.CHECK_LEARNT in written
    assert "Ctrl-C" not in written


@pytest.mark.parametrize("word", ["back", "stop", "quit"])
def test_learning_can_be_broken_off(word: str) -> None:
    program = FakeProgram()
    written = learnt(program, "learn", "1", word, "")
    assert program.checked.calibrating.asked[0] == "end"
    assert words.CHECK_BROKEN_OFF in written


def test_back_begins_no_learning_and_the_crisis_card_is_there_meanwhile() -> None:
    program = FakeProgram()
    assert words.CHECK_PLAIN_LEARN in learnt(program, "learn", "back", "")
    assert not any(each.startswith("calibrate") for each in program.checked.asked)
    assert "Police, fire, ambulance" in learnt(FakeProgram(), "learn", "1", "crisis", "back", "")
