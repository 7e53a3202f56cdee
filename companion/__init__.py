"""Companion: a calm voice in the room. docs/architecture.md describes the structure of the code."""

__version__ = "0.1.0"
