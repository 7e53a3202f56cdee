"""`companion record`: puts a script, its recordings, a microphone and the screen together."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from companion.cli.parsing import AddCommand
from companion.errors import EXIT_GOOD, EXIT_INTERRUPTED, CompanionError
from companion.fitting import fitted

if TYPE_CHECKING:
    import argparse

    from companion.app.take_files import TakeFiles
    from companion.exercise.reading import Reading
    from companion.exercise.script import ScriptSentence

_HELP = """\
examples:
  companion record evening.yaml                      read it, sentence by sentence
  companion record evening.yaml --list               show the sentences, to record them on your phone
  companion record evening.yaml --from phone/        take a folder with a file for each sentence
  companion record evening.yaml --from evening.m4a   take one file with the whole script
  companion record evening.yaml --undo               bring back the recordings from before the last --from
  companion record evening.yaml --tidy               delete recordings of sentences that are no longer there

Every sentence is saved at once, in recordings/ beside the exercise, and goes into the pack. Your text stays as it is.
You can stop at any time, and go on later where you were.
"""

_NO_SCREEN = "I can't record here, because this isn't a terminal with a full screen."
_NO_SCREEN_HINT = (
    "You can record on your phone, and bring the files in: `companion record FILE --list` shows how. "
    "Or open a terminal window, and type it there."
)
_ON_A_PHONE = """\

To record them on a phone or with another program, choose one of these:
  - One file for each sentence, with its number as its name: 1.m4a, 2.m4a and so on. Put them into a folder.
  - One file with all sentences in this order. Pause for about two seconds after each.
