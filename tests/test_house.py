"""The rules of the house that no linter knows. Import rules proper are contracts in pyproject.toml (`lint-imports`)."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import hypothesis
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


SHARED_MODULES: Final = {
    "stop_word": "`cli/stop_word` is the command of that name, and `app/stop_word` does what it asks for",
    "voice": "`phrases/voice` reads the words that the rules in `exercise/check/voice` look for",
}
"""Names that several modules may have, each with its reason: one thing, in the rooms that deal with it."""
SHARED_CLASSES: Final[dict[str, str]] = {}
"""The same for classes of a module's top level."""


def taken_twice(named: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The places of every name that is given in more than one. `named` has names and their places."""
    places: dict[str, list[str]] = {}
    for name, place in named:
        places.setdefault(name, []).append(place)
    return {name: found for name, found in places.items() if len(found) > 1}


def module_names() -> list[tuple[str, str]]:
    return [(path.stem, str(path.relative_to(PACKAGE))) for path in MODULES if not path.stem.startswith("__")]


def class_names() -> list[tuple[str, str]]:
    return [
        (node.name, f"{path.relative_to(PACKAGE)}:{node.lineno}")
        for path in MODULES
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    ]


def test_no_two_modules_share_a_name_but_for_a_reason() -> None:
    """A name given twice has a reason in SHARED_MODULES, and a reason there is for a name that is given twice."""
    twice = taken_twice(module_names())
    assert {name: places for name, places in twice.items() if name not in SHARED_MODULES} == {}
    assert set(SHARED_MODULES) - set(twice) == set()


def test_no_two_classes_share_a_name_but_for_a_reason() -> None:
    twice = taken_twice(class_names())
    assert {name: places for name, places in twice.items() if name not in SHARED_CLASSES} == {}
    assert set(SHARED_CLASSES) - set(twice) == set()


def test_a_name_that_is_taken_twice_would_be_found() -> None:
    named = [("Line", "app/reports.py:1"), ("Page", "crisis/card.py:2"), ("Line", "authoring/draft.py:3")]
    assert taken_twice(named) == {"Line": ["app/reports.py:1", "authoring/draft.py:3"]}
    assert ("conductor", "app/conductor.py") in [(name, Path(place).as_posix()) for name, place in module_names()]
    assert "Session" in dict(class_names())


CLASSES = """
import importlib, pkgutil, companion

def levels(one):
    own = one.__module__.split(".")[0] == "companion"
    return own + max(map(levels, one.__bases__), default=0)

for found in pkgutil.walk_packages(companion.__path__, "companion."):
    if found.name == "companion.__main__":
        continue
    for one in vars(importlib.import_module(found.name)).values():
        if isinstance(one, type) and one.__module__ == found.name:
            print(levels(one), f"{found.name}.{one.__qualname__}")
"""


def test_no_class_stands_on_more_than_one_other_of_ours() -> None:
    """At most two levels of inheritance: a third is an attribute, a mixin or an object that is held."""
    done = subprocess.run([sys.executable, "-c", CLASSES], capture_output=True, text=True, check=True, cwd=ROOT)
    levels = {name: int(level) for level, name in map(str.split, done.stdout.splitlines())}
    assert levels["companion.errors.CompanionError"] == 1
    assert levels["companion.errors.NoVoice"] == 2
    assert {name: level for name, level in levels.items() if level > 2} == {}


def test_fakes_are_written_by_hand() -> None:
    word = "Magic" + "Mock"
    guilty = [
        path
        for path in OURS
        for text in [path.read_text(encoding="utf-8")]
        if word in text or re.search(r"^\s*(from|import) unittest\b.*\bmock\b", text, re.M)
    ]
    assert guilty == []


def test_no_random_example_has_a_time_limit() -> None:
    """A busy machine would break it. The profile in tests/conftest.py holds for all; no test sets another limit."""
    assert hypothesis.settings().deadline is None
    assert hypothesis.HealthCheck.too_slow in hypothesis.settings().suppress_health_check
    guilty = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in OURS
        if path != ROOT / "tests" / "conftest.py"
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\bdead" + r"line=|suppress_health_" + r"check=(?!.*too_slow)", line)
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


FOR_PEOPLE_WITH_A_FILE = ("README.md", "docs/get-companion.md", "docs/package.md")


def test_versions_agree() -> None:
    import companion

    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    version = config["project"]["version"]
    assert companion.__version__ == version
    assert f"## {version}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    # The names of the files that people are given.
    pages = [(ROOT / name).read_text(encoding="utf-8") for name in FOR_PEOPLE_WITH_A_FILE]
    named = {each for page in pages for each in re.findall(r"companion_(?:aloud-)?(\d+(?:\.\d+)+)", page)}
    assert named == {version}


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


def locked(name: str) -> dict[str, set[str]]:
    """The packages of a lock, with the hashes of their files."""
    text = (ROOT / f"{name}.txt").read_text(encoding="utf-8")
    found: dict[str, set[str]] = {}
    for entry in re.sub(r"#.*\n", "", text).replace("\\\n", " ").splitlines():
        pinned = re.match(r"([A-Za-z0-9._-]+==[^ ;]+)", entry)
        assert pinned, f"{name}: not pinned: {entry}"
        found.setdefault(pinned[1].lower().replace("_", "-"), set()).update(re.findall(r"sha256:([0-9a-f]{64})", entry))
    return found


@pytest.mark.parametrize("name", [".ci/lock/build", ".ci/lock/run", ".ci/lock/dev", "companion/weights/npm"])
def test_every_package_is_installed_by_hash(name: str) -> None:
    packages = locked(name)
    assert packages
    assert {package for package, hashes in packages.items() if not hashes} == set()


def test_the_locks_hold_the_pinned_versions() -> None:
    """`.ci/relock` writes them anew."""
    from packaging.requirements import Requirement

    pins = {
        Requirement(line).name.lower().replace("_", "-") + str(Requirement(line).specifier)
        for line in (ROOT / ".ci" / "constraints.txt").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    }
    assert pins - set(locked(".ci/lock/dev")) == set()
    assert set(locked(".ci/lock/run")) <= set(locked(".ci/lock/dev"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for part, requirements in (
        ("run", project["project"]["dependencies"]),
        ("dev", project["project"]["optional-dependencies"]["dev"]),
    ):
        names = {package.split("==")[0] for package in locked(f".ci/lock/{part}")}
        assert {Requirement(each).name.lower().replace("_", "-") for each in requirements} - names == set()
    assert set(project["build-system"]["requires"]) <= set(locked(".ci/lock/build"))
