"""A mistake of ours: it is written to a log, and a sentence says where. Nothing that was said or heard is in it."""

from __future__ import annotations

import platform
import tempfile
import time
import traceback
from pathlib import Path

from companion import __version__, resources


def report_of(error: Exception) -> str:
    """Write what happened to a log; what to tell the person."""
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
