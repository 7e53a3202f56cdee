"""The table of Portuguese. Numbers are said as in Brazil, where Kokoro's voices for it are from."""

from __future__ import annotations

import re
from typing import Final

from companion.speech.normalise.language import Language, each_of
from companion.speech.normalise.number_words import in_words

_MONTHS = (
    "janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro",
    "dezembro",
)  # fmt: skip


def _words(number: int, kind: str = "cardinal") -> str:
    return in_words(number, "pt_BR", kind)


def _ordinal(number: int, end: str) -> str:
    said = _words(number, "ordinal")
    return " ".join(f"{word[:-1]}a" for word in said.split()) if end in "ªa" else said


def _regnal(number: int) -> str:
    return _words(number, "ordinal") if number <= 10 else _words(number)


def _clock(hour: int, minute: int, half: str) -> str:
    hours = "uma" if hour == 1 else "duas" if hour == 2 else _words(hour)
    if 0 < minute < 10:
        return f"{hours} {'hora' if hour == 1 else 'horas'} e {_words(minute)}"  # "vinte e cinco" is a number
    return f"{hours} e {_words(minute)}" if minute else f"{hours} {'hora' if hour == 1 else 'horas'}"


def _dated(year: int, month: int, day: int) -> str:
    return f"{'primeiro' if day == 1 else _words(day)} de {_MONTHS[month - 1]} de {_words(year)}"


def _agreed(number: str, unit: str) -> str:
    if unit not in _FEMININE:
        return number
    first, space, last = re.sub(r"entos\b", "entas", number).rpartition(" ")
    return first + space + {"um": "uma", "dois": "duas"}.get(last, last)


_FEMININE: Final = each_of("horas vezes libras respirações pessoas")

_UNITS: Final = {
    ("s", "seg", "segundo", "segundos"): ("um segundo", "segundos"),
    ("min", "minuto", "minutos"): ("um minuto", "minutos"),
    ("h", "hora", "horas"): ("uma hora", "horas"),
    ("x", "×", "vez", "vezes"): ("uma vez", "vezes"),
    ("respiração", "respirações"): ("uma respiração", "respirações"),
    ("pessoa", "pessoas"): ("uma pessoa", "pessoas"),
    ("%",): ("um por cento", "por cento"),
    ("°",): ("um grau", "graus"),
    ("°C", "ºC"): ("um grau Celsius", "graus Celsius"),
    ("mm",): ("um milímetro", "milímetros"),
    ("cm",): ("um centímetro", "centímetros"),
    ("m",): ("um metro", "metros"),
    ("km",): ("um quilômetro", "quilômetros"),
    ("g",): ("um grama", "gramas"),
    ("kg",): ("um quilo", "quilos"),
    ("ml",): ("um mililitro", "mililitros"),
    ("l",): ("um litro", "litros"),
    ("km/h",): ("um quilômetro por hora", "quilômetros por hora"),
}

PORTUGUESE: Final = Language(
    code="pt",
    number_words="pt_BR",
    decimal=",",
    thousands=".",
    point="vírgula",
    minus="menos",
    plus="mais",
    to="a",
    ratio="para",
    over="de",
    or_="ou",
    number="número",
    percent="por cento",
    times="vezes",
    and_="e",
    at="arroba",
    dot="ponto",
    equals="igual a",
    about="cerca de",
    halves={"1/2": "um meio", "1/4": "um quarto", "3/4": "três quartos", "1/3": "um terço", "2/3": "dois terços"},
    mixed={"1/2": "meio"},
    half_of={
        **dict.fromkeys(("h", "hora"), "meia hora"),
        **dict.fromkeys(("min", "minuto"), "meio minuto"),
        **dict.fromkeys(("s", "seg", "segundo"), "meio segundo"),
    },
    units={unit: words for units, words in _UNITS.items() for unit in units},
    currencies={"€": ("um euro", "euros"), "$": ("um dólar", "dólares"), "£": ("uma libra", "libras")},
    titles={
        "Sr": "senhor",
        "Sra": "senhora",
        "Srta": "senhorita",
        "Dr": "doutor",
        "Dra": "doutora",
        "Prof": "professor",
        "Profa": "professora",
        "D": "dona",
        "Sta": "santa",
        "Sto": "santo",
    },
    shortened={r"p\.\s?ex": "por exemplo", "etc": "et cetera", "aprox": "aproximadamente", "tel": "telefone"},
    numbered={r"[Nn]\.?[º°]|[Nn]º|№": "número", r"pág\.|p\.": "página"},
    pairs={"e/ou": "e ou", "50/50": "cinquenta cinquenta"},
    acronyms={
        each: each for each in ("EMDR", "TCC", "ONU", "UE", "OMS", "OK", "TV", "SUS", "CVV", "EUA", "HIV", "TDAH")
    },
    sounds={"m{3,}": "hum", "sh{2,}": "psiu"},
    breathing="respira\\w+|ritmo|ciclo|padrão",
    calling=r"(?:lig\w*|disc?\w*|telefone|número|tel\.?)(?:\s+(?:para|o|a|ao))*",
    telephones=frozenset({"188", "180"}),
    regnal=each_of("Luís João Pedro Manuel Carlos Filipe Afonso Isabel Henrique Paulo Pio Bento"),
    regnal_said=_regnal,
    ordinals=r"(?P<n>\d+)\.?(?P<end>º|ª|o|a)",
    ordinal_said=_ordinal,
    clock=r"(?P<h>\d{1,2})(?::|h)(?P<m>\d\d)",
    clock_said=_clock,
    counted=each_of("século capítulo Capítulo Parte parte Fase fase"),
    agreed=_agreed,
    dated=_dated,
)
