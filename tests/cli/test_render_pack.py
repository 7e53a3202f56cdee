"""`companion render` of a whole pack: the files in the folder, also after an interruption."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from companion import cli
from companion.authoring.handout import paper
from companion.cli import render
from companion.errors import EXIT_GOOD, EXIT_INTERRUPTED, EXIT_YOURS, CannotSay, NoVoice
from companion.packs.building import build
from companion.packs.keys import make_key, open_key
from companion.packs.signing import sign_pack
from companion.ports import Pcm
from companion.rendering.listening_page import ANSWERS
from companion.rendering.record import NAME
from companion.session.effects import Utterance
from companion.speech.pool import ClipPool

EXERCISE = """format: 1
id: {id}
title: {title}
summary: For the tests.
people: {people}
kind: {kind}
cautions: [Not while driving.]
sources: [Made up]
author: Anna Example
license: CC-BY-4.0
lengths:
  stay: {{default: 1s, from: 1s, to: 10s}}
steps:
  - {words}
  - wait: stay
ending:
  - Done.
"""

PACK = """id: evenings
version: 1.0.0
title: Evenings & more
author: Anna Example
license: CC-BY-4.0
cautions: [Not reviewed by a clinician.]
"""


class FakePool(ClipPool):
    """Every sentence is half a second of a tone. `before` is called with each."""

    def __init__(self, before: Callable[[Utterance], None] = lambda _: None) -> None:
        self.said: list[str] = []
        self._before = before

    def prepare(self, utterances: Sequence[Utterance]) -> None:
        pass

    def get(self, utterance: Utterance) -> Pcm:
        self._before(utterance)
        self.said.append(utterance.text)
        return Pcm(np.full(8_000, 0.1, dtype=np.float32), 16_000)

    def close(self) -> None:
        pass


def fails_at_listen(monkeypatch: pytest.MonkeyPatch, why: BaseException) -> None:
    """The voices say everything but "Listen to each other.", in the second exercise."""

    def before(utterance: Utterance) -> None:
        if utterance.text.startswith("Listen"):
            raise why

    monkeypatch.setattr(render, "_pool", lambda voice, notes, language: FakePool(before))


@pytest.fixture
def pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakePool:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    made = FakePool()
    monkeypatch.setattr(render, "_pool", lambda voice, notes, language: made)
    # A PDF takes half a second, most of it its fonts; one test makes real ones.
    monkeypatch.setattr(paper, "as_pdf", lambda sheet, size: paper.Paper(sheet.title.encode(), 1, "", False))
    monkeypatch.chdir(tmp_path)
    return made


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "evenings"
    folder.mkdir()
    (folder / "pack.yaml").write_text(PACK, encoding="utf-8")
    write(folder, "first", "Look round </script> the room.")
    write(folder, "second", "Listen to each other.", people=2, kind="together")
    return folder


def write(folder: Path, id: str, words: str, people: int = 1, kind: str = "settle") -> None:
    text = EXERCISE.format(id=id, title=id.capitalize(), words=words, people=people, kind=kind)
    (folder / f"{id}.yaml").write_text(text, encoding="utf-8")


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


AS_PDF = paper.as_pdf
WHOLE = [NAME, "first.mp3", "first.pdf", "first.vtt", "index.html", "second.mp3", "second.pdf", "second.vtt"]


def test_a_folder_that_plays_without_companion(
    pool: FakePool, pack: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "as_pdf", AS_PDF)
    assert cli.main(["render", "evenings", "-o", "given/"]) == EXIT_GOOD
    given = Path("given")
    assert names(given) == sorted(WHOLE)
    said = capsys.readouterr().out
    assert f"Open {given / 'index.html'}" in said
    page = (given / "index.html").read_text(encoding="utf-8")
    for name in WHOLE[1:]:
        assert name == "index.html" or name.endswith(".vtt") or f'"{name}"' in page
    assert "Evenings &amp; more" in page
    assert page.count("Not while driving.") == 2
    assert page.count("If either of you says no") == 1  # only under the one for two
    assert not re.search(r"(src|href)=\"(?!first|second)", page)  # nothing is fetched from anywhere
    cues = [json.loads(each) for each in re.findall(r'type="application/json"[^>]*>(.*?)</script>', page)]
    assert [cue[2] for cue in cues[0]] == ["Look round </script> the room.", "Done."]
    import soundfile

    assert soundfile.info(str(given / "first.mp3")).duration > 2
    assert (given / "first.pdf").read_bytes().startswith(b"%PDF")


def test_an_exercise_that_is_still_the_template_is_named(
    pool: FakePool, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = pack / "first.yaml"
    file.write_text(file.read_text().replace("For the tests.", "Describe this in one or two sentences."))
    assert cli.main(["render", "evenings", "-o", "given/"]) == EXIT_GOOD
    said = capsys.readouterr().out
    assert said.count("is still the text of the template") == 1
    assert "Note: First: its summary" in said


PAGES = [NAME, "first.handout.pdf", "first.html", "index.html", "second.handout.pdf", "second.html"]


def test_as_pages_each_exercise_has_everything_inside_and_the_first_page_is_small(
    pool: FakePool, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["render", "evenings", "-o", "given/", "--format", "html"]) == EXIT_GOOD
    assert names(Path("given")) == PAGES
    said = capsys.readouterr().out
    assert "The pages will be about 0.1 MB in all" in said
    index = Path("given/index.html").read_text(encoding="utf-8")
    assert len(index) < 8_000
    assert re.findall(r"href=\"([^\"]+)\"", index) == [
        "first.html", "first.handout.pdf", "second.html", "second.handout.pdf",
    ]  # fmt: skip
    assert "<audio" not in index
    assert "press pause" not in index
    for name in ("first", "second"):
        page = Path(f"given/{name}.html").read_text(encoding="utf-8")
        assert re.findall(r"(?:src|href)=\"(data:audio/|[^\"]{0,40})", page)[-1:] == ["data:audio/"]
        assert not re.search(r"(?:src|href)=\"(?!data:)", page)
        assert page.count("If either of you says no") == (name == "second")
    pool.said.clear()
    assert cli.main(["render", "evenings", "-o", "given/", "--format", "html"]) == EXIT_GOOD
    assert "2 of 2 are already done." in capsys.readouterr().out
    assert pool.said == []


def test_pages_need_room_on_the_disk_before_any_work(
    pool: FakePool, pack: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(pack)._replace(free=10_000)
    monkeypatch.setattr("companion.rendering.page_file.shutil.disk_usage", lambda _: usage)
    assert cli.main(["render", "evenings", "-o", "given/", "--format", "html"]) == EXIT_YOURS
    assert "The disk is too full" in capsys.readouterr().err
    assert pool.said == []


def test_the_page_lists_the_questions_that_the_recordings_ask_also_after_another_run(
    pool: FakePool, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(pack, "third", "check: How is this for you? Green, yellow or red?", people=2, kind="together")
    for _ in range(2):
        assert cli.main(["render", "evenings", "-o", "given"]) == EXIT_GOOD
        page = Path("given/index.html").read_text(encoding="utf-8")
        assert page.count(ANSWERS) == 1
        assert "“How is this for you? Green, yellow or red?” It goes on with “green”." in page
        write(pack, "first", "Other words.")  # so that the page is written anew
    record = Path("given", NAME)
    data = json.loads(record.read_text(encoding="utf-8"))
    for each in data["sessions"].values():
        del each["answers"]  # as an older version wrote it
    record.write_text(json.dumps(data), encoding="utf-8")
    capsys.readouterr()
    assert cli.main(["render", "evenings", "-o", "given"]) == EXIT_GOOD
    assert "3 of 3 are already done." in capsys.readouterr().out


def test_a_page_where_a_pdf_has_no_letters(
    pool: FakePool, pack: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(paper, "as_pdf", lambda sheet, size: paper.Paper(b"", 1, "\u4f60", False))
    assert cli.main(["render", "evenings", "-o", "given"]) == EXIT_GOOD
    assert {"first.html", "second.html"} <= set(names(Path("given")))
    assert 'href="second.html"' in Path("given/index.html").read_text(encoding="utf-8")


def test_a_signed_pack_names_its_key_and_an_installed_one_is_found(
    pool: FakePool, pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    built = build(pack, tmp_path / "built", lambda folder: None).file
    make_key("four quiet words", tmp_path / "keys")
    key = open_key("four quiet words", tmp_path / "keys" / "author.key")
    words = sign_pack(built, key).spelled()
    assert cli.main(["render", str(built), "-o", "from-file", "--format", "opus"]) == EXIT_GOOD
    assert "first.opus" in names(Path("from-file"))
    assert words in Path("from-file/index.html").read_text(encoding="utf-8")
    assert cli.main(["pack", "install", str(built), "--yes"]) == EXIT_GOOD
    pack.rename(tmp_path / "away")
    assert cli.main(["render", "evenings", "-o", "from-name"]) == EXIT_GOOD
    assert words in Path("from-name/index.html").read_text(encoding="utf-8")


def test_what_is_there_is_not_made_again_and_what_changed_is(
    pool: FakePool, pack: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    render_it = ["render", "evenings", "-o", "given"]
    assert cli.main(render_it) == EXIT_GOOD
    pool.said.clear()
    assert cli.main(render_it) == EXIT_GOOD
    assert pool.said == []
    assert "2 of 2 are already done." in capsys.readouterr().out
    Path("given/second.vtt").unlink()
    write(pack, "third", "Something new.")
    assert cli.main(render_it) == EXIT_GOOD
    assert pool.said == ["Listen to each other.", "Done.", "Something new.", "Done."]
    pool.said.clear()
    write(pack, "first", "Other words.")
    assert cli.main(render_it) == EXIT_GOOD
    assert pool.said == ["Other words.", "Done."]
    assert "Other words." in Path("given/index.html").read_text(encoding="utf-8")
    assert cli.main([*render_it, "--length", "stay=5s"]) == EXIT_GOOD
    assert len(pool.said) == 8


def test_words_that_are_said_in_another_way_are_said_so_and_shown_as_written(pool: FakePool, pack: Path) -> None:
    write(pack, "first", "As Hanh says, look up.")
    render_it = ["render", "evenings", "-o", "given"]
    assert cli.main(render_it) == EXIT_GOOD
    assert "As Hanh says, look up." in pool.said
    pool.said.clear()
    (pack / "say-as.yaml").write_text("Hanh: Hahn\n", encoding="utf-8")
    assert cli.main(render_it) == EXIT_GOOD
    assert pool.said == ["As Hahn says, look up.", "Done."]
    for shown in ("given/first.vtt", "given/index.html"):
        text = Path(shown).read_text(encoding="utf-8")
        assert "As Hanh says" in text
        assert "Hahn" not in text


def test_ctrl_c_leaves_whole_files_and_says_what_is_there(
    pool: FakePool, pack: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fails_at_listen(monkeypatch, KeyboardInterrupt())
    assert cli.main(["render", "evenings", "-o", "given"]) == EXIT_INTERRUPTED
    said = capsys.readouterr().out
    assert "1 of 2 sessions are complete: given" in said
    assert "Run the same command again" in said
    assert [name for name in names(Path("given")) if name.endswith((".mp3", ".vtt", ".part"))] == [
        "first.mp3",
        "first.vtt",
    ]
    page = Path("given/index.html").read_text(encoding="utf-8")
    assert "first.mp3" in page
    assert "second.mp3" not in page
    monkeypatch.setattr(render, "_pool", lambda voice, notes, language: pool)
    assert cli.main(["render", "evenings", "-o", "given"]) == EXIT_GOOD
    assert pool.said == ["Listen to each other.", "Done."]
    assert names(Path("given")) == sorted(WHOLE)


def test_nothing_of_somebody_elses_is_replaced(pool: FakePool, pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Path("given").mkdir()
    Path("given/first.pdf").write_text("mine", encoding="utf-8")
    assert cli.main(["render", "evenings", "-o", "given"]) == EXIT_YOURS
    assert "There is already a file with this name" in capsys.readouterr().err
    assert Path("given/first.pdf").read_text(encoding="utf-8") == "mine"
    assert names(Path("given")) == ["first.pdf"]


def test_what_somebody_changed_is_kept_aside(pool: FakePool, pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["render", "evenings", "-o", "given"]) == EXIT_GOOD
    Path("given/index.html").write_text("my own page", encoding="utf-8")
    Path("given/first.vtt").write_text("my own words", encoding="utf-8")
    assert cli.main(["render", "evenings", "-o", "given"]) == EXIT_GOOD
    assert Path("given/first.vtt").read_text(encoding="utf-8") == "my own words"  # there, and so left alone
    write(pack, "first", "Other words.")
    capsys.readouterr()
    assert cli.main(["render", "evenings", "-o", "given"]) == EXIT_GOOD
    said = capsys.readouterr().out
    assert "first (yours 1).vtt" in said
    assert Path("given/first (yours 1).vtt").read_text(encoding="utf-8") == "my own words"
    assert Path("given/index (yours 1).html").read_text(encoding="utf-8") == "my own page"


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["evenings", "-o", "all.mp3"], "Give a folder instead, such as all."),
        (["evenings", "-o", "nowhere/given"], "There is no such folder."),
        (["evenings", "-o", "given", "--cues", "c.json"], "only with a single exercise"),
        (["evenings", "-o", "given", "--length", "turn=1 min"], "You can change: stay."),
        (["evenings/first.yaml", "-o", "first", "--format", "mp3"], "--format works only with packs"),
        (["nothing-here-at-all", "-o", "given/"], "There is no exercise"),
        (["not-there.companion.zip", "-o", "given"], "not-there.companion.zip"),
    ],
    ids=lambda value: str(value)[-20:],
)
def test_what_is_wrong_is_said_before_anything_is_made(
    pool: FakePool, pack: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    before = names(Path())
    assert cli.main(["render", *arguments]) == EXIT_YOURS
    assert says in capsys.readouterr().err
    assert [name for name in names(Path()) if name not in (*before, "home")] == []


def test_a_folder_of_another_pack_is_refused(pool: FakePool, pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["render", "evenings", "-o", "given"]) == EXIT_GOOD
    other = PACK.replace("evenings", "mornings")
    (pack / "pack.yaml").write_text(other, encoding="utf-8")
    assert cli.main(["render", "evenings", "-o", "given"]) == EXIT_YOURS
    assert "The sessions of another pack are in this folder: evenings." in capsys.readouterr().err


def test_a_folder_that_only_has_an_exercises_name_is_no_pack(pool: FakePool) -> None:
    Path("right-now").mkdir()
    assert cli.main(["render", "right-now", "-o", "right-now/right-now.mp3"]) == EXIT_GOOD
    assert names(Path("right-now")) == ["right-now.mp3", "right-now.vtt"]


def test_a_session_whose_voice_failed_is_made_again_the_next_time(
    pool: FakePool, pack: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fails_at_listen(monkeypatch, NoVoice("It does not work."))
    assert cli.main(["render", "evenings", "-o", "given"]) == EXIT_GOOD
    assert "the voice failed, so some sentences are missing. Run this again." in capsys.readouterr().out
    monkeypatch.setattr(render, "_pool", lambda voice, notes, language: pool)
    assert cli.main(["render", "evenings", "-o", "given"]) == EXIT_GOOD
    assert pool.said == ["Listen to each other.", "Done."]
    assert "You had changed" not in capsys.readouterr().out
    assert names(Path("given")) == sorted(WHOLE)


def test_what_no_voice_can_say_does_not_keep_a_session_from_being_whole(
    pool: FakePool, pack: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fails_at_listen(monkeypatch, CannotSay("This text holds nothing that can be said aloud."))
    assert cli.main(["render", "evenings", "-o", "given"]) == EXIT_GOOD
    assert cli.main(["render", "evenings", "-o", "given"]) == EXIT_GOOD
    assert "2 of 2 are already done." in capsys.readouterr().out
