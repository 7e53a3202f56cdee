"""`python -m bench [NAME …]`: runs benchmarks and prints their figures. Without names: those of the session."""

from __future__ import annotations

import argparse
import importlib
import sys

from bench import figures

KNOWN = {
    "session": "first frame, first sound, memory, what listening costs, drift",
    "stop": "from the end of a spoken stop to silence at the virtual loudspeaker",
    "duck": "from the beginning of a word to a softer virtual loudspeaker",
    "alone": "the narrator alone with its echo, real sessions: what of its own words is a command to it",
    "hearing": "the spotter on human recordings, beside its baselines",
    "talk": "two voices talk for half an hour: nothing may fire, twenty lone stop have to be decided",
    "household": "sneezes, dogs, doors, music at three levels: nothing may be a command",
    "voices": "the voices: factor, memory, first sound, naturalness where a predictor is at hand (--only=sarah,joe)",
    "transcripts": "every spoken sentence of the shipped exercises, transcribed by an independent recogniser",
    "sound": "mixing, underruns in a session (--minutes=30), first sound and memory by voice, files",
    "authoring": "messages for files as people write them, the normaliser, checking a thousand exercises, importing",
    "packs": "a pack of 200 MB, 500 installed, a shelf of 10,000",
    "attacks": "packs, files, sounds, YAML, kills, two windows, servers: refused, survived, lost, leaked, broken",
    "evenings": "random evenings of two people against the rules of consent (--count=100000)",
    "kills": "programs that write a journal, and the real one, killed at random moments (--count=100): lost, broken",
    "search": "the search of home, by key, among 10,000 exercises",
    "installed": "an installed program (bench installed PROGRAM …): size, first frame, first sound, cold and warm",
    "closeness": "comparing two lists of yes, no, maybe",
    "exercises": "every exercise to its end, and what a stop costs in the engine",
}


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Print measured figures.",
        epilog="\n".join(f"  {name:<10} {says}" for name, says in KNOWN.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which (session and stop where left out)")
    parser.add_argument("--voice", default="", help="the folder of human recordings (default: shared/voice)")
    asked, rest = parser.parse_known_args()
    names = asked.names or ["session", "stop"]
    for name in names:
        if name not in KNOWN:
            parser.error(f"there is no benchmark called {name!r}; there are {', '.join(KNOWN)}")
    print(figures.machine())
    failed = 0
    for name in names:
        if name == "stop":
            from bench import stop

            stop.run(asked.voice)
        elif name == "duck":
            from bench import duck

            duck.run(asked.voice)
        elif name == "hearing":
            from bench import hearing

            sys.argv = ["bench hearing", *(["--voice", asked.voice] if asked.voice else []), *rest]
            failed = hearing.main() or failed
        elif name == "attacks":
            from bench import attacks

            failed = attacks.run(rest) or failed
        elif name == "kills":
            from bench import kills

            failed = kills.main(rest) or failed
        elif name == "installed":
            from bench import installed

            failed = installed.run(rest or names[1:]) or failed
            break
        elif name == "evenings":
            from bench import evenings

            failed = evenings.main(rest) or failed
        else:
            failed = importlib.import_module(f"bench.{name}").run() or failed
    return failed


if __name__ == "__main__":
    sys.exit(main())
