"""A slip of the pen: its place, its message and the lines to write instead. Values only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from companion.exercise.problems import Severity

LONGEST_PROPOSAL = 400
"""Characters of a line that is proposed, at most: more than anybody says in one breath."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One mistake in one line, or in a few lines that belong together."""

    line: int
    """From 0, in the lines that were looked at."""
    column: int
    """From 0, in characters."""
    message: str
    instead: tuple[str, ...] = ()
    """The lines to write in its place; empty if only the author knows them."""
    hint: str = ""
    """A sentence that goes before the proposal, or takes its place."""
    count: int = 1
    """Lines of the file that it takes up."""
    sure: bool = True
    """Set if `companion check --mend` may write the proposal into the file."""
    silent: bool = False
    """Set if YAML reads the line, and something of it would be lost without a word."""
    markup: bool = False
    """Set for markup, which `crosscheck` reports in exercises that can be read."""
    severity: Severity = Severity.ERROR

    def advice(self, before: Sequence[str], instead: Sequence[str]) -> str:
        """Says in a sentence that the lines `before` should be replaced by the lines `instead`, in which later slips
        may be corrected as well."""
        written = [_shortened(line) for line in instead if line.strip()]
        if not written:
            return self.hint
        first = written[0].strip()
        spaces = len(written[0]) - len(written[0].lstrip())
        if [line.strip() for line in instead] == [line.strip() for line in before]:
            # Only the spaces before the words are different, and they can't be seen.
            many = f"each of these {len(written)} lines" if len(written) > 1 else "it"
            number = "one space" if spaces == 1 else f"{spaces} spaces" if spaces else "no space"
            return f"{self.hint} Put {number} before {many}: {first}".strip()
        if len(written) == 1:
            return f"{self.hint} Write it like this: {first}".strip()
        lines = "\n".join(line[min(spaces, len(line) - len(line.lstrip())) :] for line in written)
        return f"{self.hint} Write it like this:\n{lines}".strip()


def _shortened(line: str) -> str:
    return line if len(line) <= LONGEST_PROPOSAL else f"{line[: LONGEST_PROPOSAL - 1]}…"
