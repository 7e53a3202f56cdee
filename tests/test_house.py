"""The rules of the house that no linter knows. Import rules proper are contracts in pyproject.toml (`lint-imports`)."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "companion"
MODULES = sorted(PACKAGE.rglob("*.py"))
OURS = sorted({*MODULES, *(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py")})

TEXT = {".py", ".md", ".yaml", ".yml", ".toml", ".txt", ".json", ".cfg", ".sh", ""}
SKIP = {
    ".git",
    ".venv",
    "__pycache__",
    ".hypothesis",
    ".pytest_cache",
    ".mypy_cache",
    ".ruff_cache",
    ".import_linter_cache",
}


def tracked() -> list[Path]:
    """The text files that are, or would be, committed."""
    lines: list[str] = []
    if shutil.which("git"):
        command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
        lines = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout.splitlines()
    if lines:
        paths = [ROOT / line for line in lines]
    else:  # an unpacked source archive, or no git
        paths = [path for path in ROOT.rglob("*") if not SKIP & set(path.relative_to(ROOT).parts)]
    return sorted(path for path in paths if path.is_file() and path.suffix in TEXT)


def test_there_is_something_to_check() -> None:
    assert len(MODULES) > 20
    assert ROOT / "Makefile" in tracked()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_each_module_says_what_lives_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if path.name == "__init__.py" and not text.strip():
        return  # only makes its folder a package
    doc = ast.get_docstring(ast.parse(text))
    assert doc, "a module begins with a docstring: what lives there, and what must not"
    assert doc.splitlines()[0].strip()


LOADED = """
import importlib, pkgutil, sys
import companion.exercise, companion.session
for package in (companion.exercise, companion.session):
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        importlib.import_module(found.name)
heavy = {"textual", "rich", "vosk", "sounddevice", "soundfile", "soxr", "numpy", "pyttsx3", "pyaec", "asyncio"}
print(*sorted(heavy & set(sys.modules)))
"""


def test_the_core_loads_no_screen_no_sound_no_recogniser() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.split() == []


def test_every_part_of_the_house_is_under_the_import_rules() -> None:
    """A new adapter has to be added to the contracts; one that is forgotten would be under no rule at all."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = config["tool"]["importlinter"]["contracts"]
    named = {
        name
        for contract in contracts
        for key in ("source_modules", "modules", "protected_modules")
        for name in contract.get(key, [])
    }
    parts = {f"companion.{path.parent.name}" for path in PACKAGE.glob("*/__init__.py")}
    assert parts - named == set()


def test_fakes_are_written_by_hand() -> None:
    word = "Magic" + "Mock"
    guilty = [
        path
        for path in OURS
        for text in [path.read_text(encoding="utf-8")]
        if word in text or re.search(r"^\s*(from|import) unittest\b.*\bmock\b", text, re.M)
    ]
    assert guilty == []


# In pieces, so that this file may be checked as well.
UNSPEAKABLE = {
    "a registry's address": "|".join(
        re.escape(name)
        for name in (
            "pypi" + ".org", "python" + "hosted.org", "registry." + "npmjs", "npmjs" + ".com", "deb." + "debian.org",
            "archive." + "ubuntu.com", "unpkg" + ".com", "js" + "delivr",
        )
    ),
    "a path of somebody's machine": r"(?<![\w.])/(?:" + "work|root|Users" + r")/\w",
}  # fmt: skip


@pytest.mark.parametrize("what", UNSPEAKABLE)
def test_no_addresses_or_paths_of_machines(what: str) -> None:
    guilty = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"
        for path in tracked()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if re.search(UNSPEAKABLE[what], line)
    ]
    assert guilty == []


def test_versions_agree() -> None:
    import companion

    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    version = config["project"]["version"]
    assert companion.__version__ == version
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_pinned_versions_suit_the_project() -> None:
    """Each dependency of pyproject.toml has a pinned version, and one that it allows."""
    from packaging.requirements import Requirement

    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins: dict[str, list[Requirement]] = {}
    for line in (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pin = Requirement(line)
            pins.setdefault(pin.name.lower().replace("_", "-"), []).append(pin)
    for text in [*config["dependencies"], *config["optional-dependencies"]["dev"]]:
        wanted = Requirement(text)
        found = pins.get(wanted.name.lower().replace("_", "-"), [])
        assert found, f"{wanted.name} is not in .ci/constraints.txt"
        for pin in found:
            (exact,) = pin.specifier
            assert wanted.specifier.contains(exact.version), f"{pin} does not suit {wanted}"
