"""The table of Spanish."""

from __future__ import annotations

import re
from typing import Final

from companion.speech.normalise.language import Language, each_of
from companion.speech.normalise.number_words import in_words

_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip


def _words(number: int, kind: str = "cardinal") -> str:
    return in_words(number, "es", kind)


def _ordinal(number: int, end: str) -> str:
    said = _words(number, "ordinal")
    if end == "er":
        return said[:-1]  # "1er piso", "primer piso"
    return " ".join(f"{word[:-1]}a" for word in said.split()) if end.endswith(("ª", "a")) else said


def _regnal(number: int) -> str:
    return _words(number, "ordinal") if number <= 10 else _words(number)


def _clock(hour: int, minute: int, half: str) -> str:
    hours = "una" if hour == 1 else _words(hour)
    return f"{hours} {'cero ' if minute < 10 else ''}{_words(minute)}" if minute else f"{hours} en punto"


def _dated(year: int, month: int, day: int) -> str:
    return f"{_words(day)} de {_MONTHS[month - 1]} de {_words(year)}"


def _agreed(number: str, unit: str) -> str:
    if unit in _FEMININE:
        number = re.sub(r"ientos\b", "ientas", number)
        return f"{number[:-1]}a" if number.endswith("uno") else number
    if not number.endswith("uno"):
        return number
    return f"{number[:-3]}ún" if number.endswith("veintiuno") else number[:-1]


_FEMININE: Final = each_of("horas veces libras respiraciones personas")

_UNITS: Final = {
    ("s", "seg", "segs", "segundo", "segundos"): ("un segundo", "segundos"),
    ("min", "mins", "minuto", "minutos"): ("un minuto", "minutos"),
    ("h", "hs", "hora", "horas"): ("una hora", "horas"),
    ("x", "×", "vez", "veces"): ("una vez", "veces"),
    ("respiración", "respiraciones"): ("una respiración", "respiraciones"),
    ("persona", "personas"): ("una persona", "personas"),
    ("%",): ("un por ciento", "por ciento"),
    ("°", "º"): ("un grado", "grados"),
    ("°C", "ºC"): ("un grado Celsius", "grados Celsius"),
    ("mm",): ("un milímetro", "milímetros"),
    ("cm",): ("un centímetro", "centímetros"),
    ("m",): ("un metro", "metros"),
    ("km",): ("un kilómetro", "kilómetros"),
    ("g",): ("un gramo", "gramos"),
    ("kg",): ("un kilo", "kilos"),
    ("ml",): ("un mililitro", "mililitros"),
    ("l",): ("un litro", "litros"),
    ("km/h",): ("un kilómetro por hora", "kilómetros por hora"),
}

SPANISH: Final = Language(
    code="es",
    number_words="es",
    decimal=",",
    thousands=".",
    point="coma",
    minus="menos",
    plus="más",
    to="a",
    ratio="a",
    over="de",
    or_="o",
    number="número",
    percent="por ciento",
    times="por",
    and_="y",
    at="arroba",
    dot="punto",
    equals="igual a",
    about="unos",
    halves={"1/2": "un medio", "1/4": "un cuarto", "3/4": "tres cuartos", "1/3": "un tercio", "2/3": "dos tercios"},
    mixed={"1/2": "medio"},
    half_of={
        **dict.fromkeys(("h", "hora"), "media hora"),
        **dict.fromkeys(("min", "minuto"), "medio minuto"),
        **dict.fromkeys(("s", "seg", "segundo"), "medio segundo"),
    },
    units={unit: words for units, words in _UNITS.items() for unit in units},
    currencies={"€": ("un euro", "euros"), "$": ("un dólar", "dólares"), "£": ("una libra", "libras")},
    titles={
        "Sr": "señor",
        "Sra": "señora",
        "Srta": "señorita",
        "Sres": "señores",
        "Dr": "doctor",
        "Dra": "doctora",
        "Prof": "profesor",
        "D": "don",
        "Dña": "doña",
        "Sta": "santa",
        "Sto": "santo",
    },
    shortened={
        r"p\.\s?ej": "por ejemplo",
        "etc": "etcétera",
        "aprox": "aproximadamente",
        "Ud": "usted",
        "Vds": "ustedes",
        "Uds": "ustedes",
        "Vd": "usted",
        "tel": "teléfono",
    },
    numbered={r"[Nn]úm\.|[Nn]\.?[º°]|[Nn]ro\.|№": "número", r"pág\.|p\.": "página"},
    pairs={"y/o": "y o", "e/o": "y o", "él/ella": "él o ella", "50/50": "cincuenta cincuenta"},
    acronyms={
        each: each for each in ("EMDR", "TCC", "ONU", "UE", "OMS", "OK", "TV", "TEPT", "TOC", "TDAH", "VIH", "EEUU")
    },
    sounds={"m{3,}": "hum", "sh{2,}|ch{3,}": "chist"},
    breathing="respiraci\\w+|ritmo|ciclo|patrón",
    calling=r"(?:llam\w*|marc\w*|teléfono|número|tel\.?)(?:\s+(?:al|a|el|de))*",
    telephones=frozenset({"024", "016"}),
    regnal=each_of("Luis Carlos Felipe Juan Alfonso Fernando Isabel Enrique Pedro Pablo Pío Benedicto"),
    regnal_said=_regnal,
    ordinals=r"(?P<n>\d+)\.?(?P<end>º|ª|er|ero|era)",
    ordinal_said=_ordinal,
    clock=r"(?P<h>\d{1,2}):(?P<m>\d\d)(?:\s?h\b)?",
    clock_said=_clock,
    counted=each_of("siglo capítulo Capítulo Parte parte Fase fase"),
    agreed=_agreed,
    dated=_dated,
)
