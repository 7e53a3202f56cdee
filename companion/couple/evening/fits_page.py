"""The shared page before touch: it shows the touch that fits both tonight, and the choices in its place. Pure.

Either of them may make it smaller, without touch or with a gentler exercise. Something larger takes the keys of both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from companion.couple.evening.own_word import CheckWord, OwnWord
from companion.couple.evening.page_answers import Labels, chosen
from companion.couple.evening.pages import A, B, OfferedExercise, Page, PageKind, PageOption
from companion.couple.evening.private_page import Fit
from companion.couple.evening.texts import Texts
from companion.exercise.scalars import spell_seconds

_WITHOUT, _WORD, _NEXT, _BEGIN, _SHORT, _OTHER, _KEEP = (
    "without touch",
    "own word",
    "the next one",
    "begin",
    "begin with the agreement",
    "the other starts",
    "keep as usual",
)


class FitsPage:
    """The page, and the two that it leads to: both agree to the next exercise, and the stop word."""

    def __init__(
        self,
        fit: Fit,
        texts: Texts,
        label: Labels,
        stop_word: str,
        check: CheckWord,
        *,
        gentler: Sequence[OfferedExercise] = (),
        next: OfferedExercise | None = None,
        practice: OfferedExercise | None = None,
        safety: bool = False,
        familiar: bool = False,
        first_turn: Callable[[str], str] = lambda starts: "",
        starts: str = A,
        first_evening: bool = False,
        usual: bool = False,
        may_keep: bool = False,
    ) -> None:
        """`gentler`: exercises to begin with; `next`: the exercise that both asked for, if they did; `practice`: the
        exercise in which they practice saying no, the same on every evening; `safety`: both were asked about safety
        this evening; `familiar`: both know the introduction of this exercise; `first_turn` says who does what in
        the first turn if "a" or "b" starts; `starts`: the one who starts, whom either of them can change here on a
        first evening; `usual`: the two keep a usual evening with this exercise, which either of them can end;
        `may_keep`: they may keep this one, if both want to."""
        self._fit = fit
        self._texts = texts
        self._label = label
        self._check = check
        self._gentler = tuple(gentler)
        self._next = next
        self._practice = practice
        self._safety = safety
        self._familiar = familiar
        self._first_turn = first_turn if first_evening else lambda starts: ""
        self.starts = starts
        self._word: OwnWord | None = None
        self._usual = usual
        self._may_keep = may_keep
        self._confirming: set[str] | None = None
        """The people who said yes to the next exercise, or to a usual evening, while that is asked; None before and
        after."""
        self._confirms_usual = False
        """They are asked about a usual evening, and not about the next exercise."""
        self.keep_usual: bool | None = None
        """True once both want to keep this evening as their usual one, False once one of them ended that."""
        self.stop_word = stop_word
        self.without = False
        """One of them would rather have something without touch."""
        self.instead = ""
        """The id of the exercise that they chose in place of this one."""
        self.begin = False
        self.short = False
        """They begin with the agreement, without the introduction."""

    @property
    def done(self) -> bool:
        return self.without or self.begin or bool(self.instead)

    # -- showing --------------------------------------------------------------------------------------------------

    def page(self) -> Page:
        if self._word is not None:
            return self._word.page()
        if self._confirming is not None:
            return self._confirm_page(self._confirming)
        text = self._texts.page("fits")
        extra = [line for name in self._more() for line in self._texts.page(name).lines]
        lines = (*self._what(), *text.lines, *extra, self._texts.word("reasons"))
        return Page("fits", PageKind.CHOICE, text.title, lines, self._options())

    def _more(self) -> list[str]:
        return [*(["fits_gentler"] if self._gentler else []), *(["fits_safety"] if self._safety else [])]

    def _what(self) -> tuple[str, ...]:
        word, fit = self._texts.word, self._fit
        clothes = word("fits_clothes_agreed" if fit.clothes == "agreed" else "fits_clothes_on")
        lengths = [
            word("fits_length", which=name.replace("-", " "), seconds=spell_seconds(seconds))
            for name, seconds in fit.lengths.items()
        ]
        said = self._first_turn(self.starts)
        starts = (word("first_turn", said=said),) if said else ()
        never = [word("fits_never", areas=self._texts.areas_in_words(sorted(fit.never)))] if fit.never else []
        return (
            " ".join([word("fits_areas", areas=self._texts.areas_in_words(fit.areas)), clothes, *lengths, *never]),
            *starts,
        )

    def _options(self) -> tuple[PageOption, ...]:
        word = self._texts.word
        options = [PageOption("enter", _BEGIN, word("begin"))]
        if self._familiar:
            options.append(PageOption("k", _SHORT, word("begin_short")))
        if self._first_turn(self.starts):
            options.append(PageOption("o", _OTHER, word("other_way")))
        options += [PageOption(str(n), offer.id, offer.title) for n, offer in enumerate(self._gentler, 1)]
        if self._next is not None:
            options.append(PageOption("x", _NEXT, word("go_on_to", title=self._next.title)))
        if self._practice is not None:
            options.append(PageOption("p", self._practice.id, word("practice_no")))
        options.append(PageOption("n", _WITHOUT, word("without_touch")))
        if self._keeps_usual or self._may_keep:
            options.append(PageOption("u", _KEEP, word("usual_end" if self._keeps_usual else "usual_keep")))
        own = self.stop_word or word("own_word_none")
        return (*options, PageOption("w", _WORD, word("own_word", word=own)))

    @property
    def _keeps_usual(self) -> bool:
        return self._usual if self.keep_usual is None else self.keep_usual

    @property
    def _other(self) -> str:
        return B if self.starts == A else A

    def _confirm_page(self, given: set[str]) -> Page:
        word = self._texts.word
        name = "both_usual" if self._confirms_usual else "both_next"
        text = self._texts.page(name, title=self._next.title if self._next is not None else "")
        options = (
            PageOption("f", A, word("yes_of", who=self._label(A))),
            PageOption("j", B, word("yes_of", who=self._label(B))),
            PageOption("n", "no", word("usual_no" if self._confirms_usual else "stay_here")),
        )
        # One person's yes shows nowhere before both have said theirs: it would push the other.
        note = word("noted") if given else ""
        return Page(name, PageKind.CHOICE, text.title, text.lines, options, note=note, back=True)

    # -- answers --------------------------------------------------------------------------------------------------

    def answer(self, value: str) -> None:
        if self.done:
            return
        if self._word is not None:
            self._word.answer(value)
            self._leave_word()
        elif self._confirming is not None:
            self._confirm(chosen(value, self.page().options), self._confirming)
        else:
            self._choose(chosen(value, self._options()))

    def _choose(self, answer: str | None) -> None:
        if answer in (_BEGIN, _SHORT):
            self.begin, self.short = True, answer == _SHORT
        elif answer == _WITHOUT:
            self.without = True
        elif answer == _WORD:
            self._word = OwnWord(self.stop_word, self._texts, self._check)
        elif answer == _OTHER:
            self.starts = self._other
        elif answer == _KEEP and self._keeps_usual:
            self.keep_usual = False
        elif answer in (_NEXT, _KEEP):
            self._confirming, self._confirms_usual = set(), answer == _KEEP
        elif answer is not None:
            self.instead = answer

    def _confirm(self, answer: str | None, given: set[str]) -> None:
        if answer == "no":
            self._confirming = None
        elif answer is not None:
            given.add(answer)
            if given != {A, B}:
                return
            self._confirming = None
            if self._confirms_usual:
                self.keep_usual = True
            elif self._next is not None:
                self.instead = self._next.id

    def back(self) -> None:
        if self._word is not None:
            self._word.back()
            self._leave_word()
        elif not self.done:
            self._confirming = None

    def _leave_word(self) -> None:
        if self._word is not None and self._word.done:
            self.stop_word, self._word = self._word.word, None
