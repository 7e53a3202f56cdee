"""Companion: a calm voice in the room. docs/architecture.md describes the structure of the code."""

__version__ = "0.1.0"
__released__ = "2026-11-30"
"""The day on which this version was made, year-month-day: `companion --version` says when it is old."""
