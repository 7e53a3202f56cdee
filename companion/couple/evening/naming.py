"""The page that asks for two people's names, and who does what in the first turn; the first time it is two or three
pages. Pure.

It comes before every exercise for two; if there are cautions to read, they come first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from companion.couple.evening.memory import Kept
from companion.couple.evening.names import LONGEST, fault, tidy
from companion.couple.evening.page_answers import Labels, chosen, labels
from companion.couple.evening.pages import A, B, Page, PageKind, PageOption
from companion.couple.evening.texts import Texts

_NAMES = ("name_a", "name_b")
_FIRST = (*_NAMES, "who_starts")

FirstTurn = Callable[[Labels, str], str]
"""Says who does what in the first turn, if "a" or "b" starts; returns "" if they take no turns."""


class Naming:
    def __init__(
        self,
        kept: Kept,
        texts: Texts,
        reserved: Collection[str],
        *,
        touch: bool = False,
        resting: bool = False,
        small: str = "",
        first_turn: FirstTurn = lambda label, starts: "",
    ) -> None:
        """`touch`: a private page for each of them follows; on a first evening a page after those says who starts.
        `resting`: there was a stop or a no this evening, so no page names one of them as the one to start. `small`:
        sentences at the foot of the page of those who have been here before, such as the cautions of an exercise that
        they know. `first_turn`: without it nothing is said or asked about who starts."""
        self._resting = resting
        self._first_turn = first_turn
        self.small = small
        self._texts = texts
        self._reserved = reserved
        self.a, self.b, self.starts = kept.a, kept.b, kept.starts
        self.asked_names = not kept.known
        """They were asked for their names this evening, so they have not been told yet what comes next."""
        takes_turns = bool(first_turn(labels(texts, kept.a, kept.b), kept.starts))
        self._takes_turns = takes_turns
        self._first = _FIRST if takes_turns and (resting or not touch) else _NAMES
        self._pages: tuple[str, ...] = ("as_last_time",) if kept.known else self._first
        self._at = 0
        self._note = ""

    @property
    def done(self) -> bool:
        return self._at >= len(self._pages)

    def page(self) -> Page:
        name = self._pages[min(self._at, len(self._pages) - 1)]
        label = labels(self._texts, self.a, self.b)
        words = "who_starts_tonight" if name == "as_last_time" and self._resting else name
        text = self._texts.page(words, a=label(A), b=label(B))
        entry = name in ("name_a", "name_b")
        return Page(
            name,
            PageKind.ENTRY if entry else PageKind.CHOICE,
            text.title,
            (*self._about_turns(name), *text.lines),
            self._options(name),
            note=self._note,
            back=self._at > 0,
            value={"name_a": self.a, "name_b": self.b}.get(name, ""),
            enter={A: "f", B: "j"}[self.starts] if name == "who_starts" else "",
            small=self.small if name == "as_last_time" else "",
        )

    def _about_turns(self, name: str) -> tuple[str, ...]:
        """Says who does what in the first turn, on the pages on which that can be chosen."""
        if not self._takes_turns or name in _NAMES:
            return ()
        label = labels(self._texts, self.a, self.b)
        if self._asks_who_starts(name):
            said = self._first_turn(label, A)
            return (self._texts.word("first_turn_if", who=label(A), said=said),)
        return (self._texts.word("first_turn", said=self._first_turn(label, self.starts)),)

    def _asks_who_starts(self, name: str) -> bool:
        """Tells whether one of the two has to be chosen on this page."""
        return name == "who_starts" or (name == "as_last_time" and self._resting and self._takes_turns)

    def _options(self, name: str) -> tuple[PageOption, ...]:
        label = labels(self._texts, self.a, self.b)
        names = PageOption("n", "names", self._texts.word("change_names"))
        if self._asks_who_starts(name):
            return (
                PageOption("f", A, self._texts.word("starts", who=label(A))),
                PageOption("j", B, self._texts.word("starts", who=label(B))),
                *((names,) if name == "as_last_time" else ()),
            )
        if name == "as_last_time":
            other = (PageOption("o", "other", self._texts.word("other_way")),) if self._takes_turns else ()
            return (PageOption("enter", "as-before", self._texts.word("as_before")), *other, names)
        return ()

    def answer(self, value: str) -> None:
        if self.done:
            return
        self._note = ""
        page = self.page()
        if page.kind is PageKind.ENTRY:
            self._name(page.name, tidy(value))
            return
        answer = chosen(value.strip() or page.enter, page.options)
        if answer == "names":
            self._pages, self._at = self._first, 0
            self.asked_names = True
        elif answer is not None:
            if answer in (A, B):
                self.starts = answer
            elif answer == "other":
                self.starts = B if self.starts == A else A
                return  # the page now says who does what the other way around
            self._at += 1

    def _name(self, page: str, name: str) -> None:
        other = self.a if page == "name_b" else ""
        wrong = fault(name, other, self._reserved)
        if wrong is not None:
            self._note = self._texts.word(wrong.value, most=str(LONGEST), other=other)
            return
        if page == "name_a":
            self.a = name
        else:
            self.b = name
        self._at += 1

    def back(self) -> None:
        self._note = ""
        if not self.done:
            self._at = max(0, self._at - 1)
