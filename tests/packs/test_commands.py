"""The commands as people meet them: output, questions and exit codes, in this process and at real terminals."""

from __future__ import annotations

import builtins
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from companion import cli
from companion.cli import prompts
from companion.packs.installed import Library
from tests.packs.conftest import PASSPHRASE, Author, MakeFolder

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def it(*arguments: str | Path) -> tuple[int, str, str]:
        code = cli.main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return it


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Gives the answers that somebody at a terminal will type; the questions are not checked here."""
    answers: list[str] = []

    def line(question: str = "") -> str:
        sys.stdout.write(f"{question}\n")
        return answers.pop(0)

    monkeypatch.setattr(prompts, "is_there", lambda: True)
    monkeypatch.setattr(builtins, "input", line)
    return answers


def test_each_command_without_more_shows_its_help(run: Run) -> None:
    for name in ("pack", "key", "shelf"):
        code, out, _ = run(name)
        assert code == 1
        assert f"\n  companion {name} " in out  # an example


def test_what_somebody_sees_before_they_say_yes(run: Run, anna: Author, typed: list[str]) -> None:
    file = anna.pack(first__ogg=b"x" * 300_000)
    typed += ["n"]
    code, out, _ = run("pack", "install", file)
    assert code == 0
    out = " ".join(out.split())
    for part in (
        "Calm down, version 1.0.0",
        "by Anna Example",
        "CC-BY-4.0",
        "2 exercises, 1 recording, 0.3 MB",
        "Look around (for one person, settle)",
        "Not reviewed by a clinician.",
        anna.key.spelled(),
        "ask them to read you these six words",
        "Do you trust this author, and do you want to install the pack? [y/N]",
        "Nothing was installed.",
    ):
        assert part in out
    assert Library().packs() == []


def test_yes_and_the_next_time(run: Run, anna: Author, typed: list[str]) -> None:
    typed += ["y", "yes"]
    assert "Installed: Calm down, version 1.0.0." in run("pack", "install", anna.pack())[1]
    out = run("pack", "install", anna.pack(version="1.1"))[1]
    assert "signed by Anna Example, trusted since 2" in out
    assert "six words" not in out
    assert "You have version 1.0.0. It will be replaced." in out
    assert "already installed" in run("pack", "install", anna.pack(version="1.1"))[1]


def test_anything_but_yes_is_no(run: Run, anna: Author, typed: list[str]) -> None:
    file = anna.unsigned()
    for answer in ("", "n", "maybe", "yess", "ja"):
        typed[:] = [answer]
        assert "Nothing was installed." in run("pack", "install", file)[1]


def test_unsigned_is_said(run: Run, anna: Author) -> None:
    code, out, _ = run("pack", "install", anna.unsigned(), "--yes")
    assert code == 0
    assert "It isn't signed" in out
    assert "not signed" in run("pack", "list")[1]


def test_nobody_there_is_never_yes(run: Run, anna: Author) -> None:
    code, _, err = run("pack", "install", anna.pack())
    assert code == 1
    assert "--yes" in err
    assert Library().packs() == []


def test_a_changed_key_is_loud_and_no_script_takes_it(run: Run, anna: Author, bela: Author) -> None:
    run("pack", "install", anna.pack(), "--yes")
    bad = bela.pack(version="2.0")
    for extra in ([], ["--yes"], ["--yes", "--older"], ["--yes", "--new-key"]):
        code, out, err = run("pack", "install", bad, *extra)
        assert code == 1
        assert anna.key.spelled() in err + out
        assert bela.key.spelled() in err + out
    assert err.startswith("I couldn't ask you a question")
    assert run("pack", "install", bad)[2].startswith("Careful:")
    assert Library().find("calm").key == anna.key


def test_a_changed_key_by_its_words(run: Run, anna: Author, bela: Author, typed: list[str]) -> None:
    run("pack", "install", anna.pack(), "--yes")
    bad = bela.pack(version="2.0")
    for wrong in ("y", "yes", anna.key.spelled(), ""):
        typed[:] = [wrong]
        code, _, err = run("pack", "install", bad, "--new-key")
        assert code == 1
        assert err.startswith("Careful:")
    typed[:] = [bela.key.spelled().title()]
    assert run("pack", "install", bad, "--new-key")[0] == 0
    assert Library().find("calm").key == bela.key


def test_somebody_elses_pack_of_the_same_name_is_said(run: Run, anna: Author, bela: Author) -> None:
    run("pack", "install", bela.unsigned(author="Bela Example"), "--yes")
    out = run("pack", "install", anna.pack(version="2.0"), "--yes")[1]
    assert "The pack you have with this name is by Bela Example, not signed." in " ".join(out.split())


def test_older_only_when_asked(run: Run, anna: Author) -> None:
    run("pack", "install", anna.pack(version="2.0"), "--yes")
    code, _, err = run("pack", "install", anna.pack(), "--yes")
    assert code == 1
    assert "--older" in err
    assert run("pack", "install", anna.pack(), "--yes", "--older")[0] == 0


def test_a_folder(run: Run, folder_of: MakeFolder) -> None:
    folder = folder_of()
    assert run("pack", "install", folder, "--yes")[0] == 0
    (folder / "more.txt").write_text("x", encoding="utf-8")
    out = run("pack", "install", folder, "--yes")[1]
    assert "different from this one" in out
    assert "more.txt" in Library().find("calm").manifest.files


def test_list_remove_and_verify(run: Run, anna: Author) -> None:
    assert "You have no packs yet" in run("pack", "list")[1]
    file = anna.pack()
    run("pack", "install", file, "--yes")
    (listed,) = json.loads(run("pack", "list", "--json")[1])
    assert listed["id"] == "calm"
    assert listed["signed_by"] == anna.key.spelled()
    assert "unchanged" in run("pack", "verify")[1]
    assert "nothing in it is damaged" in run("pack", "verify", file)[1]
    (Library().find("calm").folder / "calm-look.yaml").write_text("x", encoding="utf-8")
    code, out, _ = run("pack", "verify", "calm")
    assert code == 1
    assert "calm-look.yaml was changed" in out
    code, out, _ = run("pack", "remove", "calm", "--yes")
    assert code == 0
    assert "it was kept:" in out
    code, _, err = run("pack", "remove", "calm", "--yes")
    assert code == 1
    assert "No pack called 'calm'" in err


@pytest.mark.parametrize(
    "arguments",
    [
        ["pack", "install", "nothing.companion.zip"],
        ["pack", "install", "no-such-name"],
        ["pack", "install", "http://example.org/calm.zip", "--yes"],
        ["pack", "install", "ftp://example.org/calm.zip", "--yes"],
        ["pack", "build", "nowhere"],
        ["pack", "sign", "nothing.zip"],
        ["pack", "verify", "nothing"],
        ["pack", "update", "nothing"],
        ["key", "show"],
        ["key", "show", "nothing.pub"],
        ["key", "new"],
        ["shelf", "build", "nowhere"],
        ["shelf", "build", ".", "--days", "0"],
        ["shelf", "add", "nowhere"],
        ["shelf", "add", "http://example.org/"],
        ["shelf", "remove", "nowhere"],
    ],
    ids=" ".join,
)
def test_whatever_is_wrong_is_a_sentence_and_a_hint(
    run: Run, arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run(*arguments)
    assert code == 1
    assert out == ""
    first, _, hint = err.partition("\n")
    assert re.match(r"[A-Z].*\. .*", first)
    assert hint.strip()
    assert "Traceback" not in err


def test_mistakes_in_exercises_stop_a_build(run: Run, folder_of: MakeFolder, tmp_path: Path) -> None:
    folder = folder_of(bad__yaml=b"format: 1\nid: bad\nsteps:\n  - wiat: 8s\n")
    code, _, err = run("pack", "build", folder, "-o", tmp_path / "out")
    assert code == 1
    assert "bad.yaml:4:5" in err
    assert not (tmp_path / "out").exists()


def test_building_says_what_was_left_out(run: Run, folder_of: MakeFolder, tmp_path: Path) -> None:
    code, out, _ = run("pack", "build", folder_of(photo__jpg=b"x"), "-o", tmp_path / "out")
    assert code == 0
    assert "photo.jpg" in out
    assert (tmp_path / "out" / "calm-1.0.0.companion.zip").is_file()


# ---- keys at real terminals ---------------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path) -> dict[str, str]:
    return {**os.environ, "COMPANION_HOME": str(tmp_path / "home")}


@pytest.mark.skipif(
    os.name == "nt", reason="file descriptors are passed on another way on Windows; run it on Linux or macOS"
)
def test_the_passphrase_from_a_file_descriptor(home: dict[str, str], tmp_path: Path) -> None:
    def with_passphrase(text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        read, write = os.pipe()
        os.write(write, text.encode())
        os.close(write)
        try:
            return subprocess.run(
                [sys.executable, "-m", "companion", *arguments, "--passphrase-fd", str(read)],
                env=home, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, pass_fds=[read],
                check=False,
            )  # fmt: skip
        finally:
            os.close(read)

    assert "shorter" in with_passphrase("short\n", "key", "new").stderr
    assert "shorter" in with_passphrase("", "key", "new").stderr
    made = with_passphrase(f"{PASSPHRASE}\n", "key", "new")
    assert made.returncode == 0, made.stderr
    assert "already have a key" in with_passphrase(f"{PASSPHRASE}\n", "key", "new").stderr


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudoterminals on Windows; run it on Linux or macOS")
def test_the_passphrase_is_asked_for_twice_and_not_shown(home: dict[str, str]) -> None:
    said = at_a_terminal(
        home, ["key", "new"], {"Choose a passphrase": "one long passphrase", "Type it again": "another long one"}
    )
    assert "The two passphrases were not the same" in said
    said = at_a_terminal(home, ["key", "new"], {"Choose a passphrase": "one long passphrase", "Type it again": "\x04"})
    assert "No passphrase was given" in said
    same = {"Choose a passphrase": "one long passphrase", "Type it again": "one long passphrase"}
    said = at_a_terminal(home, ["key", "new"], same)
    assert "one long passphrase" not in said
    assert re.search(r"^ {6}\w+( \w+){5}\s*$", said, re.M)


def at_a_terminal(home: dict[str, str], arguments: list[str], answers: dict[str, str]) -> str:
    """Returns the output at a real terminal, at which each question gets its answer once it is shown."""
    import pty
    import select

    child, terminal = pty.fork()
    if child == 0:
        os.execve(sys.executable, [sys.executable, "-m", "companion", *arguments], home)
    said, waiting = "", list(answers.items())
    try:
        while select.select([terminal], [], [], 30)[0]:
            try:
                block = os.read(terminal, 4096)
            except OSError:  # Linux's error for a terminal whose other end is closed
                block = b""
            if not block:
                break
            said += block.decode()
            if waiting and waiting[0][0] in said.rpartition("\n")[2]:
                answer = waiting.pop(0)[1]
                os.write(terminal, (answer if answer == "\x04" else f"{answer}\n").encode())
    finally:
        os.close(terminal)
        os.waitpid(child, 0)
    return said.replace("\r\n", "\n")


# ---- shelves ------------------------------------------------------------------------------------------------------


def test_a_shelf_on_a_shared_drive(run: Run, anna: Author, typed: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    anna.pack()
    keys = prompts.PASSPHRASE
    home = os.environ["COMPANION_HOME"]
    shutil.copytree(anna.keys, Path(home).parent / "author" / "keys")
    monkeypatch.setenv(keys, PASSPHRASE)

    def as_author(*arguments: str | Path) -> tuple[int, str, str]:
        monkeypatch.setenv("COMPANION_HOME", str(Path(home).parent / "author"))
        try:
            return run(*arguments)
        finally:
            monkeypatch.setenv("COMPANION_HOME", home)

    assert "The shelf has 1 pack." in as_author("shelf", "build", anna.out)[1]
    typed += ["no", "y", "y", "y"]
    assert "Nothing was added." in run("shelf", "add", anna.out)[1]
    assert run("shelf", "list")[1] == "You have no shelves yet. To add one: companion shelf add ADDRESS\n"
    out = run("shelf", "add", anna.out.as_uri())[1]
    assert anna.key.spelled() in out
    assert "already have this shelf" in run("shelf", "add", f"{anna.out}{os.sep}")[1]
    assert "calm  1.0.0  Calm down" in run("shelf", "list")[1]
    assert "You have no packs yet" in run("pack", "update")[1]
    assert "trusted since" in run("pack", "install", "calm")[1]
    assert run("pack", "update") == (0, "There is nothing new.\n", "")
    anna.pack(version="1.1")
    as_author("shelf", "build", anna.out)
    out = run("pack", "update")[1]
    assert "Calm down: 1.0.0 to 1.1, by Anna Example" in out
    assert Library().find("calm").manifest.version == "1.1"
    assert Library().find("calm").shelf == str(anna.out)
    assert run("shelf", "remove", anna.out)[0] == 0
    assert "no shelves" in run("pack", "update")[1]


def test_one_bad_shelf_does_not_hold_up_the_others(
    run: Run, anna: Author, bela: Author, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import UTC, datetime

    from companion.packs.index import build_shelf

    for author, name in ((anna, "Anna Example"), (bela, "Bela Example")):
        author.pack(f"of-{name[:4].lower()}", author=name)
        build_shelf(author.out, author.secret, datetime.now(UTC))
        assert run("shelf", "add", author.out, "--yes")[0] == 0
        assert run("pack", "install", f"of-{name[:4].lower()}", "--yes")[0] == 0
    (anna.out / "shelf.minisig").write_bytes(b"x")
    bela.pack("of-bela", version="1.1", author="Bela Example")
    build_shelf(bela.out, bela.secret, datetime.now(UTC))
    code, _, err = run("pack", "update", "--yes")
    assert code == 1
    assert "This shelf can't be used" in err
    assert Library().find("of-bela").manifest.version == "1.1"
    assert Library().find("of-anna").manifest.version == "1.0.0"
