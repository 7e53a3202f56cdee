"""The table of French."""

from __future__ import annotations

from typing import Final

from companion.speech.normalise.language import Language, each_of
from companion.speech.normalise.number_words import in_words

_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip


def _words(number: int, kind: str = "cardinal") -> str:
    return in_words(number, "fr", kind)


def _ordinal(number: int, end: str) -> str:
    if number == 1:
        return "première" if "r" in end and end != "er" else "premier"
    return "seconde" if end == "nde" else "second" if end == "nd" else _words(number, "ordinal")


def _regnal(number: int) -> str:
    return "premier" if number == 1 else _words(number)


def _clock(hour: int, minute: int, half: str) -> str:
    hours = "minuit" if hour == 0 else "une heure" if hour == 1 else f"{_words(hour)} heures"
    if hour == 21:
        hours = "vingt et une heures"
    return f"{hours} {_words(minute)}" if minute else hours


def _dated(year: int, month: int, day: int) -> str:
    return f"{'premier' if day == 1 else _words(day)} {_MONTHS[month - 1]} {_words(year)}"


def _agreed(number: str, unit: str) -> str:
    return f"{number}e" if number.endswith(" un") and unit in _FEMININE else number


_FEMININE: Final = each_of("secondes minutes heures fois respirations livres")

_UNITS: Final = {
    ("s", "sec", "seconde", "secondes"): ("une seconde", "secondes"),
    ("min", "mn", "minute", "minutes"): ("une minute", "minutes"),
    ("h", "heure", "heures"): ("une heure", "heures"),
    ("x", "×", "fois"): ("une fois", "fois"),
    ("respiration", "respirations"): ("une respiration", "respirations"),
    ("%",): ("un pour cent", "pour cent"),
    ("°",): ("un degré", "degrés"),
    ("°C",): ("un degré Celsius", "degrés Celsius"),
    ("mm",): ("un millimètre", "millimètres"),
    ("cm",): ("un centimètre", "centimètres"),
    ("m",): ("un mètre", "mètres"),
    ("km",): ("un kilomètre", "kilomètres"),
    ("g",): ("un gramme", "grammes"),
    ("kg",): ("un kilo", "kilos"),
    ("ml",): ("un millilitre", "millilitres"),
    ("l",): ("un litre", "litres"),
    ("km/h",): ("un kilomètre heure", "kilomètres heure"),
}

FRENCH: Final = Language(
    code="fr",
    number_words="fr",
    decimal=",",
    thousands=" .",
    point="virgule",
    minus="moins",
    plus="plus",
    to="à",
    ratio="pour",
    over="sur",
    or_="ou",
    number="numéro",
    percent="pour cent",
    times="fois",
    and_="et",
    at="arobase",
    dot="point",
    equals="égale",
    about="environ",
    halves={"1/2": "un demi", "1/4": "un quart", "3/4": "trois quarts", "1/3": "un tiers", "2/3": "deux tiers"},
    mixed={"1/2": "demi", "1/4": "un quart"},
    half_of={
        **dict.fromkeys(("h", "heure"), "une demi-heure"),
        **dict.fromkeys(("min", "mn", "minute"), "une demi-minute"),
        **dict.fromkeys(("s", "sec", "seconde"), "une demi-seconde"),
    },
    joined={r"\b[Dd]e une\b": "d'une"},
    units={unit: words for units, words in _UNITS.items() for unit in units},
    currencies={"€": ("un euro", "euros"), "$": ("un dollar", "dollars"), "£": ("une livre", "livres")},
    titles={
        "M": "Monsieur",
        "Mme": "Madame",
        "Mlle": "Mademoiselle",
        "MM": "Messieurs",
        "Dr": "docteur",
        "Pr": "professeur",
        "St": "Saint",
        "Ste": "Sainte",
    },
    shortened={
        r"p\.\s?ex": "par exemple",
        "etc": "et cetera",
        r"c\.-à-d": "c'est-à-dire",
        "env": "environ",
        "cf": "voir",
    },
    numbered={r"[Nn][°º]|[Nn]o\.?|№": "numéro", r"p\.": "page"},
    pairs={"et/ou": "et ou", "50/50": "cinquante cinquante"},
    acronyms={
        each: each for each in ("TCC", "EMDR", "SAMU", "USA", "ONU", "UE", "OK", "TV", "SMS", "TOC", "TDAH", "VIH")
    },
    sounds={"m{3,}": "hum", "ch[uh]*t+": "chut"},
    breathing="respirations?|rythme|cycle|cohérence",
    calling=r"(?:appel\w*|compos\w*|téléphon\w*|numéro|tél\.?|au)(?:\s+(?:le|au|du|à))*",
    telephones=frozenset({"3114", "3919"}),
    regnal=each_of("Louis Charles Henri François Napoléon Philippe Jean Pie Benoît Élisabeth Paul"),
    regnal_said=_regnal,
    ordinals=r"(?P<n>\d+)(?P<end>er|re|ère|ème|nde|nd|e)",
    ordinal_said=_ordinal,
    clock=r"(?P<h>\d{1,2})(?:\s?h\s?|:)(?P<m>\d\d)",
    clock_said=_clock,
    century="(?:e|è|ème)",
    counted=each_of("Partie Chapitre Phase Niveau partie chapitre"),
    agreed=_agreed,
    dated=_dated,
)
