"""The languages whose texts are normalised, by their code. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from companion.speech.normalise.language import Language
from companion.speech.normalise.languages import table_de, table_en, table_es, table_fr, table_it, table_pt

LANGUAGES: Final[Mapping[str, Language]] = {
    each.code: each
    for each in (
        table_en.ENGLISH,
        table_fr.FRENCH,
        table_de.GERMAN,
        table_it.ITALIAN,
        table_pt.PORTUGUESE,
        table_es.SPANISH,
    )
}
