"""The text of a small exercise and of a small pack, which the benches fill their folders with."""

from __future__ import annotations

from typing import Final

_EXERCISE: Final = """format: 1
id: {id}
title: {title}
summary: For figures and attacks only.
people: 1
kind: settle
cautions: [For figures and attacks only.]
sources: [Made up]
author: {author}
license: CC-BY-4.0
steps:
  - Look around you.
  - wait: 20s
ending:
  - Done.
"""
_PACK: Final = """id: {id}
version: {version}
title: Pack {id}
summary: For figures and attacks only.
author: {author}
license: CC-BY-4.0
cautions:
  - Not reviewed by a clinician.
"""


def exercise_text(id: str, title: str = "Look around", author: str = "Bench") -> str:
    return _EXERCISE.format(id=id, title=title, author=author)


def pack_text(id: str, version: str = "1.0.0", author: str = "Bench") -> str:
    return _PACK.format(id=id, version=version, author=author)
