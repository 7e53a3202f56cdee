"""Names that people write for the words of the format: in another language, in capitals, misspelled. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from companion.exercise.model import STEP_KINDS, Exercise, StepKind

TOP = frozenset(field.alias or name for name, field in Exercise.model_fields.items())
KINDS = frozenset(kind for kind in STEP_KINDS if kind != "line")
SPOKEN_PARTS = frozenset({"steps", "something_else", "ending"})
LISTS = frozenset({"cautions", "sources", "needs", "formerly", "touch", "i_mean_it"})

TOP_MEANT = {
    **dict.fromkeys(("titel", "titre", "titulo", "título", "titolo", "name", "heading"), "title"),
    **dict.fromkeys(("zusammenfassung", "beschreibung", "description", "résumé", "resumen", "about"), "summary"),
    **dict.fromkeys(("schritte", "step", "étapes", "etapes", "pasos", "passi", "script", "text", "exercise"), "steps"),
    **dict.fromkeys(("end", "ende", "schluss", "closing", "conclusion", "fin", "outro", "endings"), "ending"),
    **dict.fromkeys(("licence", "lizenz", "licencia", "licenza", "copyright"), "license"),
    **dict.fromkeys(("autor", "autorin", "auteur", "autrice", "autore", "by", "written by", "therapist"), "author"),
    **dict.fromkeys(("sprache", "langue", "idioma", "lingua", "lang"), "language"),
    **dict.fromkeys(("quellen", "quelle", "source", "references", "fuentes"), "sources"),
    **dict.fromkeys(("warnings", "warning", "caution", "warnungen", "contraindications", "hinweise"), "cautions"),
    **dict.fromkeys(("personen", "persons", "personnes", "personas"), "people"),
    **dict.fromkeys(("art", "type", "category"), "kind"),
    **dict.fromkeys(("something else", "something-else", "somethingelse", "alternative"), "something_else"),
}
"""Keys at the top of an exercise, as people write them."""

OTHER_WORDS: dict[StepKind, tuple[str, ...]] = {
    "say": ("sag", "sagen", "sprich", "speak", "read", "text", "line", "dire", "decir", "narrator"),
    "wait": (
        *("pause", "silence", "silent", "quiet", "rest", "break", "sleep", "hold still"),
        *("warten", "stille", "ruhe", "attendre", "attente", "esperar", "espera", "aspetta"),
    ),
    "breathe": ("atmen", "atmung", "breath", "breathing", "respirer", "respirar"),
    "turns": (),
    "touching": (),
    "agree": (),
    "check": (),
    "choose": ("choice", "question", "option", "options", "wahl"),
    "ask": (),
    "rate": ("rating", "scale"),
    "repeat": ("loop", "again", "wiederholen", "répéter", "repetir"),
    "sound": (),
    "play": ("audio", "recording", "file", "mp3"),
    "include": (),
}
"""The keys of steps, as people write them. A kind that is near enough in its letters needs none."""
KIND_MEANT: dict[str, str] = {word: kind for kind, words in OTHER_WORDS.items() for word in words}

SOUNDS = frozenset({"bell", "gong", "chime", "glocke", "cloche", "campana", "bowl", "singing bowl", "ding"})
PICTURES = frozenset({"image", "picture", "img", "photo", "video", "bild"})

PEOPLE = {"one": "1", "two": "2", "eins": "1", "zwei": "2", "a couple": "2", "couple": "2", "both": "2", "single": "1"}
LANGUAGES = {
    "english": "en",
    "englisch": "en",
    "anglais": "en",
    "german": "de",
    "deutsch": "de",
    "french": "fr",
    "français": "fr",
    "francais": "fr",
    "französisch": "fr",
    "spanish": "es",
    "español": "es",
    "italian": "it",
    "italiano": "it",
    "portuguese": "pt",
    "português": "pt",
    "dutch": "nl",
    "polish": "pl",
}
KIND_OF_EXERCISE = {
    **dict.fromkeys(("sleep", "calm", "grounding", "panic", "relax", "relaxation", "anxiety", "crisis"), "settle"),
    **dict.fromkeys(("breathing", "breathe"), "breath"),
    **dict.fromkeys(("bodyscan", "body scan", "body-scan", "somatic"), "body"),
    **dict.fromkeys(("couple", "couples", "pair", "partner"), "together"),
    **dict.fromkeys(("talking", "conversation", "dialogue"), "talk"),
    **dict.fromkeys(("hands", "massage", "touching"), "touch"),
}


def top_meant(key: str) -> str | None:
    """Names the key at the top of an exercise that was meant; None if it is one already, or nothing is near."""
    return _meant(key, TOP, TOP_MEANT, 0.7)


def kind_meant(key: str) -> str | None:
    """Names the kind of step that was meant; None if it is one already, or nothing is near."""
    return _meant(key, KINDS, KIND_MEANT, 0.72)


def _meant(key: str, known: Iterable[str], others: dict[str, str], least: float) -> str | None:
    if key in known:
        return None
    plain = key.casefold().strip()
    if plain in known:
        return plain
    if plain in others:
        return others[plain]
    near = difflib.get_close_matches(plain, [*known], n=1, cutoff=least)
    return near[0] if near and len(plain) > 2 else None
