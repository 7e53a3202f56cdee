"""Two people at the pages of an evening, by hand: what they answer, and everything they are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from companion.evening.after import After
from companion.evening.before import About, Evening
from companion.evening.memory import Kept
from companion.evening.pages import Offer, Page, PageKind
from companion.evening.tonight import Length
from companion.phrases.evening import load_evening

TEXTS = load_evening()
TODAY = 739_000
SURE = 0.5
"""A number drawn by chance that leads to nothing."""
UNLUCKY = 0.1
"""One that leads to something without touch."""

HANDS = About(
    id="hand-and-forearm",
    areas=("hands", "forearms"),
    rung=2,
    lengths={"turn": Length(180.0, 60.0, 600.0)},
    rungs=(1, 2, 3),
    without=(Offer("right-now", "One minute, right now"), Offer("side-by-side", "Side by side")),
    touch=(Offer("lying-close", "Lying close", 3), Offer("hand-to-hand", "Hand to hand", 1)),
)
FLOOR = About(id="two-perspectives", lengths={"turn": Length(180.0, 60.0, 600.0)})
KNOWN = Kept(known=True, a="Ana", b="Ben", checked=TODAY - 3, rungs={1: TODAY - 2, 2: TODAY - 2})
"""They have been here before, and the whole check was three days ago."""
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


@dataclass(frozen=True, slots=True)
class Found:
    """What a check of a stop word found, as `hearing.stop_word.Checked`."""

    word: str
    good: bool = True
    message: str = ""
    hint: str = ""


def any_word(word: str) -> Found:
    """Takes every word but "yes"."""
    if word == "yes":
        return Found(word, False, "“yes” means something else.", "What about “apricot”, “lantern” or “harbour”?")
    return Found(word.casefold())


def evening(
    about: About = HANDS,
    kept: Kept = KNOWN,
    *,
    chance: float = SURE,
    today: int = TODAY,
    check: Callable[[str], Found] = any_word,
    reserved: frozenset[str] = frozenset({"stop", "red", "yes"}),
) -> Evening:
    return Evening(about, kept, TEXTS, today, chance=chance, check_word=check, reserved=reserved)


@dataclass
class Walked:
    machine: Evening
    shown: list[Page] = field(default_factory=list)
    """Every page, in order."""

    def names(self, who: str = "") -> list[str]:
        return [page.name for page in self.shown if not who or page.who == who]


def walk(machine: Evening, answers: Mapping[tuple[str, str], str] | None = None, *, until: str = "") -> Walked:
    """Answers every page until it is over (or until the page called `until`): by (page, who) as given, else kindly."""
    answers = answers or {}
    walked = Walked(machine)
    for _ in range(100):
        page = machine.page()
        walked.shown.append(page)
        if machine.result is not None or page.name == until:
            return walked
        machine.answer(answers.get((page.name, page.who), kindly(page)), TODAY)
    raise AssertionError("an evening without end")


def kindly(page: Page) -> str:
    """What makes no trouble."""
    if page.kind is PageKind.NUMBER:
        return "3"
    if page.kind is PageKind.CHOICE:
        options = {option.value: option.key for option in page.options}
        wanted = "no" if page.private else "yes"
        return options.get(wanted, page.options[0].key)
    return ""


def move(machine: Evening | After, answer: str) -> None:
    """An answer, or what two keys do: BACK and LEAVE."""
    if answer == "BACK":
        machine.back()
    elif answer == "LEAVE":
        machine.leave()
    else:
        machine.answer(answer, TODAY)
