"""The cautions of an exercise: its own, and apart from them the sentence that stands in every exercise. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

_STANDING = (
    "not reviewed by a clinician",
    "it doesn't replace therapy",
    "no replacement for therapy",
    "non vérifié par un clinicien",
    "cela ne remplace pas une thérapie",
)
"""Beginnings, in lower case, of the sentences that say the same before every exercise."""


@dataclass(frozen=True, slots=True)
class Cautions:
    own: tuple[str, ...] = ()
    """Each a line to be read before the exercise begins, in the author's order."""
    standing: str = ""
    """The sentences that say the same everywhere; empty if the author wrote none of them."""

    def __bool__(self) -> bool:
        return bool(self.own or self.standing)

    @property
    def first(self) -> str:
        """The first sentence of the first caution: the one that has to be seen if there is room for only one."""
        return _sentences(self.own[0] if self.own else self.standing)[0] if self else ""


NONE = Cautions()


def sorted_out(lines: Iterable[str]) -> Cautions:
    """Separates an exercise's own cautions from the standing sentences."""
    own: list[str] = []
    standing: dict[str, None] = {}
    for line in lines:
        sentences = _sentences(line)
        same = [each for each in sentences if each.lower().startswith(_STANDING)]
        standing.update(dict.fromkeys(same))
        if rest := " ".join(each for each in sentences if each not in same):
            own.append(rest)
    return Cautions(tuple(own), " ".join(standing))


def _sentences(line: str) -> list[str]:
    sentences: list[str] = []
    begins = True
    for word in line.split():
        if begins:
            sentences.append(word)
        else:
            sentences[-1] += f" {word}"
        begins = word.rstrip(")”\"'").endswith((".", "!", "?"))
    return sentences
