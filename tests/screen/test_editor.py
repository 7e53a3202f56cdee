"""The editor of `companion write`: messages beside the lines, the sentence at the cursor, and nothing that is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.events import Key
from textual.pilot import Pilot

from companion.authoring.drafting import Drafts
from companion.authoring.manuscript import Manuscript
from companion.screen.widgets import Aside, Edges, Text
from companion.screen.write import editor_words as say
from companion.screen.write.editor_app import EditorApp, EditorQuestion
from companion.screen.write.writing_app import DraftTimeline
from companion.screen.write.yaml_area import YamlArea
from tests.screen.test_writing import TEXT, Narrator, in_a_loop, until


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "feet-first.yaml"
    made.write_text(TEXT)
    return made


def app_of(file: Path, narrator: Narrator | None = None) -> EditorApp:
    return EditorApp(file.name, Manuscript(file), Drafts(file).of, narrator)


def area(app: EditorApp) -> YamlArea:
    return app.query_one(YamlArea)


def notice(app: EditorApp) -> str:
    return " ".join(str(app.query_one("#notice", Aside).render()).split())


def head(app: EditorApp) -> str:
    return str(app.query_one("#head", Edges).render())


async def checked(pilot: Pilot[None], app: EditorApp) -> None:
    await until(pilot, lambda: app._checked == area(app).text and bool(app._draft.problems or app._draft.lines))


@in_a_loop
async def test_what_is_typed_is_checked_saved_and_shown(file: Path) -> None:
    app = app_of(file)
    async with app.run_test(size=(120, 40)) as pilot:
        await checked(pilot, app)
        assert f"{say.READY} · {say.SAVED}" in head(app)
        area(app).move_cursor((12, 0))
        await pilot.press("end", "enter", *"Look around.")
        assert area(app).document.get_line(13) == "  - Look around."
        assert say.UNSAVED in head(app)
        await until(pilot, lambda: any(line.row.text == "Look around." for line in app.query_one(DraftTimeline).lines))
        await pilot.press("ctrl+s")
        assert notice(app) == say.JUST_SAVED
        assert "  - Look around.\n" in file.read_text()
        assert say.SAVED in head(app)
    assert app.crash is None


@in_a_loop
@pytest.mark.parametrize("key", ["f2", "ctrl+s", "ctrl+q"])
async def test_words_typed_just_before_saving_or_leaving_count(file: Path, key: str) -> None:
    """The keys come faster than the area can take them, as from a browser or on a slow computer."""
    app = app_of(file)
    async with app.run_test(size=(120, 40)) as pilot:
        await checked(pilot, app)
        for each in "abc":
            app.post_message(Key(each, each))
        app.post_message(Key(key, None))
        await until(pilot, lambda: notice(app) == say.JUST_SAVED or app._asking is EditorQuestion.QUIT)
        assert area(app).text.startswith("abc")
        assert file.read_text().startswith("abc") == (key != "ctrl+q")
    assert app.crash is None


@in_a_loop
async def test_a_message_stands_at_its_line_and_below_with_what_to_write(file: Path) -> None:
    file.write_text(TEXT.replace("wait: 15s", "wiat: 15s"))
    app = app_of(file)
    async with app.run_test(size=(120, 40)) as pilot:
        await checked(pilot, app)
        assert "1 mistake to fix" in head(app)
        assert "◂ There is no step called 'wiat'." in area(app).get_line(12).plain
        assert "Write it like this: - wait: 15s" in str(app.query_one("#problems", Text).render())
        await pilot.press("f8")
        assert area(app).cursor_location[0] == 12
        await pilot.press("home", "ctrl+k")
        await until(pilot, lambda: say.READY in head(app))
        assert "◂" not in area(app).get_line(12).plain


@in_a_loop
async def test_the_sentence_at_the_cursor_is_said_also_amid_mistakes(file: Path) -> None:
    narrator = Narrator()
    app = app_of(file, narrator)
    async with app.run_test(size=(120, 40)) as pilot:
        await checked(pilot, app)
        line = area(app).document.get_line(11)
        area(app).move_cursor((11, line.index("Shoes") + 3))
        await pilot.press("f5")
        area(app).move_cursor((11, 5))
        await pilot.press("f5")
        area(app).move_cursor((14, 12))
        await pilot.press("f5")
        assert [text.split()[0] for text in narrator.said] == ["Shoes", "Let", "Eyes"]
        area(app).insert("wiat", (12, 4))
        await until(pilot, lambda: say.UNSAVED in head(app))  # the change has been told, and clears no later notice
        area(app).move_cursor((11, line.index("Shoes") + 3))
        await pilot.press("f5")
        assert narrator.said[-1].startswith("Shoes or no shoes")
        area(app).move_cursor((10, 0))
        await pilot.press("f5")
        assert notice(app) == say.NOTHING_TO_SAY


@in_a_loop
async def test_the_cursor_chooses_in_the_timeline_and_a_click_there_moves_the_cursor(file: Path) -> None:
    app = app_of(file)
    async with app.run_test(size=(120, 40)) as pilot:
        await checked(pilot, app)
        area(app).move_cursor((20, 6))
        await pilot.pause()
        timeline = app.query_one(DraftTimeline)
        assert timeline.line is not None
        assert timeline.line.row.text == "That was it."
        await pilot.click(DraftTimeline, offset=(20, 0))
        await pilot.pause()
        assert area(app).cursor_location[0] == 11


@in_a_loop
async def test_a_file_that_changed_outside_is_shown_and_never_overwritten_silently(file: Path) -> None:
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await checked(pilot, app)
        file.write_text(TEXT.replace("Feet first", "Feet and floor"))
        await until(pilot, lambda: "Feet and floor" in area(app).text)
        assert notice(app) == say.NEWER
        await pilot.press("x")
        theirs = TEXT.replace("Feet first", "Another title")
        file.write_text(theirs)
        await until(pilot, lambda: "Another program has changed" in notice(app))
        await pilot.press("q", "escape", "ctrl+s")  # put off, and asked again
        assert file.read_text() == theirs
        await pilot.press("m")
        assert file.read_text().startswith("xformat: 1")
        assert (file.parent / "feet-first.yaml.theirs").read_text() == theirs


@in_a_loop
async def test_the_other_version_can_be_taken_and_one_s_own_stays_beside_it(file: Path) -> None:
    app = app_of(file)
    async with app.run_test(size=(120, 40)) as pilot:
        await checked(pilot, app)
        await pilot.press("x")
        theirs = TEXT.replace("Feet first", "Another title")
        file.write_text(theirs)
        await until(pilot, lambda: "Another program has changed" in notice(app))
        await pilot.press("t")
        assert area(app).text == theirs
        assert (file.parent / "feet-first.yaml.mine").read_text() == "x" + TEXT
        assert "feet-first.yaml.mine" in notice(app).replace(" ", "")


@in_a_loop
async def test_unsaved_words_are_kept_and_offered_the_next_time(file: Path) -> None:
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await checked(pilot, app)
        await pilot.press("x")
        await until(pilot, lambda: Manuscript(file).kept() == "x" + TEXT)
    # The window ended without a question, as by a kill.
    again = app_of(file)
    async with again.run_test(size=(80, 24)) as pilot:
        assert "closed before you saved" in notice(again)
        await pilot.press("z")
        assert area(again).text == TEXT
        await pilot.press("y")
        assert area(again).text == "x" + TEXT
        await pilot.press("ctrl+s")
    assert file.read_text() == "x" + TEXT
    assert sorted(each.name for each in file.parent.iterdir()) == ["feet-first.yaml"]


@in_a_loop
async def test_the_file_as_it_is_can_be_opened_and_the_unsaved_words_stay_beside_it(file: Path) -> None:
    Manuscript(file).keep("x" + TEXT)
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("n")
        assert area(app).text == TEXT
    assert (file.parent / "feet-first.yaml.mine").read_text() == "x" + TEXT


@pytest.mark.parametrize(("keys", "saved"), [("y", True), ("n", False)])
@in_a_loop
async def test_quitting_asks_where_something_is_not_saved(file: Path, keys: str, saved: bool) -> None:
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await checked(pilot, app)
        await pilot.press("x", "ctrl+q")
        assert "haven’t saved" in notice(app)
        await pilot.press("escape", "z", "ctrl+q", keys)
        await until(pilot, lambda: not app.is_running)
    assert file.read_text() == ("xz" + TEXT if saved else TEXT)
    assert sorted(each.name for each in file.parent.iterdir()) == ["feet-first.yaml"]


@in_a_loop
async def test_quitting_at_once_where_all_is_saved_and_ctrl_c_never_quits(file: Path) -> None:
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await checked(pilot, app)
        await pilot.press("ctrl+c")
        assert notice(app) == say.HOW_TO_QUIT
        await pilot.press("shift+right", "ctrl+c")
        assert notice(app) == say.COPIED
        await pilot.press("ctrl+q")
        await until(pilot, lambda: not app.is_running)


@in_a_loop
async def test_what_cannot_be_saved_is_said_and_nothing_is_lost(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await checked(pilot, app)

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.replace", full)
        await pilot.press("x", "ctrl+s")
        assert "No space left on device" in notice(app)
        assert area(app).text == "x" + TEXT
        assert say.UNSAVED in head(app)


@in_a_loop
async def test_a_new_line_goes_on_with_the_list_and_a_lone_dash_ends_it(file: Path) -> None:
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await checked(pilot, app)
        area(app).move_cursor((13, 0))
        await pilot.press("end", "enter")
        assert area(app).document.get_line(14) == "      "  # below "- choose:"
        area(app).move_cursor((20, 0))
        await pilot.press("end", "enter", "enter")
        assert area(app).document.get_line(21) == ""


@pytest.mark.parametrize("size", [(20, 5), (40, 12), (80, 24), (200, 60)])
@in_a_loop
async def test_every_size(file: Path, size: tuple[int, int]) -> None:
    file.write_text(TEXT.replace("wait: 15s", "wiat: 15s").replace("people: 1", "people: 3"))
    app = app_of(file)
    async with app.run_test(size=size) as pilot:
        await checked(pilot, app)
        await pilot.press("pagedown", "x", "pageup", "ctrl+q", "escape")
    assert app.crash is None


@pytest.mark.parametrize(
    ("scene", "size"),
    [("broken", (80, 24)), ("good", (112, 30)), ("broken", (112, 30))],
    ids=["small", "good", "broken"],
)
def test_how_it_looks(file: Path, scene: str, size: tuple[int, int], snap_compare: Callable[..., bool]) -> None:
    app = app_of(file, Narrator())

    async def before(pilot: Pilot[None]) -> None:
        await checked(pilot, app)
        area(app).move_cursor((18, 4))
        if scene == "broken":
            area(app).replace("wiat", (18, 4), (18, 8))
            area(app).move_cursor((18, 4))
            await until(pilot, lambda: "1 mistake" in head(app))
        area(app).cursor_blink = False
        await pilot.pause()

    assert snap_compare(app, run_before=before, terminal_size=size)


@in_a_loop
async def test_a_soft_line_break_makes_no_change_by_itself(file: Path) -> None:
    file.write_text(TEXT.replace("Shoes or", "Shoes\x0bor"))
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert say.SAVED in head(app)
        assert say.UNSAVED not in head(app)


@in_a_loop
async def test_the_last_words_are_kept_where_the_screen_ends_without_a_question(file: Path) -> None:
    app = app_of(file)
    async with app.run_test(size=(80, 24)) as pilot:
        await checked(pilot, app)
        await pilot.press("x")
        app.exit()
    app.keep_last()
    assert Manuscript(file).kept() == "x" + TEXT


@in_a_loop
async def test_a_click_on_a_key_does_what_the_key_does(file: Path) -> None:
    app = app_of(file, narrator := Narrator())
    async with app.run_test(size=(80, 24)) as pilot:
        await checked(pilot, app)
        area(app).move_cursor((11, 5))

        async def click(label: str) -> None:
            await pilot.click("#keys", offset=(str(app.query_one("#keys", Text).render()).index(label) + 1, 0))
            await pilot.pause()

        await click("F5")
        assert len(narrator.said) == 1
        await pilot.press("x")
        await click("Ctrl+S")
        assert say.JUST_SAVED in notice(app)
        await pilot.press("x")
        await click("Ctrl+Q")
        await click("N")
        await until(pilot, lambda: not app.is_running)
    assert len(file.read_text()) == len(TEXT) + 1


@in_a_loop
async def test_a_misspelled_word_stands_out_where_it_is_written_and_is_counted_at_the_top(file: Path) -> None:
    app = app_of(file)
    async with app.run_test(size=(120, 40)) as pilot:
        await checked(pilot, app)
        area(app).move_cursor((12, 0))
        await pilot.press("end", "enter", *"Look agian.")
        await until(pilot, lambda: "1 word may be misspelled" in head(app))
        row = next(row for row in range(30) if "agian" in area(app).document.get_line(row))
        line = area(app).get_line(row)
        start = line.plain.index("agian")
        marked = [(span.start, span.end) for span in line.spans if "reverse" in str(span.style)]
        assert marked == [(start, start + 5)]
        assert "◂ 'agian' may be misspelled." in line.plain
        await pilot.press("backspace", "backspace", "backspace", "backspace", *"ain.")
        await until(pilot, lambda: "misspelled" not in head(app))


@in_a_loop
async def test_the_lines_of_a_proposal_stay_apart(file: Path) -> None:
    text = file.read_text().split("\n")
    file.write_text("\n".join(line for line in text if not line.startswith("sources:")))
    app = app_of(file)
    async with app.run_test(size=(120, 40)) as pilot:
        await checked(pilot, app)
        await until(pilot, lambda: bool(app._draft.problems))
        shown = str(app.query_one("#problems", Text).render()).split("\n")
        at = next(number for number, line in enumerate(shown) if line.strip() == "sources:")
        assert shown[at + 1] == "     - My own, from my practice"
    assert app.crash is None
