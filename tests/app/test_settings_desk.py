"""The settings behind their page, and the options that a run takes from them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from companion import resources
from companion.app import two_halves
from companion.app.options import Options
from companion.app.samples import sample
from companion.app.settings_desk import USUAL, SettingsDesk, SpokenSample
from companion.app.settled import SETTABLE, settled, usable
from companion.audio.beds import BEDS, DEFAULT_VOLUME
from companion.audio.tones import TIMBRES
from companion.couple import couple_file
from companion.crisis.desk import Desk
from companion.errors import SettingsError
from companion.hearing.words import vocabulary
from companion.journal.book import JournalBook
from companion.journal.journal_entry import JournalEntry
from companion.screen.settings.setting_rows import ROWS
from companion.screen.theme import THEMES
from companion.session.parts.dials import PACES, SILENCE_PACES, USUAL_VOLUME, VOLUMES
from companion.store import sealed, settings, spoken_traces
from companion.store.settings import Settings
from companion.store.settings_file import SettingsFile
from companion.store.spoken_traces import NotForgotten


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


class Called:
    """Counts what the desk asks of the program."""

    def __init__(self, flags: Options | None = None) -> None:
        self.changed: list[str] = []
        self.renewed = 0
        self.crisis = Desk()
        self.desk = SettingsDesk(
            flags or Options(), self.crisis, changed=self.changed.append, renew=self.renew, sampler=lambda: None
        )

    async def renew(self) -> None:
        self.renewed += 1


def saved() -> Settings:
    return settings.load().settings


def test_the_page_has_a_row_for_each_setting_with_a_usual_value() -> None:
    assert ROWS.keys() == USUAL.keys()
    assert set(SETTABLE) <= USUAL.keys()
    assert USUAL.keys() <= SettingsFile.model_fields.keys()


def test_usual_values_are_those_of_the_rest_of_the_program() -> None:
    assert (USUAL["bed_volume"], USUAL["volume"]) == (DEFAULT_VOLUME, USUAL_VOLUME)
    usual = Options()
    for name in ("voice", "pace", "silences", "volume", "bed", "bells", "tones", "language", "microphone"):
        assert getattr(usual, name) == USUAL[name]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("pace", PACES),
        ("silences", SILENCE_PACES),
        ("volume", VOLUMES),
        ("tones", (*TIMBRES, "none")),
        ("bed", ("none", *BEDS)),
        ("language", tuple(vocabulary.languages())),
        ("theme", tuple(THEMES)),
        ("motion", ("on", "off")),
    ],
)
def test_the_file_takes_every_value_that_the_program_has(name: str, values: tuple[object, ...]) -> None:
    for value in values:
        assert getattr(SettingsFile.model_validate({name: value}), name) == value


@pytest.mark.parametrize("name", USUAL)
def test_each_value_that_can_be_chosen_is_saved_and_shown_and_the_usual_one_leaves_nothing(name: str) -> None:
    called = Called()
    desk = called.desk
    row = ROWS[name]
    options = row.options or tuple(desk.options(name))
    values = [value for _, value in options] or ([True, False] if row.kind == "switch" else ["pineapple", ""])
    for value in [*values, USUAL[name]]:
        desk.choose(name, value)
        assert desk.value(name) == value
        assert (
            SettingsDesk(Options(), Desk(), changed=lambda _: None, renew=called.renew, sampler=lambda: None).value(
                name
            )
            == value
        )
    assert getattr(saved(), name) == getattr(Settings(), name)
    assert not settings.load().trouble


def test_a_saved_value_that_is_no_longer_there_can_still_be_seen() -> None:
    settings.change(lambda now: replace(now, voice="gone"))
    assert ("gone", "gone") in Called().desk.options("voice")


def test_voice_and_microphone_start_anew_once_and_other_changes_need_nothing() -> None:
    called = Called()
    called.desk.choose("theme", "day")
    asyncio.run(called.desk.settle())
    assert called.renewed == 0
    called.desk.choose("voice", "none")
    called.desk.choose("microphone", False)
    asyncio.run(called.desk.settle())
    asyncio.run(called.desk.settle())
    assert called.renewed == 1
    assert called.changed == ["theme", "voice", "microphone"]


def test_a_country_is_chosen_at_the_desk_of_the_crisis_card() -> None:
    called = Called()
    called.desk.choose("region", "IE")
    assert called.crisis.show().card.region == "IE"
    called.desk.forget("region")
    assert saved().region is None


def test_who_forbids_remembering_is_forgotten() -> None:
    settings.change(lambda now: replace(now, remember_last=True, last="right-now"))
    Called().desk.choose("remember_last", False)
    assert saved() == Settings()


EVERYTHING = Settings(
    region="IE",
    stop_word="pineapple",
    calibration={"gain_db": 3.0},
    favourites=("right-now",),
    remember_last=True,
    last="right-now",
    buttons={"f5": "stop"},
    keys={"next": "x"},
)


def test_each_thing_that_is_saved_is_listed_and_can_be_deleted() -> None:
    settings.change(lambda _: EVERYTHING)
    couple_file.path().write_text('{"names": ["Ana", "Ben"], "starts": "a"}', encoding="utf-8")
    desk = Called().desk
    listed = [thing.name for thing in desk.kept()]
    assert listed == [
        "everything", "favourites", "last", "calibration", "stop_word", "buttons", "keys", "region", "couple",
        "settings",
    ]  # fmt: skip
    for name in listed[1:-1]:
        desk.forget(name)
        assert name not in [thing.name for thing in desk.kept()]
    assert saved() == Settings(remember_last=True)
    desk.forget("settings")
    assert desk.kept() == []
    assert not settings.path().exists()


PASSPHRASE = "four grey owls singing"


def everything_there(home: Path) -> None:
    """Saves something of every kind."""
    settings.change(lambda _: EVERYTHING)
    couple_file.path().write_text('{"names": ["Ana", "Ben"], "starts": "a"}', encoding="utf-8")
    open_one, locked = JournalBook().switch_on("Ana"), JournalBook().switch_on("Ben", PASSPHRASE)
    for owner in (open_one, locked):
        JournalBook().add(owner, JournalEntry("2026-11-30", words="Nobody else may read it"))
    for who in ("a", "b"):
        sealed.seal(two_halves.folder() / f"{who}.sealed", PASSPHRASE, b"answers", who)
    (spoken_traces.folder() / "ab").mkdir(parents=True)
    (spoken_traces.folder() / "ab" / "cd.pcm").write_bytes(b"sound")


def test_everything_is_told_and_deleted_at_once(home: Path) -> None:
    everything_there(home)
    desk = Called().desk
    whole, *things = desk.kept()
    for told in ("your journal", "yes, no, maybe", "about the two of you", "how you say the words", "sentences I’ve"):
        assert told in whole.asks
    assert "on, not all locked: 2 entries" in {thing.says for thing in things}
    desk.forget("everything")
    assert desk.kept() == []
    assert JournalBook().owners() == []
    left = {path.name for path in home.rglob("*") if path.is_file()}
    assert left <= {".settings.lock", "lock"}, left
    assert "crisis numbers" in whole.left


def test_what_cannot_be_deleted_is_named_and_keeps_nothing_else(home: Path) -> None:
    everything_there(home)
    desk = Called().desk
    with two_halves.only_here(two_halves.folder()), pytest.raises(NotForgotten, match="open in another window"):
        desk.forget("everything")
    assert [thing.name for thing in desk.kept()] == ["everything", "yes-no-maybe"]


def test_deleted_entries_take_the_rendered_speech_with_them(home: Path) -> None:
    everything_there(home)
    (ana, _) = JournalBook().owners()
    JournalBook().delete(ana, JournalBook().entries(ana)[0].id)
    assert not spoken_traces.folder().exists()


def test_the_stop_word_itself_is_not_among_what_is_listed() -> None:
    settings.change(lambda _: EVERYTHING)
    assert not any("pineapple" in f"{thing.title} {thing.says}" for thing in Called().desk.kept())


def test_all_settings_can_be_deleted_from_the_page_and_the_country_is_guessed_again() -> None:
    called = Called()
    called.desk.choose("region", "IE")
    called.desk.forget("settings")
    assert called.crisis.show().card.region != "IE" or called.crisis.show().guessed
    assert not settings.path().exists()


def test_a_key_is_given_unless_it_clashes_and_the_usual_one_comes_back() -> None:
    settings.change(lambda now: replace(now, buttons={"f5": "pause"}))
    desk = Called().desk
    desk.give_key("louder", "f9")
    for wrong in ("s", "escape", "l", "f5"):
        with pytest.raises(SettingsError):
            desk.give_key("louder", wrong)
    with pytest.raises(SettingsError, match="F9 can’t mean both louder and quieter"):
        desk.give_key("quieter", "f9")
    assert saved().keys == {"louder": "f9"}
    desk.give_key("louder", "")
    assert saved().keys == {}


def test_a_key_that_was_written_into_the_file_and_clashes_is_said() -> None:
    settings.change(lambda now: replace(now, keys={"louder": "escape", "quieter": "f9"}))
    desk = Called().desk
    assert desk.keys() == {"quieter": "f9"}
    assert "Esc always keeps its own meaning" in desk.trouble


# ---- the options of a run ---------------------------------------------------------------------------------------


def test_the_settings_hold_where_the_command_line_gave_nothing() -> None:
    kept = Settings(voice="joe", pace=0.9, silences=1.5, volume=0.5, bed="rain", bells=False, microphone=False)
    found = settled(Options(given=frozenset({"voice", "bed"}), voice="heart", bed="noise"), kept)
    assert (found.voice, found.bed) == ("heart", "noise")
    assert (found.pace, found.silences, found.volume) == (0.9, 1.5, 0.5)
    assert (found.bells, found.microphone) == (False, False)


def test_without_settings_everything_is_as_it_was() -> None:
    assert settled(Options(), Settings()) == Options()


def test_a_voice_that_is_gone_and_a_sound_that_is_gone_keep_nothing_from_beginning() -> None:
    flags = Options()
    options, trouble = usable(replace(flags, voice="gone", bed="/nowhere/sea.wav"), flags)
    assert options == flags
    assert "gone" in trouble
    assert "sea.wav" in trouble


def test_what_is_there_is_used() -> None:
    flags = Options()
    assert usable(replace(flags, voice="none", bed="rain"), flags) == (replace(flags, voice="none", bed="rain"), "")


Spoken = Callable[[int, object], None]


class Voice:
    def __init__(self) -> None:
        self.said: list[object] = []

    def speak(self, id: int, utterance: object) -> None:
        self.said.append(utterance)

    def hush(self) -> None:
        self.said.append("hush")


class Loudspeaker:
    def __init__(self) -> None:
        self.volume = 0.0

    def silence(self) -> None: ...

    def set_volume(self, volume: float) -> None:
        self.volume = volume


def test_a_sample_has_the_pace_and_the_volume_of_the_settings() -> None:
    voice, loudspeaker = Voice(), Loudspeaker()
    SpokenSample(voice, loudspeaker, "fr").say(0.88, 0.5)  # type: ignore[arg-type]
    hushed, said = voice.said
    assert hushed == "hush"
    assert (said.text, said.pace, said.language) == (sample("fr"), 0.9, "fr")  # type: ignore[attr-defined]
    assert loudspeaker.volume == 0.5


def test_nothing_is_written_by_looking(home: Path) -> None:
    called = Called()
    called.desk.kept()
    assert called.desk.options("voice")
    assert not (resources.data_dir() / "settings.toml").exists()
