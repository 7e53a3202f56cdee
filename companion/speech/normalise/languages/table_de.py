"""The table of German. Ordinals ("3.") are left to the voice: their ending depends on the sentence."""

from __future__ import annotations

from typing import Final

from companion.speech.normalise.language import Language
from companion.speech.normalise.number_words import in_words


def _words(number: int) -> str:
    return in_words(number, "de", "cardinal")


def _clock(hour: int, minute: int, half: str) -> str:
    hours = "ein Uhr" if hour == 1 else f"{_words(hour)} Uhr"
    return f"{hours} {_words(minute)}" if minute else hours


_UNITS: Final = {
    ("s", "Sek", "sec", "Sekunde", "Sekunden"): ("eine Sekunde", "Sekunden"),
    ("min", "Min", "Minute", "Minuten"): ("eine Minute", "Minuten"),
    ("h", "Std", "Stunde", "Stunden"): ("eine Stunde", "Stunden"),
    ("x", "×", "mal", "Mal"): ("einmal", "mal"),
    ("Atemzug", "Atemzüge"): ("ein Atemzug", "Atemzüge"),
    ("%",): ("ein Prozent", "Prozent"),
    ("°",): ("ein Grad", "Grad"),
    ("°C",): ("ein Grad Celsius", "Grad Celsius"),
    ("mm",): ("ein Millimeter", "Millimeter"),
    ("cm",): ("ein Zentimeter", "Zentimeter"),
    ("m",): ("ein Meter", "Meter"),
    ("km",): ("ein Kilometer", "Kilometer"),
    ("g",): ("ein Gramm", "Gramm"),
    ("kg",): ("ein Kilo", "Kilo"),
    ("ml",): ("ein Milliliter", "Milliliter"),
    ("l",): ("ein Liter", "Liter"),
    ("km/h",): ("ein Kilometer pro Stunde", "Kilometer pro Stunde"),
}

GERMAN: Final = Language(
    code="de",
    number_words="de",
    decimal=",",
    thousands=".",
    point="Komma",
    minus="minus",
    plus="plus",
    to="bis",
    ratio="zu",
    over="durch",
    or_="oder",
    number="Nummer",
    percent="Prozent",
    times="mal",
    and_="und",
    at="at",
    dot="Punkt",
    equals="gleich",
    about="etwa",
    halves={
        "1/2": "ein halb",
        "1/4": "ein Viertel",
        "3/4": "drei Viertel",
        "1/3": "ein Drittel",
        "2/3": "zwei Drittel",
    },
    mixed={"1/2": "einhalb"},
    mixed_by="",
    units={unit: words for units, words in _UNITS.items() for unit in units},
    currencies={"€": ("ein Euro", "Euro"), "$": ("ein Dollar", "Dollar"), "£": ("ein Pfund", "Pfund")},
    titles={"Hrn": "Herrn", "Dr": "Doktor", "Prof": "Professor", "Hr": "Herr", "Fr": "Frau", "St": "Sankt"},
    shortened={
        r"z\.\s?B": "zum Beispiel",
        r"d\.\s?h": "das heißt",
        r"u\.\s?a": "unter anderem",
        r"u\.\s?U": "unter Umständen",
        r"z\.\s?T": "zum Teil",
        "usw": "und so weiter",
        "bzw": "beziehungsweise",
        "evtl": "eventuell",
        "ggf": "gegebenenfalls",
        "ca": "circa",
        "etc": "et cetera",
        "inkl": "inklusive",
        "vgl": "vergleiche",
        "Tel": "Telefon",
    },
    numbered={r"[Nn]r\.|№": "Nummer", r"S\.": "Seite"},
    pairs={"und/oder": "und oder", "er/sie": "er oder sie", "50/50": "fünfzig fünfzig"},
    acronyms={
        each: each for each in ("EMDR", "KVT", "PTBS", "EU", "USA", "UNO", "OK", "TV", "PC", "ADHS", "HIV", "DBT")
    },
    sounds={"m{3,}": "hm", "p?sch{2,}|psst+": "pst"},
    breathing="Atmung|Atem|Rhythmus|Zyklus",
    calling=r"(?:ruf\w*|wähl\w*|Notruf|Telefon|Nummer|Tel\.?)(?:\s+(?:die|der|an|unter))*",
    capital_nouns=True,
    ordinal_dot=True,
    clock=r"(?P<h>\d{1,2})[:.](?P<m>\d\d)\s?Uhr",
    clock_said=_clock,
)
