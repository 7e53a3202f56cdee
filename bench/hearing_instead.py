"""Phrases that people say instead of a command's own word ("hang on", "stop it"), said by synthetic speakers: how many
are understood as the intended command, in a silence of an exercise and in a turn of a talk.

    python -m bench.hearing_instead [--part 4] [--models FOLDER] [--styles FOLDER] [--cache FOLDER]

Some of them are phrases of the vocabulary, others are understood by a word in them. Synthetic speakers are not people:
their figures are never added to people's.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from bench.hearing_baselines import COMPANION, companion, outcome
from bench.hearing_figures import Outcome, percentile
from bench.hearing_progress import Progress
from bench.hearing_scenes import said
from bench.synthetic import chosen_speakers, english_ears, parser_for
from companion.session.commands import Kind

INSTEAD = {
    "stop it": Kind.STOP,
    "stop please": Kind.STOP,
    "please stop": Kind.STOP,
    "okay stop": Kind.STOP,
    "wait a second": Kind.PAUSE,
    "hang on": Kind.PAUSE,
    "pause please": Kind.PAUSE,
    "i need a break": Kind.BREAK,
    "can you repeat that": Kind.REPEAT,
    "what?": Kind.REPEAT,
    "go on then": Kind.RESUME,
    "carry on": Kind.RESUME,
}
"""Phrase -> the command it stands for."""
IN_A_TALK = "in a talk"
JUDGES = {COMPANION: companion(), IN_A_TALK: companion(talk=True)}


def line(text: str, who: str, outcomes: Sequence[Outcome]) -> str:
    """Returns the figures of one text: how many were understood, after how long, and what was understood instead."""
    wanted = INSTEAD[text]
    delays, others = [], []
    for one in outcomes:
        kinds = [decision.command.kind for decision in one.verdicts.decisions]
        if wanted in kinds:
            at = next(decision.at for decision in one.verdicts.decisions if decision.command.kind is wanted)
            delays.append(at - one.words[0].end)
        if kinds and kinds[0] is not wanted:
            others.append(f"{one.name.partition(': ')[2]} as “{one.verdicts.decisions[0].phrase}”")
    median, most = percentile(delays, 0.5), max(delays, default=None)
    took = "" if median is None or most is None else f"  after {median:5.2f} s, {most:5.2f} s at most"
    heard = f"{len(delays)} of {len(outcomes)}"
    return f"  {text:22}{wanted:8}{who:12}{heard:10}{took}  {', '.join(others)}".rstrip()


def main(argv: Sequence[str] | None = None) -> int:
    options = parser_for("bench.hearing_instead", "What people say instead.").parse_args(argv)
    chosen = chosen_speakers(options)
    grammar, ears = english_ears(options.cache)
    items = [said(speaker, text, options.cache) for text in INSTEAD for speaker in chosen]
    progress = Progress(ears.missing(items), sys.stderr.write, terminal=sys.stderr.isatty())
    outcomes: dict[tuple[str, str], list[Outcome]] = {}
    try:
        for heard, done in ears.hear(items):
            for who, judge in JUDGES.items():
                outcomes.setdefault((heard.sound.text, who), []).append(outcome(heard, grammar, judge))
            progress.at(heard.sound.text, done)
    finally:
        ears.close()
    progress.end()
    out = sys.stdout.write
    out(f"What people say instead, by {len(chosen)} synthetic speakers: {', '.join(one.name for one in chosen)}\n")
    out("".join(f"{line(text, who, some)}\n" for (text, who), some in outcomes.items()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