Then type:  companion record {file} --from FOLDER-OR-FILE
"""


def add_commands(command: AddCommand) -> None:
    """Adds record."""
    record = command("record", _run, "Record an exercise in your own voice, sentence by sentence.", _HELP)
    record.add_argument("file", type=Path, metavar="FILE", help="the exercise to record")
    way = record.add_mutually_exclusive_group()
    way.add_argument("--list", action="store_true", help="show the sentences with their numbers")
    way.add_argument(
        "--from",
        dest="source",
        type=Path,
        metavar="PATH",
        help="take these recordings: a file or a folder",
    )
    way.add_argument("--tidy", action="store_true", help="delete recordings that don't belong to a sentence any more")
    way.add_argument("--undo", action="store_true", help="bring back the recordings from before the last --from")
    record.add_argument("--yes", action="store_true", help="with --tidy or --from: don't ask")


def _run(arguments: argparse.Namespace) -> int:
    return run_record(
        arguments.file,
        source=arguments.source,
        listing=arguments.list,
        tidy=arguments.tidy,
        undo=arguments.undo,
        asks=not arguments.yes,
    )


def run_record(
    file: Path,
    *,
    source: Path | None = None,
    listing: bool = False,
    tidy: bool = False,
    undo: bool = False,
    asks: bool = True,
    out: TextIO | None = None,
    ask: Callable[[str], str] = input,
) -> int:
    """Runs `companion record` for the exercise in `file`, and returns the exit code. Raises CompanionError.

    `listing` only lists the sentences. `tidy` deletes recordings that belong to no sentence any more. `source` is a
    file or a folder with recordings to bring in; `undo` brings back those from before. Without any of the four, the
    page on which one records opens.
    `asks`: whether `tidy` and `source` ask before they change anything.
    """
    from companion.app.take_files import TakeFiles
    from companion.exercise.script import script_of
    from companion.packs.loading import read_file

    out = out or sys.stdout
    reading = read_file(file)
    script, others = script_of(reading.exercise)
    if not script:
        raise CompanionError(
            "There is no sentence in this exercise that can be recorded.", place=str(file), hint="Write some first."
        )
    files = TakeFiles(file.absolute().parent, reading.exercise)
    files.clear_up()
    if listing:
        _list(file, script, others, files, out)
    elif tidy:
        _tidy(script, files, asks, out, ask)
    elif undo:
        _bring_back(file, files, out)
    elif source is not None:
        return _bring(file, source, script, files, asks, out, ask)
    else:
        return _record(file, reading, script, others, files, out)
    return EXIT_GOOD


def _record(
    file: Path,
    reading: Reading,
    script: Sequence[ScriptSentence],
    others: Sequence[ScriptSentence],
    files: TakeFiles,
    out: TextIO,
) -> int:
    from companion.screen.plain.printer import wants_plain

    if wants_plain(os.environ, sys.stdin.isatty(), sys.stdout.isatty(), sys.stderr.encoding):
        raise CompanionError(_NO_SCREEN, hint=_NO_SCREEN_HINT.replace("FILE", str(file)))
    from companion.app.recording_desk import RecordingDesk
    from companion.app.sentence_recorder import SentenceRecorder
    from companion.app.stderr_log import turn_noise_away
    from companion.app.terminal_guard import guarded_terminal
    from companion.screen.record.recording_app import RecordingApp
    from companion.store import settings

    def line_of(sentence: ScriptSentence) -> int:
        return reading.source.mark(sentence.path).line

    recorder: SentenceRecorder | None = None

    def make(ended: Callable[[], None]) -> SentenceRecorder:
        nonlocal recorder
        recorder = SentenceRecorder(ended)
        return recorder

    with guarded_terminal():
        turn_noise_away()
        try:
            desk = RecordingDesk(script, line_of, files, make)
            look = settings.look()
            app = RecordingApp(reading.exercise.title, desk, theme=look.theme, motion=look.motion)
            app.run()
        finally:
            if recorder is not None:
                recorder.close()
    if app.crash is not None:
        raise app.crash
    recorded = sum(each.recorded for each in desk.lines)
    _say(out, f"{recorded} of {len(script)} sentences are recorded, in {files.folder}")
    if recorded < len(script):
        _say(out, f"To go on where you were, type: companion record {file}")
    for line in _about_others(others):
        _say(out, line)
    return EXIT_INTERRUPTED if app.interrupted else EXIT_GOOD


def _list(
    file: Path, script: Sequence[ScriptSentence], others: Sequence[ScriptSentence], files: TakeFiles, out: TextIO
) -> None:
    recorded = files.files()
    for number, sentence in enumerate(script, 1):
        _say(out, f"{number:>4}  {'recorded' if sentence.key in recorded else '':8}  {sentence.text}")
    _say(out, _ON_A_PHONE.format(file=file).rstrip())
    for line in _about_others(others):
        _say(out, line)


def _bring(
    file: Path,
    source: Path,
    script: Sequence[ScriptSentence],
    files: TakeFiles,
    asks: bool,
    out: TextIO,
    ask: Callable[[str], str],
) -> int:
    from companion.app.bringing_recordings import bring, look
    from companion.cli.brought_table import OTHER, BringingTable, remarks

    before = files.seconds()
    ways = look(source, script, before)
    way = ways[0]
    while asks:
        table = BringingTable(way, before, file, other_way=len(ways) > 1)
        if not table.has_to_ask:
            break
        for line in table.lines(out):
            _say(out, line)
        answer = _answer(table.question, ask)
        if len(ways) > 1 and answer == OTHER:
            way = ways[1] if way is ways[0] else ways[0]
            continue
        if answer not in {"y", "yes"}:
            _say(out, "Nothing was changed.")
            return EXIT_GOOD
        break
    bring(way, script, files)
    replaced = sum(each.sentence.key in before for each in way.takes)
    still_open = [str(number) for number, each in enumerate(script, 1) if each.key not in files.files()]
    now = f"{len(script) - len(still_open)} of {len(script)} sentences are recorded"
    _say(out, f"Taken over: {len(way.takes)}. Now {now}, in {files.folder}")
    if still_open:
        _say(out, f"Still to record: {', '.join(still_open)}")
    for each in way.takes:
        for remark in remarks(each):
            _say(out, f"  {each.number}: {each.sentence.text}\n     {remark}")
    _say(out, f"To hear them, type: companion record {file}")
    if replaced:
        _say(out, f"To have the old ones again, type: companion record {file} --undo")
    return EXIT_GOOD


def _bring_back(file: Path, files: TakeFiles, out: TextIO) -> None:
    """Exchanges the recordings with those from before the last `--from`."""
    kept_at = files.kept_at
    if kept_at is None:
        _say(out, "There are no earlier recordings to bring back. They are kept when `--from` replaces some.")
        return
    count = files.bring_back()
    many = f"{count} recordings are" if count != 1 else "1 recording is"
    _say(out, f"{many} there again, as before you brought in others on {kept_at.day} {kept_at:%B %Y at %H:%M}.")
    _say(out, f"If you want the others after all, type the same again: companion record {file} --undo")


def _tidy(
    script: Sequence[ScriptSentence], files: TakeFiles, asks: bool, out: TextIO, ask: Callable[[str], str]
) -> None:
    from companion.authoring.recorded_script import outdated

    unused = [each for each in outdated(script, files.words()) if each.now is None]
    kept_at = files.kept_at
    if not unused and kept_at is None:
        _say(out, "Every recording belongs to a sentence. There is nothing to delete.")
        return
    if unused:
        _say(out, "These recordings are of sentences that aren't in the exercise any more:")
        for each in unused:
            _say(out, f"  “{each.words or each.key}”")
    if kept_at is not None:
        _say(out, "There is also the copy of earlier recordings, which `--undo` would bring back.")
    if asks and not _agrees("Delete them? [y/N] ", ask):
        _say(out, "Nothing was deleted.")
        return
    count = files.delete(each.key for each in unused) + files.forget_earlier()
    _say(out, f"Deleted: {count} recording{'s' if count != 1 else ''}.")


def _about_others(others: Sequence[ScriptSentence]) -> list[str]:
    if not others:
        return []
    one = len(others) == 1
    return [
        f"{len(others)} sentence{'' if one else 's'} can't be recorded, because Companion fills in a name or a length. "
        f"A voice says {'it' if one else 'them'}:",
        *(f"  {each.text}" for each in others),
    ]


def _agrees(question: str, ask: Callable[[str], str]) -> bool:
    return _answer(question, ask) in {"y", "yes"}


def _answer(question: str, ask: Callable[[str], str]) -> str:
    try:
        return ask(question).strip().casefold()
    except EOFError:
        return ""


def _say(out: TextIO, text: str) -> None:
    out.write(f"{fitted(text, out)}\n")
    out.flush()
