"""One page with the sound inside: its text, its size, and how Chromium plays it from a folder, without a network."""

from __future__ import annotations

import asyncio
import base64
import re
import shutil
from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import pytest

from companion import cli
from companion.authoring.handout.print_words import NO_CALLS
from companion.cli import render
from companion.errors import EXIT_GOOD, EXIT_YOURS
from companion.rendering import page_file
from companion.rendering.cue_sheet import Answered
from companion.rendering.files import CannotWrite
from companion.rendering.listening_page import (
    ANSWERS,
    NO_KEY,
    NO_KEY_NO_NUMBERS,
    SOUND_HERE,
    STOP,
    TWO,
    Heading,
    ListedSession,
    listening_page,
    session_page,
    sound_inside,
)
from companion.rendering.page_file import expected_bytes, megabytes, remark, write_page
from tests.authoring.golden import compare
from tests.browser.chromium import Page, chromium
from tests.cli.test_render_pack import FakePool
from tests.rendering.probing import probed

VTT = """WEBVTT

00:00:00.000 --> 00:00:01.000
Look &lt;round&gt; the room.

00:00:03.000 --> 00:00:04.000
Done.
"""


def part(people: int = 1, answers: tuple[Answered, ...] = (), sound: str = sound_inside(".m4a")) -> ListedSession:
    return ListedSession(
        "first", "First & last", "For the tests.", people, 63.0, ("Be kind.",), sound, "", VTT, "en", answers
    )


HEADING = Heading("First & last", "For the tests.", "Ann Author", "CC0-1.0", cautions=("Be kind.",))


@pytest.mark.parametrize("people", [1, 2])
def test_the_skeleton_of_the_page(people: int) -> None:
    answers = (Answered("Is now a good time?", "“yes”", (12.4,)), Answered("Green?", "“green”", (70.0, 130.9)))
    text = session_page(HEADING, part(people, answers if people == 2 else ()), NO_CALLS)
    text = re.sub(r"<(style|script)>.*?</", r"<\1></", text, flags=re.S).replace(SOUND_HERE, "SOUND")
    compare(Path(__file__).with_name("golden") / f"session-page-{people}.html", text)


def test_it_says_what_it_answers_for_people() -> None:
    answers = (
        Answered("Is now a good time?", "“yes”", (12.4,)),
        Answered("Green?", "“green”", (70.0, 130.9)),
        Answered("How much?", "no number", (200.0, 260.0, 320.0, 380.0, 440.0, 500.0)),
    )
    text = session_page(HEADING, part(2, answers), NO_CALLS)
    assert ANSWERS in text
    assert "At 0:12: “Is now a good time?” It goes on with “yes”." in text
    assert "At 1:10 and 2:10: “Green?” It goes on with “green”." in text
    assert "At 3:20, 4:20, 5:20, 6:20, and 2 more times: “How much?” It goes on with no number." in text
    assert ANSWERS not in session_page(HEADING, part(), NO_CALLS)


def test_two_people_read_the_same_words_about_consent_as_beside_a_pack() -> None:
    alone = session_page(HEADING, part(2), NO_CALLS)
    beside = listening_page(HEADING, [part(2, sound="first.mp3")], NO_CALLS)
    for text in (alone, beside):
        assert STOP in text
        assert TWO in text
        assert text.index(TWO) < text.index("<audio")
    assert TWO not in session_page(HEADING, part(1), NO_CALLS)


PRESSED = VTT.replace("Done.", "To talk to a person, press C, as in call.")


def test_a_key_of_the_program_is_explained_with_the_numbers_to_call() -> None:
    numbers = replace(HEADING, help=("From the practice, telephone 01 234", "Help in Ireland:", "Samaritans: 116 123"))
    for build, sound in (
        (session_page, sound_inside(".m4a")),
        (lambda a, b, c: listening_page(a, [b], c), "first.mp3"),
    ):
        pressed = replace(part(sound=sound), vtt=PRESSED)
        text = build(numbers, pressed, NO_CALLS)
        assert NO_KEY in text
        assert "Samaritans: 116 123" in text[text.index(NO_KEY) :]
        assert NO_KEY_NO_NUMBERS in build(HEADING, pressed, NO_CALLS)
        assert "press C" not in build(numbers, part(sound=sound), NO_CALLS)
        cautioned = replace(part(sound=sound), cautions=("If you're afraid, press C.",))
        assert NO_KEY in build(numbers, cautioned, NO_CALLS)


