"""`python -m bench [NAME …]`: run benchmarks and print their figures. Without names: those of the session."""

from __future__ import annotations

import argparse
import sys

from bench import figures


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description="Print measured figures.")
    known = ["session", "stop", "hearing", "voices"]
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"{', '.join(known)} (session and stop where left out)"
    )
    parser.add_argument("--voice", default="", help="the folder of human recordings (default: shared/voice)")
    asked, rest = parser.parse_known_args()
    for name in asked.names or ["session", "stop"]:
        if name not in known:
            parser.error(f"there is no benchmark called {name!r}; there are {', '.join(known)}")
    print(figures.machine())
    for name in asked.names or ["session", "stop"]:
        if name == "session":
            from bench import session

            session.run()
        elif name == "stop":
            from bench import stop

            stop.run(asked.voice)
        elif name == "voices":
            from bench import voices

            voices.run()
        else:
            from bench import hearing

            sys.argv = ["bench hearing", *(["--voice", asked.voice] if asked.voice else []), *rest]
            hearing.main()
    return 0


if __name__ == "__main__":
    sys.exit(main())
