"""The size of a window from which something fits into it. Pure."""

from __future__ import annotations

from typing import Final

LARGE_FROM: Final = (110, 34)
"""Cells and rows of a window from which its sentences are set in large letters: two or three lines of them fit."""
