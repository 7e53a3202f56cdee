"""The processes that the program starts of itself: their commands, and the way into them."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

import companion
from companion.children import CHILDREN, child_command, own_command, run_child

PACKAGE = Path(companion.__file__).parent


def test_every_child_has_a_module_that_can_run() -> None:
    for module in CHILDREN.values():
        found = importlib.util.find_spec(module)
        assert found is not None, module
        assert found.origin is not None, module
        tree = ast.parse(Path(found.origin).read_text(encoding="utf-8"))
        assert "main" in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, module


def test_an_installed_folder_is_its_own_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    assert own_command("list") == (sys.executable, "-P", "-m", "companion", "list")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert own_command("list") == (sys.executable, "list")
    assert child_command("decoder", "9") == (sys.executable, "--child", "decoder", "9")


def test_a_child_that_is_not_there() -> None:
    with pytest.raises(KeyError):
        child_command("cook")


@pytest.mark.parametrize("arguments", [[], ["cook"], ["--help"], ["cli"]])
def test_somebody_who_types_it(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_child(arguments) == 1
    assert "`companion --help` lists all commands." in capsys.readouterr().err


def test_no_other_part_of_the_program_runs_python_by_itself() -> None:
    """A program that is one folder has no Python that runs a module or a piece of code."""
    guilty = [
        str(path.relative_to(PACKAGE))
        for path in PACKAGE.rglob("*.py")
        if path.name != "children.py" and "sys.executable" in path.read_text(encoding="utf-8")
    ]
    assert guilty == []


def test_a_file_of_theirs_is_not_imported_in_place_of_python_s(tmp_path: Path) -> None:
    for name in ("struct", "json", "importlib", "companion"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(9)\n")
    done = subprocess.run(child_command("walls"), cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_a_child_loads_no_command_line_and_no_screen() -> None:
    code = (
        "import sys; sys.argv = ['companion', '--child', 'walls']\n"
        "from companion.__main__ import run\n"
        "try: run()\n"
        "except SystemExit as end: assert not end.code\n"
        "heavy = {'companion.cli', 'companion.app', 'argparse', 'asyncio', 'numpy', 'textual', 'pydantic'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
