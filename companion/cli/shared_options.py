"""The options that commands share: an exercise's lengths, the sounds beside the voice, and those of a session."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, Final

from companion.errors import CompanionError

if TYPE_CHECKING:
    from companion.app.options import Options

_USUAL_SOUNDS: Final[dict[str, Any]] = {"tones": "soft", "bells": True, "bed": "none", "bed_volume": None}
_OF_SESSION: Final = frozenset(
    {"plain", "captions", "timestamps", "voice", "language", "no_mic", "speed", "speak_pages", "length", *_USUAL_SOUNDS}
)
"""The options that `add_session_options` adds, by their names in argparse's result."""


def add_session_options(parser: argparse.ArgumentParser) -> None:
    """Adds the options of a session."""
    parser.add_argument(
        "--plain", action="store_true", help="plain text instead of a full screen (good for screen readers)"
    )
    parser.add_argument(
        "--captions",
        dest="captions",
        action="store_const",
        const="start",
        help="in plain text: write each sentence as the voice begins it",
    )
    parser.add_argument(
        "--no-captions",
        dest="captions",
        action="store_const",
        const="off",
        help="in plain text: write no sentence that the voice reads",
    )
    parser.add_argument(
        "--timestamps",
        action="store_true",
        default=None,
        help="in plain text: write the time before each line of a session",
    )
    parser.add_argument("--voice", metavar="NAME", help="the voice to use: a name from `companion voices`, or none")
    add_language_option(parser)
    parser.add_argument(
        "--no-mic",
        action="store_true",
        default=None,
        help="don't use the microphone; keys and typed words still work",
    )
    parser.add_argument(
        "--mic", dest="no_mic", action="store_false", default=None, help="use it, even if your settings say no"
    )
    parser.add_argument(
        "--speak-pages",
        action="store_true",
        help="read the pages for two people aloud (private ones after you press H)",
    )
    parser.add_argument(
        "--speed",
        type=_speed,
        default=1.0,
        metavar="N",
        help="try it out silently and sped up; 20 means twenty times as fast",
    )
    add_length_option(parser)
    add_sound_options(parser)


def let_earlier_hold(parser: argparse.ArgumentParser) -> None:
    """Keeps options given before the command's name. Otherwise argparse would put this parser's defaults over them,
    and open a microphone that `companion --no-mic play` had closed."""
    for action in parser._actions:
        if action.dest in _OF_SESSION:
            action.default = argparse.SUPPRESS


def add_language_option(parser: argparse.ArgumentParser) -> None:
    """Adds the language of the spoken commands."""
    parser.add_argument(
        "--language", default="", metavar="XX", help="the language of commands and of Companion's own words: en or fr"
    )


def add_sound_options(parser: argparse.ArgumentParser) -> None:
    """Adds the sounds beside the voice."""
    parser.add_argument(
        "--tones", metavar="NAME", help="the sound that guides your breath: soft, strings, wind or none"
    )
    parser.add_argument("--no-bells", dest="bells", action="store_false", default=None, help="play no bells")
    parser.add_argument(
        "--bells", dest="bells", action="store_true", default=None, help="play them, even if your settings say no"
    )
    parser.add_argument(
        "--bed",
        metavar="NAME",
        help="a background sound: noise (a soft hiss), rain, drone (a low hum), your own sound file, or none",
    )
    parser.add_argument(
        "--bed-volume", type=float, metavar="N", help="how loud the background sound is, from 0 (silent) to 1 (full)"
    )


def add_length_option(parser: argparse.ArgumentParser) -> None:
    """Adds the lengths that an exercise lets people change."""
    parser.add_argument(
        "--length",
        action="append",
        default=[],
        metavar="NAME=TIME",
        help='change how long a part lasts; turn="2 min" makes each turn two minutes',
    )


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} isn't a number; try 20") from None
    if not 0.1 <= speed <= 1000:
        raise argparse.ArgumentTypeError("the speed can be from 0.1 to 1000; 20 means twenty times as fast")
    return speed


# ---- what was asked for ---------------------------------------------------------------------------------------------


def session_of(arguments: argparse.Namespace) -> Options:
    """Reads the options of a session. Raises CompanionError for a voice, sound or length that does not exist."""
    from companion.app.options import REHEARSAL_FROM, Options

    if arguments.language:
        from companion.hearing.words import vocabulary

        vocabulary.load(arguments.language)
    voice = arguments.voice or ("none" if arguments.speed >= REHEARSAL_FROM else "best")
    if arguments.voice and voice != "none":
        from companion.app.voices import check_voice

        check_voice(voice)
    given = [name for name in _USUAL_SOUNDS if getattr(arguments, name) is not None]
    given += ["voice"] if voice != "best" or arguments.voice else []
    given += ["language"] if arguments.language else []
    given += [name for name in ("captions", "timestamps") if getattr(arguments, name) is not None]
    given += ["microphone"] if arguments.no_mic is not None else []
    return Options(
        given=frozenset(given),
        plain=arguments.plain,
        voice=voice,
        microphone=not arguments.no_mic,
        speed=arguments.speed,
        lengths=lengths_of(arguments),
        language=arguments.language,
        captions=arguments.captions or "",
        timestamps=bool(arguments.timestamps),
        speak_pages=arguments.speak_pages,
        **sounds_of(arguments),
    )


def may_listen(arguments: argparse.Namespace) -> bool:
    """Tells whether the microphone may be opened: as the command line says or, if it says nothing, the settings."""
    if arguments.no_mic is not None:
        return not arguments.no_mic
    from companion.store import settings

    return settings.load().settings.microphone is not False


def lengths_of(arguments: argparse.Namespace) -> dict[str, float]:
    """Reads the lengths: seconds by name."""
    from companion.exercise.scalars import parse_seconds

    lengths: dict[str, float] = {}
    for given in arguments.length:
        name, equals, value = given.partition("=")
        try:
            if not equals:
                raise ValueError("say which part, and how long it should last")
            lengths[name.strip()] = parse_seconds(value)
        except ValueError as error:
            raise CompanionError(
                f"--length {given}: {error}.", hint='For example, for turns of two minutes: --length turn="2 min"'
            ) from error
    return lengths


def sounds_of(arguments: argparse.Namespace) -> dict[str, Any]:
    """Reads the sounds beside the voice, and checks them before a screen opens."""
    from companion.app.sounds import chosen_sounds

    given = {name: getattr(arguments, name) for name in _USUAL_SOUNDS}
    chosen = {name: usual if given[name] is None else given[name] for name, usual in _USUAL_SOUNDS.items()}
    if chosen != _USUAL_SOUNDS:
        chosen_sounds(chosen["tones"], chosen["bells"], chosen["bed"], chosen["bed_volume"])
    return chosen
