"""The program as a screen sees it: the open microphone, the language that is heard, the reports, and the end."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from companion import tongue
from companion.app import ahead, at_rest, engine_making, voices
from companion.app.options import Options
from companion.app.program import Program
from companion.app.run_choices import RunChoices
from companion.app.sound_check import SENTENCE
from companion.errors import CompanionError, UnknownExercise
from companion.phrases import load_phrases
from companion.ports import Heard, Hearing, HearingChanged, Speaking, SpeakingChanged
from companion.screen.seam import GO_ON, TONIGHT, PlainLook
from companion.session.commands import Command, Kind
from companion.session.effects import Listen
from companion.session.parts.dials import VOLUMES
from companion.session.view import Phase
from companion.speech.voice_chain import SYSTEM_VOICE, Known, OtherLanguage, UnknownVoice
from companion.store import settings
from tests.app.fakes import ENGLISH_MODEL, FRENCH_MODEL, NATURAL_VOICE, PATIENCE, FakeMakes, put_models
from tests.app.test_stop_word import FRENCH
from tests.fakes import FakeObserver, FakeSpeaker

STOP = Command(Kind.STOP)
LISTENING = HearingChanged(Hearing.LISTENING)
WARM = ["listener en"]
CLOSED = ["microphone closed", "told"]


@pytest.fixture(autouse=True)
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    (folder / "exercises").mkdir(parents=True)
    (folder / "exercises" / "respirer.yaml").write_text(FRENCH, encoding="utf-8")
    monkeypatch.setenv("COMPANION_HOME", str(folder))
    put_models(tmp_path / "models", monkeypatch, ENGLISH_MODEL, FRENCH_MODEL)
    return folder


class Observer(FakeObserver):
    def saying(self, now: bool) -> None:
        self.told.append(now)

    def hearings(self) -> list[HearingChanged]:
        return [report for report in self.told if isinstance(report, HearingChanged)]


class Stage:
    """A program whose devices are fakes."""

    def __init__(self, makes: FakeMakes, **options: Any) -> None:
        self.makes = makes
        self.program = Program(Options(**options), asyncio.get_running_loop(), self._made)
        self.wait_for = makes.diary.wait_for
        self.narration: Callable[[], str] = str

    def _made(self, options: Options, reports: Any, narration: Callable[[], str]) -> FakeMakes:
        self.reports = reports
        self.narration = narration
        return self.makes

    async def tell(self, report: Any) -> None:
        """Posts a report of the present listener."""
        self.makes.listeners[-1].to_hear.line.post(report)
        await asyncio.sleep(0)


def on_a_loop(test: Callable[[Stage], Awaitable[None]], makes: FakeMakes | None = None, **options: Any) -> Stage:
    async def run() -> Stage:
        stage = Stage(makes or FakeMakes(), **options)
        try:
            await asyncio.wait_for(test(stage), 2 * PATIENCE)
        finally:
            await stage.program.close()
        return stage

    return asyncio.run(run())


# ---- while the process stands still


def test_the_microphone_is_closed_while_the_process_stands_still_and_a_session_is_paused() -> None:
    async def test(on: Stage) -> None:
        session = on.program.open_session("right-now")
        await session.start()
        await asyncio.to_thread(on.makes.diary.wait_until, "microphone")
        await on.program.step_aside()
        assert session.view().phase is Phase.PAUSED
        assert "microphone closed" in on.makes.diary.events
        on.program.step_back()
        await asyncio.to_thread(on.makes.diary.wait_until, "microphone")
        assert session.view().phase is Phase.PAUSED

    on_a_loop(test)


def test_where_nothing_goes_on_no_microphone_is_opened_for_it() -> None:
    async def test(on: Stage) -> None:
        await on.program.step_aside()
        on.program.step_back()

    assert on_a_loop(test).makes.diary.events == []


@pytest.mark.parametrize("ends", ["page", "session"])
def test_after_a_session_or_a_page_has_ended_the_recogniser_stays_ready_and_no_microphone_is_opened(ends: str) -> None:
    async def test(on: Stage) -> None:
        session = on.program.open_session("right-now") if ends == "session" else None
        around = await asyncio.to_thread(on.program.evening, "side-by-side")
        assert around is not None
        leave = None if session is not None else around.hear("apricot", lambda: None, lambda: None)
        await asyncio.to_thread(on.makes.diary.wait_until, "microphone")
        await on.program.step_aside()
        if session is not None:
            await session.close()
        elif leave is not None:
            leave()
        await asyncio.to_thread(on.makes.diary.wait_until, "listener en")
        on.program.step_back()
        await on.program.step_aside()
        on.program.step_back()
        await asyncio.sleep(0.05)
        assert on.makes.diary.events[-1] == "listener en"

    on_a_loop(test)


def test_the_microphone_of_a_page_that_awaits_a_word_is_closed_meanwhile_and_the_word_is_heard_afterwards() -> None:
    async def test(on: Stage) -> None:
        heard: list[str] = []
        around = await asyncio.to_thread(on.program.evening, "side-by-side")
        assert around is not None
        assert around.hear("Apricot", lambda: heard.append("heard"), lambda: heard.append("deaf")) is not None
        await asyncio.to_thread(on.makes.diary.wait_until, "microphone")
        await on.program.step_aside()
        assert on.makes.diary.events[-3:] == [*CLOSED, "listener en closed"]
        on.program.step_back()
        await asyncio.to_thread(on.makes.diary.wait_until, "microphone")
        assert on.makes.listeners[-1].allowed[-1] == Listen(frozenset({Kind.ANSWER}), ("Apricot",))
        await on.tell(Heard("apricot", True))
        assert heard == ["heard"]

    on_a_loop(test)


def test_the_microphone_is_not_taken_from_the_calibration_that_has_it() -> None:
    async def test(on: Stage) -> None:
        check = on.program.sound_check()
        await asyncio.to_thread(on.makes.diary.wait_until, "microphone")
        begun, over = asyncio.Event(), asyncio.Event()

        async def use() -> int:
            begun.set()
            await over.wait()
            on.makes.diary.write("calibrated")
            return 0

        lent = asyncio.create_task(check.lend_ears(use))
        await begun.wait()
        await on.program.step_aside()
        on.program.step_back()
        await asyncio.sleep(0.05)
        over.set()
        await lent
        await asyncio.to_thread(on.makes.diary.wait_until, "calibrated", "listener en", "microphone")

    on_a_loop(test)


# ---- what the first frame waits for


def test_it_is_light() -> None:
    code = (
        "import sys, companion.app.launch, companion.app.program; "
        "heavy = ('numpy', 'textual', 'vosk', 'pydantic', 'yaml', 'sounddevice', 'companion.session', "
        "'companion.exercise.model', 'companion.exercise.plan', 'companion.hearing', 'companion.audio', "
        "'companion.speech', 'companion.couple', 'companion.packs', 'companion.ports'); "
        "print([name for name in sys.modules if name.startswith(heavy)])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "[]"


# ---- where one person left an exercise, and words where nothing listens


def test_an_exercise_that_was_left_goes_on_from_there_until_the_program_ends() -> None:
    async def test(on: Stage) -> None:
        assert on.program.kept().left == ""
        session = on.program.open_session("box-breathing")
        await session.start()
        whole = session.view().left
        for _ in range(4):
            session.give(Command(Kind.NEXT))
        left = session.view().left
        session.give(STOP)
        await session.close()
        assert on.program.kept().left == "box-breathing"
        assert settings.load().settings.last is None
        again = on.program.open_session(GO_ON)
        await again.start()
        # It goes on from the beginning of the step, which may have several sentences.
        assert left - 5 <= again.view().left <= left + 15
        assert left < whole - 20

    on_a_loop(test)


@pytest.mark.parametrize("exercise", ["right-now", "une-minute", "side-by-side"])
def test_settle_me_and_what_two_people_do_are_not_gone_on_with(exercise: str) -> None:
    async def test(on: Stage) -> None:
        session = on.program.open_session(exercise)
        await session.start()
        for _ in range(3):
            session.give(Command(Kind.NEXT))
        await session.close()
        assert on.program.kept().left == ""

    on_a_loop(test)


# ---- the loudspeaker's rest


def test_the_loudspeaker_is_held_open_for_as_long_as_a_session_or_a_sound_check_goes_on() -> None:
    async def test(on: Stage) -> None:
        def held() -> list[object]:
            return [call[1] for call in on.makes.log if call[0] == "hold"]

        session = on.program.open_session("box-breathing")
        assert held() == [True]
        await session.start()
        await session.close()
        assert held() == [True, False]
        on.program.sound_check()
        assert held() == [True, False, True]
        on.program.silence()
        assert held() == [True, False, True, False]

    on_a_loop(test)


# ---- the pace and the volume that were turned to


async def turned(on: Stage, exercise: str, *kinds: Kind) -> tuple[float, float]:
    """Plays an exercise, turns these, and returns the pace and the volume that the next one begins with."""
    session = on.program.open_session(exercise)
    await session.start()
    for kind in kinds:
        session.give(Command(kind))
    await session.close()
    following = on.program.open_session("five-senses").view()
    return following.speech_pace, following.volume


@pytest.mark.parametrize("remembers", [True, False])
def test_pace_and_volume_are_kept_for_the_next_session_only_if_that_may_be_remembered(
    remembers: bool, home: Path
) -> None:
    settings.change(lambda now: replace(now, remember_last=remembers))
    before = sorted(home.rglob("*"))

    async def test(on: Stage) -> None:
        assert await turned(on, "box-breathing", Kind.SLOWER, Kind.QUIETER) == ((0.9, 0.65) if remembers else (1, 0.8))

    async def in_the_next_run(on: Stage) -> None:
        following = on.program.open_session("choice-based-scan").view()
        assert (following.speech_pace, following.volume) == ((0.9, 0.65) if remembers else (1, 0.8))

    on_a_loop(test)
    on_a_loop(in_the_next_run)
    if not remembers:
        assert not [each for each in set(home.rglob("*")) - set(before) if "last-time" in each.name]


@pytest.mark.parametrize("exercise", ["right-now", "une-minute", "side-by-side"])
def test_nothing_is_kept_of_what_was_turned_in_settle_me_or_by_two(exercise: str) -> None:
    settings.change(lambda now: replace(now, remember_last=True))

    async def test(on: Stage) -> None:
        assert await turned(on, exercise, Kind.SLOWER, Kind.QUIETER) == (1, 0.8)

    on_a_loop(test)


def test_what_one_person_turned_does_not_hold_for_two_nor_against_the_command_line() -> None:
    settings.change(lambda now: replace(now, remember_last=True))

    async def test(on: Stage) -> None:
        await turned(on, "box-breathing", Kind.FASTER, Kind.LOUDER)
        assert on.program.open_session("side-by-side").view().volume == 0.8

    async def with_a_flag(on: Stage) -> None:
        following = on.program.open_session("box-breathing").view()
        assert (following.speech_pace, following.volume) == (1.1, 0.25)

    on_a_loop(test)
    on_a_loop(with_a_flag, volume=0.25, given=frozenset({"volume"}))


def test_a_volume_of_the_settings_takes_the_place_of_the_one_that_was_turned_to() -> None:
    settings.change(lambda now: replace(now, remember_last=True))

    async def test(on: Stage) -> None:
        await turned(on, "box-breathing", Kind.FASTER, Kind.LOUDER)
        settings.change(lambda now: replace(now, volume=0.35))
        on.program._setting_changed("volume")
        following = on.program.open_session("five-senses").view()
        assert (following.speech_pace, following.volume) == (1.1, 0.35)

    on_a_loop(test)


@pytest.mark.parametrize("microphone", [True, False])
def test_where_nothing_listens_the_spoken_words_name_keys(microphone: bool) -> None:
    async def test(on: Stage) -> None:
        session = on.program.open_session("box-breathing")
        await session.start()
        session.give(Command(Kind.YELLOW))
        assert session.view().words == load_phrases("en", by_key=not microphone).yellow_one

    on_a_loop(test, microphone=microphone)


def test_the_sentence_that_is_shown_is_never_shown_as_the_next_one() -> None:
    async def test(on: Stage) -> None:
        session = on.program.open_session("right-now")  # its last two sentences share a caption
        await session.start()
        shown = []
        while session.view().outcome is None and len(shown) < 60:
            view = session.view()
            assert view.coming == "" or view.coming != view.words
            shown.append(view.words)
            session.give(Command(Kind.NEXT))
        assert any("The next ten minutes" in words for words in shown)

    on_a_loop(test)


@pytest.mark.parametrize("microphone", [True, False])
def test_where_nothing_listens_cautions_name_keys_too(microphone: bool) -> None:
    async def test(on: Stage) -> None:
        said = 'Say "something else" out loud'
        listed = next(each for each in on.program.entries() if each.id == "long-hug")
        assert any(said in each for each in listed.cautions) is microphone
        session = on.program.open_session("long-hug")
        assert any(said in each for each in session.cautions) is microphone

    on_a_loop(test, microphone=microphone)


# ---- the microphone


def test_on_the_list_no_microphone_is_open_and_in_a_session_one_is() -> None:
    async def test(on: Stage) -> None:
        on.program.warm_up()
        on.wait_for(*WARM)
        session = on.program.open_session("right-now")
        on.wait_for(*WARM, "microphone")
        await session.start()
        await session.close()
        on.wait_for(*WARM, "microphone", *CLOSED)
        await session.close()
        on.program.open_session("right-now")
        on.wait_for(*WARM, "microphone", *CLOSED, "microphone")

    stage = on_a_loop(test)
    assert stage.makes.diary.events[-3:] == [*CLOSED, "listener en closed"]


def test_the_sound_check_opens_it_too() -> None:
    async def test(on: Stage) -> None:
        on.program.warm_up()
        on.wait_for(*WARM)
        check = on.program.sound_check()
        on.wait_for(*WARM, "microphone")
        check.close()
        on.wait_for(*WARM, "microphone", *CLOSED)

    on_a_loop(test)


def test_the_voice_that_is_chosen_in_the_sound_check_is_kept_and_reads_from_then_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(RunChoices, "voices_to_choose", lambda _: (["sarah", "emma"], False))
    monkeypatch.setattr(voices, "check_voice", lambda name: None)

    async def test(on: Stage) -> None:
        check = on.program.sound_check()
        check.start()
        assert settings.load().settings.voice is None
        check.next_voice()
        assert on.makes.voices[-1] == "sarah"
        assert settings.load().settings.voice == "sarah"
        check.close()
        session = on.program.open_session("right-now")
        assert on.makes.voices[-1] == "sarah"
        await session.close()

    on_a_loop(test)


def test_a_voice_that_is_gone_is_neither_kept_nor_spoken_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RunChoices, "voices_to_choose", lambda _: (["sarah", "emma"], False))

    async def test(on: Stage) -> None:
        check = on.program.sound_check()
        with pytest.raises(UnknownVoice):
            check.next_voice()
        assert settings.load().settings.voice is None
        assert on.makes.voices[-1] == ""
        check.close()

    on_a_loop(test)


def test_sentences_are_rendered_ahead_at_rest_and_only_then(monkeypatch: pytest.MonkeyPatch) -> None:
    log: list[str] = []

    class Ahead:
        def __init__(self, *_: object) -> None: ...

        def begin(self) -> None:
            log.append("begin")

        def stop(self) -> None:
            log.append("stop")

        def begin_anew(self) -> None:
            log.append("anew")

    monkeypatch.setattr(ahead, "RenderingAhead", Ahead)
    monkeypatch.setattr(at_rest, "REST_SECONDS", 0.0)

    async def test(on: Stage) -> None:
        on.program.at_rest(True)
        await asyncio.sleep(0.01)
        assert log == ["begin"]
        session = on.program.open_session("right-now")
        assert log == ["begin", "stop"]
        on.program.at_rest(True)
        await asyncio.sleep(0.01)
        assert log[-1] == "stop"  # a session is open
        await session.close()
        on.program.at_rest(True)
        on.program.at_rest(False)  # something was chosen before the time was up
        await asyncio.sleep(0.01)
        assert "begin" not in log[1:]
        on.program.settings().choose("pace", 0.8)
        assert log[-1] == "anew"
        on.program.settings().forget("speech")
        on.program.at_rest(True)
        await asyncio.sleep(0.01)
        assert "begin" not in log[1:]  # somebody wanted them deleted

    on_a_loop(test)


@pytest.mark.parametrize("id", ["longer-exhale", "side-by-side", TONIGHT])
def test_the_loudspeaker_stays_open_while_a_page_before_a_session_is_shown(id: str) -> None:
    async def test(on: Stage) -> None:
        def expected() -> list[object]:
            return [entry[1] for entry in on.makes.log if entry[0] == "expect"]

        on.program.at_rest(True)
        on.program.at_rest(False)  # the page lies above home now
        await asyncio.to_thread(on.program.prepare if id == "longer-exhale" else on.program.evening, id)
        await asyncio.sleep(0)
        assert expected() == [True]
        on.program.at_rest(True)
        assert expected() == [True, False]
        session = on.program.open_session("right-now")
        await session.close()
        assert expected()[-1] is False

    on_a_loop(test)


def test_nothing_is_expected_of_a_page_that_was_left_while_it_was_being_read() -> None:
    async def test(on: Stage) -> None:
        on.program.at_rest(False)
        reading = threading.Thread(target=on.program.prepare, args=("longer-exhale",))
        reading.start()
        reading.join(PATIENCE)
        on.program.at_rest(True)  # before the loop comes to what the reading asked of it
        await asyncio.sleep(0)
        on.program.warm_up()
        assert ("expect", True) not in on.makes.log

    on_a_loop(test)


def test_warming_up_while_a_session_runs_changes_nothing() -> None:
    async def test(on: Stage) -> None:
        session = on.program.open_session("right-now")
        on.wait_for(*WARM, "microphone")
        on.program.warm_up("fr")
        assert on.program.understand("arrête") is None
        await session.close()
        on.wait_for(*WARM, "microphone", *CLOSED)

    on_a_loop(test)


def test_a_word_is_listened_for_outside_a_session_for_as_long_as_somebody_waits(home: Path) -> None:
    async def test(on: Stage) -> None:
        around = await asyncio.to_thread(on.program.evening, "side-by-side")
        assert around is not None
        await asyncio.sleep(0)
        on.wait_for(*WARM)
        heard: list[str] = []
        end = around.hear("Apricot", lambda: heard.append("heard"), lambda: heard.append("deaf"))
        assert end is not None
        on.wait_for(*WARM, "microphone")
        assert on.makes.listeners[0].allowed[-1] == Listen(frozenset({Kind.ANSWER}), ("Apricot",))
        await on.tell(LISTENING)
        await on.tell(Heard("lantern", True))
        await on.tell(Heard("apricot", False))
        assert heard == []
        await on.tell(Heard("apricot", True))
        assert heard == ["heard"]
        await on.tell(HearingChanged(Hearing.NO_MICROPHONE))
        assert heard == ["heard", "deaf"]
        end()
        on.wait_for(*WARM, "microphone", *CLOSED)
        await on.tell(Heard("apricot", True))
        assert heard == ["heard", "deaf"]
        assert on.makes.listeners[0].allowed[-1] == Listen(frozenset())

    on_a_loop(test)


def test_nobody_waits_for_a_word_in_a_session_nor_where_nothing_listens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait(on: Stage, around: Any) -> Any:
        return around.hear("apricot", lambda: None, lambda: None)

    async def in_a_session(on: Stage) -> None:
        around = await asyncio.to_thread(on.program.evening, "side-by-side")
        on.program.open_session("right-now")
        assert wait(on, around) is None
        on.wait_for(*WARM, "microphone")

    async def deaf(on: Stage) -> None:
        assert wait(on, await asyncio.to_thread(on.program.evening, "side-by-side")) is None

    async def without_a_voice(on: Stage) -> None:
        on.makes.fails["speaker"] = CompanionError("There is no such voice.")
        assert wait(on, await asyncio.to_thread(on.program.evening, "side-by-side")) is None

    on_a_loop(in_a_session)
    on_a_loop(without_a_voice)
    assert on_a_loop(deaf, microphone=False).makes.diary.events == []
    put_models(tmp_path / "none", monkeypatch)
    assert on_a_loop(deaf).makes.diary.events == []


# ---- the language


def test_a_french_exercise_of_the_list_is_heard_in_french_and_english_comes_back() -> None:
    async def test(on: Stage) -> None:
        on.program.warm_up()
        on.wait_for(*WARM)
        assert on.program.understand("arrête") is None
        session = on.program.open_session("respirer")
        on.makes.diary.wait_until("listener fr", "microphone")
        assert on.makes.listeners[-1].to_hear.model.name == FRENCH_MODEL
        assert on.program.understand("arrête") == STOP
        assert on.program.understand("stop") == STOP
        await session.close()
        on.makes.diary.wait_until("listener fr closed", *WARM)
        assert on.program.understand("arrête") is None
        on.program.open_session("right-now")
        on.makes.diary.wait_until(*WARM, "microphone")

    on_a_loop(test)


def test_the_list_beside_an_exercise_is_heard_and_not_shown(home: Path) -> None:
    (home / "exercises" / "say-as.yaml").write_text("Restez assis: Resté assi\n", encoding="utf-8")

    async def test(on: Stage) -> None:
        session = on.program.open_session("respirer")
        await session.start()
        spoken = [entry[2] for entry in on.makes.log if entry[0] == "speak"]
        assert spoken == ["Resté assi."]
        assert on.narration() == "Restez assis."

    on_a_loop(test)


def test_the_language_that_was_asked_for_holds_for_every_exercise() -> None:
    async def test(on: Stage) -> None:
        session = on.program.open_session("right-now")
        on.wait_for("listener fr", "microphone")
        assert on.program.understand("arrête") == STOP
        await session.close()
        on.wait_for("listener fr", "microphone", *CLOSED)  # opened again at once, it might as well stay open
        on.program.open_session("respirer")
        on.wait_for("listener fr", "microphone", *CLOSED, "microphone")

    on_a_loop(test, language="fr")


def test_a_language_without_a_model_says_so_before_the_session_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_models(tmp_path / "english alone", monkeypatch, ENGLISH_MODEL)

    async def test(on: Stage) -> None:
        on.program.warm_up()
        on.wait_for(*WARM)
        observer = Observer()
        on.program.open_session("respirer").subscribe(observer)
        (told,) = observer.hearings()
        assert told.hearing is Hearing.NO_MODEL
        assert "companion setup --language fr" in told.detail

    on_a_loop(test)


def test_on_a_french_computer_with_the_english_model_alone_english_is_listened_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_models(tmp_path / "english alone", monkeypatch, ENGLISH_MODEL)
    tongue.speak("fr")

    async def test(on: Stage) -> None:
        on.program.warm_up()
        on.wait_for(*WARM)
        assert not on.reports.deaf
        check = on.program.sound_check()
        on.wait_for(*WARM, "microphone")
        assert not on.reports.deaf
        check.close()
        on.wait_for(*WARM, "microphone", *CLOSED)
        session = on.program.open_session("longer-exhale")
        on.wait_for(*WARM, "microphone", *CLOSED, "microphone")
        await session.close()
        on.wait_for(*WARM, "microphone", *CLOSED, "microphone", *CLOSED)  # the recogniser is still the same

    try:
        on_a_loop(test)
    finally:
        tongue.speak("en")


@pytest.mark.parametrize(
    ("model", "before", "exercise"), [(ENGLISH_MODEL, "fr", "right-now"), (FRENCH_MODEL, "en", "respirer")]
)
def test_a_session_without_a_page_before_it_names_words_if_its_own_language_can_be_heard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: str, before: str, exercise: str
) -> None:
    put_models(tmp_path / "one alone", monkeypatch, model)
    deaf: list[bool] = []
    made = engine_making.engine_for

    def engine_for(*given: Any, **named: Any) -> Any:
        deaf.append(named["deaf"])
        return made(*given, **named)

    monkeypatch.setattr(engine_making, "engine_for", engine_for)

    async def test(on: Stage) -> None:
        on.program.warm_up(before)
        assert on.reports.deaf
        on.program.open_session(exercise)
        assert not on.reports.deaf

    on_a_loop(test)
    assert deaf == [False]


@pytest.mark.parametrize(("language", "told"), [("", "I can't listen in Polish yet."), ("fr", "")])
def test_where_nothing_listens_in_the_exercises_language_it_is_said_before_it_begins(
    home: Path, language: str, told: str
) -> None:
    text = FRENCH.replace("language: fr", "language: pl").replace("id: respirer", "id: oddychanie")
    (home / "exercises" / "oddychanie.yaml").write_text(text, encoding="utf-8")

    async def test(on: Stage) -> None:
        observer = Observer()
        session = on.program.open_session("oddychanie")
        session.subscribe(observer)
        on.wait_for(f"listener {language or 'en'}", "microphone")
        (starting,) = observer.hearings()
        assert starting.detail == ""  # it is said once, among the cautions
        assert " ".join(session.cautions).startswith(told)
        assert bool(session.cautions) is bool(told)
        before = await asyncio.to_thread(on.program.prepare, "oddychanie")
        assert tuple(before.cautions) == tuple(session.cautions)

    on_a_loop(test, language=language)


def test_an_exercise_is_read_in_its_own_language_and_english_comes_back() -> None:
    async def test(on: Stage) -> None:
        session = on.program.open_session("respirer")
        await session.start()
        (spoken,) = [entry for entry in on.makes.log if entry[0] == "speak"]
        assert spoken[2] == "Restez assis."
        await session.close()
        on.program.open_session("right-now")
        assert on.makes.languages == ["fr", "en"]

    on_a_loop(test)


def test_a_voice_of_another_language_is_refused_for_an_exercise(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = [Known("joe", "piper", "en", folder=home), Known("siwis", "kokoro", "fr", size=90_000_000), SYSTEM_VOICE]
    monkeypatch.setattr(voices, "known_voices", lambda: known)

    async def test(on: Stage) -> None:
        for ask in (on.program.open_session, on.program.prepare):
            with pytest.raises(OtherLanguage, match="Joe reads English, and this is in French") as refused:
                ask("respirer")
            assert "companion setup --voice siwis" in refused.value.hint
        on.program.open_session("right-now")

    on_a_loop(test, voice="joe", given=frozenset({"voice"}))


def test_two_people_are_heard_in_the_language_of_their_exercise(home: Path) -> None:
    text = FRENCH.replace("id: respirer", "id: ensemble").replace("people: 1", "people: 2")
    (home / "exercises" / "ensemble.yaml").write_text(text.replace("kind: settle", "kind: together"), encoding="utf-8")

    async def test(on: Stage) -> None:
        around = await asyncio.to_thread(on.program.evening, "ensemble")
        assert around is not None
        await asyncio.sleep(0)
        on.wait_for("listener fr")
        assert around.hear("ananas", lambda: None, lambda: None) is not None
        on.wait_for("listener fr", "microphone")

    on_a_loop(test)


# ---- what is told


def test_who_comes_later_is_told_how_it_stands_and_what_was_missed_since_the_session_began() -> None:
    async def test(on: Stage) -> None:
        session = on.program.open_session("right-now")
        on.wait_for(*WARM, "microphone")
        await on.tell(LISTENING)
        on.reports.missed(5.0)
        await asyncio.sleep(0)
        await session.close()
        observer = Observer()
        session = on.program.open_session("right-now")
        session.subscribe(observer)
        assert observer.told == [LISTENING]
        for _ in range(30):
            on.reports.missed(0.04)
        on.reports.post(SpeakingChanged(Speaking.NO_VOICE, "It failed."))
        await asyncio.sleep(0)
        assert observer.hearings()[-1].missed == pytest.approx(1.2)
        assert observer.told[-1] == SpeakingChanged(Speaking.NO_VOICE, "It failed.")
        later = Observer()
        session.subscribe(later)
        assert later.told == [observer.hearings()[-1], observer.told[-1]]

    on_a_loop(test)


def test_the_sound_check_is_told_until_it_is_closed_and_leaves_sessions_alone() -> None:
    async def test(on: Stage) -> None:
        check = on.program.sound_check()
        on.wait_for(*WARM, "microphone")
        observer = Observer()
        check.subscribe(observer)
        await on.tell(Heard("stop", True))
        assert observer.told[-1] == Heard("stop", True)
        check.start()
        assert on.narration() == SENTENCE
        assert check.voice == "joe"
        check.close()
        assert on.narration() == ""
        told = len(observer.told)
        await on.tell(Heard("stop", True))
        assert len(observer.told) == told
        session = on.program.open_session("right-now")
        await session.start()
        said = on.narration()
        check.close()
        assert said
        assert on.narration() == said

    on_a_loop(test)


@pytest.mark.parametrize("content", ['stop_word = 7\nregion = "IE"', "["])
def test_a_session_warns_of_a_stop_word_that_is_not_known(home: Path, content: str) -> None:
    settings.path().write_text(content, encoding="utf-8")
    details = told_of_hearing()
    assert len(details) == 3
    assert all(detail.count("can't read your own stop word from your settings") == 1 for detail in details)
    assert details[-1].startswith("Keys work. I can't read your own stop word")
    assert all(("your own buttons" in detail) == (content == "[") for detail in details)


@pytest.mark.parametrize("content", ['stop_word = "pineapple"\nregion = "Ireland"', "region = 7", ""])
def test_nothing_is_said_where_no_stop_word_is_lost(home: Path, content: str) -> None:
    settings.path().write_text(content, encoding="utf-8")
    assert told_of_hearing() == ["", "", "Keys work."]


def test_nothing_is_said_once_they_chose_another(home: Path) -> None:
    from companion.couple.evening.pages import Go
    from companion.exercise.plan import Choices

    settings.path().write_text("stop_word = 7", encoding="utf-8")
    assert told_of_hearing(Go(Choices(), "pineapple")) == ["", "", "Keys work."]


@pytest.mark.parametrize(
    "content", ['{"buttons": {"pagedown": "explode"}}', '{"buttons": 7}', '{"buttons": {"escape": "next"}}']
)
def test_a_session_warns_of_a_button_that_cannot_be_used(home: Path, content: str) -> None:
    settings.path().write_text(content, encoding="utf-8")
    details = told_of_hearing()
    assert all(detail.count("I can't read all of your own buttons from your settings") == 1 for detail in details)
    assert all("companion keys --show" in detail for detail in details)


def test_buttons_are_read_anew_for_each_session(home: Path) -> None:
    async def test(on: Stage) -> None:
        assert on.program.learnt_keys().meanings == {}
        settings.change(lambda _: settings.Settings(buttons={"pagedown": "stop"}))
        assert on.program.learnt_keys().stops("pagedown")

    on_a_loop(test)
    assert told_of_hearing() == ["", "", "Keys work."]


def told_of_hearing(go: Any = None) -> list[str]:
    """Returns the sentences of a session about the hearing."""
    observer = Observer()

    async def test(on: Stage) -> None:
        on.program.learnt_keys()  # as every screen does before a session
        on.program.open_session("right-now", go).subscribe(observer)
        on.wait_for(*WARM, "microphone")
        await on.tell(LISTENING)
        await on.tell(HearingChanged(Hearing.FAILED, "Keys work."))

    on_a_loop(test)
    return [report.detail for report in observer.hearings()]


def test_their_own_stop_word_is_there_from_the_start_and_ends_a_session() -> None:
    settings.change(lambda _: settings.Settings(stop_word="apricot"))

    async def test(on: Stage) -> None:
        assert on.program.stop_word == "apricot"
        assert on.program.understand("apricot") == STOP
        on.program.warm_up()
        on.wait_for(*WARM)
        assert on.makes.listeners[0].to_hear.words.commands["apricot"] == STOP

    on_a_loop(test)


def test_the_sound_check_is_pointed_out_until_it_was_opened() -> None:
    async def test(on: Stage) -> None:
        assert on.program.offers_sound_check()
        assert on.program.offers_sound_check()
        on.program.sound_check().close()

    on_a_loop(test)
    assert settings.load().settings.sound_check_offered

    async def later(on: Stage) -> None:
        assert not on.program.offers_sound_check()

    on_a_loop(later)


def test_the_sound_check_is_not_pointed_out_to_those_who_do_not_want_it() -> None:
    async def test(on: Stage) -> None:
        on.program.settings().choose("sound_check_offered", True)
        assert not on.program.offers_sound_check()

    on_a_loop(test)


def test_a_session_takes_the_settings_and_the_command_line_wins() -> None:
    settings.change(lambda _: settings.Settings(pace=0.8, silences=1.5, volume=0.5, bells=False))

    async def test(on: Stage) -> None:
        view = on.program.open_session("right-now").view()
        assert (view.speech_pace, view.silence_pace, view.volume) == (0.8, 1.5, 0.5)

    on_a_loop(test)


def test_a_changed_voice_is_started_anew_between_two_sessions() -> None:
    async def test(on: Stage) -> None:
        on.program.warm_up()
        desk = on.program.settings()
        before = on.program._devices._devices
        desk.choose("microphone", False)
        await desk.settle()
        assert on.program._devices._devices is not None
        assert on.program._devices._devices is not before
        assert not on.program._options.microphone

    on_a_loop(test)


def test_the_sound_check_is_not_offered_to_who_has_calibrated() -> None:
    settings.change(lambda _: settings.Settings(calibration={"gain_db": 3.0}))

    async def test(on: Stage) -> None:
        assert not on.program.offers_sound_check()

    on_a_loop(test)


# ---- what cannot be started, and the end


def test_a_voice_that_is_not_there_is_told_by_each_session_until_it_is() -> None:
    async def test(on: Stage) -> None:
        on.program.warm_up()  # nothing was asked for yet: the list goes on
        for _ in range(2):
            with pytest.raises(CompanionError, match="no such voice"):
                on.program.open_session("right-now")
        on.makes.fails.clear()
        session = on.program.open_session("right-now")
        await session.start()
        assert any(entry[0] == "speak" for entry in on.makes.log)

    on_a_loop(test, FakeMakes({"speaker": CompanionError("There is no such voice.")}))


def test_an_exercise_that_is_not_there_leaves_the_session_before_alone() -> None:
    async def test(on: Stage) -> None:
        session = on.program.open_session("right-now")
        await session.start()
        said = on.narration()
        with pytest.raises(UnknownExercise):
            on.program.open_session("nowhere")
        assert said
        assert on.narration() == said

    on_a_loop(test)


def test_the_end_silences_first_closes_each_part_once_and_may_come_twice() -> None:
    async def test(on: Stage) -> None:
        session = on.program.open_session("right-now")
        await session.start()
        on.makes.log.clear()
        assert await on.program.close() == []
        assert await on.program.close() == []
        on.program.warm_up()
        await session.close()

    names = [entry[0] for entry in on_a_loop(test).makes.log]
    assert names[0] == "silence"
    assert sorted(str(name) for name in names if str(name).startswith("close")) == [
        "close player",
        "close speaker",
        "close system",
    ]


def test_the_loop_goes_on_while_a_part_closes_and_what_fails_is_told() -> None:
    turned = threading.Event()
    seen: list[bool] = []

    class Slow(FakeSpeaker):
        def close(self) -> None:
            seen.append(turned.wait(2.0))  # set by the loop, if it turns
            raise OSError("the pipe broke")

    class Makes(FakeMakes):
        def speaker(self, voice: str = "", language: str = "en") -> FakeSpeaker:
            return Slow(self.log)

    async def test(on: Stage) -> None:
        on.program.open_session("right-now")
        asyncio.get_running_loop().call_later(0.01, turned.set)
        (wrong,) = await on.program.close()
        assert str(wrong) == "the pipe broke"
        assert {str(entry[0]) for entry in on.makes.log} >= {"close player", "close system"}

    on_a_loop(test, Makes())
    assert seen == [True]


# ---- the journal


def test_tour_and_journal_are_offered_once_and_in_the_first_run_of_all_only() -> None:
    async def first(on: Stage) -> None:
        assert not on.program.offers_journal(), "home has not been shown yet"
        assert on.program.offers_tour()
        assert not on.program.offers_tour()
        assert on.program.offers_journal()
        assert not on.program.offers_journal()

    async def second(on: Stage) -> None:
        assert on.program.offers_sound_check(), "it was never opened"
        assert not on.program.offers_tour()
        assert not on.program.offers_journal()

    on_a_loop(first)
    on_a_loop(second)


def test_a_mistake_in_the_settings_is_told_at_first_with_its_file_and_place() -> None:
    settings.path().parent.mkdir(parents=True, exist_ok=True)
    settings.path().write_text('voice = "heart"\nbells = \n', encoding="utf-8")

    async def test(on: Stage) -> None:
        told = on.program.said_at_first()
        assert str(settings.path()) in told
        assert "line 2" in told

    on_a_loop(test)


def test_neither_is_offered_to_somebody_who_has_used_the_program_before() -> None:
    settings.change(lambda now: replace(now, sound_check_offered=True))

    async def test(on: Stage) -> None:
        assert not on.program.offers_tour()
        assert not on.program.offers_journal()

    on_a_loop(test)
    assert not settings.load().settings.tour_offered


def test_tour_sound_check_and_calibration_are_open_until_each_was_done_or_dismissed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_models(tmp_path / "models", monkeypatch, NATURAL_VOICE)

    async def first(on: Stage) -> None:
        assert on.program.open_offers() == ["tour", "sound-check", "calibration"]

    async def second(on: Stage) -> None:
        assert on.program.open_offers() == ["tour", "sound-check", "calibration"], "showing them is not enough"
        on.program.hide_offers(["tour"])
        on.program.sound_check().close()

    async def third(on: Stage) -> None:
        assert on.program.open_offers() == ["calibration"]
        settings.change(lambda now: replace(now, calibration={"gain_db": 3.0}))
        assert on.program.open_offers() == []

    for test in (first, second, third):
        on_a_loop(test)


def test_a_download_is_pointed_out_while_something_is_missing_and_before_it_nothing_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def first(on: Stage) -> None:
        assert on.program.open_offers() == ["download", "tour"]
        assert [on.program.offers_download(), on.program.offers_download()] == [True, False]
        assert [part.use for part in on.program.downloads.look().parts] == ["speaking"]

    async def later(on: Stage) -> None:
        assert on.program.open_offers() == ["download", "tour"]
        assert not on.program.offers_download()
        on.program.hide_offers(["download"])
        assert on.program.open_offers() == ["tour", "sound-check", "calibration"]

    for test in (first, later):
        on_a_loop(test)


@pytest.mark.parametrize("where", ["home", "session"])
def test_what_was_downloaded_is_used_without_a_new_start(
    where: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models = tmp_path / "empty"
    put_models(models, monkeypatch)

    async def test(on: Stage) -> None:
        on.program.warm_up()
        on.program.at_rest(True)
        session = on.program.open_session("box-breathing") if where == "session" else None
        assert (on.makes.voices, on.makes.listeners) == ([""], [])
        put_models(models, monkeypatch, ENGLISH_MODEL, NATURAL_VOICE)
        on.program.downloads._arrived()
        if session is not None:
            assert on.makes.voices == [""], "a session keeps the voice that it has"
            await session.close()
            on.program.at_rest(True)
        assert on.makes.voices == ["", ""]
        on.wait_for("listener en")
        on.program.at_rest(True)
        assert on.makes.voices == ["", ""], "once is enough"

    on_a_loop(test)


def test_a_calibration_is_not_offered_where_no_microphone_may_be_used() -> None:
    async def test(on: Stage) -> None:
        assert "calibration" not in on.program.open_offers()

    on_a_loop(test, microphone=False, given=frozenset({"microphone"}))


def test_the_sound_check_begins_as_loud_as_a_session() -> None:
    settings.change(lambda _: settings.Settings(volume=VOLUMES[1]))

    async def test(on: Stage) -> None:
        assert on.program.sound_check().volume == (2, len(VOLUMES))

    on_a_loop(test)


def test_how_one_is_is_asked_only_while_a_journal_is_on_and_never_remembered() -> None:
    async def test(on: Stage) -> None:
        assert not on.program.prepare("right-now").asks_how
        owner = on.program.journal.switch_on()
        assert on.program.journal_writers() == [owner]
        prepared = on.program.prepare("right-now")
        assert prepared.asks_how
        on.program.open_session("right-now", None, replace(prepared.chosen, how=3))
        assert on.program.prepare("right-now").chosen.how is None

    on_a_loop(test)


def test_a_rehearsal_writes_no_journal() -> None:
    async def test(on: Stage) -> None:
        on.program.journal.switch_on()
        assert on.program.journal_writers() == []
        assert not on.program.prepare("right-now").asks_how

    on_a_loop(test, speed=20.0)


def test_plain_lines_are_written_as_the_command_line_says_or_else_the_settings() -> None:
    async def usual(stage: Stage) -> None:
        assert stage.program.plain_look() == PlainLook()
        settings.change(lambda now: replace(now, captions="after", timestamps=True, tones="none"))
        stage.program._setting_changed("captions")
        assert stage.program.plain_look() == PlainLook("after", timestamps=True, breath_sounds=False)

    async def asked_for(stage: Stage) -> None:
        assert stage.program.plain_look().captions == "start"

    async def without_voice(stage: Stage) -> None:
        assert stage.program.plain_look().captions == "start"

    on_a_loop(usual)
    on_a_loop(asked_for, captions="start", given=frozenset({"captions"}))
    on_a_loop(without_voice, voice="none", given=frozenset({"voice"}))


@pytest.mark.parametrize(
    ("options", "called"),
    [
        ({}, ["yes-no-maybe"]),
        ({"speak_pages": True}, ["yes-no-maybe", "--speak-pages"]),
        ({"voice": "none", "given": frozenset({"voice"})}, ["--voice", "none", "yes-no-maybe"]),
    ],
)
def test_yes_no_maybe_is_read_aloud_as_the_other_pages_are(
    options: dict[str, Any], called: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []

    def run(arguments: list[str], back: str, *, always: bool = True) -> int:
        ran.append(list(arguments))
        return 0

    monkeypatch.setattr("companion.app.aside.run_aside", run)

    async def test(on: Stage) -> None:
        on.program.yes_no_maybe()

    on_a_loop(test, **options)
    assert ran == [called]
