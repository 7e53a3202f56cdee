"""The sound check: from the list and back, what it says of voice and microphone, and calibration in this terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from companion.errors import CompanionError
from companion.ports import Heard, Hearing, HearingChanged, Level, Speaking, SpeakingChanged
from companion.screen import words
from companion.screen.app import CompanionApp
from companion.screen.crisis.crisis_card import CrisisCard
from companion.screen.home.home_screen import HomeScreen
from companion.screen.sound_check.calibration_screen import CalibrationScreen
from companion.screen.sound_check.check_wording import CheckView, Trial, keys, page
from companion.screen.sound_check.sound_check_screen import SoundCheckScreen
from companion.screen.widgets import SpokenWords
from tests.screen.conftest import RunApp, run, screen_text
from tests.screen.fakes import FakeProgram, FakeSoundCheck

Compare = Callable[..., bool]
LISTENING = HearingChanged(Hearing.LISTENING)


@pytest.fixture
def check(program: FakeProgram) -> FakeSoundCheck:
    return program.checked


async def opened(pilot: Pilot[None]) -> None:
    await pilot.press("s", "enter")
    await pilot.pause()
    assert isinstance(pilot.app.screen, SoundCheckScreen)


def seen(pilot: Pilot[None]) -> str:
    """The screen as one line, so that a sentence is found wherever it was wrapped."""
    return " ".join(screen_text(pilot).split())


def text_of(lines: list[list[tuple[str, str]]]) -> list[str]:
    return ["".join(part for part, _ in line) for line in lines]


class TestTrial:
    def test_stop_and_then_pause_and_their_own_word(self) -> None:
        trial = Trial("Pineapple")
        said = []
        while trial.asked:
            said.append(trial.asked)
            trial.hear(trial.asked, True)
        assert said == ["stop", "pause", "pineapple"]

    def test_another_command_is_heard_and_the_same_word_is_asked_for(self) -> None:
        trial = Trial()
        trial.hear("red", True)
        assert (trial.heard, trial.asked) == ("red", "stop")

    def test_what_was_taken_for_something_else_is_forgotten_with_the_next_command(self) -> None:
        trial = Trial()
        trial.hear("stock", False)
        assert (trial.heard, trial.taken_for, trial.asked) == ("", "stock", "stop")
        trial.hear("stop", True)
        assert (trial.heard, trial.taken_for, trial.asked) == ("stop", "", "pause")


class TestPage:
    def shown(self, **changes: object) -> CheckView:
        trial = Trial()
        trial.hear("stop", True)
        trial.lose_patience()
        known = {"sentence": "This is how I sound.", "voice": "joe", "ear": words.HEARING["listening"]}
        return CheckView(trial, **{**known, **changes})  # type: ignore[arg-type]

    @pytest.mark.parametrize("width", [1, 20, 48, 74, 200])
    def test_it_is_never_larger_than_the_room_for_it(self, width: int) -> None:
        for height in range(30):
            lines = text_of(page(self.shown(missed=1.2, about=words.CHECK_LEARNT), width, height))
            assert len(lines) <= height
            if width >= 48:
                assert all(len(line) <= width for line in lines)

    def test_the_ear_and_the_word_to_say_stay_to_the_last(self) -> None:
        lines = text_of(page(self.shown(), 48, 2))
        assert lines[0].startswith("● listening")
        assert lines[1] == "Say: pause"

    def test_all_of_it_stands_on_an_ordinary_terminal(self) -> None:
        lines = " ".join(text_of(page(self.shown(), 74, 18)))
        for part in ("joe", "Say: pause", "I heard “stop”.", "I haven’t heard it yet.", "Headphones", "I can learn"):
            assert part in lines

    def test_nobody_is_asked_to_speak_to_no_microphone(self) -> None:
        shown = CheckView(Trial(), ear=words.HEARING["no-microphone"], detail="Plug one in.")
        lines = " ".join(text_of(page(shown, 74, 18)))
        assert "Say:" not in lines
        assert "Plug one in." in lines

    @pytest.mark.parametrize("voices", [True, False])
    @pytest.mark.parametrize("width", [20, 46, 60, 74, 100])
    def test_esc_is_always_at_the_foot(self, width: int, voices: bool) -> None:
        foot = "".join(part for part, _ in keys(width, voices=voices))
        assert "Esc" in foot
        assert len(foot) <= width


def test_from_the_list_and_back(run_app: RunApp, check: FakeSoundCheck) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        assert check.asked == ["start"]
        assert "joe volume ▮▮▮▮▮▮▯" in seen(pilot)
        await pilot.press("enter")  # held down, it would begin an exercise from the list
        await pilot.pause()
        assert isinstance(pilot.app.screen, SoundCheckScreen)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)
        assert check.asked[-1] == "close"

    run(run_app(walk, play=None))


def test_a_more_natural_voice_can_be_chosen(run_app: RunApp, check: FakeSoundCheck) -> None:
    check.voices = ("sarah", "emma", "joe")

    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        assert "You can choose: sarah, emma, joe. Press V for the next one." in seen(pilot)
        assert "V next voice" in seen(pilot)
        await pilot.press("v")
        await pilot.pause()
        assert check.asked[-1] == "voice sarah"
        assert "sarah volume" in seen(pilot)
        check.trouble = CompanionError("I can't save it.", hint="Try again.")
        await pilot.press("v")
        await pilot.pause()
        assert "I can’t save it." in seen(pilot)
        check.trouble = None
        await pilot.press("v")
        await pilot.pause()
        assert "I can’t save it." not in seen(pilot)
        assert "emma volume" in seen(pilot)
        check.tell(SpeakingChanged(Speaking.NO_LOUDSPEAKER))
        await pilot.press("v")
        await pilot.pause()
        assert words.CHECK_SPEAKING["no-loudspeaker"] in seen(pilot)

    run(run_app(walk, play=None))


def test_where_there_is_nothing_to_choose_v_does_nothing(run_app: RunApp, check: FakeSoundCheck) -> None:
    check.more_voices = True

    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        assert "Press V" not in seen(pilot)
        assert "There are more natural voices: sarah, emma and michael." in seen(pilot)
        await pilot.press("v")
        await pilot.pause()
        assert check.asked == ["start"]

    run(run_app(walk, play=None))


def test_what_is_there_is_offered_quietly_until_it_was_done_or_dismissed(program: FakeProgram, run_app: RunApp) -> None:
    program.offers = ["tour", "sound-check", "calibration"]

    async def walk(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app.screen, HomeScreen)
        await asyncio.wait_for(pilot.app.screen.loaded.wait(), 10)
        await pilot.pause()
        assert all(offer in seen(pilot) for offer in words.OFFERS.values())
        await pilot.press("z")
        await pilot.pause()
        assert words.OFFERS["tour"] not in seen(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert words.OFFERS["tour"] in seen(pilot), "typing doesn't take it away for good"
        program.offers.remove("sound-check")  # it was opened
        await pilot.press(*"sound", "enter")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        await pilot.app.workers.wait_for_complete()
        await pilot.press("escape")  # from what was typed
        await pilot.pause()
        assert words.OFFERS["sound-check"] not in seen(pilot)
        assert words.OFFERS["calibration"] in seen(pilot)
        await pilot.press("minus")
        await pilot.pause()
        assert not any(offer in seen(pilot) for offer in words.OFFERS.values())

    run(run_app(walk, play=None))
    assert program.offers == []


def test_a_hyphen_in_a_word_hides_nothing(program: FakeProgram, run_app: RunApp) -> None:
    program.offers = ["tour"]

    async def walk(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app.screen, HomeScreen)
        await asyncio.wait_for(pilot.app.screen.loaded.wait(), 10)
        await pilot.press(*"self-harm")
        await pilot.pause()

    run(run_app(walk, play=None))
    assert program.offers == ["tour"]


def test_calibrate_leads_to_the_sound_check(program: FakeProgram, run_app: RunApp, check: FakeSoundCheck) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        assert isinstance(pilot.app.screen, HomeScreen)
        await asyncio.wait_for(pilot.app.screen.loaded.wait(), 10)
        await pilot.press(*"calibrate", "enter")
        await pilot.pause()
        assert isinstance(pilot.app.screen, SoundCheckScreen)

    run(run_app(walk, play=None))


def test_keys_go_to_the_voice(run_app: RunApp, check: FakeSoundCheck) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        await pilot.press("r", "space", "plus", "minus", "minus")
        assert check.asked == ["start", "say", "hush"]
        assert "volume ▮▮▮▮▮▯▯" in seen(pilot)
        assert words.CHECK_VOLUME_HERE in seen(pilot)
        await pilot.press("c")
        await pilot.pause()
        assert isinstance(pilot.app.screen, CrisisCard)

    run(run_app(walk, play=None))


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (LISTENING, "● listening ▯"),
        (HearingChanged(Hearing.STARTING), "◌ getting ready to listen; use the keys"),
        (HearingChanged(Hearing.OFF), words.CHECK_NOBODY),
        (HearingChanged(Hearing.NO_MICROPHONE, "Plug one in."), "Plug one in."),
        (HearingChanged(Hearing.DIGITAL_SILENCE, "Is it muted?"), "no sound from the microphone"),
        (HearingChanged(Hearing.TOO_QUIET, "Come nearer."), "Come nearer."),
        (HearingChanged(Hearing.CLIPPING, "Too loud."), "◐ listening, but the microphone is too loud"),
        (
            HearingChanged(Hearing.LISTENING, missed=1.24),
            "listening; I missed a moment. If you spoke, please say it again",
        ),
        (SpeakingChanged(Speaking.NO_LOUDSPEAKER), words.CHECK_SPEAKING["no-loudspeaker"]),
        (SpeakingChanged(Speaking.READY, "Another voice is reading instead."), "Another voice is reading instead."),
    ],
)
def test_what_is_told_is_shown(report: HearingChanged, said: str, run_app: RunApp, check: FakeSoundCheck) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        check.tell(report)
        await pilot.pause()
        assert said in seen(pilot)

    run(run_app(walk, play=None))


def test_each_word_is_asked_for_until_it_was_heard(run_app: RunApp, check: FakeSoundCheck) -> None:
    check.own_word = "pineapple"

    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        check.tell(LISTENING, Level(-15.0))
        await pilot.pause()
        assert "▮" * 20 in seen(pilot)
        for word in ("stop", "pause", "pineapple"):
            assert f"Say: {word}" in seen(pilot)
            check.tell(Heard(word, True))
            await pilot.pause()
            assert f"I heard “{word}”." in seen(pilot)
        assert words.CHECK_ALL in seen(pilot)

    run(run_app(walk, play=None))


def test_a_word_that_is_none_is_shown_as_it_was_taken(run_app: RunApp, check: FakeSoundCheck) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        check.tell(LISTENING, Heard("a [b]stock[/b]", False))
        await pilot.pause()
        assert "That sounded like “a [b]stock[/b]”." in seen(pilot)
        assert "Say: stop" in seen(pilot)

    run(run_app(walk, play=None))


def test_after_a_while_without_a_word_it_says_what_to_do(run_app: RunApp, check: FakeSoundCheck) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, SoundCheckScreen)
        assert "patience" not in screen._clocks  # it does not listen yet
        check.tell(LISTENING)
        await pilot.pause()
        assert "patience" in screen._clocks
        assert words.CHECK_NOT_HEARD not in seen(pilot)
        screen._lose_patience()  # as the clock does
        await pilot.pause()
        assert words.CHECK_NOT_HEARD in seen(pilot)
        check.tell(Heard("stop", True))
        await pilot.pause()
        assert words.CHECK_NOT_HEARD not in seen(pilot)

    run(run_app(walk, play=None))


class TestCalibration:
    @pytest.mark.parametrize(
        ("code", "learnt", "said"),
        [
            (0, True, words.CHECK_LEARNT),
            (0, False, words.CHECK_AS_IT_WAS),
            (1, False, words.CHECK_BROKEN_OFF),
        ],
    )
    def test_it_runs_on_a_page_of_its_own_and_leads_back(
        self, code: int, learnt: bool, said: str, run_app: RunApp, check: FakeSoundCheck
    ) -> None:
        check.code, check.learnt = code, learnt

        async def walk(pilot: Pilot[None]) -> None:
            await opened(pilot)
            await pilot.press("2")
            await pilot.pause()
            assert isinstance(pilot.app.screen, CalibrationScreen)
            assert "Press Esc to stop." in seen(pilot)
            await pilot.press("enter")
            await pilot.pause()
            assert pilot.app.screen.query_one("#word", SpokenWords).render().plain == "stop"
            await pilot.press("enter")
            await pilot.pause()
            assert words.CALIBRATION_OVER in seen(pilot)
            await pilot.press("enter")
            await pilot.pause()
            assert check.asked == ["start", "lend", "calibrate 2", "take back"]
            assert check.calibrating.asked == ["go on", "go on"]
            assert said in seen(pilot)

        run(run_app(walk, play=None))

    def test_escape_breaks_it_off_at_once(self, run_app: RunApp, check: FakeSoundCheck) -> None:
        async def walk(pilot: Pilot[None]) -> None:
            await opened(pilot)
            await pilot.press("1")
            await pilot.pause()
            await pilot.press("enter", "escape")
            await pilot.pause()
            assert check.calibrating.asked == ["go on", "end"]
            assert check.asked[-1] == "take back"
            assert words.CHECK_BROKEN_OFF in seen(pilot)
            await pilot.press("r")
            assert check.asked[-1] == "say"

        run(run_app(walk, play=None))


@pytest.mark.parametrize("size", [(1, 1), (20, 5), (48, 12), (80, 24), (200, 60)])
def test_every_size_can_be_left(size: tuple[int, int], run_app: RunApp, check: FakeSoundCheck) -> None:
    async def walk(pilot: Pilot[None]) -> None:
        await opened(pilot)
        check.tell(LISTENING, Heard("stop", True))
        await pilot.pause()
        if size[0] > 1:
            assert "listening" in seen(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(pilot.app.screen, HomeScreen)

    run(run_app(walk, play=None, size=size))


SCENES: dict[str, tuple[HearingChanged | Heard | Level | SpeakingChanged, ...]] = {
    "heard": (LISTENING, Level(-30.0), Heard("stop", True)),
    "no-microphone": (HearingChanged(Hearing.NO_MICROPHONE, "Plug one in, or go on with the keys."),),
}


@pytest.mark.parametrize("size", [(80, 24), (48, 12)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("name", SCENES)
def test_how_it_looks(name: str, size: tuple[int, int], snap_compare: Compare) -> None:
    check = FakeSoundCheck()
    check.sentence = "Hello. This is how I sound. Let's take it slowly."

    async def before(pilot: Pilot[None]) -> None:
        picker = pilot.app.screen
        assert isinstance(picker, HomeScreen)
        await asyncio.wait_for(picker.loaded.wait(), 10)
        await opened(pilot)
        check.tell(*SCENES[name])
        await pilot.pause()

    assert snap_compare(CompanionApp(FakeProgram(checked=check)), run_before=before, terminal_size=size)
