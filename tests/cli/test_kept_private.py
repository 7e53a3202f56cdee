"""The program's files are for their owner alone, except those that are made for other people; and no command leaves a
memory dump."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from companion import cli

pytestmark = pytest.mark.skipif(
    os.name == "nt", reason="Windows knows no owner's rights (chmod); run it on Linux or macOS"
)


def run(home: Path, *arguments: str) -> None:
    environment = os.environ | {"COMPANION_HOME": str(home)}
    command = ["sh", "-c", 'umask 022; exec "$@"', "sh", sys.executable, "-m", "companion", *arguments]
    subprocess.run(command, env=environment, cwd=home, capture_output=True, timeout=60, check=True)


def modes(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}


def test_nobody_else_may_read_what_is_kept(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    run(home, "crisis", "--region", "IE", "--keep")
    run(home, "list")
    found = modes(home)
    assert "settings.toml" in found
    assert {name: oct(mode) for name, mode in found.items() if mode & 0o077} == {}


def test_a_file_for_other_people_has_the_usual_rights(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    run(home, "new", "exercise", "mine")
    run(home, "handout", "mine.yaml", "-o", "mine.pdf")
    assert {name: mode for name, mode in modes(home).items() if "mine" in name} == {
        "mine.yaml": 0o644,
        "mine.pdf": 0o644,
    }


def test_a_folder_that_such_a_command_makes_first_is_closed_all_the_same(tmp_path: Path) -> None:
    """Without COMPANION_HOME, as nearly everybody has it."""
    look = (
        "import os, sys; from companion import cli, resources; from pathlib import Path; os.umask(0o022)\n"
        "for kind in ('data', 'cache', 'log'):\n"
        "    setattr(resources, f'{kind}_dir', lambda kind=kind: Path(kind))\n"
        "cli.parser = lambda: Parsed()\n"
        "class Parsed:\n"
        "    command = 'pack'\n"
        "    def parse_args(self, argv): return self\n"
        "    def run(self, arguments): os.makedirs('data/exercises'); return 0\n"
        "cli.main(['pack']); print(oct(os.stat('data').st_mode & 0o777))"
    )
    environment = {name: value for name, value in os.environ.items() if name != "COMPANION_HOME"}
    done = subprocess.run(
        [sys.executable, "-c", look],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "0o700\n"


def test_every_command_is_known_to_be_for_oneself_or_for_others() -> None:
    assert set(cli._TO_HAND_ON) <= {name for names in cli._GROUPS.values() for name in names}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has these limits; run it there")
def test_no_command_leaves_a_memory_dump() -> None:
    look = (
        "import companion.__main__ as start; from companion import cli; from resource import RLIMIT_CORE, getrlimit\n"
        "cli.main = lambda: print(getrlimit(RLIMIT_CORE), open('/proc/self/coredump_filter').read())\n"
        "start.run()"
    )
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["(1,", "1)", "00000000"]
