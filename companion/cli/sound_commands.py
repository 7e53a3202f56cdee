"""The commands about sound: hear, doctor, render, voices. Arguments in, exit code out; decides nothing."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from companion.cli.parsing import AddCommand
from companion.cli.shared_options import (
    add_language_option,
    add_length_option,
    add_sound_options,
    lengths_of,
    let_earlier_hold,
    may_listen,
    sounds_of,
)
from companion.errors import EXIT_GOOD, CompanionError

_FORMATS: Final = ("mp3", "m4a", "m4b", "opus", "ogg", "flac", "wav", "html")
"""The formats of a pack's files. The first one plays everywhere; the last one is a page for each exercise, with its
sound inside."""

_HEAR_HELP = """\
examples:
  companion hear my-stop.wav     check a sound file that you made yourself
  companion hear *.flac --json   for programmers: several files, as data

It listens to the files you name here and to nothing else, just as if they came from the microphone.
"""

_DOCTOR_HELP = """\
examples:
  companion doctor                      test the speaker, the microphone, the voice and the listening
  companion doctor --share facts.txt    also write a page without names that you can send to somebody who helps you

Even if something doesn't work, you can still read an exercise on the screen and use keys.
"""

_RENDER_HELP = """\
examples:
  companion render right-now -o right-now.mp3
  companion render right-now -o right-now.html           one page for a phone, with the sound inside
  companion render exploring-hands -o evening.flac --voice joe --length turn="2 min"
  companion render my-pack -o for-clients/               a whole pack, with a page that plays it

A recording can't hear a no. Please don't give anybody a recording with touch, unless you're sure that they'll stop it
themselves. After a question it goes on as if the answer were yes, or green. Companion tells you beforehand where.
The words to follow along go into a file with the same name, ending in .vtt.

For a pack (a folder, a file or a name), each exercise becomes an .mp3 with subtitles and a handout. You can press
Ctrl-C and type the same again later: it makes only the files that are missing.
"""

_VOICES_HELP = """\
examples:
  companion voices               show all voices, and which ones are installed
  companion voices try joe       play a sample
  companion setup --voice sarah  download the voice called “sarah”
"""


def add_commands(command: AddCommand) -> None:
    """Adds hear, doctor, render and voices."""
    hear = command("hear", _run_hear, "Check what Companion understands in a sound file that you give it.", _HEAR_HELP)
    hear.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a sound file: WAV, FLAC or OGG")
    add_language_option(hear)
    let_earlier_hold(hear)
    hear.add_argument(
        "--json",
        action="store_true",
        help="for programmers: print a line of JSON for each command (file, command, at, on)",
    )
    hear.add_argument("--explain", action="store_true", help="also show why each word was understood the way it was")

    doctor = command(
        "doctor",
        _run_doctor,
        "Find out why you can't hear Companion, or why it can't hear you.",
        _DOCTOR_HELP,
    )
    doctor.add_argument(
        "--share",
        type=Path,
        metavar="FILE",
        help="write what it finds to a new file, without names and folders, so that you can send it to somebody",
    )

    render = command("render", _run_render, "Make sound files of an exercise or a whole pack.", _RENDER_HELP)
    render.add_argument("exercise", metavar="EXERCISE|PACK", help="a name from `companion list`, a file, or a folder")
    render.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="FILE|FOLDER",
        help="the file to make, ending in .mp3, .m4b, .m4a, .wav, .flac, .ogg or .opus, or in .html for a page that "
        "plays it; for a pack, a folder",
    )
    render.add_argument(
        "--format",
        default="",
        choices=_FORMATS,
        help="the kind of files for a pack (default: mp3); html makes a page of each exercise, with the sound inside",
    )
    render.add_argument("--voice", metavar="NAME", help="the voice to use: a name from `companion voices`")
    render.add_argument(
        "--cues", type=Path, metavar="FILE", help="for programmers: also save when each thing begins, as JSON"
    )
    render.add_argument("--no-subtitles", action="store_true", help="don't make the file with subtitles (.vtt)")
    render.add_argument(
        "--region",
        default="",
        metavar="COUNTRY",
        help="the country whose crisis numbers are on the page and the handouts (default: yours)",
    )
    add_length_option(render)
    add_sound_options(render)
    let_earlier_hold(render)

    voices = command("voices", _run_voices, "List the voices, or play a sample.", _VOICES_HELP)
    voices.add_argument("action", nargs="?", metavar="try", help="play a sample")
    voices.add_argument("name", nargs="?", metavar="NAME", help="a voice from the list")
    voices.add_argument("--text", help="the text to say instead")
    voices.add_argument("-o", "--output", type=Path, metavar="FILE", help="save it as a WAV file instead")


def _run_hear(arguments: argparse.Namespace) -> int:
    from companion.cli.hear import run_hear

    return run_hear(arguments.files, as_json=arguments.json, explain=arguments.explain, language=arguments.language)


def _run_doctor(arguments: argparse.Namespace) -> int:
    from companion.cli.doctor import run_doctor

    return run_doctor(microphone=may_listen(arguments), share=arguments.share)


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
        region=arguments.region,
        lengths=lengths_of(arguments),
        **sounds_of(arguments),
    )
    if is_pack(arguments.exercise):
        if arguments.cues or arguments.no_subtitles:
            raise CompanionError(
                "--cues and --no-subtitles work only with a single exercise, and this is a pack.",
                hint="Type the same again without them.",
            )
        return run_render_pack(wanted, arguments.output, arguments.format or _FORMATS[0])
    if arguments.format:
        raise CompanionError(
            "--format works only with packs.",
            hint=f"For a single exercise, end the file's name in the kind you want, such as: -o {wanted.exercise}.mp3",
        )
    if not wanted.output.suffix:
        # A folder means a pack, so a missing pack is reported before a wrong file name.
        from companion.packs.shelf import Shelf

        Shelf().find(wanted.exercise)
    return run_render(wanted)


def _run_voices(arguments: argparse.Namespace) -> int:
    from companion.app import voices

    if arguments.action is None:
        if arguments.text is not None or arguments.output is not None:
            raise CompanionError(
                "Which voice should say it?",
                hint="For example: companion voices try joe -o joe.wav. To see all voices: companion voices",
            )
        print(voices.listing())
        return EXIT_GOOD
    if arguments.action != "try":
        raise CompanionError(
            f"I don't know what to do with “{arguments.action}”.",
            hint=f"`companion voices try {arguments.action}` plays that voice.",
        )
    if arguments.name is None:
        raise CompanionError("Which voice?", hint="For example: companion voices try joe")
    print(voices.try_voice(arguments.name, arguments.text or "", arguments.output))
    return EXIT_GOOD
