"""The options that commands share: an exercise's lengths, the sounds beside the voice, and how a session is run."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any, Final

from companion.errors import CompanionError

if TYPE_CHECKING:
    from companion.launch import Options

_USUAL_SOUNDS: Final[dict[str, Any]] = {"tones": "soft", "bells": True, "bed": "none", "bed_volume": None}
_OF_SESSION: Final = frozenset({"plain", "voice", "language", "no_mic", "speed", "length", *_USUAL_SOUNDS})
"""What `add_session_options` adds, by the names in what argparse makes."""


def add_session_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plain", action="store_true", help="lines of text instead of a screen (for screen readers)")
    parser.add_argument("--voice", metavar="NAME", help="who reads aloud: a name from `companion voices`, or none")
    add_language_option(parser)
    parser.add_argument("--no-mic", action="store_true", help="do not listen; keys and typed words still work")
    parser.add_argument("--speed", type=_speed, default=1.0, metavar="N", help="rehearse N times as fast, silently")
    add_length_option(parser)
    add_sound_options(parser)


def let_earlier_hold(parser: argparse.ArgumentParser) -> None:
    """What was said before the command's name holds: argparse would put this parser's own defaults over it (and open
    a microphone that `companion --no-mic play` had closed)."""
    for action in parser._actions:
        if action.dest in _OF_SESSION:
            action.default = argparse.SUPPRESS


def add_language_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--language", default="", metavar="XX", help="the language of spoken and typed commands: en or fr"
    )


def add_sound_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--tones", default="soft", metavar="NAME", help="how a breath sounds: soft, strings, wind or none"
    )
    parser.add_argument("--no-bells", dest="bells", action="store_false", help="no bell at the beginning and the end")
    parser.add_argument(
        "--bed", default="none", metavar="NAME", help="a sound under it all: noise, rain, drone, or a sound file"
    )
    parser.add_argument("--bed-volume", type=float, metavar="N", help="how loud the bed is, from 0 to 1")


def add_length_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--length",
        action="append",
        default=[],
        metavar="NAME=TIME",
        help='set one of the exercise\'s lengths: turn="2 min"',
    )


def _speed(text: str) -> float:
    try:
        speed = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no number; try 20") from None
    if not 0.1 <= speed <= 1000:
        raise argparse.ArgumentTypeError("a speed is between 0.1 and 1000; 20 rehearses twenty times as fast")
    return speed


# ---- what was asked for ---------------------------------------------------------------------------------------------


def session_of(arguments: argparse.Namespace) -> Options:
    """Raises CompanionError, as the others do, for what there is not."""
    from companion.launch import REHEARSAL_FROM, Options

    if arguments.language:
        from companion.hearing import vocabulary

        vocabulary.load(arguments.language)
    voice = arguments.voice or ("none" if arguments.speed >= REHEARSAL_FROM else "best")
    if arguments.voice and voice != "none":
        from companion.voicing import check_voice

        check_voice(voice)
    return Options(
        plain=arguments.plain,
        voice=voice,
        microphone=not arguments.no_mic,
        speed=arguments.speed,
        lengths=lengths_of(arguments),
        language=arguments.language,
        **sounds_of(arguments),
    )


def lengths_of(arguments: argparse.Namespace) -> dict[str, float]:
    """Seconds by the name of the length."""
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


def sounds_of(arguments: argparse.Namespace) -> dict[str, Any]:
    """What was asked for of the sounds beside the voice; checked here, before a screen opens."""
    from companion.sounding import chosen_sounds

    chosen = {name: getattr(arguments, name) for name in ("tones", "bells", "bed", "bed_volume")}
    if chosen != _USUAL_SOUNDS:
        chosen_sounds(arguments.tones, arguments.bells, arguments.bed, arguments.bed_volume)
    return chosen
