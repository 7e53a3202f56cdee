"""`companion yes-no-maybe` as people meet it, at a real terminal: its echo, and the traces that the system shows."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from companion import cli
from companion.errors import EXIT_GOOD, EXIT_INTERRUPTED, EXIT_YOURS
from companion.screen.closeness import closeness_words as say
from companion.store.sealed import DATE, SIZE
from tests.closeness.desks import ANAS, BENS
from tests.closeness.lists import SMALL

pytestmark = pytest.mark.skipif(
    os.name != "posix", reason="there are no pseudoterminals on Windows; run it on Linux or macOS"
)
CTRL_C = "\x03"
PATIENCE = 60
"""Seconds until a question must have come: a passphrase takes one or two on a busy computer."""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    return tmp_path / "home"


def at_a_terminal(
    arguments: Sequence[str],
    typed: Sequence[tuple[str, str]],
    look: Callable[[int], None] = lambda process: None,
    *,
    lines: bool = True,
) -> tuple[str, int]:
    """All that the terminal shows, and the exit code. Each line is typed once its words and then a prompt have come,
    and `look` is called with the process's id before that. Without `lines`, keys are pressed and there is no prompt."""
    import pty

    child, terminal = pty.fork()
    if child == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execv(sys.executable, [sys.executable, "-m", "companion", *arguments])
    said = b""
    after = 0
    waiting = list(typed)
    try:
        while select.select([terminal], [], [], PATIENCE)[0]:
            try:
                block = os.read(terminal, 4096)
            except OSError:  # Linux's way of saying that the other end is closed
                break
            if not block:
                break
            said += block
            # Typing is hidden just before the prompt comes, and earlier keys are thrown away.
            prompted = not lines or said.endswith((b"> ", b": "))
            if waiting and prompted and waiting[0][0].encode() in said[after:]:
                look(child)
                after = len(said)
                line = waiting.pop(0)[1]
                os.write(terminal, line.encode() if line == CTRL_C or not lines else f"{line}\n".encode())
        else:
            raise AssertionError(f"it waits for something else: {said!r}")
    finally:
        os.close(terminal)
        status = os.waitpid(child, 0)[1]
    assert waiting == [], said.decode()[-1500:]
    return said.decode().replace("\r\n", "\n"), os.waitstatus_to_exitcode(status)


def plain(home: Path) -> list[str]:
    return ["yes-no-maybe", "--plain", "--items", str(home.parent / "small.yaml")]


NEW = [("> ", "f"), ("Your passphrase: ", ANAS), ("Type it again: ", ANAS)]


def test_what_is_typed_alone_is_on_no_screen_no_command_line_and_in_no_environment(home: Path) -> None:
    def look(process: int) -> None:
        import resource

        assert resource.prlimit(process, resource.RLIMIT_CORE)[0] <= 1
        # The files in /proc of a process into which no other program may look belong to root.
        assert Path(f"/proc/{process}/mem").stat().st_uid == 0
        for place in ("cmdline", "environ"):
            assert ANAS.encode() not in Path(f"/proc/{process}/{place}").read_bytes()

    typed = [*NEW, ("a wave", "maybe"), ("in the day", "condition"), ("A condition", "by lamplight"), ("y or n: ", "y")]
    typed += [("> ", "done"), ("have the computer now", "q")]
    said, code = at_a_terminal(plain(home), typed, look if sys.platform == "linux" else lambda process: None)
    assert code == EXIT_GOOD
    for word in (ANAS, "by lamplight", "\nmaybe\r", "> maybe"):
        assert word not in said
    wiped = said.rindex("\x1b[3J")
    assert said.rindex("a wave") < wiped
    file = home / "yes-no-maybe" / "a.sealed"
    assert (file.stat().st_size, file.stat().st_mtime) == (SIZE, DATE)
    assert sorted(path.name for path in home.rglob("*") if path.is_file()) == ["a.sealed", "lock"]


