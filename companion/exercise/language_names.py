"""The English names of languages, by their two letters. Pure."""

from __future__ import annotations

from typing import Final

LANGUAGE_NAMES: Final = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
}  # fmt: skip
"""The languages whose numbers and abbreviations the normaliser knows."""

_MORE: Final = {
    "ar": "Arabic", "ca": "Catalan", "cs": "Czech", "da": "Danish", "el": "Greek", "fa": "Persian", "fi": "Finnish",
    "he": "Hebrew", "hu": "Hungarian", "ja": "Japanese", "ko": "Korean", "nb": "Norwegian", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "tr": "Turkish",
    "uk": "Ukrainian", "zh": "Chinese",
}  # fmt: skip


def language_name(code: str) -> str:
    """Returns the name of a language: "French" for "fr", "Portuguese" for "pt-BR". For an unknown one it names its
    letters."""
    letters = code.partition("-")[0].lower()
    return LANGUAGE_NAMES.get(letters) or _MORE.get(letters) or f"the language “{letters}”"
