"""Companion: a calm voice in the room. See docs/architecture.md for how the house is laid out."""

__version__ = "0.1.0"
