"""The documents for people who work on the project: their links lead somewhere, and they are true to the code."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from companion.couple.around_tonight import AGREEMENTS
from companion.couple.evening.wishes import TIMES
from companion.exercise.plan import Choices, planned_seconds
from companion.exercise.planner import plan
from companion.packs.shelf import Shelf
from companion.phrases import load_phrases
from companion.resources import OwnPlace

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "companion"
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
ROOMS = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
EVERYTHING = "everything"


def table_rows(text: str, first: str) -> list[list[str]]:
    """The cells of every table whose first column is called `first`."""
    found: list[list[str]] = []
    inside = False
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")] if line.startswith("|") else []
        if cells and inside and not set(cells[0]) <= set("-: "):
            found.append(cells)
        inside = bool(cells) and (inside or cells[0] == first)
    return found


# ---- links -----------------------------------------------------------------------------------------------------------


def links(text: str) -> list[str]:
    without_code = re.sub(r"```.*?```", "", text, flags=re.S)
    return [link for link in re.findall(r"\]\(([^)\s]+)\)", without_code) if not re.match(r"[a-z]+:", link)]


def headings(text: str) -> set[str]:
    """The anchors of a page's headings, as most hosts of repositories make them."""
    lines = re.findall(r"^#+ (.*)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", line.lower()).replace(" ", "-") for line in lines}


def broken(document: Path) -> list[str]:
    text = document.read_text(encoding="utf-8")
    found = []
    for link in links(text):
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        if not target.exists() or (anchor and anchor not in headings(target.read_text(encoding="utf-8"))):
            found.append(link)
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    assert broken(document) == []


def test_a_broken_link_would_be_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One two\n[a](#one-two) [b](#three) [c](other.md) [d](https://example.org)\n", encoding="utf-8")
    assert broken(page) == ["#three", "other.md"]


def test_every_document_can_be_reached_from_the_first_page() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        for link in links(page.read_text(encoding="utf-8")):
            target = (page.parent / link.partition("#")[0]).resolve()
            if target.suffix == ".md" and target.exists() and target not in reached:
                waiting.append(target)
    assert {path for path in DOCUMENTS if path.name != "CHANGELOG.md"} - reached == set()


# ---- the first page --------------------------------------------------------------------------------------------------


def test_the_list_of_what_is_saved_has_each_place_in_the_own_folder() -> None:
    rows = table_rows((ROOT / "docs" / "install.md").read_text(encoding="utf-8"), "what")
    told = {name for row in rows for name in re.findall(r"`([^`]+)`", row[1])}
    places = {place.value[1] for place in OwnPlace if place.value[0] == "data" and place is not OwnPlace.MODELS}
    assert {name if "." in name else f"{name}/" for name in places} <= told
    assert any(row[1] == "the models folder" for row in rows)


def commands(text: str) -> set[str]:
    """The `make` commands that a page shows on lines of their own, set off as code."""
    return {line.split()[1] for line in text.splitlines() if re.match(r"    make \w", line)}


def test_the_first_page_shows_how_to_start_it_and_how_to_test_it() -> None:
    shown = commands((ROOT / "README.md").read_text(encoding="utf-8"))
    assert {"run", "test"} <= shown
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    assert shown - set(targets) == set()


def test_a_command_within_a_sentence_does_not_count() -> None:
    assert commands("Type `make run`.\nmake check\n\n    make test      runs the tests\n") == {"test"}


# ---- the evening -----------------------------------------------------------------------------------------------------


def test_the_evening_says_how_much_time_an_exercise_with_touch_needs() -> None:
    """A person who doesn't see one would otherwise take the lack of time for a partner's no."""
    shelf, page = Shelf(), (ROOT / "docs" / "evening.md").read_text(encoding="utf-8")
    spoken = {15: "a quarter of an hour", 30: "half an hour"}
    needs = []
    for id in AGREEMENTS:
        loaded = shelf.find(id)
        shortest = Choices(lengths={name: length.from_ for name, length in loaded.exercise.lengths.items()})
        made = plan(loaded.exercise, shortest, load_phrases("en"), includes=loaded.includes)
        needs.append(spoken[min(most for most in TIMES if most >= round(planned_seconds(made) / 60))])
    told = f"*Holding hands* needs {needs[0]}, and the cuddle {needs[1]}."
    assert told in " ".join(page.split())


# ---- the recipes -----------------------------------------------------------------------------------------------------


def in_recipes() -> list[str]:
    """Every path in the recipes, and a name in the code after it where one is given: `path` or `path name`."""
    text = CONTRIBUTING.read_text(encoding="utf-8")
    recipes = text.split("## Recipes")[1].split("## Recordings of people")[0]
    return re.findall(r"`((?:companion|tests|docs|models|bench)/[\w./-]*)`", recipes)


def test_every_file_of_a_recipe_is_there() -> None:
    paths = in_recipes()
    assert len(paths) > 40
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_every_name_of_a_recipe_is_in_the_code() -> None:
    text = CONTRIBUTING.read_text(encoding="utf-8").split("## Recipes")[1].split("## Recordings of people")[0]
    code = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    names = {name for name in re.findall(r"`(_?[A-Z]\w+|[a-z]+_\w+)`", text) if not name.isdigit()}
    assert {"_BEST_FIRST", "make_voice"} <= names
    assert [name for name in sorted(names) if not re.search(rf"\b{name}\b", code)] == []


def test_the_rules_of_a_session_stand_in_the_order_of_their_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (layers,) = [each["layers"] for each in contracts if each["name"].startswith("A session's rules know only")]
    depth = {name.strip().rpartition(".")[2]: at for at, layer in enumerate(layers) for name in layer.split("|")}
    rows = table_rows(ARCHITECTURE.read_text(encoding="utf-8"), "rule")
    told = [row[0].strip("`") for row in rows if re.fullmatch(r"`\w+`", row[0])]
    assert set(told) == set(depth)
    assert [depth[name] for name in told] == sorted(depth.values())


# ---- the rooms -------------------------------------------------------------------------------------------------------


def drawn() -> dict[str, set[str]]:
    """By room, the rooms and root modules that docs/architecture.md lets it import."""
    found = {}
    for name, _, may in table_rows(ARCHITECTURE.read_text(encoding="utf-8"), "room"):
        (room,) = re.findall(r"^`(\w+)/`$", name)
        found[room] = {EVERYTHING} if may.startswith(EVERYTHING) else set(re.findall(r"`(\w+)`", may))
    return found


def imported(room: str) -> set[str]:
    """The other rooms and the root modules that a room imports."""
    found: set[str] = set()
    for path in (PACKAGE / room).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.ImportFrom) and node.module:
                names = [f"{node.module}.{each.name}" for each in node.names]
            elif isinstance(node, ast.Import):
                names = [each.name for each in node.names]
            found |= {name.split(".")[1] for name in names if name.startswith("companion.")}
    return found - {room, "__version__"}


def test_every_room_is_drawn() -> None:
    assert set(drawn()) == ROOMS


@pytest.mark.parametrize("room", sorted(ROOMS - {"app", "cli"}))
def test_a_room_imports_what_its_row_says(room: str) -> None:
    assert imported(room) - drawn()[room] == set()


def test_only_the_app_and_the_command_line_may_import_everything() -> None:
    assert {room for room, may in drawn().items() if EVERYTHING in may} == {"app", "cli"}
