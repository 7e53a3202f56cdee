"""Compares an author's recordings with the script as it is now: which sentences are recorded, and which recordings are
of words that have changed since. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from companion.exercise.model import Exercise
from companion.exercise.problems import Remark, Severity
from companion.exercise.script import ScriptSentence, script_of

_SAME_LINE: Final = 0.5
"""Recorded words count as an earlier wording of a sentence if they are at least this much like it, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Outdated:
    """A recording whose sentence is not in the script any more."""

    key: str
    words: str
    """The sentence that was read; empty if the file doesn't say."""
    now: ScriptSentence | None
    """The sentence that took its place, as far as that can be told."""


def outdated(script: Sequence[ScriptSentence], recorded: Mapping[str, str]) -> list[Outdated]:
    """Finds the recordings that belong to no sentence. `recorded`: the words of each by its key.

    If a sentence without a recording is much like the words of such a recording, it counts as the sentence that was
    recorded, changed since.
    """
    keys = {each.key for each in script}
    left = {key: words for key, words in recorded.items() if key not in keys}
    free = [each for each in script if each.key not in recorded]
    pairs = sorted(
        ((_likeness(words, each.text), key, each) for key, words in left.items() if words for each in free),
        key=lambda pair: -pair[0],
    )
    now: dict[str, ScriptSentence] = {}
    for likeness, key, sentence in pairs:
        if likeness >= _SAME_LINE and key not in now and sentence not in now.values():
            now[key] = sentence
    return [Outdated(key, words, now.get(key)) for key, words in left.items()]


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.casefold().split(), other.casefold().split(), autojunk=False).ratio()


def recording_remarks(exercise: Exercise, recorded: Mapping[str, str]) -> Iterator[Remark]:
    """Yields the remarks of `companion check` about an author's recordings; none if nothing was recorded."""
    if not recorded:
        return
    script, _ = script_of(exercise)
    old = outdated(script, recorded)
    for each in old:
        if each.now is not None:
            yield Remark(
                "",
                Severity.WARNING,
                each.now.path,
                f"This sentence has changed since you recorded it. The recording says: “{each.words}”",
                "A voice says it until you record it again. `companion record` takes you to it.",
            )
    unused = [each for each in old if each.now is None]
    if unused:
        many = len(unused) > 1
        quoted = f" The first says: “{unused[0].words}”" if many else f" It says: “{unused[0].words}”"
        yield Remark(
            "",
            Severity.NOTE,
            ("id",),
            (f"{len(unused)} recordings are" if many else "A recording is")
            + " of a sentence that isn't in this exercise any more."
            + (quoted if unused[0].words else ""),
            f"`companion record FILE --tidy` deletes {'them' if many else 'it'}.",
        )
    changed = {each.now.key for each in old if each.now is not None}
    missing = [each for each in script if each.key not in recorded and each.key not in changed]
    if missing:
        count = f"{len(missing)} of {len(script)} sentences {'is' if len(missing) == 1 else 'are'}"
        yield Remark(
            "",
            Severity.NOTE,
            missing[0].path,
            f"{count} not recorded yet, so a voice says {'it' if len(missing) == 1 else 'them'}. This is the first.",
            "To record the rest, type `companion record` and the name of this file.",
        )
