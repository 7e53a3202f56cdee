"""The reader of exercises on broken ones, a few hundred times; `bench/fuzz_exercises.py` does it by the million."""

from __future__ import annotations

import itertools
import json
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.fuzz_exercises import inputs, tried
from companion.exercise.model import STEP_KINDS
from companion.exercise.problems import ExerciseMistakes, Problem
from companion.exercise.reading import read

_WORDS = st.sampled_from([*STEP_KINDS, "ask", "default", "steps", "times", "for", "in", "out", "area", "a b", "rest"])
_VALUES = st.recursive(
    st.one_of(
        st.text(max_size=20),
        st.integers(),
        st.booleans(),
        st.sampled_from(["20s", "3 min", "rest", "turn", "{giver}", "{", "1 h", "no", "a.ogg", "hands"]),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_WORDS, inner, max_size=4)),
    max_leaves=12,
)
_HEAD = "format: 1\nid: a\ntitle: A\nsummary: S\npeople: 2\nkind: touch\nauthor: A\nlicense: L\ntouch: [hands]\n"


def test_mutated_exercises() -> None:
    good = sum(tried(text) for text in itertools.islice(inputs(random.Random(7)), 120))
    assert good > 3, "most are broken, and not all of them"


@settings(max_examples=60)
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    assert not tried(data)


@settings(max_examples=60)
@given(st.text(max_size=400))
def test_any_text_under_a_good_heading(text: str) -> None:
    tried(f"{_HEAD}steps:\n{text}".encode("utf-8", "surrogatepass"))


@settings(max_examples=120)
@given(st.dictionaries(st.sampled_from(["steps", "ending", "something_else", "lengths", "touch"]), _VALUES))
def test_any_shape_of_data(data: dict[str, object]) -> None:
    # JSON is YAML: whatever its shape, it gets as far as the models.
    lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in data.items())
    text = _HEAD.replace("touch: [hands]\n", "") + lines
    problems: tuple[Problem, ...] = ()
    try:
        read(text, "x")
    except ExerciseMistakes as error:
        problems = error.problems
    assert all(problem.line >= 1 and problem.column >= 1 and problem.message for problem in problems)
    assert tried(text.encode("utf-8", "surrogatepass")) is not bool(problems)
