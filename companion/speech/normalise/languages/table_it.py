"""The table of Italian."""

from __future__ import annotations

from typing import Final

from companion.speech.normalise.language import Language, each_of
from companion.speech.normalise.number_words import in_words

_MONTHS = (
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno", "luglio", "agosto", "settembre", "ottobre",
    "novembre", "dicembre",
)  # fmt: skip


def _words(number: int, kind: str = "cardinal") -> str:
    return in_words(number, "it", kind)


def _ordinal(number: int, end: str) -> str:
    said = _words(number, "ordinal")
    return f"{said[:-1]}a" if end == "ª" else said


def _regnal(number: int) -> str:
    return _words(number, "ordinal")


def _clock(hour: int, minute: int, half: str) -> str:
    hours = "una" if hour == 1 else _words(hour)
    return f"{hours} e {_words(minute)}" if minute else f"{hours} in punto"


def _dated(year: int, month: int, day: int) -> str:
    return f"{'primo' if day == 1 else _words(day)} {_MONTHS[month - 1]} {_words(year)}"


_UNITS: Final = {
    ("s", "sec", "secondo", "secondi"): ("un secondo", "secondi"),
    ("min", "minuto", "minuti"): ("un minuto", "minuti"),
    ("h", "ora", "ore"): ("un'ora", "ore"),
    ("x", "×", "volta", "volte"): ("una volta", "volte"),
    ("%",): ("un per cento", "per cento"),
    ("°",): ("un grado", "gradi"),
    ("°C",): ("un grado Celsius", "gradi Celsius"),
    ("mm",): ("un millimetro", "millimetri"),
    ("cm",): ("un centimetro", "centimetri"),
    ("m",): ("un metro", "metri"),
    ("km",): ("un chilometro", "chilometri"),
    ("g",): ("un grammo", "grammi"),
    ("kg",): ("un chilo", "chili"),
    ("ml",): ("un millilitro", "millilitri"),
    ("l",): ("un litro", "litri"),
    ("km/h",): ("un chilometro all'ora", "chilometri all'ora"),
}

ITALIAN: Final = Language(
    code="it",
    number_words="it",
    decimal=",",
    thousands=".",
    point="virgola",
    minus="meno",
    plus="più",
    to="a",
    ratio="a",
    over="su",
    or_="o",
    number="numero",
    percent="per cento",
    times="per",
    and_="e",
    at="chiocciola",
    dot="punto",
    equals="uguale",
    about="circa",
    halves={"1/2": "un mezzo", "1/4": "un quarto", "3/4": "tre quarti", "1/3": "un terzo", "2/3": "due terzi"},
    mixed={"1/2": "mezzo"},
    half_of={
        **dict.fromkeys(("h", "ora"), "mezz'ora"),
        **dict.fromkeys(("min", "minuto"), "mezzo minuto"),
        **dict.fromkeys(("s", "sec", "secondo"), "mezzo secondo"),
    },
    joined={r"\balle una\b": "all'una"},
    century=r"(?=\s+secolo\b)",
    units={unit: words for units, words in _UNITS.items() for unit in units},
    currencies={"€": ("un euro", "euro"), "$": ("un dollaro", "dollari"), "£": ("una sterlina", "sterline")},
    titles={
        "Sig": "Signor",
        "Sig.ra": "Signora",
        "Sig.na": "Signorina",
        "Dott": "Dottor",
        "Dott.ssa": "Dottoressa",
        "Prof": "Professor",
        "Prof.ssa": "Professoressa",
        "Dr": "Dottor",
    },
    shortened={r"p\.\s?es": "per esempio", "ecc": "eccetera", "ca": "circa", "tel": "telefono"},
    numbered={r"[Nn][°º]|[Nn]\.|№": "numero", r"pag\.|p\.": "pagina"},
    pairs={"e/o": "e o", "50/50": "cinquanta cinquanta"},
    acronyms={each: each for each in ("EMDR", "TCC", "ONU", "UE", "OMS", "OK", "TV", "ASL", "USA", "HIV", "ADHD")},
    sounds={"m{3,}": "hum", "sh{2,}": "sst"},
    breathing="respir\\w+|ritmo|ciclo",
    calling=r"(?:chiam\w*|telefon\w*|numero|tel\.?)(?:\s+(?:il|al|lo))*",
    telephones=frozenset({"1522", "118"}),
    regnal=each_of("Luigi Carlo Filippo Giovanni Vittorio Umberto Enrico Elisabetta Paolo Pio Benedetto"),
    regnal_said=_regnal,
    ordinals=rf"(?P<n>\d+)\.?(?P<end>º|ª|°(?=\s+(?:{'|'.join(_MONTHS)})\b))",
    ordinal_said=_ordinal,
    clock=r"(?P<h>\d{1,2}):(?P<m>\d\d)",
    clock_said=_clock,
    counted=each_of("secolo capitolo Capitolo Parte parte Fase fase"),
    dated=_dated,
)
