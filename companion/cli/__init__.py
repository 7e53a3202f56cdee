"""The command line: what one can ask for, how it exits, and what is said when something goes wrong.

Exit codes: 0 good, 1 the person's input, 3 a bug of ours (with a log to send), 130 Ctrl-C. Work is done elsewhere;
everything heavy is imported only by the command that needs it, so that `companion --help` is quick.
"""

from __future__ import annotations

import argparse
import difflib
import os
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NoReturn

from companion import __version__
from companion.errors import EXIT_GOOD, EXIT_INTERRUPTED, EXIT_OURS, EXIT_YOURS, CompanionError

if TYPE_CHECKING:
    from companion.launch import Options

_USUAL_SOUNDS: Final[dict[str, Any]] = {"tones": "soft", "bells": True, "bed": "none", "bed_volume": None}

_Run = Callable[[argparse.Namespace], int]

_MAIN_HELP = """\
examples:
  companion                      choose an exercise from a list
  companion play right-now       one minute, to begin with
  companion play my-own.yaml     an exercise from a file
  companion doctor               is everything working: microphone, loudspeaker, voice?

"stop" ends an exercise at once, said aloud or with the Escape key. Nothing you say leaves this computer.
"""

_PLAY_HELP = """\
examples:
  companion play right-now
  companion play hand-to-hand --length turn="2 min"
  companion play my-own.yaml --plain --speed 20      rehearse it twenty times as fast, in text
"""

_HEAR_HELP = """\
examples:
  companion hear recording.wav
  companion hear --json clips/*.flac

Each file is listened to as a stream of its own, through the same path as the microphone.
"""

_RENDER_HELP = """\
examples:
  companion render right-now -o right-now.mp3
  companion render hand-to-hand -o evening.flac --voice joe --length turn="2 min"
  companion render my-pack -o for-clients/               all of a pack, with a page that plays it

Questions take their default answer. Subtitles are written beside it, in a file of the same name ending in .vtt.
Of a pack (its folder, its file, or its name) each session becomes an .mp3 with subtitles and a handout. Ctrl-C leaves
whole files only, and the same command goes on with what is missing.
"""

_VOICES_HELP = """\
examples:
  companion voices               which there are, and which are here
  companion voices try joe       hear one
  companion setup --voice heart  fetch one
"""

_CRISIS_HELP = """\
examples:
  companion crisis                          the numbers of your country
  companion crisis --region IE              those of another one
  companion crisis --region IE --keep       from now on this one
  companion crisis --edit                   how to write your own

Companion calls nobody, and opens no page. C shows the same on every screen.
"""


_LIST_HELP = """\
examples:
  companion list           all of them, with how long they take
  companion play NAME      begins one of them
  companion list --json    for other programs
"""

_PREVIEW_HELP = """\
examples:
  companion preview right-now
  companion preview my-own.yaml --everything
"""

_DOCTOR_HELP = """\
examples:
  companion doctor               you will hear a bell and a sentence
  companion play right-now       what cannot be mended can wait: the words stand on the screen, and keys work
"""

_COUPLE_HELP = """\
examples:
  companion couple               what is kept, and where
  companion couple --forget      deletes it
"""

_SETUP_HELP = """\
examples:
  companion setup                  what listening needs
  companion setup --voice heart    a natural voice besides
  companion setup --list           what there is, and what is here already
"""

_CALIBRATE_HELP = """\
examples:
  companion calibrate              both of you, one after the other
  companion calibrate --people 1   alone
  companion calibrate --forget     take it back

Nothing is recorded. What is kept is a few numbers and words.
"""

_STOP_WORD_HELP = """\
examples:
  companion stop-word pineapple    from now on this ends it, too
  companion stop-word              which one is yours?
  companion stop-word --forget     none any more
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit code; never raises but for SystemExit of argparse's own."""
    arguments = _parser().parse_args(argv)
    try:
        return _flushed(arguments.run(arguments))
    except CompanionError as error:
        from companion.cli.fitting import fitted

        print(fitted(f"{error.title}. {error}", sys.stderr), file=sys.stderr)
        return EXIT_YOURS
    except KeyboardInterrupt:
        return EXIT_INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away (`companion list | head -1`): nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return EXIT_GOOD
    except Exception as error:  # noqa: BLE001 - the one place where a bug of ours becomes a sentence and a log
        print(_ours(error), file=sys.stderr)
        return EXIT_OURS


def _flushed(code: int) -> int:
    sys.stdout.flush()
    return code


