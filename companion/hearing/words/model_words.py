"""Looks up which words a model's vocabulary has. The recogniser's own child process is asked, so that no model is
loaded into this process."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from companion.errors import NoModel
from companion.hearing.child.protocol import GRAMMAR, grammar_message
from companion.hearing.child.recogniser import Child
from companion.patience import START_PATIENCE


def known_words(model: Path, words: Iterable[str], start: Callable[[Path], Child] = Child) -> frozenset[str]:
    """Returns those of `words` that the model in this folder knows. It takes as long as loading the model, half a
    second.

    Raises NoModel if the child gives no answer.
    """
    asked = tuple(dict.fromkeys(words))
    child = start(model)
    try:
        ready = child.next_message(START_PATIENCE)
        child.send(GRAMMAR, grammar_message(0, {"words": asked}))
        answer = child.next_message(START_PATIENCE) if ready is not None else None
        if answer is None or "dropped" not in answer:
            raise NoModel(
                "the speech recognition didn't respond", hint="Try again. If it happens again, type: companion doctor"
            )
        return frozenset(asked) - frozenset(answer["dropped"].get("words", ()))
    finally:
        child.close()
