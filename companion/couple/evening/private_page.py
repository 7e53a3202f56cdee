"""The private page before touch: its rows, and the answers that lead to an evening without touch. Pure.

Both are asked the same rows in the same words. Their defaults come only from what both of them know: the author, what
is left of this evening, and what both saw the last time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from companion.couple.evening.form import FormQuestion
from companion.couple.evening.lengths import Length, lengths_of
from companion.couple.evening.pages import PageOption
from companion.couple.evening.texts import Texts
from companion.exercise.scalars import spell_seconds

TOO_MUCH = 7
"""Distress (0 to 10) from which there is no touch that evening, and from which help is pointed out afterwards."""
TEN = "t"
"""The key of the number 10: every number takes one key, so that a partner who hears the keys cannot count them."""
SAFETY, NUMBER, DRINK, TOUCH, STEP, CLOTHES = "safety", "number", "drink", "touch", "step", "clothes"
USUAL, SAME, ALL = "usual", "same", "all"
"""The only row of a usual evening, and two of its answers: as usual, and every question one by one."""
NEVER = "never"
"""The answer to an area that leaves it out from now on."""
AREA, LENGTH = "area:", "length:"
"""Prefixes of the names of rows: there is a row for each area, and one for each length."""

Given = Mapping[str, str]
"""The answers of one person, by the name of the row."""


@dataclass(frozen=True, slots=True)
class Scope:
    """The choices that are left tonight: both people are asked about these. Some are set before they answer."""

    areas: tuple[str, ...]
    left_out: frozenset[str] = frozenset()
    """The areas that are left out unless somebody says otherwise."""
    known: frozenset[str] = frozenset()
    """The areas that were part of an exercise which the two have done together. Every other one has to be
    answered."""
    lengths: Mapping[str, Length] = field(default_factory=dict)
    """By name; `seconds` is what stands there."""
    clothes: bool = True
    """They may say that clothes are as agreed; otherwise they stay on, as decided before or because no clothes cover
    these areas."""
    safety: bool = False
    step: bool = False
    """They have done an exercise of touch before, and say whether it shall be the same, smaller, or the next."""
    next: bool = False
    """There is a next one."""
    ask_length: bool = True
    """They say how long at most. On a first evening it is the usual length, or the shortest for "a little"."""


def number_options() -> tuple[PageOption, ...]:
    return tuple(PageOption(TEN if n == 10 else str(n), str(n), str(n)) for n in range(11))


def rows(scope: Scope, texts: Texts) -> tuple[FormQuestion, ...]:
    """Returns the rows of the private page, the same for both."""
    word = texts.word

    def options(*keys: tuple[str, str, str]) -> tuple[PageOption, ...]:
        return tuple(PageOption(key, value, word(text)) for key, value, text in keys)

    def row(
        kind: str,
        given: tuple[PageOption, ...],
        *,
        name: str = "",
        default: str = "",
        said: str = "",
        hints: tuple[str, ...] = (),
        **values: str,
    ) -> FormQuestion:
        values = {key: texts.area(value) if key == "area" else value for key, value in values.items()}
        text = texts.page(f"row_{said or kind}", **values)
        hints = (*hints, *text.lines)
        if default:
            stands = next(option.text for option in given if option.value == default)
            hints = (*hints, word("form_default", answer=stands))
        return FormQuestion(name or kind, word(f"label_{kind}", **values), text.title, given, hints, default)

    no_yes = options(("n", "no", "no"), ("y", "yes", "yes"), ("r", "rather", "rather_not"))
    found = [row(SAFETY, no_yes)] if scope.safety else []
    touch = options(("y", "yes", "yes"), ("a", "little", "a_little"), ("n", "no", "rather_none"))
    told = () if scope.ask_length else tuple(_length_told(name, each, texts) for name, each in scope.lengths.items())
    hints = told or (word("little_shorter"),)
    only = only_area(scope)
    found += [
        row(NUMBER, number_options()),
        row(DRINK, no_yes),
        row(TOUCH, touch, said="touch_here" if only else "", hints=hints, area=only),
    ]
    if scope.step:
        steps = [("1", "same", "step_same"), ("2", "smaller", "step_smaller")]
        if scope.next:
            steps.append(("3", "next", "step_next"))
        found.append(row(STEP, options(*steps), default="same"))
    for area in scope.areas if not only else ():
        default = "no" if area in scope.left_out else "yes" if area in scope.known else ""
        given = options(("y", "yes", "yes"), ("n", "no", "not_tonight"), ("v", NEVER, "never"))
        found.append(row("area", given, name=AREA + area, default=default, area=area))
    if scope.clothes:
        given = options(("o", "on", "clothes_on"), ("a", "agreed", "clothes_agreed"))
        found.append(row(CLOTHES, given, default="on"))
    for name, length in scope.lengths.items() if scope.ask_length else ():
        if len(there := lengths_of(length)) > 1:
            given = tuple(
                PageOption(str(n), f"{seconds:g}", spell_seconds(seconds)) for n, seconds in enumerate(there, 1)
            )
            found.append(
                row("length", given, name=LENGTH + name, default=f"{length.seconds:g}", which=name.replace("-", " "))
            )
    return tuple(found)


def _length_told(name: str, length: Length, texts: Texts) -> str:
    """Says how long it will be if the two are not asked, and how much shorter "a little" is."""
    which, word = name.replace("-", " "), texts.word
    told = word("fits_length", which=which, seconds=spell_seconds(length.seconds))
    if length.shortest >= length.seconds:
        return told
    return f"{told} {word('little_length', seconds=spell_seconds(length.shortest))}"


def only_area(scope: Scope) -> str:
    """Returns the area that is asked about if there is only one, so that the question about touch can name it;
    otherwise ""."""
    return scope.areas[0] if len(scope.areas) == 1 else ""


def with_only_area(given: Given, scope: Scope) -> Given:
    """Adds the answer about the only area to one person's answers. It is their answer about touch, because that
    question named the area."""
    if not (only := only_area(scope)):
        return given
    return {AREA + only: "no" if given[TOUCH] == "no" else "yes", **given}


# ---- a usual evening -------------------------------------------------------------------------------------------------


def usual_row(areas: Collection[str], scope: Scope, texts: Texts) -> FormQuestion:
    """Returns the only row of a usual evening, with these areas. Each answer takes one key; Enter gives none."""
    word = texts.word
    options = (
        PageOption("y", SAME, word("yes")),
        PageOption("a", "little", word("a_little")),
        PageOption("n", "no", word("rather_none")),
        PageOption("e", ALL, word("usual_all")),
    )
    text = texts.page("row_usual", areas=texts.areas_in_words(areas))
    told = tuple(_length_told(name, each, texts) for name, each in scope.lengths.items())
    return FormQuestion(USUAL, word("label_usual"), text.title, options, (*told, *text.lines))


def as_usual(answer: str, areas: Collection[str], scope: Scope) -> Given:
    """Returns the answers of one person who would like their usual evening, a little of it, or rather not: clothes stay
    on, other areas are left out, and the turns are no longer than the row says."""
    touch = {SAME: "yes"}.get(answer, answer)
    return {
        NUMBER: "0",
        DRINK: "no",
        TOUCH: touch,
        STEP: "same",
        CLOTHES: "on",
        **{AREA + area: "yes" if area in areas and touch != "no" else "no" for area in scope.areas},
        **{LENGTH + name: f"{length.seconds:g}" for name, length in scope.lengths.items()},
    }


# ---- what fits -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fit:
    """The touch that fits both tonight."""

    areas: tuple[str, ...]
    clothes: str
    lengths: Mapping[str, float]
    next: bool = False
    """Both would like the next exercise."""
    never: frozenset[str] = frozenset()
    """The areas that one of them leaves out from now on."""


def closes(given: Given) -> bool:
    """Tells whether these answers of one person leave no touch tonight."""
    return (
        given.get(SAFETY, "no") != "no"
        or int(given[NUMBER]) >= TOO_MUCH
        or given[DRINK] != "no"
        or given[TOUCH] == "no"
    )


def what_fits(first: Given, second: Given, scope: Scope) -> Fit | None:
    """Returns the smaller of what two people want, or None if nothing is left. It does not say whose answer it was
    that made it smaller, nor which."""
    both = (with_only_area(first, scope), with_only_area(second, scope))
    areas = tuple(area for area in scope.areas if all(given[AREA + area] == "yes" for given in both))
    if any(closes(given) for given in both) or not areas:
        return None
    steps = [given.get(STEP, "same") for given in both]
    little = any(given[TOUCH] == "little" for given in both)
    shortest = "smaller" in steps or little
    return Fit(
        areas,
        "agreed" if all(given.get(CLOTHES, "on") == "agreed" for given in both) else "on",
        {name: _smaller(both, name, length, shortest=shortest) for name, length in scope.lengths.items()},
        never=frozenset(area for area in scope.areas if any(given[AREA + area] == NEVER for given in both)),
        next=steps == ["next", "next"] and not little,  # the next one has closer touch
    )


def _smaller(both: Collection[Given], name: str, length: Length, *, shortest: bool) -> float:
    if shortest:
        return length.shortest
    return min(float(given.get(LENGTH + name, length.seconds)) for given in both)
