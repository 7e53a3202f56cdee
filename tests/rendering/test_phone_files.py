"""MP3, M4A and M4B with chapters and a cover, read back by ffprobe and by mutagen."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile
from PIL import Image

from companion.ports import Samples
from companion.rendering import files
from companion.rendering.cover import SIDE, cover
from companion.rendering.cue_sheet import Chapter
from companion.rendering.files import AAC_KINDS, CannotWrite, SoundFile, check_kind, rate_for
from companion.rendering.tags import FileTags
from tests.rendering.probing import chapters_in, probed
from tests.rendering.sounds import silence, tone

RATE = 24_000
PHONE_KINDS = (".mp3", *AAC_KINDS)
TITLES = ["A long name that stands first", "Short", "Ändere nichts", "A middle name", "Short", "B"]
CHAPTERS = [Chapter(number * 12_000, title) for number, title in enumerate(TITLES)]


def made(file: Path, sound: Samples, rate: int = RATE) -> Path:
    picture = cover("Rest & be", "Ann Author")
    about = FileTags("Rest & be", "Ann Author", "CC0-1.0", "en", picture)
    with SoundFile(file, about=about, rate=rate) as written:
        for begin in range(0, len(sound), 50_021):
            written.write(sound[begin : begin + 50_021])
        written.chapters = CHAPTERS
    return file


def heard(file: Path) -> Samples:
    """The sound as it is played: without the silence that the encoder needs before it."""
    if file.suffix == ".mp3":
        return np.asarray(soundfile.read(str(file), dtype="float32")[0], np.float32)
    import av

    with av.open(str(file)) as container:
        return np.concatenate([frame.to_ndarray()[0] for frame in container.decode(audio=0)])


@pytest.mark.parametrize("suffix", PHONE_KINDS)
def test_players_find_the_chapters_in_their_order(tmp_path: Path, suffix: str) -> None:
    file = made(tmp_path / f"s{suffix}", tone(3.3, RATE))
    assert chapters_in(file) == [(number / 2, title) for number, title in enumerate(TITLES)]
    assert float(probed(file)["chapters"][-1]["end_time"]) == pytest.approx(3.3, abs=0.001)
    if suffix in AAC_KINDS:
        chapters = mutagen.File(str(file)).chapters
        assert [(each.start, each.title) for each in chapters] == chapters_in(file)


@pytest.mark.parametrize("suffix", PHONE_KINDS)
def test_players_find_title_author_license_and_cover(tmp_path: Path, suffix: str) -> None:
    file = made(tmp_path / f"s{suffix}", tone(3.3, RATE))
    found = probed(file)
    tags = {name.lower(): value for name, value in found["format"]["tags"].items()}
    assert (tags["title"], tags["artist"], tags["copyright"]) == ("Rest & be", "Ann Author", "CC0-1.0")
    pictures = [each for each in found["streams"] if each["codec_type"] == "video"]
    assert [(each["codec_name"], each["width"], each["height"]) for each in pictures] == [("mjpeg", SIDE, SIDE)]
    assert [each["disposition"]["attached_pic"] for each in pictures] == [1]
    read = mutagen.File(str(file)).tags
    inside = read["APIC:"].data if suffix == ".mp3" else bytes(read["covr"][0])
    assert inside == cover("Rest & be", "Ann Author")
    assert read.get("stik", []) == ([2] if suffix == ".m4b" else [])  # an audiobook
    sound = next(each for each in found["streams"] if each["codec_type"] == "audio")
    assert (sound["sample_rate"], sound["channels"]) == ("24000", 1)
    assert sound["codec_name"] == ("mp3" if suffix == ".mp3" else "aac")


@pytest.mark.parametrize("suffix", PHONE_KINDS)
@pytest.mark.parametrize("rate", [24_000, 48_000])
def test_it_lasts_as_long_and_sounds_as_loud_as_the_session(tmp_path: Path, suffix: str, rate: int) -> None:
    parts = [silence(3.0, rate), tone(1.5, rate), silence(20.2345, rate), tone(2.0, rate, 700), silence(1.0031, rate)]
    sound = np.concatenate(parts)
    file = made(tmp_path / f"s{suffix}", sound, rate)
    # ffprobe counts whole frames of an MP3, with those that a player leaves out; `test_encoding` has its true length.
    near = 0.06 if suffix == ".mp3" else 0.001
    assert float(probed(file)["format"]["duration"]) == pytest.approx(len(sound) / rate, abs=near)
    found = heard(file)
    # An AAC frame is whole, so up to 1024 samples of silence follow.
    assert 0 <= len(found) - len(sound) < 1024
    assert np.sqrt(np.mean((found[: len(sound)] - sound) ** 2)) < 0.005
    assert np.max(np.abs(found[6 * rate : 24 * rate])) < 1e-4
    assert np.max(np.abs(found[len(sound) - rate // 2 :])) < 1e-4
    level = np.sqrt(np.mean(found**2)) / np.sqrt(np.mean(sound**2))
    assert abs(20 * np.log10(level)) < 0.1


@pytest.mark.parametrize("suffix", AAC_KINDS)
def test_too_loud_is_cut_off_as_in_an_mp3(tmp_path: Path, suffix: str) -> None:
    found = heard(made(tmp_path / f"s{suffix}", 4 * tone(3.0, RATE, 100)))
    assert np.max(np.abs(found)) < 1.3


@pytest.mark.parametrize("suffix", AAC_KINDS)
def test_without_a_language_that_we_know_and_without_chapters(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"s{suffix}"
    with SoundFile(file, about=FileTags("Rest", language="xx"), rate=rate_for(file, wide=True)) as written:
        written.write(tone(1.0, 48_000))
    assert probed(file)["chapters"] == []
    assert probed(file)["streams"][0]["sample_rate"] == "48000"


@pytest.mark.parametrize("suffix", AAC_KINDS)
def test_an_interruption_leaves_what_was_there(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"s{suffix}"
    file.write_bytes(b"the old one")

    def interrupted() -> None:
        with SoundFile(file, about=FileTags("t"), rate=RATE) as sound:
            sound.write(tone(1.0, RATE))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert file.read_bytes() == b"the old one"
    assert list(tmp_path.iterdir()) == [file]


FULL = """
import resource, sys
from pathlib import Path
import numpy as np
from companion.rendering.files import CannotWrite, SoundFile
from companion.rendering.tags import FileTags
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    with SoundFile(Path(sys.argv[1]), about=FileTags("t"), rate=24_000) as sound:
        for _ in range(40):
            sound.write(np.random.default_rng(1).uniform(-0.5, 0.5, 24_000).astype(np.float32))
