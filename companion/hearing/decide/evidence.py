"""The evidence for and against a safety phrase in one block of sound, as numbers that add up, and the bookkeeping of
what lasts longer than a block. `spotter.py` collects it, `weights.toml` says how much each piece is worth. Pure; time
is the stream's, in seconds."""

from __future__ import annotations

import tomllib
from collections import deque
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from companion.hearing.child.protocol import UNKNOWN, Observation
from companion.hearing.words.grammar import JUMPY, STRICT, WARY, Grammar

APART = 0.18
"""Seconds between two weighings from which the second is new evidence: it covers the sound after the word.

The two weighings that the keyword network asks for are 0.16 s apart, so they never count as two."""
UNLIKELY = -6.0
"""Log-likelihood ratio of a weighing below which something else explains the sound."""
NONE = -1e9
"""A score of the keyword network, or a time, that there is none of."""

FOR = {
    "jumpy": "the quickest ear has it",
    "wary": "one ear has it",
    "strict": "the strictest ear has it",
    "both": "both ears have it",
    "alone": "an ear has nothing else",
    "strict_alone": "the strictest ear has nothing else",
    "alike": "the strictest ear has a word like it",
    "silence": "alone, then silence",
    "weighed": "it explains the sound",
    "weighed_well": "it explains the sound well",
    "weighed_best": "nothing else explains the sound",
    "weighed_twice": "it explains the sound twice",
    "like": "it sounds like it as a whole",
    "unexplained": "no word explains the sound better",
}
"""Pieces of evidence for a phrase, none of which can count against it -> how a reason names them."""
AGAINST = {
    "refuted": "something else explains the sound",
    "other_strict": "the strictest ear has something else",
    "other_wary": "one ear has something else",
    "around": "words around it",
    "around_strict": "other words around it",
    "many": "many words sound like it",
    "many_unless_told": "and nobody is told to say it",
    "narrator": "the narrator speaks",
    "unknown": "the room isn't known yet",
    "faint": "only the narrator is loud",
}
"""The same for pieces that can only count against it."""
Pieces = Mapping[str, float]
"""Piece of evidence -> how much of it there is, 0 or more. A piece that isn't there is left out."""


@dataclass(frozen=True, slots=True)
class Clue:
    """What speaks for and against a safety phrase in one block."""

    at: float
    phrase: str
    pieces: Pieces
    situation: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is known of one safety phrase in one block."""

    phrase: str
    texts: Mapping[str, str]
    """Ear -> what it has now; "" if nothing."""
    persons: frozenset[str]
    """The ears that have the phrase where a person may have said it."""
    odds: float | None
    """Its latest weighing, if there is a recent one."""
    twice: float
    """The lower one of its two latest weighings that are separate evidence; `NONE` if there are no two."""
    like: float
    """The keyword network's score; `NONE` if it does not count."""
    unexplained: bool
    """When it was weighed, the likeliest reading had no word in it."""
    noisy: bool
    silent: bool
    """Silence has just followed."""
    narrator: bool
    """The narrator spoke lately."""
    unknown: bool
    """It did so while the canceller did not know the room."""
    faint: bool
    """Only the narrator is loud enough to have spoken."""

    @property
    def like_counts(self) -> bool:
        """The network's score counts in noise only, and only where a weighing doesn't contradict: it was trained on the
        very people from whom the weights are learnt, so they would trust it too much."""
        return self.noisy and self.odds is not None and (self.odds >= UNLIKELY or self.unexplained)

    def pieces(self, grammar: Grammar, alike: int) -> Pieces:
        """Returns the evidence as numbers. `alike`: phones by which a sound-alike may differ."""
        phrase, (jumpy, wary, strict) = self.phrase, (self.texts[ear] for ear in (JUMPY, WARY, STRICT))
        at_first, at_wary, at_last = (ear in self.persons for ear in (JUMPY, WARY, STRICT))
        at_last = at_last and (at_first or at_wary)  # no ear decides by itself
        alone = (at_first and jumpy == phrase) or (at_wary and wary == phrase)
        twin = alone and not at_last and (grammar.alike(phrase, strict, alike) or grammar.rare_twin(phrase, strict))
        many, own = grammar.many_sound_like(phrase), len(phrase.split())
        others = [word for word in strict.split() if word != UNKNOWN]
        odds = UNLIKELY if self.odds is None else self.odds
        found = {
            "jumpy": at_first,
            "wary": at_wary,
            "strict": at_last,
            "both": at_wary and at_last,
            "alone": alone,
            "strict_alone": at_last and strict == phrase,
            "alike": twin,
            "silence": alone and self.silent and (not strict or at_last or twin),
            "weighed": share(odds - UNLIKELY, -UNLIKELY),
            "weighed_well": share(odds, 6),
            "weighed_best": share(odds - 6, 14),
            "weighed_twice": share(self.twice - UNLIKELY, 12),
            "like": share(self.like, 4) if self.like_counts else 0,
            "unexplained": share(self.like - 1, 4) if self.like_counts and self.unexplained else 0,
            "refuted": share(UNLIKELY - odds, 14),
            "other_strict": bool(others) and not at_last and not twin,
            "other_wary": wary not in ("", UNKNOWN) and not at_wary,
            "around": min(3, len(jumpy.split()) - own) if at_first else 0,
            "around_strict": min(3, len(others) - own) if at_last else 0,
            "many": many,
            "many_unless_told": many and phrase not in grammar.told,
            "narrator": self.narrator,
            "unknown": self.unknown,
            "faint": self.faint,
        }
        return {name: float(much) for name, much in found.items() if much}


