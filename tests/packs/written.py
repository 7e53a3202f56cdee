"""Writes small exercises into folders."""

from __future__ import annotations

from pathlib import Path

TEXT = """format: 1
id: {id}
title: {title}
summary: For the tests.
people: 1
kind: settle
cautions: [For tests only.]
sources: [Made up]
author: Companion
license: CC-BY-4.0
i_mean_it: [rest-unannounced]
steps:
  - wait: 2 min
{more}ending:
  - Done.
"""


def put(file: Path, title: str, more: str = "", id: str = "", heading: str = "") -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    text = TEXT.format(id=id or file.stem, title=title, more=more)
    file.write_text(text.replace("steps:\n", f"{heading}steps:\n", 1), encoding="utf-8")
    return file
