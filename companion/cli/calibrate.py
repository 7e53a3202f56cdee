"""`companion calibrate`: two people say the words that matter, and the hearing learns from them.

Writes plain lines of text. The sound of each word stays in memory until the last one was said, and is then forgotten;
only a `Calibration` is saved.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from companion import resources
from companion.cli.calibrate_recorders import Recorder, recorder_of
from companion.errors import EXIT_GOOD
from companion.fitting import fitted
from companion.store import settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from companion.hearing.words.calibration import Attempt, Calibration, Prompt, Sum
    from companion.hearing.words.vocabulary import Vocabulary

    Int16 = NDArray[np.int16]

_MANNERS = {"usual": "as you usually speak", "soft": "softly, almost in a whisper"}
_NEARER = "Sit closer, speak a little louder, or turn the microphone up."


def run_calibrate(
    people: int = 2,
    *,
    recordings: Path | None = None,
    forget: bool = False,
    out: TextIO | None = None,
    wait: Callable[[], object] | None = None,
) -> int:
    """Runs `companion calibrate`. Raises CompanionError; nothing is changed before its end.

    `recordings`: a folder of sound files in place of the microphone (see `FolderRecorder`). `forget`: only delete what
    was learnt earlier. `wait` is called before each person begins; left out, it waits for Enter, except with
    recordings.
    """
    from companion.hearing.words import calibration

    out = out or sys.stdout
    wait = wait or (_enter if recordings is None else _nothing)
    loaded = settings.load()
    if loaded.trouble:
        out.write(f"{fitted(loaded.trouble, out)}\n")
    if forget:
        _keep(None, out)
        out.write("What I learned about how you say the words is deleted. I listen the way I did at the start.\n")
        return EXIT_GOOD
    own_word = loaded.settings.stop_word or ""
    words, model = _words_and_model(own_word)
    said = calibration.words_to_say(words, own_word)
    out.write(_greeting(people, said))
    with recorder_of(recordings, out) as recorder:
        sounds = _takes(recorder, tuple(calibration.prompts(said, people)), out, wait)
        out.write(
            "\nThank you. I'm working out how you say the words. This takes a minute, and then I delete the sound …\n"
        )
        out.flush()
        learnt, attempts = _learn(sounds, words, model, recorder.noise_dbfs)
    out.write("\n".join(map(_wrapped, report(calibration.summed(attempts), learnt, words))) + "\n")
    if any(attempt.said for attempt in attempts):
        _keep(learnt.as_settings(), out)
        out.write("Saved: a few numbers and words, no sound. To delete them, type: companion calibrate --forget\n")
    return EXIT_GOOD


def _keep(learnt: Mapping[str, object] | None, out: TextIO) -> None:
    aside = settings.change(lambda kept: replace(kept, calibration=learnt))
    if aside:
        out.write(f"{fitted(aside, out)}\n")


def _wrapped(line: str) -> str:
    """Breaks text between words to the terminal's width."""
    return textwrap.fill(line, max(40, shutil.get_terminal_size().columns - 1), subsequent_indent=" " * 4) or line


def _enter() -> None:
    sys.stdin.readline()


def _nothing() -> None: ...


def _words_and_model(stop_word: str) -> tuple[Vocabulary, Path]:
    from companion.hearing.child.tuned_model import tuned_model
    from companion.hearing.words import vocabulary
    from companion.weights.store import model_path

    words = vocabulary.load()
    if stop_word:
        words = words.with_stop_word(stop_word)
    return words, tuned_model(model_path(words.model), resources.OwnPlace.TUNED_MODELS.path())