def _ours(error: Exception) -> str:
    """Write what happened to a log; what to tell the person."""
    import platform
    import tempfile
    import time
    import traceback

    from companion import resources

    report = "".join(
        [
            f"companion {__version__}, Python {platform.python_version()}, {platform.platform()}\n\n",
            *traceback.format_exception(error),
        ]
    )
    name = time.strftime("crash-%Y%m%d-%H%M%S.log")
    for folder in (resources.log_dir, lambda: Path(tempfile.gettempdir())):
        try:
            file = resources.made(folder()) / name
            file.write_text(report, encoding="utf-8")
        except OSError:
            continue
        return (
            f"This is a mistake in Companion, not yours: {type(error).__name__}: {error}\n"
            f"  What happened is written in {file} (nothing you said or heard is in it). Please send it to us."
        )
    return f"This is a mistake in Companion, not yours. Please send us this:\n{report}"


# ================================================================================================ the commands


def _run_app(arguments: argparse.Namespace) -> int:
    from companion import launch

    return launch.run_app(_options(arguments), play=None)


def _run_play(arguments: argparse.Namespace) -> int:
    from companion import launch

    return launch.run_app(_options(arguments), play=arguments.exercise)


def _lengths(arguments: argparse.Namespace) -> dict[str, float]:
    from companion.exercise.scalars import parse_seconds

    lengths: dict[str, float] = {}
    for given in arguments.length:
        name, equals, value = given.partition("=")
        try:
            if not equals:
                raise ValueError("a length is given as NAME=TIME")
            lengths[name.strip()] = parse_seconds(value)
        except ValueError as error:
            raise CompanionError(f"--length {given}: {error}.", hint='Write it like --length turn="2 min".') from error
    return lengths


def _options(arguments: argparse.Namespace) -> Options:
    from companion.launch import REHEARSAL_FROM, Options

    voice = arguments.voice or ("none" if arguments.speed >= REHEARSAL_FROM else "best")
    if arguments.voice and voice != "none":
        from companion.voicing import check_voice

        check_voice(voice)
    return Options(
        plain=arguments.plain,
        voice=voice,
        microphone=not arguments.no_mic,
        speed=arguments.speed,
        lengths=_lengths(arguments),
        **_sounds(arguments),
    )


def _sounds(arguments: argparse.Namespace) -> dict[str, Any]:
    """What was asked for of the sounds beside the voice; checked here, before a screen opens."""
    from companion.sounding import chosen_sounds

    chosen = {name: getattr(arguments, name) for name in ("tones", "bells", "bed", "bed_volume")}
    if chosen != _USUAL_SOUNDS:
        chosen_sounds(arguments.tones, arguments.bells, arguments.bed, arguments.bed_volume)
    return chosen


def _run_list(arguments: argparse.Namespace) -> int:
    from companion.authoring.listing import as_json, as_lines
    from companion.packs.shelf import Shelf

    entries = Shelf().entries()
    print(as_json(entries) if arguments.json else "\n".join(as_lines(entries)))
    return EXIT_GOOD


def _run_preview(arguments: argparse.Namespace) -> int:
    from companion.authoring.preview import preview
    from companion.exercise.plan import Choices, plan
    from companion.packs.shelf import Shelf
    from companion.phrases import load_phrases

    loaded = Shelf().find(arguments.exercise)
    made = plan(loaded.exercise, Choices(), load_phrases(loaded.exercise.language), includes=loaded.includes)
    print("\n".join(preview(made, everything=arguments.everything)))
    return EXIT_GOOD


def _run_hear(arguments: argparse.Namespace) -> int:
    from companion.wiring import run_hear

    return run_hear(arguments.files, as_json=arguments.json, explain=arguments.explain)


def _run_doctor(arguments: argparse.Namespace) -> int:
    from companion.cli.doctor import run_doctor

    return run_doctor()


def _run_render(arguments: argparse.Namespace) -> int:
    from companion.cli.render import Wanted, run_render
    from companion.cli.render_pack import is_pack, run_render_pack

    wanted = Wanted(
        exercise=arguments.exercise,
        output=Path(arguments.output),
        cues=arguments.cues,
        subtitles=not arguments.no_subtitles,
        voice=arguments.voice or "best",
        lengths=_lengths(arguments),
        **_sounds(arguments),
    )
    if is_pack(arguments.exercise):
        if arguments.cues or arguments.no_subtitles:
            raise CompanionError("--cues and --no-subtitles are for one exercise, and this is a pack.")
        return run_render_pack(wanted, arguments.output, arguments.format)
    if arguments.format:
        raise CompanionError(
            "--format is for packs.", hint=f"Of one exercise the file's name says it: -o {wanted.exercise}.mp3"
        )
    if not wanted.output.suffix:
        # Somebody who names a folder means a pack: that there is none is said before what a file is called.
        from companion.packs.shelf import Shelf

        Shelf().find(wanted.exercise)
    return run_render(wanted)


