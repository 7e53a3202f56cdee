"""The shipped exercises that are there in another language as well, under an id of their own. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_SAME: Final[Mapping[str, Mapping[str, str]]] = {
    "fr": {
        "right-now": "une-minute",
        "feet-and-seat": "pieds-au-sol",
        "five-senses": "cinq-sens",
        "longer-exhale": "souffle-long",
        "side-by-side": "cote-a-cote",
        "orienting-together": "regarder-ensemble",
        "breathing-together": "respirer-cote-a-cote",
    },
}
"""The ids by language, each behind that of the English exercise."""


def same_in(language: str, exercise_id: str) -> str:
    """Returns the id of the same exercise in this language; the given one where there is none."""
    return _SAME.get(language, {}).get(exercise_id, exercise_id)


def is_same(exercise_id: str, english: str) -> bool:
    """Tells whether this is the id of the English exercise, or of the same one in another language."""
    return exercise_id == english or any(same.get(english) == exercise_id for same in _SAME.values())