def share(much: float, most: float) -> float:
    """Returns the share of `most` that this is, from 0 to 1."""
    return min(1.0, max(0.0, much / most))


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each piece of evidence is worth (log-odds for one of it), and how much is enough."""

    bias: float
    worth: Mapping[str, float]
    bounds: Mapping[str, float]
    """Situation -> sum from which a phrase is decided. "unknown": the narrator in a room that the canceller doesn't
    know yet; "talk": people were asked to speak; "narrator" and "silence" are all the rest."""

    def sum(self, pieces: Pieces) -> float:
        """Adds the evidence up, in log-odds."""
        return self.bias + sum(self.worth.get(name, 0.0) * much for name, much in pieces.items())

    def enough(self, clue: Clue) -> bool:
        return self.sum(clue.pieces) >= self.bounds[clue.situation]

    def moved(self, more: float) -> Weights:
        """Returns the same weights with bounds that are higher by `more`."""
        return replace(self, bounds={name: bound + more for name, bound in self.bounds.items()})

    def reason(self, clue: Clue, heard: str) -> str:
        """Says what was heard, the sum, and every piece that it is made of, the heaviest first."""
        parts = {name: self.worth.get(name, 0.0) * much for name, much in clue.pieces.items()}
        told = [
            f"{FOR.get(name) or AGAINST[name]} {parts[name]:+.1f}"
            for name in sorted(parts, key=lambda name: -abs(parts[name]))
            if abs(parts[name]) >= 0.05
        ]
        total, bound = self.sum(clue.pieces), self.bounds[clue.situation]
        return f"I heard “{clue.phrase}”{heard}: {total:+.1f} of {bound:+.1f} needed ({', '.join(told)})"


@cache
def learnt() -> Weights:
    """Returns the weights that were learnt from people's recordings (`bench/evidence_fit.py`)."""
    text = files(__package__).joinpath("weights.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text)
    return Weights(found["bias"], found["worth"], found["bounds"])


class Evidence:
    """What lasts longer than a block in one stream: weighings, and the keyword network's scores."""

    def __init__(self, patience: float, remembered: float) -> None:
        """`patience`: seconds for which a weighing counts. `remembered`: the same for the network's scores."""
        self._patience = patience
        self._remembered = remembered
        self._weighed: deque[tuple[float, str, float, bool]] = deque()
        """When, the phrase, its log-likelihood ratio, and whether the likeliest reading had no word in it."""
        self._scores: deque[tuple[float, str, float]] = deque()

    def take(self, seen: Observation, counts: Callable[[str], bool]) -> None:
        """Takes a block's scores, and the weighings of the phrases that count now."""
        self._scores.extend((seen.at, phrase, score) for phrase, score in seen.keyword_scores.items())
        while self._scores and self._scores[0][0] < seen.at - self._remembered:
            self._scores.popleft()
        self._weighed.extend(
            (seen.at, phrase, odds, seen.unexplained) for phrase, odds in seen.weighed.items() if counts(phrase)
        )
        while self._weighed and self._weighed[0][0] <= seen.at - self._patience:
            self._weighed.popleft()

    def forget(self, phrases: Collection[str]) -> None:
        """Forgets what was weighed of these phrases, because it has led to a decision."""
        self._weighed = deque(one for one in self._weighed if one[1] not in phrases)

    def keyword_score(self, phrase: str) -> float:
        """Returns the network's highest recent score of the phrase; very low if there is none."""
        return max((score for _, one, score in self._scores if one == phrase), default=NONE)

    def odds(self, phrase: str) -> tuple[float, bool] | None:
        """Returns the phrase's latest weighing, if there is a recent one, and whether no word explained the sound."""
        found = [(odds, unexplained) for _, one, odds, unexplained in self._weighed if one == phrase]
        return found[-1] if found else None

    def twice(self, phrase: str) -> float:
        """Returns the lower one of the phrase's two latest weighings that are separate evidence; very low if there are
        no two."""
        found = [(at, odds) for at, one, odds, _ in self._weighed if one == phrase]
        if not found:
            return NONE
        last_at, last = found[-1]
        before = [odds for at, odds in found if at <= last_at - APART]
        return min(last, before[-1]) if before else NONE
