"""The files of earlier versions (`tests/earlier/`) are read by this one, and nothing in them is lost."""

from __future__ import annotations

import json
import shutil
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from companion.app.two_halves import TwoHalves, folder
from companion.closeness.comparing import A, B
from companion.closeness.half import Reply
from companion.couple import couple_file
from companion.crisis.card_model import Origin
from companion.crisis.cards import load_cards
from companion.journal.book import JournalBook
from companion.journal.journal_entry import JournalEntry
from companion.packs.item_shelf import find_lists
from companion.packs.keys import open_key, own_key, public_of
from companion.packs.pronunciations import say_as_beside
from companion.packs.receipts import read_installed, verify
from companion.packs.shelf import Shelf
from companion.packs.trust import Trust
from companion.store import settings

HERE = Path(__file__).parent / "earlier"
VERSIONS = sorted(folder.name for folder in HERE.iterdir() if folder.is_dir())


@pytest.fixture(params=VERSIONS)
def home(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The person's folder after an update: the files of the earlier version, and the program of today."""
    home = tmp_path / "home"
    shutil.copytree(HERE / request.param, home)
    monkeypatch.setenv("COMPANION_HOME", str(home))
    return home


def written(home: Path) -> dict[str, Any]:
    """The settings, as the earlier version wrote them."""
    if (old := home / "settings.json").exists():
        values: dict[str, Any] = json.loads(old.read_text(encoding="utf-8"))
        return values
    return tomllib.loads((home / "settings.toml").read_text(encoding="utf-8"))


def plain(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def check_settings(found: settings.Settings, earlier: dict[str, Any]) -> None:
    for name, value in earlier.items():
        if name == "from_tomorrow":
            assert found.others[name] == value
        else:
            assert plain(getattr(found, name)) == value, name


def test_there_are_some() -> None:
    assert len(VERSIONS) >= 6


def test_settings_are_read(home: Path) -> None:
    loaded = settings.load()
    assert loaded.trouble == ""
    check_settings(loaded.settings, written(home))


def test_settings_survive_the_first_change(home: Path) -> None:
    earlier = written(home)
    assert settings.change(lambda now: replace(now, motion="off")) == ""
    assert {path.name for path in home.iterdir()} & {"settings.json", "settings.json.broken"} == set()
    loaded = settings.load()
    assert loaded.settings.motion == "off"
    check_settings(loaded.settings, earlier)


def test_two_people_are_known(home: Path) -> None:
    file = home / "couple.json"
    if not file.exists():
        assert couple_file.load().kept.known is False
        return
    earlier = json.loads(file.read_text(encoding="utf-8"))
    loaded = couple_file.load()
    assert loaded.trouble == ""
    retired = {"greens", "rungs", "touch_from"} & earlier.keys()
    assert bool(couple_file.said_once(loaded)) is bool(retired)
    assert couple_file.said_once(couple_file.load()) == ""
    kept = loaded.kept
    assert (kept.a, kept.b, kept.starts) == ("Ada", "Ben", "b")
    assert sorted(kept.left_out) == earlier.get("left_out", [])
    assert kept.seconds == earlier.get("seconds")
    assert set(kept.done) == set(earlier.get("done", {}))


def test_journals_open(home: Path) -> None:
    book = JournalBook()
    if not book.file.exists():
        assert book.owners() == []
        return
    ada, ben = book.owner("Ada"), book.owner("Ben")
    assert ada is not None
    assert ben is not None
    (entry,) = book.entries(ada)
    assert entry.words == "Rain on the roof."
    (locked,) = book.entries(ben, book.key(ben, "four grey owls singing"))
    assert (locked.title, locked.before, locked.after) == ("Looking around the room", None, 5)
    assert locked.words == "Only for me."
    book.add(book.switch_on("Ada"), JournalEntry("2026-12-01", words="The next day."))
    assert [each.words for each in book.entries(ada)] == ["Rain on the roof.", "The next day."]


def test_lists_of_yes_no_maybe_open(home: Path) -> None:
    desk = TwoHalves(find_lists(Shelf().roots).lists, {A: "Ada", B: "Ben"}, folder())
    if not (home / "yes-no-maybe").exists():
        assert not desk.is_there(B)
        return
    answers = desk.open(B, "four grey owls singing").answers
    wave = answers.row("closeness-without-sex/wave-or-smile")
    assert wave is not None
    assert wave.text == "A wave or a smile"
    assert answers.half.now.marks["closeness-without-sex/wave-or-smile"].reply is Reply.YES
    assert [row.text for row in answers.rows() if row.own] == ["Reading aloud in bed"]


def test_packs_and_their_authors_are_known(home: Path) -> None:
    if not (home / "authors.json").exists():
        assert not (home / "exercises").exists()
        return
    installed = read_installed(home / "exercises" / "calm")
    assert verify(installed) == []
    assert installed.key is not None
    assert [author.name for author in Trust().owners("calm")] == ["Anna Example"]
    assert own_key() == installed.key
    assert public_of(open_key("four quiet words here")) == installed.key


def test_numbers_and_words_of_their_own_are_used(home: Path) -> None:
    if not (home / "crisis.yaml").exists():
        assert not (home / "say-as.yaml").exists()
        return
    cards = load_cards()
    assert cards.trouble == ""
    assert cards.by_region["IE"].origin is Origin.OWN
    assert "shiv" in str(say_as_beside(home))
