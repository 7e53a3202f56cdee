"""Tab completion: the shells ask the program, and their own small files lead them to it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from companion import cli
from companion.cli import completion


def completed(typed: str, tmp_path: Path) -> list[str]:
    """Asks the program what may follow a line, as a shell does."""
    found = tmp_path / "found"
    environment = {
        **os.environ,
        completion.ASKS: "1",
        "COMP_LINE": typed,
        "COMP_POINT": str(len(typed)),
        "_ARGCOMPLETE_IFS": "\n",
        "_ARGCOMPLETE_STDOUT_FILENAME": str(found),
        "COMPANION_HOME": str(tmp_path / "home"),
    }
    subprocess.run([sys.executable, "-m", "companion"], env=environment, check=False, timeout=60)
    return [each.strip() for each in found.read_text(encoding="utf-8").split("\n") if each.strip()]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("companion pla", {"play"}),
        ("companion journal wr", {"write"}),
        ("companion play box", {"box-breathing"}),
        ("companion play right-now --no-b", {"--no-bells"}),
        ("companion --tones w", {"wind"}),
        ("companion play no-such-thing", set()),
    ],
)
def test_commands_options_and_names_are_completed(typed: str, expected: set[str], tmp_path: Path) -> None:
    assert set(completed(typed, tmp_path)) == expected


@pytest.mark.parametrize(
    ("shell", "file"),
    [
        ("bash", "data/bash-completion/completions/companion"),
        ("zsh", "data/zsh/site-functions/_companion"),
        ("fish", "config/fish/completions/companion.fish"),
    ],
)
def test_it_writes_one_file_where_the_shell_looks_and_says_what_is_left(
    shell: str, file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("SHELL", f"/usr/bin/{shell}")
    with pytest.raises(SystemExit) as ended:
        cli.main(["--install-completion"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert f"I've written {tmp_path / file}." in said
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == [tmp_path / file]
    with pytest.raises(SystemExit):
        cli.main(["--show-completion", shell])
    assert capsys.readouterr().out == (tmp_path / file).read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "data").write_text("a file in the way")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    with pytest.raises(SystemExit) as ended:
        cli.main(["--install-completion", "bash"])
    assert ended.value.code == 1
    error = capsys.readouterr().err
    assert "I can't write" in error
    assert "--show-completion bash" in error


SHELLS = {
    "bash": "source {file}; COMP_LINE='companion play box'; COMP_POINT=18; COMP_WORDS=(companion play box); "
    "COMP_CWORD=2; _python_argcomplete companion; echo ${{COMPREPLY[@]}}",
    "fish": "source {file}; complete -C 'companion play box'",
}


@pytest.mark.parametrize("shell", SHELLS)
def test_the_shell_itself_completes_an_exercise(shell: str, tmp_path: Path) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} isn't installed (Debian's package: {shell})")
    (tmp_path / "bin").mkdir()
    start = tmp_path / "bin" / "companion"
    start.write_text(f'#!/bin/sh\nexec {sys.executable} -m companion "$@"\n')
    start.chmod(0o755)
    file = tmp_path / "script"
    file.write_text(completion.script(shell), encoding="utf-8")
    environment = {
        **os.environ, "PATH": f"{start.parent}:{os.environ['PATH']}", "HOME": str(tmp_path),
        "COMPANION_HOME": str(tmp_path / "home"), "PYTHONPATH": str(Path(cli.__file__).parents[2]),
    }  # fmt: skip
    run = subprocess.run(
        [program, "-c", SHELLS[shell].format(file=file)], env=environment, capture_output=True, text=True, timeout=60
    )
    assert run.stdout.split() == ["box-breathing"], run.stderr
