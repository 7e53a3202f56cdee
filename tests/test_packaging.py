"""The wheel: its files, and that it runs from anywhere without the source tree."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import companion

ROOT = Path(__file__).parents[1]


def built_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy of the sources, as `pip install .` would, so that nothing is left in the tree."""
    sources = tmp_path_factory.mktemp("sources") / "companion"
    wanted = ["companion", "exercises", "models/catalog.yaml", "models/README.md", "docs"]
    wanted += ["pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", ".gitignore"]
    for name in wanted:
        source, target = ROOT / name, sources / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, target)
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--disable-pip-version-check"]
    done = subprocess.run([*command, "--wheel-dir", str(out), str(sources)], capture_output=True, text=True)
    if done.returncode and "No matching distribution found for hatchling" in done.stderr:
        pytest.skip(
            "hatchling, which builds the wheel, is not installed, and could not be fetched: pip install hatchling"
        )
    assert done.returncode == 0, done.stderr
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_wheel(tmp_path_factory)


def test_the_same_sources_make_the_same_bytes(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    again = built_wheel(tmp_path_factory)
    assert again.name == wheel.name == f"companion_aloud-{companion.__version__}-py3-none-any.whl"
    assert again.read_bytes() == wheel.read_bytes()


def test_its_page_needs_nothing_beside_it(wheel: Path) -> None:
    """A registry shows the text alone: a link to a file of the source would lead nowhere."""
    with zipfile.ZipFile(wheel) as box:
        (name,) = [name for name in box.namelist() if name.endswith(".dist-info/METADATA")]
        head, _, page = box.read(name).decode().partition("\n\n")
    assert "Description-Content-Type: text/markdown" in head
    assert page.startswith("# Companion\n")
    assert "](" not in page


def test_what_is_inside(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as box:
        names = set(box.namelist())
    shipped = {
        path.relative_to(ROOT / "exercises").as_posix() for path in (ROOT / "exercises").rglob("*.yaml")
    }  # fmt: skip
    assert {f"companion/_exercises/{name}" for name in shipped} <= names
    assert "companion/_models/catalog.yaml" in names
    # The files beside the modules (words, icons, lists) have to come along, except those that were only made there.
    beside = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "companion").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    }
    assert beside - names == set()
    assert {name for name in names if name.startswith("companion/")} - beside == {
        name for name in names if name.startswith(("companion/_exercises/", "companion/_models/"))
    }
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any(name.startswith(("tests/", "bench/", "models/")) for name in names)


INSIDE = """
import companion, companion.resources as r, pathlib, sys
from companion.cli import main
package = pathlib.Path(companion.__file__).parent
assert str(package).startswith(sys.argv[1]), package
assert r.catalog_path() == package / "_models" / "catalog.yaml", r.catalog_path()
assert not str(r.models_dir()).startswith(sys.argv[1]), r.models_dir()
sys.exit(main(["setup", "--list"]))
"""


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, installed into a folder of its own; its dependencies are those of these tests."""
    folder = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--disable-pip-version-check"]
    subprocess.run([*command, "--no-index", "--target", str(folder), str(wheel)], check=True, capture_output=True)
    return folder


def run(installed: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    home = cwd / "home"
    # The tests' own companion is installed editable; a path in PYTHONPATH comes before it.
    environment = {**os.environ, "PYTHONPATH": str(installed), "COMPANION_HOME": str(home)}
    environment.pop("COMPANION_MODELS", None)
    return subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )


def test_its_catalog_is_found_from_any_folder(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "-c", INSIDE, str(installed))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "vosk-model-small-en-us-0.15" in done.stdout


def test_its_exercises_are_found_from_any_folder(installed: Path, tmp_path: Path) -> None:
    done = run(installed, tmp_path, "-c", "import sys; from companion.cli import main; sys.exit(main(['list']))")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "right-now" in done.stdout


def test_the_command_is_installed(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as box:
        (entry,) = [name for name in box.namelist() if name.endswith("entry_points.txt")]
        assert "companion = companion.__main__:run" in box.read(entry).decode()
