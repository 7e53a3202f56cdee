"""Sound files of every kind, and never half of one."""

from __future__ import annotations

import errno
import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile

from companion.rendering.cue_sheet import Chapter
from companion.rendering.files import KINDS, CannotWrite, SoundFile, check_target, rate_for, write_text
from companion.rendering.progress import Progress
from companion.rendering.tags import FileTags

TONE = (0.3 * np.sin(np.arange(48_000) / 20)).astype(np.float32)


@pytest.mark.parametrize("suffix", KINDS)
def test_every_kind(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"a session{suffix.upper()}"
    with SoundFile(file, about=FileTags("Ärger & Ruhe", "Ann Author", "CC0-1.0", "en")) as sound:
        for _ in range(3):
            sound.write(TONE)
    with soundfile.SoundFile(str(file)) as read:
        assert (read.samplerate, read.channels) == (48_000, 1)
        assert read.title == "Ärger & Ruhe"
        samples = read.read(dtype="float32")
    assert len(samples) == 3 * len(TONE)
    assert np.sqrt(np.mean(samples[4800:43_200] ** 2)) == pytest.approx(0.3 / np.sqrt(2), rel=0.05)
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_mp3_of_a_session_without_sounds_of_somebodys_own(tmp_path: Path) -> None:
    file = tmp_path / "s.mp3"
    rate = rate_for(file, wide=False)
    with SoundFile(file, about=FileTags("Rest"), rate=rate) as sound:
        for _ in range(3):
            sound.write(TONE[:rate])
        sound.chapters = [Chapter(0, "Settling"), Chapter(rate * 2, "The end")]
    read = soundfile.info(str(file))
    assert (rate, read.samplerate) == (24_000, 24_000)
    assert read.frames == 3 * rate
    assert sorted(each.start_time for each in mutagen.File(str(file)).tags.getall("CHAP")) == [0, 2000]


def test_what_may_have_more_than_12_khz_keeps_it() -> None:
    assert [rate_for(Path(f"s{suffix}"), wide=True) for suffix in KINDS] == [48_000] * len(KINDS)
    assert [rate_for(Path(f"s{suffix}"), wide=False) for suffix in KINDS if suffix != ".mp3"] == [48_000] * 4


CHAPTERS = [Chapter(0, "Settling"), Chapter(60_000, "Hände auf"), Chapter(100_000, "The end")]


@pytest.mark.parametrize("suffix", [".flac", ".ogg", ".opus"])
def test_chapters_as_comments(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"s{suffix}"
    with SoundFile(file, about=FileTags("Rest", "Ann Author", "CC0-1.0", "en")) as sound:
        for _ in range(3):
            sound.write(TONE)
        sound.chapters = CHAPTERS
    tags = mutagen.File(str(file)).tags
    assert tags["title"] == ["Rest"]
    assert (tags["artist"], tags["license"], tags["language"]) == (["Ann Author"], ["CC0-1.0"], ["en"])
    assert [tags[f"chapter00{n}"] for n in (1, 2, 3)] == [["00:00:00.000"], ["00:00:01.250"], ["00:00:02.083"]]
    assert [tags[f"chapter00{n}name"] for n in (1, 2, 3)] == [["Settling"], ["Hände auf"], ["The end"]]
    assert "chapter004" not in tags


def test_chapters_in_mp3(tmp_path: Path) -> None:
    file = tmp_path / "s.mp3"
    with SoundFile(file, about=FileTags("Rest", "Ann Author", "CC0-1.0", "en")) as sound:
        for _ in range(3):
            sound.write(TONE)
        sound.chapters = CHAPTERS
    tags = mutagen.File(str(file)).tags
    assert [str(tags[name]) for name in ("TIT2", "TPE1", "TCOP", "TLAN")] == ["Rest", "Ann Author", "CC0-1.0", "eng"]
    chapters = [tags[f"CHAP:{name}"] for name in tags["CTOC:toc"].child_element_ids]
    assert [str(each.sub_frames["TIT2"]) for each in chapters] == ["Settling", "Hände auf", "The end"]
    assert [(each.start_time, each.end_time) for each in chapters[:2]] == [(0, 1250), (1250, 2083)]
    assert chapters[2].end_time == pytest.approx(3000, abs=60)


def test_the_chapters_of_an_mp3_stand_in_it_in_their_order(tmp_path: Path) -> None:
    """Many players list them as they stand in the file, whatever the table of contents says."""
    file = tmp_path / "s.mp3"
    titles = ["A long name that stands first", "Short", "Ändere nichts", "A middle name", "Short", "B"]
    with SoundFile(file, about=FileTags("Rest", "Ann Author", "CC0-1.0", "en")) as sound:
        for _ in range(3):
            sound.write(TONE)
        sound.chapters = [Chapter(number * 20_000, title) for number, title in enumerate(titles)]
    data = file.read_bytes()
    frames = list(id3_frames(data))
    names = [name for name, _ in frames]
    assert names.index("CTOC") < names.index("CHAP")
    chapters = [body for name, body in frames if name == "CHAP"]
    ids = [body.split(b"\0")[0] for body in chapters]
    starts = [int.from_bytes(body.split(b"\0", 1)[1][:4]) for body in chapters]
    assert starts == [round(number * 20_000 / 48) for number in range(6)]
    tags = mutagen.File(str(file)).tags
    assert [id.decode() for id in ids] == tags["CTOC:toc"].child_element_ids
    assert [str(tags[f"CHAP:{id.decode()}"].sub_frames["TIT2"]) for id in ids] == titles


def id3_frames(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Names and bodies of the frames of an ID3v2.4 tag, as they stand in the file."""
    assert data[:4] == b"ID3\x04"
    at, end = 10, 10 + synchsafe(data[6:10])
    while at < end and data[at]:
        size = synchsafe(data[at + 4 : at + 8])
        yield data[at : at + 4].decode(), data[at + 10 : at + 10 + size]
        at += 10 + size


def synchsafe(four: bytes) -> int:
    """ID3 counts in bytes of seven bits."""
    return sum(byte << 7 * (3 - place) for place, byte in enumerate(four))


@pytest.mark.parametrize("suffix", KINDS)
@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_an_interruption_leaves_what_was_there(tmp_path: Path, error: type[BaseException], suffix: str) -> None:
    file = tmp_path / f"s{suffix}"
    file.write_bytes(b"the old one")

    def interrupted() -> None:
        with SoundFile(file, about=FileTags("t")) as sound:
            sound.write(TONE)
            raise error

    with pytest.raises(error):
        interrupted()
    assert file.read_bytes() == b"the old one"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("name", ["session", "session.txt", ".mp3"])
def test_a_name_that_says_no_kind(tmp_path: Path, name: str) -> None:
    with pytest.raises(CannotWrite, match="which kind") as refused:
        SoundFile(tmp_path / name, about=FileTags("t"))
    assert "MP3" in refused.value.hint


def test_places_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "folder.wav").mkdir()
    with pytest.raises(CannotWrite, match="This is a folder"):
        check_target(tmp_path / "folder.wav")
    with pytest.raises(CannotWrite, match="no such folder"):
        check_target(tmp_path / "nowhere" / "a.wav")
    (tmp_path / "file").touch()
    with pytest.raises(CannotWrite, match="no such folder"):
        check_target(tmp_path / "file" / "a.wav")


def test_a_folder_that_is_read_only(locked_folder: Path) -> None:
    with pytest.raises(CannotWrite, match="can't write to this folder") as refused:
        check_target(locked_folder / "a.wav")
    assert refused.value.hint


FULL = """
import resource, sys
from pathlib import Path
import numpy as np
from companion.rendering.files import CannotWrite, SoundFile
from companion.rendering.tags import FileTags
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
try:
    with SoundFile(Path(sys.argv[1]), about=FileTags("t")) as sound:
        for _ in range(40):
            sound.write(np.random.default_rng(1).uniform(-1, 1, 48_000).astype(np.float32))
except CannotWrite as why:
    print(why.message, why.hint)
"""


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no limit on the size of a process's files; run it on Linux or macOS"
)
@pytest.mark.parametrize("suffix", KINDS)
def test_a_full_disk(tmp_path: Path, suffix: str) -> None:
    """A limit on the size of files stands in for the end of the disk."""
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / f"s{suffix}")], capture_output=True, text=True, check=True
    )
    # libsndfile does not pass on what the system says.
    assert (
        done.stdout.strip() == "The disk is full, or it was disconnected. Free some space, or save it on another disk."
    )
    assert list(tmp_path.iterdir()) == []


LAST_BYTES = """
import resource, sys
from pathlib import Path
from companion.rendering import files
from companion.rendering.tags import FileTags
from tests.rendering.sounds import tone
files.tag = lambda *_: None  # a tag would need room of its own, after the sound
target, sound = Path(sys.argv[1]), tone(3.0, 48_000)
def write():
    with files.SoundFile(target, about=FileTags("t")) as file:
        file.write(sound)
write()
size = target.stat().st_size
target.unlink()
resource.setrlimit(resource.RLIMIT_FSIZE, (size - 1, size - 1))
try:
    write()
except files.CannotWrite as why:
    print(why.message)
"""


@pytest.mark.skipif(
    sys.platform == "win32", reason="Windows has no limit on the size of a process's files; run it on Linux or macOS"
)
@pytest.mark.parametrize("suffix", KINDS)
def test_a_disk_with_no_room_for_the_last_byte(tmp_path: Path, suffix: str) -> None:
    """An MP3 and an Ogg file that lack their end still open, and the MP3's beginning still promises all of it."""
    done = subprocess.run(
        [sys.executable, "-c", LAST_BYTES, str(tmp_path / f"s{suffix}")], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("The disk is full")
    assert list(tmp_path.iterdir()) == []


class FullDisk:
    """A sound file of libsndfile's on a disk without room."""

    def write(self, _block: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    def close(self) -> None: ...


def test_a_full_disk_is_told_with_the_next_block(tmp_path: Path) -> None:
    """And not only when as many blocks wait as may."""
    told_at_the_next = False

    def write() -> None:
        nonlocal told_at_the_next
        with SoundFile(tmp_path / "s.flac", about=FileTags("t")) as sound:
            sound._sound.close()
            sound._sound = FullDisk()
            sound.write(TONE)
            sound._encoding.submit(int).result()  # the block before it is encoded by now
            try:
                sound.write(TONE)
            except CannotWrite:
                told_at_the_next = True
                raise

    with pytest.raises(CannotWrite, match="The disk is full"):
        write()
    assert told_at_the_next
    assert list(tmp_path.iterdir()) == []


def test_text_in_one_piece(tmp_path: Path) -> None:
    write_text(tmp_path / "s.vtt", "WEBVTT – ok\n")
    write_text(tmp_path / "s.vtt", "again\n")
    assert (tmp_path / "s.vtt").read_text(encoding="utf-8") == "again\n"
    assert len(list(tmp_path.iterdir())) == 1


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_the_bar_says_how_long_it_will_take() -> None:
    now = [0.0]
    out = Terminal()
    with Progress(out, lambda: now[0]) as progress:
        now[0] = 30.0
        progress.show(0.25, 63.0)
        now[0] = 30.01
        progress.show(0.26, 64.0)
    shown = out.getvalue().split("\r\x1b[K")
    assert shown == ["", "[########......................]  25 %  1:03, 1:30 left", ""]


def test_without_a_terminal_a_line_for_every_quarter() -> None:
    out = io.StringIO()
    with Progress(out, lambda: 0.0) as progress:
        for done in range(101):
            progress.show(done / 100, done)
    assert out.getvalue().splitlines() == ["  25 %, 0:25", "  50 %, 0:50", "  75 %, 1:15", "  100 %, 1:40"]


def test_more_chapters_than_an_mp3_can_name(tmp_path: Path) -> None:
    file = tmp_path / "s.mp3"
    with SoundFile(file, about=FileTags("Rest")) as sound:
        sound.write(TONE)
        sound.chapters = [Chapter(number * 100, f"Turn {number}") for number in range(300)]
    assert len(mutagen.File(str(file)).tags.getall("CHAP")) == 255