def _greeting(people: int, said: Sequence[str]) -> str:
    who = "Each of you says" if people == 2 else "You say"
    return (
        f"{who} {', '.join(f'“{word}”' for word in said)} three times in your usual voice, and three times softly.\n"
        "Sit where you'll sit during an exercise, just as far from the microphone.\n"
        "It takes about a minute for each person.\n"
        "No sound is kept: I listen while you speak, and delete it at the end. Press Ctrl-C to stop. Then nothing "
        "changes.\n"
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
            out.write(f"\n  Say each word when you see it here, {_MANNERS[prompt.manner]}:\n")
        out.write(f"    {prompt.phrase} … ")
        out.flush()
        sound = recorder.take(prompt)
        out.write("thank you\n" if len(sound) else "I heard nothing\n")
        sounds.append((prompt, sound))
        before = prompt
    return sounds


def _learn(
    sounds: Sequence[tuple[Prompt, Int16]], words: Vocabulary, model: Path, noise_dbfs: float
) -> tuple[Calibration, list[Attempt]]:
    """Learns from the sounds, and hears them again with the result. A decoy is dropped only if that helps these voices
    and harms none of their words."""
    from companion.hearing.replay import OfflineRecogniser
    from companion.hearing.words import calibration
    from companion.hearing.words.decoys import load_lexicon

    lexicon = load_lexicon(words.lexicon)
    stream = OfflineRecogniser(model)
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
    from companion.hearing.decide.policy import calibrated
    from companion.hearing.decide.spotter import Decision, Spotter
    from companion.hearing.replay import ANSWERS, OfflineRecogniser, with_quiet
    from companion.hearing.words.calibration import judge
    from companion.hearing.words.decoys import load_lexicon
    from companion.hearing.words.grammar import build
    from companion.session.effects import Listen
    from companion.sound_format import amplified

    assert isinstance(stream, OfflineRecogniser)
    everything = Listen(words.everything().kinds, ANSWERS)
    grammar = build(learnt.vocabulary(words), load_lexicon(words.lexicon), everything)
    stream.listen(grammar)
    for prompt, sound in sounds:
        spotter = Spotter(grammar, calibrated(learnt))
        observations = list(stream.observe(with_quiet(amplified(sound, learnt.gain_db)))) if len(sound) else []
        decisions = [one for seen in observations for one in spotter.feed(seen) if isinstance(one, Decision)]
        yield judge(prompt, grammar.meant, observations, decisions, noise_dbfs + learnt.gain_db)


# ---- what is said of it


def report(sums: Sequence[Sum], learnt: Calibration, words: Vocabulary) -> list[str]:
    """Writes every word with its result, advice for those not heard, and the changes."""
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
    lines += [
        "",
        *(troubles or ["I heard all of it well. Still, agree on a hand sign too, such as tapping the table."]),
    ]
    if learnt.left_out:
        lines.append(
            f"I sometimes misheard you as: {', '.join(learnt.left_out)}. From now on, when I hear one of these, I'll "
            "take it as the word you were asked to say."
        )
    return lines


def _instead(one: Sum) -> str:
    parts = [f"“{word}”" for word in one.taken_for if word != one.phrase][:2]
    unsure = ", or wasn't sure" if one.phrase in one.taken_for else ""
    taken = f", taken for {' or '.join(parts)}" if parts else ""
    silent = f", and I heard nothing {_times(one.silent)}" if one.silent else ""
    return f"{taken}{unsure if one.heard < one.of else ''}{silent}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _troubles(sums: Sequence[Sum], words: Vocabulary) -> list[str]:
    """Writes a sentence with advice for each word that was heard less than two times out of three."""
    lines: list[str] = []
    for one in sums:
        if 3 * one.heard >= 2 * one.of:
            continue
        how = "said softly" if one.manner == "soft" else "said as usual"
        if 2 * one.silent >= one.of:
            lines.append(f"“{one.phrase}”, {how}, was very faint at the microphone. {_NEARER}")
            continue
        command = words.commands.get(one.phrase)
        others = [phrase for phrase, meant in words.commands.items() if meant == command and phrase != one.phrase]
        well = [phrase for phrase in others if _well(phrase, sums)] or [phrase for phrase in others if " " in phrase]
        instead = f" Or say “{well[0]}”: it does the same." if well else ""
        few = f"I understood “{one.phrase}”, {how}, only {one.heard} of {one.of} times."
        none = f"I didn't understand “{one.phrase}”, {how}, in any of your tries."
        lines.append(f"{few if one.heard else none} {_NEARER}{instead}")
    return list(dict.fromkeys(lines))


def _well(phrase: str, sums: Sequence[Sum]) -> bool:
    own = [one for one in sums if one.phrase == phrase]
    return bool(own) and all(3 * one.heard >= 2 * one.of for one in own)