def test_the_numbers_are_those_of_the_country_that_was_asked_for(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["render", "right-now", "-o", "s.html", "--region", "IE"]) == EXIT_GOOD
    assert "Help in Ireland:" in Path("s.html").read_text(encoding="utf-8")
    assert "For another country" not in capsys.readouterr().out
    assert cli.main(["render", "right-now", "-o", "t.html", "--region", "Narnia"]) == EXIT_YOURS
    assert "'Narnia' isn't a country I know." in capsys.readouterr().err
    assert names(home) == ["s.html"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(render, "_pool", lambda voice, notes, language: FakePool())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(folder: Path) -> list[str]:
    """All that is there but the program's own folder."""
    return sorted(each.name for each in folder.iterdir() if each.name not in ("home", "profile"))


def rendered(exercise: str = "right-now") -> str:
    assert cli.main(["render", exercise, "-o", "s.html"]) == EXIT_GOOD
    return Path("s.html").read_text(encoding="utf-8")


def test_everything_is_inside(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = rendered()
    said = capsys.readouterr().out
    assert re.search(r"^The page will be about \d\.\d MB, because the sound is inside it\.", said)
    assert re.search(r"Saved: s\.html \(it lasts 0:\d\d, \d\.\d MB\)", said)
    assert names(home) == ["s.html"]
    # No letter of base64 is a colon.
    assert not re.search(r"https?:|ftp:|//[a-z]", re.sub(r"base64,[A-Za-z0-9+/=]+", "", page))
    assert not re.search(r"https?:", page)
    assert re.findall(r'(?:src|href)="([^"]{16})', page) == ["data:image/jpeg;", "data:audio/mp4;b"]
    assert "default-src 'none'" in page
    sound = Path("inside.m4a")
    sound.write_bytes(base64.b64decode(re.findall(r"data:audio/mp4;base64,([A-Za-z0-9+/=]+)", page)[0]))
    found = probed(sound)
    assert found["streams"][0]["codec_name"] == "aac"
    assert float(found["format"]["duration"]) > 30


def test_without_the_encoder_for_aac_it_is_an_mp3_and_says_what_is_worse(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(page_file, "can_encode_aac", lambda: False)
    assert "data:audio/mpeg;base64," in rendered()
    said = " ".join(capsys.readouterr().out.split())
    assert "the words on the page may be a few seconds off. To install PyAV" in said
    monkeypatch.undo()
    assert remark(".m4a") == ""


def test_the_size_is_foretold() -> None:
    assert megabytes(expected_bytes(2400, wide=False)) == "10 MB"
    assert expected_bytes(2400, wide=False) < expected_bytes(2400, wide=True)
    assert [megabytes(each) for each in (1, 449_000, 9_940_000, 13_400_000)] == ["0.1 MB", "0.4 MB", "9.9 MB", "13 MB"]


def test_a_page_that_is_too_large_for_e_mail_says_so(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    too_large = "This file is too large for most e-mail."
    rendered()
    assert too_large not in capsys.readouterr().out
    monkeypatch.setattr(page_file, "LARGE", 10_000)
    rendered()
    assert too_large in capsys.readouterr().out


def test_a_disk_without_room_is_noticed_before_any_work(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage(10**9, 10**9 - 300_000, 300_000))
    assert cli.main(["render", "right-now", "-o", "s.html"]) == EXIT_YOURS
    said = capsys.readouterr()
    assert "The disk is too full: it has 0.3 MB left, and making the page takes" in said.err
    assert "Free some space" in said.err
    assert said.out == ""
    assert names(home) == []


def test_a_disk_that_fills_while_the_page_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sound = tmp_path / "sound.mp3"
    sound.write_bytes(b"x" * 10_000)
    page = tmp_path / "s.html"
    page.write_text("the old one", encoding="utf-8")

    def full(_block: bytes) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(base64, "b64encode", full)
    with pytest.raises(CannotWrite, match="The disk is full") as refused:
        write_page(page, f"<p>{SOUND_HERE}</p>", sound)
    assert refused.value.place == str(page)
    assert page.read_text(encoding="utf-8") == "the old one"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["s.html", "sound.mp3"]


@pytest.mark.parametrize(
    ("target", "says"),
    [
        ("folder.html", "This is a folder. - Give the name of a file in it."),
        ("folder", "This is a folder. - Give the name of a file in it."),
        ("nowhere/s.html", "There is no such folder."),
        ("s.htm", "End its name in one of these: MP3, M4B, M4A, WAV, FLAC, OGG, OPUS, HTML."),
        ("s.aac", "End its name in one of these: MP3, M4B, M4A, WAV, FLAC, OGG, OPUS, HTML."),
    ],
)
def test_targets_that_are_none(home: Path, capsys: pytest.CaptureFixture[str], target: str, says: str) -> None:
    Path("folder.html").mkdir()
    Path("folder").mkdir()
    assert cli.main(["render", "right-now", "-o", target]) == EXIT_YOURS
    said = " ".join(capsys.readouterr().err.split())
    first, _, then = says.partition(" - ")
    assert first in said
    assert then in said
    assert names(home) == ["folder", "folder.html"]


async def evaluated(page: Page, expression: str) -> object:
    """Computes something in the page, as somebody who has touched it, since a page plays nothing by itself."""
    found = await page.call(
        "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True, userGesture=True
    )
    return found["result"].get("value")


async def until(page: Page, expression: str, value: object) -> None:
    found: object = None
    for _ in range(300):
        found = await evaluated(page, expression)
        if found == value:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{expression} is {found!r} instead of {value!r}")


SOUND = "document.querySelector('audio')"
WORDS = "document.querySelector('.words').textContent"
BIG = "document.querySelector('.big')"


def test_chromium_plays_it_from_the_folder(home: Path) -> None:
    rendered()
    vtt_words = re.findall(r'\[([\d.]+), [\d.]+, "([^"]+)"\]', Path("s.html").read_text(encoding="utf-8"))
    assert len(vtt_words) > 5

    async def listen() -> None:
        async with chromium(home / "profile") as browser:
            page = await browser.open((home / "s.html").as_uri())
            await until(page, f"{BIG} && {BIG}.textContent", "Play")
            await until(page, f"{SOUND}.readyState > 0", True)
            length = await evaluated(page, f"{SOUND}.duration")
            assert isinstance(length, float)
            assert length > 30
            await evaluated(page, f"{BIG}.click()")
            await until(page, f"{BIG}.textContent", "Pause")
            for start, words in vtt_words:
                await evaluated(page, f"{SOUND}.currentTime = {float(start) + 0.05}")
                await until(page, WORDS, words)
            await evaluated(page, f"{BIG}.click()")
            await until(page, f"{SOUND}.paused", True)
            assert await evaluated(page, f"{BIG}.textContent") == "Play"
            box = await evaluated(page, f"{BIG}.getBoundingClientRect().bottom <= innerHeight")
            assert box is True  # it can be reached without scrolling
            await evaluated(page, f"{SOUND}.currentTime = {length - 0.3}; {BIG}.click()")
            await until(page, f"{BIG}.textContent", "Play again")
            assert page.refused == []
            assert {each.partition(":")[0] for each in page.asked_for} == {"file", "blob", "data"}
            await page.close()

    asyncio.run(listen())


def test_chromium_plays_it_without_scripts(home: Path) -> None:
    """The preview of a phone's files runs none: the browser's own controls have the sound then."""
    rendered()

    async def listen() -> None:
        async with chromium(home / "profile") as browser:
            page = await browser.open("about:blank")
            await page.call("Emulation.setScriptExecutionDisabled", value=True)
            await page.call("Page.navigate", url=(home / "s.html").as_uri())
            await until(page, f"{SOUND} !== null && {SOUND}.src.slice(0, 10)", "data:audio")
            await until(page, f"{SOUND}.readyState > 0 && {SOUND}.controls", True)
            assert await evaluated(page, f"{BIG}.hidden") is True
            await page.close()

    asyncio.run(listen())


WIDER = "[...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).length"


@pytest.mark.parametrize(("width", "height"), [(360, 740), (320, 568), (740, 360)])
def test_on_a_phone_nothing_is_cut_and_the_button_leaves_room_for_the_words(
    tmp_path: Path, width: int, height: int
) -> None:
    cover = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    heading = replace(HEADING, title="Atementspannungsübungen für Fortgeschrittene", cover=cover)
    (tmp_path / "s.html").write_text(session_page(heading, part(2), NO_CALLS), encoding="utf-8")

    async def look() -> None:
        async with chromium(tmp_path / "profile") as browser:
            page = await browser.open("about:blank")
            await page.call(
                "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=2, mobile=True
            )
            await page.call("Page.navigate", url=(tmp_path / "s.html").as_uri())
            await until(page, f"{BIG} && {BIG}.textContent", "Play")
            assert (
                await evaluated(page, "[innerWidth, document.documentElement.scrollWidth].join()") == f"{width},{width}"
            )
            assert await evaluated(page, WIDER) == 0
            # As while it plays.
            await evaluated(page, "document.querySelector('.player').classList.add('near')")
            assert await evaluated(page, f"{BIG}.getBoundingClientRect().bottom <= innerHeight") is True
            free = await evaluated(page, "document.querySelector('.player').getBoundingClientRect().top / innerHeight")
            assert isinstance(free, float)
            assert free > 0.45
            await page.close()

    asyncio.run(look())
