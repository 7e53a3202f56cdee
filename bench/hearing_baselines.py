"""The three systems that decide what was said: the companion's policy, and two baselines over the same streams.
`hearing_figures` counts their decisions.

    companion      the spotter over three ears, with the text that the narrator is saying
    plain vosk     one recogniser with the commands and [unk] (and the companion's endpoint rules), taking final results
    pocketsphinx   the same phrases as keywords (`hearing_sphinx`)
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bench.hearing_ears import Heard
from bench.hearing_figures import Outcome, Verdicts
from bench.hearing_sphinx import available
from companion.hearing.decide.attribution import ALONE
from companion.hearing.decide.spotter import Decision, Hush, Policy, Spotter, holds
from companion.hearing.words.grammar import JUMPY, Grammar
from companion.session.commands import SAFETY_KINDS

Judge = Callable[[Heard, Grammar], Verdicts]


def companion(policy: Policy | None = None, narration: str = "", *, talk: bool = False) -> Judge:
    """Judges by the spotter. `narration`: the text that the narrator is saying all the time, if the stream does not
    tell. `talk`: people were asked to speak, and the narrator is silent."""

    def judge(heard: Heard, grammar: Grammar) -> Verdicts:
        spotter = Spotter(grammar, policy or Policy())
        spotter.listen(grammar, talk=talk)
        around = iter(heard.sound.around)
        at, now = next(around, (float("inf"), ALONE))
        present = ALONE
        decisions: list[Decision] = []
        hushes: list[Hush] = []
        for seen in heard.observations:
            while at <= seen.at + 1e-6:
                present = replace(now, narration=narration) if narration else now
                at, now = next(around, (float("inf"), ALONE))
            for verdict in spotter.feed(seen, present):
                if isinstance(verdict, Decision):
                    decisions.append(verdict)
                else:
                    hushes.append(verdict)
        return Verdicts(tuple(decisions), tuple(hushes))

    return judge


def plain(heard: Heard, grammar: Grammar) -> Verdicts:
    """Judges by vosk with the commands and [unk], taking final results: those of the jumpy ear."""
    found = []
    for seen in heard.observations:
        final = seen.finals.get(JUMPY)
        if final is None:
            continue
        for phrase, command in grammar.meant.items():
            if final.text == phrase or (command.kind in SAFETY_KINDS and holds(final.text, phrase)):
                found.append(Decision(command, phrase, seen.at, "final", "plain"))
                break
    return Verdicts(tuple(found))


def sphinx(heard: Heard, grammar: Grammar) -> Verdicts:
    return Verdicts(
        tuple(
            Decision(grammar.meant[phrase], phrase, at, "keyword", "pocketsphinx")
            for at, phrase in heard.keywords
            if phrase in grammar.meant
        )
    )


COMPANION, VOSK, SPHINX = "companion", "plain vosk", "pocketsphinx"


def judges(narration: str = "", *, talk: bool = False) -> dict[str, Judge]:
    """Returns the systems that this machine has."""
    found: dict[str, Judge] = {COMPANION: companion(narration=narration, talk=talk), VOSK: plain}
    if available():
        found[SPHINX] = sphinx
    return found


def outcome(heard: Heard, grammar: Grammar, judge: Judge) -> Outcome:
    sound = heard.sound
    end = heard.observations[-1].at if heard.observations else 0.0
    return Outcome(sound.name, sound.text, sound.seconds, sound.words, judge(heard, grammar), end)
