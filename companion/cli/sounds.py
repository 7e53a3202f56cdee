"""The commands about sound: hear, doctor, render, voices. Arguments in, exit code out; nothing is decided here."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from companion.cli.options import (
    add_language_option,
    add_length_option,
    add_sound_options,
    lengths_of,
    let_earlier_hold,
    sounds_of,
)
from companion.cli.parsing import Command
from companion.errors import EXIT_GOOD, CompanionError

_FORMATS: Final = ("mp3", "opus", "ogg", "flac", "wav")
"""Of a pack's sound files. The first one plays everywhere."""

_HEAR_HELP = """\
examples:
  companion hear recording.wav
  companion hear --json clips/*.flac

Each file is listened to as a stream of its own, through the same path as the microphone.
"""

_DOCTOR_HELP = """\
examples:
  companion doctor               you will hear a bell and a sentence
  companion play right-now       what cannot be mended can wait: the words stand on the screen, and keys work
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


def add_commands(command: Command) -> None:
    """Adds hear, doctor, render and voices."""
    hear = command("hear", _run_hear, "Which commands are heard in a recording?", _HEAR_HELP)
    hear.add_argument("files", nargs="+", type=Path, metavar="FILE", help="WAV, FLAC or OGG")
    add_language_option(hear)
    let_earlier_hold(hear)
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
        choices=_FORMATS,
        help="of a pack's sound files (default: mp3)",
    )
    render.add_argument("--voice", metavar="NAME", help="who reads: a name from `companion voices`")
    render.add_argument("--cues", type=Path, metavar="FILE", help="also write what is heard when, as JSON")
    render.add_argument("--no-subtitles", action="store_true", help="do not write the .vtt file beside it")
    add_length_option(render)
    add_sound_options(render)
    let_earlier_hold(render)

    voices = command("voices", _run_voices, "List the voices, or hear one.", _VOICES_HELP)
    voices.add_argument("action", nargs="?", metavar="try", help="say a sentence")
    voices.add_argument("name", nargs="?", metavar="NAME", help="a voice of the list")
    voices.add_argument("--text", help="what to say instead")
    voices.add_argument("-o", "--output", type=Path, metavar="FILE", help="write it to a WAV file instead")


def _run_hear(arguments: argparse.Namespace) -> int:
    from companion.cli.hear import run_hear

    return run_hear(arguments.files, as_json=arguments.json, explain=arguments.explain, language=arguments.language)


def _run_doctor(arguments: argparse.Namespace) -> int:
    from companion.cli.doctor import run_doctor

    return run_doctor(microphone=not arguments.no_mic)


def _run_render(arguments: argparse.Namespace) -> int:
    from companion.cli.pack_sessions import is_pack
    from companion.cli.render import Wanted, run_render
    from companion.cli.render_pack import run_render_pack

    wanted = Wanted(
        exercise=arguments.exercise,
        output=Path(arguments.output),
        cues=arguments.cues,
        subtitles=not arguments.no_subtitles,
        voice=arguments.voice or "best",
        lengths=lengths_of(arguments),
        **sounds_of(arguments),
    )
    if is_pack(arguments.exercise):
        if arguments.cues or arguments.no_subtitles:
            raise CompanionError("--cues and --no-subtitles are for one exercise, and this is a pack.")
        return run_render_pack(wanted, arguments.output, arguments.format or _FORMATS[0])
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
        if arguments.text is not None or arguments.output is not None:
            raise CompanionError(
                "Without a voice there is nothing that could say it.",
                hint="Name one, like `companion voices try joe -o joe.wav`; `companion voices` lists them.",
            )
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