def test_ctrl_c_saves_what_was_answered_and_wipes_the_screen(home: Path) -> None:
    said, code = at_a_terminal(plain(home), [*NEW, ("a wave", "yes"), ("in the day", CTRL_C)])
    assert code == EXIT_INTERRUPTED
    assert said.rstrip().endswith("\x1b[3J")
    said, code = at_a_terminal(
        plain(home),
        [
            ("> ", "f"),
            ("Your passphrase: ", ANAS),
            ("in the day", "back"),
            ("a wave", "show"),
            ("yes", "done"),
            ("now.", "q"),
        ],
    )
    assert code == EXIT_GOOD


def test_the_full_screen_is_one_that_leaves_nothing_to_scroll_back_to(home: Path) -> None:
    """Everything stands on the terminal's other screen, which is gone when the program ends."""
    said, code = at_a_terminal(plain(home)[:1] + plain(home)[2:], [("delete", "q")], lines=False)
    assert code == EXIT_GOOD
    other = said.split("\x1b[?1049h")[1].split("\x1b[?1049l")
    assert "what you both said yes to" in other[0]
    assert "yes" not in other[1]
    said, code = at_a_terminal(plain(home)[:1] + plain(home)[2:], [("delete", CTRL_C)], lines=False)
    assert code == EXIT_INTERRUPTED


def test_a_second_window_is_told_of_the_first(home: Path) -> None:
    seen: list[tuple[str, int]] = []

    def look(process: int) -> None:
        if not seen:
            seen.append(at_a_terminal(plain(home), []))

    assert at_a_terminal(plain(home), [("> ", "q")], look)[1] == EXIT_GOOD
    ((said, code),) = seen
    assert code == EXIT_YOURS
    assert "“Yes, no, maybe” is open in another window." in said
    assert "Close it there first" in said


def test_names_from_the_evening_are_used_here(home: Path) -> None:
    home.mkdir()
    (home / "couple.json").write_text('{"known": true, "names": ["Ana", "Ben"]}', encoding="utf-8")
    said, _ = at_a_terminal(plain(home), [("> ", "b"), ("> ", "q")])
    assert "f: Ana’s list, alone\nj: Ben’s list, alone\n" in said
    assert say.BOTH_NEEDED in " ".join(said.split())


def test_without_a_terminal_nobody_is_asked(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(plain(home)) == EXIT_YOURS
    assert "needs the two of you at a terminal" in capsys.readouterr().err
    assert not home.exists()


def test_a_list_with_mistakes_is_said_before_anybody_is_asked(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = home.parent / "small.yaml"
    file.write_text(SMALL.replace("text: a wave", "text: 3"), encoding="utf-8")
    assert cli.main(plain(home)) == EXIT_YOURS
    assert f"{file}:11:11: error: 3 is a number, or true or false, not words." in capsys.readouterr().err
    assert cli.main(["yes-no-maybe", "--items", str(home.parent / "nothing.yaml")]) == EXIT_YOURS
    assert "There is no such file." in capsys.readouterr().err


def test_what_is_kept_of_the_two_names_the_lists_and_forgetting_leaves_them(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Either list is its owner's, so no command deletes both in one go."""
    for arguments in (["couple"], ["couple", "--forget"]):
        assert cli.main(arguments) == EXIT_GOOD
        assert "yes, no, maybe" not in capsys.readouterr().out
    place = home / "yes-no-maybe"
    place.mkdir(parents=True)
    (place / "b.sealed").write_bytes(b"locked")
    for arguments in (["couple"], ["couple", "--forget"]):
        assert cli.main(arguments) == EXIT_GOOD
        said = capsys.readouterr().out
        assert f"Your answers to “yes, no, maybe” are in {place}" in said
        assert "press D" in said
    assert (place / "b.sealed").read_bytes() == b"locked"


def test_no_passphrase_can_be_given_on_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    for given in ("--passphrase", "--passphrase-fd"):
        with pytest.raises(SystemExit):
            cli.main(["yes-no-maybe", given, BENS])
    capsys.readouterr()