def _run_voices(arguments: argparse.Namespace) -> int:
    from companion import voicing

    if arguments.action is None:
        print(voicing.listing())
        return EXIT_GOOD
    if arguments.action != "try":
        raise CompanionError(
            f"What to do with “{arguments.action}” is not clear.",
            hint=f"`companion voices try {arguments.action}` lets you hear it.",
        )
    if arguments.name is None:
        raise CompanionError("Which voice?", hint="Write it like `companion voices try joe`.")
    print(voicing.try_voice(arguments.name, arguments.text or voicing.SAMPLE, arguments.output))
    return EXIT_GOOD


def _run_crisis(arguments: argparse.Namespace) -> int:
    from companion.crisis.desk import Desk
    from companion.screen import crisis_lines

    desk = Desk()
    if arguments.list:
        print("\n".join(f"{code}  {name}" for code, name in desk.regions()))
        return EXIT_GOOD
    if arguments.edit:
        from companion.crisis.editing import how_to_edit

        print(how_to_edit())
        return EXIT_GOOD
    region = desk.find(arguments.region) if arguments.region else None
    if arguments.region and region is None:
        raise CompanionError(
            f"{arguments.region!r} is no country known here.",
            hint="Write its two letters, such as IE; `companion crisis --list` shows the countries there are.",
        )
    if region and arguments.keep:
        desk.choose(region)
    print("\n".join(crisis_lines.lines_of(desk.show(region))))
    return EXIT_GOOD


def _run_couple(arguments: argparse.Namespace) -> int:
    from companion import couple

    print(couple.run_forget() if arguments.forget else couple.run_show())
    return EXIT_GOOD


def _run_calibrate(arguments: argparse.Namespace) -> int:
    from companion.cli.calibrate import run_calibrate

    return run_calibrate(arguments.people, recordings=arguments.recordings, forget=arguments.forget)


def _run_stop_word(arguments: argparse.Namespace) -> int:
    from companion.cli.stop_word import run_stop_word

    return run_stop_word(arguments.word, forget=arguments.forget)


def _run_setup(arguments: argparse.Namespace) -> int:
    from companion.weights.setup import run_setup

    code = run_setup(arguments)
    if arguments.voice and not arguments.list:
        # Only where a natural voice was asked for: it takes a minute, and a set-up that is done must say so at once.
        from companion.voicing import get_ready

        get_ready(sys.stdout)
    return code


# ================================================================================================ their words


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number; try 20") from None
    if not 0.1 <= speed <= 1000:
        raise argparse.ArgumentTypeError("a speed is between 0.1 and 1000; 20 rehearses twenty times as fast")
    return speed


