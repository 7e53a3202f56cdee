"""The page that a client takes home: every sentence of every exercise and no other, as HTML and as PDF."""

from __future__ import annotations

import html
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pypdf
import pytest

from companion import resources
from companion.authoring.handout.making import NoHandout, check_target, sheet_of, write_handout
from companion.authoring.handout.page import as_html
from companion.authoring.handout.paper import as_pdf
from companion.authoring.handout.qr import code_rows, code_svg
from companion.authoring.handout.sheet import Block, BlockKind, Sheet, script
from companion.errors import CompanionError
from companion.exercise.model import STEP_KINDS, Exercise
from companion.exercise.reading import read_exercise
from companion.packs.shelf import Shelf
from companion.phrases import load_phrases
from tests.shipped import EXERCISES as SHIPPED

WORDS = "apple river stone quiet lamp seven"

HEAD = """format: 1
id: a
title: A title
summary: A summary.
people: 2
kind: settle
cautions: [Careful with this.]
sources: [A source.]
author: Dr May
license: CC-BY-4.0
touch: [hands]
lengths: {turn: {default: 90s, from: 1 min, to: 10 min}}
"""
EVERYTHING = (
    HEAD
    + """steps:
  - A line.
  - {say: Slowly., pace: slow}
  - wait: 20s
  - breathe: {in: 4s, hold: 2s, out: 6s, times: 6}
  - agree: Hands, and only hands.
  - turns:
      length: turn
      steps:
        - "{giver}, rest your hand. {receiver}, that is {turn}."
        - wait: rest
  - touching: {area: hands, steps: [With hands.], otherwise: [Without them.]}
  - check: How is this?
  - choose: {ask: "Open, or closed?", open: [Let them rest.], closed: [], default: open}
  - ask: {each: What was it like?, for: 1 min}
  - rate: How much?
  - repeat: {times: 3, steps: [Again.]}
  - sound: bell
  - play: {file: one.ogg, caption: What is heard.}
  - include: other
something_else: [Look up.]
ending: [That was it.]
"""
)


def exercise(text: str = EVERYTHING) -> Exercise:
    return read_exercise(text, "a.yaml")


def sheet(text: str = EVERYTHING, **more: object) -> Sheet:
    includes = {
        "other": exercise(HEAD.replace("id: a", "id: other") + "steps: [From the other.]\nending: [Not this.]\n")
    }
    made = script(exercise(text), 9.4, load_phrases("en"), includes)
    return Sheet(made.title, (made,), **more)  # type: ignore[arg-type]


def pdf_text(made: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages).split())


