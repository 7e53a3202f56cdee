"""Two people at the pages of an evening, by hand: they answer, and everything that they are shown is kept."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from companion.couple.evening.after import After
from companion.couple.evening.before import Evening
from companion.couple.evening.chosen_exercise import ChosenExercise
from companion.couple.evening.lengths import Length
from companion.couple.evening.memory import Kept
from companion.couple.evening.pages import FormRow, OfferedExercise, Page, PageKind
from companion.couple.page_words import load_evening

TEXTS = load_evening()
TODAY = 739_000

HANDS = ChosenExercise(
    id="hand-and-forearm",
    areas=("hands", "forearms"),
    rung=2,
    lengths={"turn": Length(180.0, 60.0, 600.0)},
    without=(OfferedExercise("right-now", "One minute, right now"), OfferedExercise("side-by-side", "Side by side")),
    touch=(
        OfferedExercise("lying-close", "Lying close", 3, ("arms",), 60.0),
        OfferedExercise("exploring-hands", "Exploring hands", 1, ("hands",), 60.0),
    ),
)
FLOOR = ChosenExercise(id="two-perspectives", lengths={"turn": Length(180.0, 60.0, 600.0)})
KNOWN = Kept(known=True, a="Ana", b="Ben", checked=TODAY - 3)
"""They have been here before, and were asked about safety three days ago."""
OUR_HANDS = """\
format: 1
id: our-hands
title: Our hands
summary: Hands.
people: 2
kind: touch
touch: [hands]
rung: 1
cautions: [None.]
sources: [None.]
author: A
license: CC0
lengths:
  turn: {default: 1 min, from: 1 min, to: 3 min}
steps:
  - agree: Hands?
  - turns: {length: turn, steps: ["{giver}, lay your hand on theirs, or leave it.", wait: rest]}
ending: [That is all.]
"""
"""An exercise of touch for two, as a file."""
CALM = {"safety": "no", "number": "3", "drink": "no", "touch": "yes", "usual": "same"}
"""The answers of somebody who would like touch and has nothing to say against it."""


@dataclass(frozen=True, slots=True)
class Found:
    """The result of checking a stop word, as `hearing.stop_word.Checked`."""

    word: str
    good: bool = True
    message: str = ""
    hint: str = ""


def any_word(word: str) -> Found:
    """Takes every word but "yes"."""
    if word == "yes":
        return Found(word, False, "“yes” means something else.", "How about “apricot”, “lantern” or “harbour”?")
    return Found(word.casefold())


def evening(
    about: ChosenExercise = HANDS,
    kept: Kept = KNOWN,
    *,
    today: int = TODAY,
    check: Callable[[str], Found] = any_word,
    reserved: frozenset[str] = frozenset({"stop", "red", "yes"}),
) -> Evening:
    return Evening(about, kept, TEXTS, today, check_word=check, reserved=reserved)


@dataclass
class Walked:
    machine: Evening
    shown: list[Page] = field(default_factory=list)
    """Every page, in order, a form once for each row."""
    keys: int = 0
    """Keys that were pressed, the letters of names left out."""

    def names(self, who: str = "") -> list[str]:
        return list(dict.fromkeys(page.name for page in self.shown if not who or page.who == who))


def row_name(page: Page) -> str:
    """Finds which row is being answered, by its label: "safety", "area:hands", "length:turn"."""
    return name_of(page.rows[page.at].label)


def name_of(label: str) -> str:
    for name in ("safety", "number", "drink", "touch", "step", "clothes", "usual"):
        if label == TEXTS.word(f"label_{name}"):
            return name
    before = TEXTS.word("label_length", which="")
    return f"length:{label.removeprefix(before)}" if label.startswith(before) else f"area:{label}"


def walk(
    machine: Evening,
    a: Mapping[str, str] | None = None,
    b: Mapping[str, str] | None = None,
    *,
    pages: Mapping[str, str] | None = None,
    until: str = "",
    today: int = TODAY,
) -> Walked:
    """Answers every page until it is over (or until the page called `until`).

    `a` and `b`: what the two answer on their own page, by row; rows with a default that are not named are left alone.
    `pages`: answers to the other pages, by name; where none is given, something that makes no trouble.
    """
    own = {"a": {**CALM, **(a or {})}, "b": {**CALM, **(b or {})}}
    walked = Walked(machine)
    for _ in range(200):
        page = machine.page()
        walked.shown.append(page)
        if machine.result is not None or page.name == until:
            return walked
        if page.kind is PageKind.FORM:
            _answer_row(walked, page, own[page.who], today)
        else:
            machine.answer((pages or {}).get(page.name, kindly(page)), today)
            walked.keys += 1
    raise AssertionError("an evening without end")


def _answer_row(walked: Walked, page: Page, own: Mapping[str, str], today: int) -> None:
    name = row_name(page)
    last = page.at == len(page.rows) - 1
    given = {name_of(row.label): "yes" for row in page.rows if area_is_open(row)} | dict(own)
    wanted = any(name_of(row.label) in given for row in page.rows[page.at :])
    if name in given:
        option = next(option for option in page.options if given[name] in (option.value, option.key, option.text))
        walked.machine.answer(option.key, today)
        walked.keys += 1
        if last:
            walked.machine.answer("", today)
            walked.keys += 1
    elif wanted:
        walked.machine.move(1)
        walked.keys += 1
    else:
        walked.machine.answer("", today)
        walked.keys += 1


def area_is_open(row: FormRow) -> bool:
    """Tells whether a row is an area that has to be answered, and is not."""
    return name_of(row.label).startswith("area:") and row.state == TEXTS.word("form_open")


def kindly(page: Page) -> str:
    """Returns an answer that raises no concern."""
    if page.kind is PageKind.FORM:
        row = page.rows[page.at]
        is_open = row.state == TEXTS.word("form_open")
        return CALM.get(row_name(page), "yes" if area_is_open(row) else "") if is_open else ""
    if page.kind in (PageKind.CHOICE, PageKind.HANDOVER):
        options = {option.value: option.key for option in page.options}
        return options.get("yes", page.options[0].key)
    return ""


def move(machine: Evening | After, answer: str) -> None:
    """Gives an answer, or presses a key that does something else: BACK, LEAVE, an arrow."""
    if answer == "BACK":
        machine.back()
    elif answer == "LEAVE":
        machine.leave()
    elif answer in ("UP", "DOWN"):
        machine.move(-1 if answer == "UP" else 1)
    elif answer in ("LEFT", "RIGHT"):
        machine.turn(-1 if answer == "LEFT" else 1)
    else:
        machine.answer(answer, TODAY)