class _Parser(argparse.ArgumentParser):
    """argparse with our exit code: what was typed wrongly is the person's input."""

    def error(self, message: str) -> NoReturn:
        if unknown := re.match(r"argument : invalid choice: '(.*)' \(choose from (.*)\)$", message):
            # A command that is not there: argparse's own words for it name no argument and the whole list.
            given, there = unknown[1], unknown[2].replace("'", "").split(", ")
            near = difflib.get_close_matches(given, there, 1)
            hint = f"Did you mean `{self.prog} {near[0]}`? " if near else ""
            self.exit(EXIT_YOURS, f"There is no command “{given}”.\n  {hint}`{self.prog} --help` lists them.\n")
        self.print_usage(sys.stderr)
        self.exit(EXIT_YOURS, f"{self.prog}: {message}\n  `{self.prog} --help` shows examples.\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="companion",
        description="A calm voice that reads exercises aloud, keeps the silences, and listens to you.",
        epilog=_MAIN_HELP,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"companion {__version__}")
    _session_options(parser)
    parser.set_defaults(run=_run_app)
    commands = parser.add_subparsers(title="commands", metavar="")

    def command(
        name: str, run: Callable[[argparse.Namespace], int], says: str, epilog: str = ""
    ) -> argparse.ArgumentParser:
        made = commands.add_parser(
            name, help=says, description=says, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter
        )
        made.set_defaults(run=run)
        return made

    play = command("play", _run_play, "Play one exercise.", _PLAY_HELP)
    play.add_argument("exercise", metavar="EXERCISE", help="a name from `companion list`, or a file")
    _session_options(play)
    for action in play._actions:
        # What was said before the word "play" holds: argparse would put its own defaults over it (and open a
        # microphone that `companion --no-mic play` had closed).
        if action.dest != "exercise":
            action.default = argparse.SUPPRESS

    listing = command("list", _run_list, "List the exercises.", _LIST_HELP)
    listing.add_argument("--json", action="store_true", help="as JSON: id, title, kind, people, minutes, pack")

    preview = command(
        "preview", _run_preview, "Show what is said when: start, length and text of every cue.", _PREVIEW_HELP
    )
    preview.add_argument("exercise", metavar="EXERCISE", help="a name from `companion list`, or a file")

    preview.add_argument(
        "--everything", action="store_true", help='also what is heard after "something else" and after a stop'
    )

    hear = command("hear", _run_hear, "Which commands are heard in a recording?", _HEAR_HELP)
    hear.add_argument("files", nargs="+", type=Path, metavar="FILE", help="WAV, FLAC or OGG")
    hear.add_argument("--json", action="store_true", help="a JSON line per command: file, command, at, on")
    hear.add_argument("--explain", action="store_true", help="say why each command was decided")

    command(
        "doctor",
        _run_doctor,
        "Try the microphone, the loudspeaker, the voice and the speech recognition.",
        _DOCTOR_HELP,
    )

    render = command("render", _run_render, "Write a session, or a whole pack, as sound files.", _RENDER_HELP)
    render.add_argument("exercise", metavar="EXERCISE|PACK", help="a name from `companion list`, a file, or a folder")
    render.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="FILE|FOLDER",
        help="named .wav, .flac, .mp3, .ogg or .opus; for a pack, a folder",
    )
    render.add_argument(
        "--format",
        default="",
        choices=("mp3", "opus", "ogg", "flac", "wav"),
        help="of a pack's sound files (default: mp3)",
    )
    render.add_argument("--voice", metavar="NAME", help="who reads: a name from `companion voices`")
    render.add_argument("--cues", type=Path, metavar="FILE", help="also write what is heard when, as JSON")
    render.add_argument("--no-subtitles", action="store_true", help="do not write the .vtt file beside it")
    _length_option(render)
    _sound_options(render)

    voices = command("voices", _run_voices, "List the voices, or hear one.", _VOICES_HELP)
    voices.add_argument("action", nargs="?", metavar="try", help="say a sentence")
    voices.add_argument("name", nargs="?", metavar="NAME", help="a voice of the list")
    voices.add_argument("--text", help="what to say instead")
    voices.add_argument("-o", "--output", type=Path, metavar="FILE", help="write it to a WAV file instead")

    crisis = command(
        "crisis", _run_crisis, "Where help is: emergency number, crisis lines, abuse hotlines.", _CRISIS_HELP
    )
    crisis.add_argument("--region", metavar="COUNTRY", help="a country's name or two letters (default: yours)")
    crisis.add_argument("--keep", action="store_true", help="from now on, show this country's")
    crisis.add_argument("--list", action="store_true", help="which countries there are")
    crisis.add_argument("--edit", action="store_true", help="where your own numbers go, and how they are written")

    couple = command(
        "couple", _run_couple, "What is kept about the two of you on this computer, and how to forget it.", _COUPLE_HELP
    )
    couple.add_argument("--forget", action="store_true", help="forget it all")

    calibrate = command(
        "calibrate",
        _run_calibrate,
        "Two minutes in which it learns how each of you says the words that matter.",
        _CALIBRATE_HELP,
    )
    calibrate.add_argument("--people", type=int, choices=(1, 2), default=2, help="how many of you there are")
    calibrate.add_argument("--recordings", type=Path, metavar="DIR", help="sound files instead of the microphone")
    calibrate.add_argument("--forget", action="store_true", help="take back what was learnt earlier")

    stop_word = command("stop-word", _run_stop_word, "A stop word of your own, besides “stop”.", _STOP_WORD_HELP)
    stop_word.add_argument("word", nargs="?", metavar="WORD", help="the word; without one, shows yours")
    stop_word.add_argument("--forget", action="store_true", help="have none any more")

    from companion.cli import authors, packs
    from companion.weights.setup import add_arguments

    authors.add_commands(command)
    packs.add_commands(command)
    add_arguments(
        command("setup", _run_setup, "Fetch what listening needs, once; afterwards everything is offline.", _SETUP_HELP)
    )
    return parser


def _session_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plain", action="store_true", help="lines of text instead of a screen (for screen readers)")
    parser.add_argument("--voice", metavar="NAME", help="who reads aloud: a name from `companion voices`, or none")
    parser.add_argument("--no-mic", action="store_true", help="do not listen; keys and typed words still work")
    parser.add_argument("--speed", type=_speed, default=1.0, metavar="N", help="rehearse N times as fast, silently")
    _length_option(parser)
    _sound_options(parser)


def _sound_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--tones", default="soft", metavar="NAME", help="how a breath sounds: soft, strings, wind or none"
    )
    parser.add_argument("--no-bells", dest="bells", action="store_false", help="no bell at the beginning and the end")
    parser.add_argument(
        "--bed", default="none", metavar="NAME", help="a sound under it all: noise, rain, drone, or a sound file"
    )
    parser.add_argument("--bed-volume", type=float, metavar="N", help="how loud the bed is, from 0 to 1")


def _length_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--length",
        action="append",
        default=[],
        metavar="NAME=TIME",
        help='set one of the exercise\'s lengths: turn="2 min"',
    )


if __name__ == "__main__":
    sys.exit(main())