class Balance(HTMLParser):
    """Fails where an element is closed that is not open."""

    ALONE = frozenset({"meta", "path"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in self.ALONE:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.ALONE:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


# ---- what stands on it ----------------------------------------------------------------------------------------------


def test_every_step_has_its_words() -> None:
    (made,) = sheet().scripts
    assert made.about == "Two people, about 9 minutes"
    assert list(made.blocks) == [
        Block(BlockKind.SAID, "A line."),
        Block(BlockKind.SAID, "Slowly."),
        Block(BlockKind.QUIET, "Silence, twenty seconds"),
        Block(BlockKind.DO, "Breathe in for 4 seconds, hold for 2, out for 6. Do this six times."),
        Block(BlockKind.SAID, "Hands, and only hands."),
        Block(BlockKind.DO, "If you both say yes, you go on. If one of you says no, it ends here, and that’s fine."),
        Block(BlockKind.PART, "Each of you in turn, one minute and thirty seconds; then you swap"),
        Block(
            BlockKind.SAID,
            "The one giving, rest your hand. The one receiving, that is one minute and thirty seconds.",
            1,
        ),
        Block(BlockKind.QUIET, "Silence, for the rest of the turn", 1),
        Block(BlockKind.PART, "If both of you are okay with this touch today: hands"),
        Block(BlockKind.SAID, "With hands.", 1),
        Block(BlockKind.PART, "If not"),
        Block(BlockKind.SAID, "Without them.", 1),
        Block(BlockKind.SAID, "How is this?"),
        Block(BlockKind.DO, "Say green to go on, yellow to slow down, or red to stop."),
        Block(BlockKind.SAID, "Open, or closed?"),
        Block(BlockKind.PART, "Open"),
        Block(BlockKind.SAID, "Let them rest.", 1),
        Block(BlockKind.PART, "Closed"),
        Block(BlockKind.DO, "Go on.", 1),
        Block(BlockKind.SAID, "What was it like?"),
        Block(BlockKind.QUIET, "Time to talk, one minute each"),
        Block(BlockKind.SAID, "How much?"),
        Block(BlockKind.DO, "Choose a number from 0 (the lowest) to 10 (the highest)."),
        Block(BlockKind.PART, "3 times"),
        Block(BlockKind.SAID, "Again.", 1),
        Block(BlockKind.DO, "A bell."),
        Block(BlockKind.DO, "A recording is played."),
        Block(BlockKind.SAID, "What is heard."),
        Block(BlockKind.SAID, "From the other."),
        Block(BlockKind.PART, "To end"),
        Block(BlockKind.SAID, "That was it.", 1),
        Block(BlockKind.PART, "If you want something else, at any moment"),
        Block(BlockKind.SAID, "Look up.", 1),
    ]


def test_no_step_is_only_named() -> None:
    """A new kind of step needs its words on paper too."""
    for kind in STEP_KINDS:
        assert f"{kind}:" in EVERYTHING, kind
    assert not any(re.fullmatch(r"\(\w+\)", block.text) for block in sheet().scripts[0].blocks)


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_every_exercise_that_ships_is_whole_in_html(file: Path) -> None:
    made = sheet_of(str(file), Shelf([resources.shipped_exercises()], cache=Path("/nonexistent/cache")))
    page = Balance(as_html(made))
    words = " ".join(" ".join(page.words).split())
    for text in [*made.scripts[0].cautions, *made.scripts[0].sources, *(each.text for each in made.scripts[0].blocks)]:
        assert text in words
    assert "{" not in "".join(each.text for each in made.scripts[0].blocks)


# ---- as a page and on paper -----------------------------------------------------------------------------------------


def test_html_escapes_whatever_an_author_writes() -> None:
    nasty = '<script>alert("1")</script> & </p>'
    text = as_html(sheet(EVERYTHING.replace("A line.", f"'{nasty}'").replace("A title", f"'{nasty}'")))
    assert "<script" not in text
    assert html.escape(nasty) in text
    Balance(text)


def test_html_fetches_nothing() -> None:
    text = as_html(sheet(fingerprint=WORDS))
    assert not re.search(r"\b(src|href)=\"(?!#)", text)
    assert "url(" not in text
    assert "@media print" in text


def test_pdf_says_the_same() -> None:
    made = as_pdf(sheet(fingerprint=WORDS))
    words = pdf_text(made.pdf)
    for block in sheet().scripts[0].blocks:
        assert block.text in words
    for text in ("A title", "A summary.", "Careful with this.", "A source.", "Dr May", "hands", WORDS):
        assert text in words, text
    assert (made.missing, made.right_to_left) == ("", False)
    reader = pypdf.PdfReader(io.BytesIO(made.pdf))
    assert len(reader.pages) == made.pages
    assert reader.metadata is not None
    assert reader.metadata.title == "A title"


@pytest.mark.parametrize(("paper", "width"), [("a4", 595), ("letter", 612)])
def test_paper_sizes(paper: str, width: int) -> None:
    page = pypdf.PdfReader(io.BytesIO(as_pdf(sheet(), paper).pdf)).pages[0]
    assert round(float(page.mediabox.width)) == width


@pytest.mark.parametrize(
    ("title", "missing", "rtl"),
    [("Füße, Łódź, Жить, αβγ", "", False), ("瞑想 🙂", "瞑想", False), ("שלום", "", True)],
)
def test_letters_of_other_languages(title: str, missing: str, rtl: bool) -> None:
    made = as_pdf(sheet(EVERYTHING.replace("A title", title)))
    assert (made.missing, made.right_to_left) == (missing, rtl)
    if not missing and not rtl:
        assert title in pdf_text(made.pdf)


def test_emoji_are_printed_by_name() -> None:
    made = as_pdf(sheet(EVERYTHING.replace("A line.", "A heart ❤️ and a lotus 🪷 for you 🙂.")))
    assert made.missing == ""
    words = pdf_text(made.pdf)
    assert "a lotus (lotus) for you (slightly smiling face)." in words


def test_a_caption_stands_on_paper_and_not_its_respelling() -> None:
    text = EVERYTHING.replace("{say: Slowly., pace: slow}", "{say: 'Press the letter sea.', caption: Press C.}")
    said = [block.text for block in sheet(text).scripts[0].blocks]
    assert "Press C." in said
    assert "Press the letter sea." not in said


@pytest.mark.parametrize(
    ("breath", "words"),
    [
        ("{in: 4s, out: 6s, times: 5}", "Breathe in for 4 seconds, out for 6. Do this five times."),
        ("{in: 1s, out: 1.5s, times: 1}", "Breathe in for 1 second, out for 1.5. Do this once."),
        (
            "{in: 3s, out: 3s, hold out: 2s, times: 2}",
            "Breathe in for 3 seconds, out for 3, hold for 2. Do this twice.",
        ),
    ],
)
def test_a_breath_in_words(breath: str, words: str) -> None:
    text = f"{HEAD}steps:\n  - breathe: {breath}\nending: [x]\n"
    assert words in [block.text for block in sheet(text).scripts[0].blocks]


def test_a_line_of_numbers_for_one_person_and_none_where_two_share_the_page() -> None:
    one = f"{HEAD}steps: [x]\nending: [x]\n".replace("people: 2", "people: 1").replace("touch: [hands]\n", "")
    for made in (pdf_text(as_pdf(sheet(one)).pdf), " ".join(Balance(as_html(sheet(one))).words)):
        assert "Before you begin: how upset are you right now?" in made
        assert "Afterwards: how upset are you now?" in made
        assert len(re.findall(r"0\s*1\s*2\s*3\s*4\s*5\s*6\s*7\s*8\s*9\s*10", made)) == 2
    for made in (pdf_text(as_pdf(sheet()).pdf), " ".join(Balance(as_html(sheet())).words)):
        assert "how upset" not in made
        assert "Room for notes" in made


def test_where_to_find_help_stands_on_the_page_once() -> None:
    made = sheet(practice="Practice on the Green", telephone="01 234", help=("Help in Ireland:", "Samaritans: 116 123"))
    for words in (pdf_text(as_pdf(made).pdf), " ".join(Balance(as_html(made)).words)):
        for text in ("From Practice on the Green, telephone 01 234", "Help in Ireland:", "Samaritans: 116 123"):
            assert words.count(text) == 1, text
    assert sheet().reach == ""
    assert sheet(telephone="01 234").reach == "telephone 01 234"


def test_words_wider_than_the_page_and_deep_inside() -> None:
    deep = "{repeat: {times: 2, steps: [x]}}"
    for _ in range(8):
        deep = f"{{repeat: {{times: 2, steps: [{deep}]}}}}"
    text = f"{HEAD}steps:\n  - {'a' * 2900}\n  - {deep}\nending: [x]\n"
    assert as_pdf(sheet(text)).pages >= 2
    Balance(as_html(sheet(text)))


def test_a_packs_cover() -> None:
    made = Sheet(
        "Evenings", sheet().scripts * 2, summary="Two of them.", author="Dr May", license="CC-BY-4.0",
        cautions=("Of the pack.",), version="1.2.0", fingerprint=WORDS, is_pack=True,
    )  # fmt: skip
    for words in (pdf_text(as_pdf(made).pdf), " ".join(Balance(as_html(made)).words)):
        for text in ("Evenings", "Two of them.", "version 1.2.0", "Of the pack.", WORDS):
            assert text in " ".join(words.split()), text
        assert words.count(WORDS) == 1
    page = as_html(made)
    assert set(re.findall(r'href="#([^"]+)"', page)) == set(re.findall(r'<article id="([^"]+)"', page))


def test_the_code_is_square_and_belongs_to_its_words() -> None:
    rows = code_rows(WORDS)
    assert {len(row) for row in rows} == {len(rows)}
    assert not any(rows[0] + rows[-1]), "an edge that is white"
    assert code_rows("other words") != rows
    Balance(code_svg(WORDS, "Key fingerprint"))
    assert "<svg" not in as_html(sheet())


ADDRESS = "https://example.org/evenings?for=clients"


@pytest.mark.parametrize("is_pack", [True, False])
def test_the_address_of_a_pack_stands_on_it_once_with_a_code(is_pack: bool) -> None:
    made = Sheet("Evenings", sheet().scripts, address=ADDRESS, is_pack=is_pack)
    page = as_html(made)
    assert code_svg(ADDRESS, "Address") in page
    assert f'<a href="{ADDRESS}">' in page
    for words in (pdf_text(as_pdf(made).pdf), " ".join(Balance(page).words)):
        assert words.count(ADDRESS) == 1
        assert "Point your phone’s camera at the code" in words
        assert "six words" not in words
    without = as_html(Sheet("Evenings", sheet().scripts, is_pack=is_pack))
    assert "<svg" not in without
    assert "camera" not in without


# ---- from the disk and onto it --------------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    pack = tmp_path / "my-evenings"
    pack.mkdir()
    # A held breath always has a way around it.
    text = EVERYTHING.replace("  - include: other\n", "").replace("hold: 2s, ", "")
    (pack / "a.yaml").write_text(text, encoding="utf-8")
    (pack / "b.yaml").write_text(text.replace("id: a", "id: b").replace("A title", "B title"), encoding="utf-8")
    return pack


def shelf_of(root: Path) -> Shelf:
    return Shelf([root], cache=root / "cache.json")


def test_a_folder_without_a_heading_is_called_like_itself(folder: Path) -> None:
    made = sheet_of(str(folder), shelf_of(folder.parent))
    assert (made.title, len(made.scripts), made.is_pack) == ("My evenings", 2, True)


@pytest.mark.parametrize("what", ["folder", "name", "archive"])
def test_a_pack_by_its_folder_its_name_and_its_file(what: str, folder: Path) -> None:
    from companion.packs.building import build

    heading = "id: my-evenings\nversion: 1.10\ntitle: Evenings\nsummary: S\nauthor: Dr May\nlicense: L\ncautions: [C]\n"
    heading += f'practice: On the Green\ntelephone: "01 234"\naddress: {ADDRESS}\norder: [b]\n'
    (folder / "pack.yaml").write_text(heading, encoding="utf-8")
    (folder / "one.ogg").write_bytes(b"OggS")
    named = {"folder": str(folder), "name": "my-evenings"}
    if what == "archive":
        named["archive"] = str(build(folder, folder.parent, lambda _: None).file)
    made = sheet_of(named[what], shelf_of(folder.parent), WORDS)
    assert (made.title, made.version, made.author, made.cautions) == ("Evenings", "1.10", "Dr May", ("C",))
    assert [each.title for each in made.scripts] == ["B title", "A title"]
    assert made.fingerprint == WORDS
    assert made.reach == "On the Green, telephone 01 234"
    assert made.address == ADDRESS


def test_an_address_that_is_none(folder: Path) -> None:
    (folder / "pack.yaml").write_text("title: Evenings\naddress: example.org\n", encoding="utf-8")
    with pytest.raises(NoHandout, match=r"“example.org” isn't the address of a web page.") as refused:
        sheet_of("b", shelf_of(folder.parent))
    assert refused.value.place == str(folder / "pack.yaml")
    assert "begins with https://" in refused.value.hint


def test_an_exercise_by_its_name(folder: Path) -> None:
    (folder / "pack.yaml").write_text("title: Evenings\nauthor: Other\npractice: On the Green\n", encoding="utf-8")
    made = sheet_of("b", shelf_of(folder.parent))
    assert (made.title, made.is_pack) == ("B title", False)
    assert (made.practice, made.author) == ("On the Green", "Dr May")


def test_what_cannot_be_made(folder: Path, tmp_path: Path) -> None:
    shelf = shelf_of(folder.parent)
    (tmp_path / "empty").mkdir()
    (tmp_path / "junk.companion.zip").write_bytes(b"junk")
    (folder / "broken.yaml").write_text("steps: [", encoding="utf-8")
    for what in ("nobody", str(tmp_path / "empty"), str(tmp_path / "junk.companion.zip"), str(folder), "..", "a\0b"):
        with pytest.raises(CompanionError) as raised:
            sheet_of(what, shelf)
        assert raised.value.hint, what


@pytest.mark.parametrize("name", ["x.doc", "x", "nowhere/x.pdf", ""])
def test_targets_that_cannot_be(name: str, tmp_path: Path) -> None:
    with pytest.raises(NoHandout) as raised:
        check_target(tmp_path / name)
    assert raised.value.hint


@pytest.mark.parametrize("suffix", [".pdf", ".html", ".PDF"])
def test_a_file_is_written_whole(suffix: str, tmp_path: Path) -> None:
    target = tmp_path / f"x{suffix}"
    target.write_text("old", encoding="utf-8")
    check_target(target)
    assert write_handout(sheet(), target) == []
    assert target.read_bytes().startswith(b"%PDF" if suffix.lower() == ".pdf" else b"<!doctype html>")
    assert [each.name for each in tmp_path.iterdir()] == [target.name]


def test_what_the_pdf_lacks_is_told(tmp_path: Path) -> None:
    (note,) = write_handout(sheet(EVERYTHING.replace("A title", "瞑想")), tmp_path / "x.pdf")
    assert "瞑 想" in note
    assert "x.html" in note
    assert write_handout(sheet(EVERYTHING.replace("A title", "瞑想")), tmp_path / "x.html") == []


def test_a_target_that_may_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("companion.authoring.handout.making.write_bytes", refuse)
    with pytest.raises(NoHandout, match="Permission denied"):
        write_handout(sheet(), tmp_path / "x.html")