except CannotWrite as why:
    print(why.message, why.hint)
"""


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no limit on the size of a process's files; run it on Linux or macOS"
)
@pytest.mark.parametrize("suffix", AAC_KINDS)
@pytest.mark.parametrize("lacking", [1, 900, 60_000])
def test_a_full_disk(tmp_path: Path, suffix: str, lacking: int) -> None:
    """A limit on the size of files stands in for the end of the disk: in the sound, in its index, in the tags."""
    file = tmp_path / f"s{suffix}"
    command = [sys.executable, "-c", FULL, str(file)]
    subprocess.run([*command, "1000000000"], check=True, timeout=100)
    size = file.stat().st_size
    file.unlink()
    done = subprocess.run([*command, str(size - lacking)], capture_output=True, text=True, check=True, timeout=100)
    assert done.stdout.startswith("The disk is full")
    assert list(tmp_path.iterdir()) == []


def test_without_the_encoder_for_aac(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "can_encode_aac", lambda: False)
    with pytest.raises(CannotWrite, match=r"one more package to make M4B files. It's called PyAV") as refused:
        check_kind(tmp_path / "s.m4b")
    assert f'"{sys.executable}" -m pip install "{files.AAC_PACKAGE}"' in refused.value.hint
    assert "Every phone plays them." in refused.value.hint
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(CannotWrite) as refused:
        check_kind(tmp_path / "s.m4a")
    assert refused.value.hint == "Please make an MP3 or a page (HTML). Every phone plays them."
    check_kind(tmp_path / "s.mp3")


def test_the_package_is_the_one_that_the_extra_names() -> None:
    import tomllib

    project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["optional-dependencies"]["author"] == [files.AAC_PACKAGE]


@pytest.mark.parametrize(
    ("title", "author"),
    [
        ("Rest", "Ann Author"),
        ("Rest", ""),
        ("Rest", "你好"),
        ("A title of very many words that goes on and on, as titles of exercises hardly ever do " * 3, "A " * 90),
        ("Verantwortungsgemeinschaftsgesprächsvorbereitung" * 4, "W" * 200),
    ],
)
def test_a_cover_for_any_title(title: str, author: str) -> None:
    drawn = cover(title, author)
    assert drawn is not None
    picture = Image.open(io.BytesIO(drawn))
    assert (picture.format, picture.size) == ("JPEG", (SIDE, SIDE))
    assert len(drawn) < 100_000
    edge = np.asarray(picture.convert("L"), np.float32)
    bright = edge > 90
    assert bright[:, : SIDE - 30].any()
    assert not bright[:, SIDE - 30 :].any()  # no letter reaches the right edge
    assert not bright[SIDE - 30 :].any()


@pytest.mark.parametrize("title", ["", " ", "你好", "שלום"])
def test_no_cover_where_the_font_lacks_the_letters(title: str) -> None:
    assert cover(title, "Ann Author") is None
