"""The standing limits of one person from “yes, no, maybe”, used on their private page. Pure.

They are opened with that person's own passphrase, on their own page, and only make their answers smaller. The other one
can't tell an answer that they made smaller from one that was given by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from companion.couple.evening.form import FormQuestion
from companion.couple.evening.lengths import Length, lengths_of
from companion.couple.evening.page_answers import Labels
from companion.couple.evening.pages import A, B, Page, PageKind, PageOption
from companion.couple.evening.private_page import AREA, CLOTHES, LENGTH, TOUCH, Given
from companion.couple.evening.texts import Texts

LIMITS, USE = "limits", "use"
"""The name of the row, and the answer that uses them."""
_TURNS = 2
"""Turns of an exercise. The longest time is for both together, and each gets its half."""


@dataclass(frozen=True, slots=True, repr=False)
class StandingLimits:
    """The limits of one person. Its `repr` shows none of them, so no log or error message can."""

    never: frozenset[str] = frozenset()
    """Areas that are never touched, in small letters."""
    clothes_on: bool = False
    minutes: int | None = None
    """The longest time; None for no limit."""


@dataclass(frozen=True, slots=True)
class LimitsAtHand:
    """The lists that are there, and how one is opened."""

    there: frozenset[str]
    """The people, "a" and "b", who have a sealed list. Everybody at this computer can see that."""
    unlock: Callable[[str, str], StandingLimits | None]
    """Takes "a" or "b" and a passphrase, and may take a second. Returns None if it opens nothing."""


NO_LIMITS = LimitsAtHand(frozenset(), lambda who, passphrase: None)


def limits_row(texts: Texts) -> FormQuestion:
    """Returns the row that asks if the limits are to be used. It needs no answer."""
    word, text = texts.word, texts.page("row_limits")
    options = (PageOption("u", USE, word("limits_use")), PageOption("n", "no", word("limits_not")))
    hints = (*text.lines, word("form_default", answer=options[1].text))
    return FormQuestion(LIMITS, word("label_limits"), text.title, options, hints, default="no")


def limited(
    given: Given,
    limits: StandingLimits,
    lengths: Mapping[str, Length],
    to_choose: Callable[[Length], Sequence[float]] = lengths_of,
) -> Given:
    """Returns the answers of one person before touch, made smaller by their limits.

    `lengths`: the exercise's. `to_choose` gives the lengths that could be chosen by hand, in order; a limited length is
    always one of them, because any other would show that a limit was used.
    """
    small = dict(given)
    for name in given:
        if name.startswith(AREA) and name.removeprefix(AREA).casefold() in limits.never:
            small[name] = "no"
    if limits.clothes_on:
        small[CLOTHES] = "on"
    if limits.minutes is not None:
        most = limits.minutes * 60.0 / _TURNS
        for name, length in lengths.items():
            chosen = float(given.get(LENGTH + name, length.seconds))
            fits = [each for each in to_choose(length) if each <= min(chosen, most)]
            small[LENGTH + name] = f"{max(fits, default=length.shortest):g}"
            if length.shortest > most:
                small[TOUCH] = "no"  # even at its shortest it is longer than that
    return small


class OwnPassphrase:
    """Asks one person for their passphrase, alone. Nothing of the list is shown."""

    def __init__(self, who: str, limits: LimitsAtHand, texts: Texts, label: Labels) -> None:
        self._who = who
        self._at_hand = limits
        self._texts = texts
        self._label = label
        self._note = ""
        self.limits = StandingLimits()
        """The limits once they are opened; none if the person went on without them."""
        self.done = False

    def page(self) -> Page:
        called, other = self._label(self._who), self._label(B if self._who == A else A)
        text = self._texts.page("passphrase", who=called, other=other)
        page = Page("passphrase", PageKind.ENTRY, text.title, text.lines, note=self._note)
        return replace(page, private=True, who=self._who, called=called, back=True, slow=True, help=True)

    def answer(self, value: str) -> None:
        found = self._at_hand.unlock(self._who, value) if value else StandingLimits()
        if found is None:
            self._note = self._texts.word("passphrase_wrong")
        else:
            self.limits, self.done = found, True
