"""Which words a model knows. Asked of the recogniser's own child process, so that no model is loaded in this one.

What the answer means is not decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from companion.errors import NoModel
from companion.hearing.recogniser import START_PATIENCE, Child, grammar_message


def known_words(model: Path, words: Iterable[str], start: Callable[[Path], Child] = Child) -> frozenset[str]:
    """Those of `words` that the model in this folder can hear; takes as long as loading it, half a second.

    Raises NoModel where it gives no answer.
    """
    asked = tuple(dict.fromkeys(words))
    child = start(model)
    try:
        ready = child.next_message(START_PATIENCE)
        child.send(b"G", grammar_message(0, {"words": asked}))
        answer = child.next_message(START_PATIENCE) if ready is not None else None
        if answer is None or "dropped" not in answer:
            raise NoModel(
                "the recogniser gave no answer", hint="Try again; if it happens again, run: companion doctor."
            )
        return frozenset(asked) - frozenset(answer["dropped"].get("words", ()))
    finally:
        child.close()
