"""The sentences that a voice says when it is tried. Light, and without a voice."""

from __future__ import annotations

from typing import Final

SAMPLES: Final = {
    "en": "Hello. This is how I sound. Let's take it slowly.",
    "fr": "Bonjour. Voici ma voix. Prenons notre temps.",
    "es": "Hola. Así suena mi voz. Vamos despacio.",
    "it": "Ciao. Questa è la mia voce. Facciamo con calma.",
    "pt": "Olá. Esta é a minha voz. Vamos devagar.",
}
"""A sentence by the language of the voice. The English one holds no word that would be a command."""


def sample(language: str) -> str:
    """Returns the sentence for a voice of this language; the English one if there is none, or the voice has several
    languages."""
    return SAMPLES.get(language, SAMPLES["en"])
