"""Wiring of `companion calibrate`: two people say the words that matter, and the hearing learns from it what it can.

Plain lines of text, nothing full-screen. Used by the command line only. The sound of each word lives in memory until
the last one was said, and is then forgotten; what is kept is what `hearing.calibration.Calibration` holds.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from companion import resources, settings
from companion.cli.calibrate_recorders import Recorder, recorder_of
from companion.errors import EXIT_GOOD

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from companion.hearing.calibration import Attempt, Calibration, Prompt, Sum
    from companion.hearing.vocabulary import Vocabulary

    Int16 = NDArray[np.int16]

_MANNERS = {"usual": "as you usually speak", "soft": "softly, as somebody who is frightened might"}
_NEARER = "Sit nearer, speak a little louder, or turn the microphone's level up."


def run_calibrate(
    people: int = 2,
    *,
    recordings: Path | None = None,
    forget: bool = False,
    out: TextIO | None = None,
    wait: Callable[[], object] | None = None,
) -> int:
    """`companion calibrate`. `recordings`: a folder of sound files in place of the microphone (see `FolderRecorder` of
    `calibrate_recorders`). `forget`: only take back what was learnt earlier. `wait` is called before each person
    begins (where left out, a line from the keyboard, but not with recordings). Raises CompanionError; whatever happens
    before the end, nothing is changed."""
    from companion.hearing import calibration

    out = out or sys.stdout
    wait = wait or (_enter if recordings is None else _nothing)
    loaded = settings.load()
    if loaded.trouble:
        out.write(f"{_wrapped(loaded.trouble)}\n")
    if forget:
        _keep(None, out)
        out.write("What an earlier calibration taught is forgotten. Everything is heard as it was at first.\n")
        return EXIT_GOOD
    own_word = loaded.settings.stop_word or ""
    words, model = _words_and_model(own_word)
    said = calibration.words_to_say(words, own_word)
    out.write(_greeting(people, said))
    with recorder_of(recordings, out) as recorder:
        sounds = _takes(recorder, tuple(calibration.prompts(said, people)), out, wait)
        out.write("\nThank you. All of it is listened to once more; that takes a minute …\n")
        out.flush()
        learnt, attempts = _learn(sounds, words, model, recorder.noise_dbfs)
    out.write("\n".join(map(_wrapped, report(calibration.summed(attempts), learnt, words))) + "\n")
    if any(attempt.said for attempt in attempts):
        _keep(learnt.as_settings(), out)
        out.write("Kept: a few numbers and words, no sound. To take it back: companion calibrate --forget\n")
    return EXIT_GOOD


def _keep(learnt: Mapping[str, object] | None, out: TextIO) -> None:
    """Into the settings as they are now: listening took minutes, and somebody may have chosen something meanwhile."""
    aside = settings.save(replace(settings.load().settings, calibration=learnt))
    if aside:
        out.write(f"{_wrapped(aside)}\n")


def _wrapped(line: str) -> str:
    """Cut between words, for the terminal that is there."""
    return textwrap.fill(line, max(40, shutil.get_terminal_size().columns - 1), subsequent_indent=" " * 4) or line


def _enter() -> None:
    sys.stdin.readline()


def _nothing() -> None: ...


def _words_and_model(stop_word: str) -> tuple[Vocabulary, Path]:
    from companion.hearing import vocabulary
    from companion.hearing.model import tuned_model
    from companion.weights.store import model_path

    words = vocabulary.load()
    if stop_word:
        words = words.with_stop_word(stop_word)
    return words, tuned_model(model_path(words.model), resources.cache_dir() / "models")


def _greeting(people: int, said: Sequence[str]) -> str:
    who = "Each of you says" if people == 2 else "You say"
    return (
        f"{who} {', '.join(f'“{word}”' for word in said)} three times as usual, and three times softly.\n"
        "Sit as you will sit later, as far from the microphone. It takes about a minute for each person.\n"
        "Nothing is recorded: the sound is forgotten at the end. Ctrl-C ends it, and then nothing is changed.\n"
    )


# ---- hearing


def _takes(
    recorder: Recorder, asked: Sequence[Prompt], out: TextIO, wait: Callable[[], object]
) -> list[tuple[Prompt, Int16]]:
    sounds: list[tuple[Prompt, Int16]] = []
    before: Prompt | None = None
    two = any(prompt.person == 2 for prompt in asked)
    for prompt in asked:
        if before is None or prompt.person != before.person:
            who = f"The {'first' if prompt.person == 1 else 'second'} of you. " if two else ""
            out.write(f"\n{who}Press Enter when you are ready.\n")
            out.flush()
            wait()
            recorder.forget()
        if before is None or (prompt.person, prompt.manner) != (before.person, before.manner):
            out.write(f"\n  Say each word when it stands here, {_MANNERS[prompt.manner]}:\n")
        out.write(f"    {prompt.phrase} … ")
        out.flush()
        sound = recorder.take(prompt)
        out.write("thank you\n" if len(sound) else "nothing came\n")
        sounds.append((prompt, sound))
        before = prompt
    return sounds


def _learn(
    sounds: Sequence[tuple[Prompt, Int16]], words: Vocabulary, model: Path, noise_dbfs: float
) -> tuple[Calibration, list[Attempt]]:
    """What is learnt, and how the same sounds are heard with it. A decoy leaves only where that really helps these
    voices, and harms none of their words."""
    from companion.hearing import calibration
    from companion.hearing.decoys import load_lexicon
    from companion.hearing.hear import Stream

    lexicon = load_lexicon(words.lexicon)
    stream = Stream(model)
    try:
        first = list(_heard(stream, sounds, words, calibration.Calibration(), noise_dbfs))
        advice = calibration.advise(first, words, lexicon)
        if advice == calibration.Calibration():
            return advice, first
        if advice.left_out:
            without = list(_heard(stream, sounds, words, advice, noise_dbfs))
            if calibration.better(first, without):
                return advice, without
            advice = replace(advice, left_out=())
        return advice, list(_heard(stream, sounds, words, advice, noise_dbfs))
    finally:
        stream.close()


def _heard(
    stream: object,
    sounds: Iterable[tuple[Prompt, Int16]],
    words: Vocabulary,
    learnt: Calibration,
    noise_dbfs: float,
) -> Iterator[Attempt]:
    from companion.hearing.calibration import judge
    from companion.hearing.decoys import load_lexicon
    from companion.hearing.gain import amplified
    from companion.hearing.grammar import build
    from companion.hearing.hear import ANSWERS, Stream, with_quiet
    from companion.hearing.spotter import Decision, Spotter
    from companion.session.effects import Listen

    assert isinstance(stream, Stream)
    everything = Listen(words.everything().kinds, ANSWERS)
    grammar = build(learnt.vocabulary(words), load_lexicon(words.lexicon), everything)
    stream.listen(grammar)
    for prompt, sound in sounds:
        spotter = Spotter(grammar, learnt.policy())
        observations = list(stream.observe(with_quiet(amplified(sound, learnt.gain_db)))) if len(sound) else []
        decisions = [one for seen in observations for one in spotter.feed(seen) if isinstance(one, Decision)]
        yield judge(prompt, grammar.meant, observations, decisions, noise_dbfs + learnt.gain_db)


# ---- what is said of it


def report(sums: Sequence[Sum], learnt: Calibration, words: Vocabulary) -> list[str]:
    """Every word with what became of it, then what to do about those that were not heard, then what was learnt."""
    lines: list[str] = []
    heading = ""
    for one in sums:
        title = (
            f"{'First' if one.person == 1 else 'Second'} person, {'as usual' if one.manner == 'usual' else 'softly'}"
        )
        if title != heading:
            lines += ["", title]
            heading = title
        lines.append(f"  {one.phrase:14} heard {one.heard} of {one.of}{_instead(one)}")
    troubles = _troubles(sums, words)
    lines += ["", *(troubles or ["All of it was heard well enough to rely on, next to a sign you have agreed on."])]
    if learnt.left_out:
        lines.append(f"For your voices, these are taken for the words above from now on: {', '.join(learnt.left_out)}.")
    return lines


def _instead(one: Sum) -> str:
    parts = [f"“{word}”" for word in one.taken_for if word != one.phrase][:2]
    unsure = ", or not surely enough" if one.phrase in one.taken_for else ""
    taken = f", taken for {' or '.join(parts)}" if parts else ""
    return (
        f"{taken}{unsure if one.heard < one.of else ''}{f', nothing came {_times(one.silent)}' if one.silent else ''}"
    )


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _troubles(sums: Sequence[Sum], words: Vocabulary) -> list[str]:
    """A sentence for each word that was heard less than two times out of three, and what to do."""
    lines: list[str] = []
    for one in sums:
        if 3 * one.heard >= 2 * one.of:
            continue
        how = "said softly" if one.manner == "soft" else "said as usual"
        if 2 * one.silent >= one.of:
            lines.append(f"“{one.phrase}”, {how}, hardly reached the microphone. {_NEARER}")
            continue
        command = words.commands.get(one.phrase)
        others = [phrase for phrase, meant in words.commands.items() if meant == command and phrase != one.phrase]
        well = [phrase for phrase in others if _well(phrase, sums)] or [phrase for phrase in others if " " in phrase]
        instead = f" Or say “{well[0]}”: it means the same." if well else ""
        often = f"{one.heard} of {one.of} times" if one.heard else "not once"
        lines.append(f"“{one.phrase}”, {how}, was heard {often}. {_NEARER}{instead}")
    return list(dict.fromkeys(lines))


def _well(phrase: str, sums: Sequence[Sum]) -> bool:
    own = [one for one in sums if one.phrase == phrase]
    return bool(own) and all(3 * one.heard >= 2 * one.of for one in own)
