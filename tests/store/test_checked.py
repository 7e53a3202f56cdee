"""A model for the values of a small file: every field has words of its own for a value that fails."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import pytest

from companion.couple.couple_file import CoupleFile
from companion.store.checked import FileModel, check
from companion.store.settings_file import SettingsFile

FIELDS = [(model, name) for model in (SettingsFile, CoupleFile) for name in model.model_fields]
NOTHING_TAKES_THIS = [object]
"""A value that no field of any file can hold."""


class Pets(FileModel):
    complaints: ClassVar[Mapping[str, str]] = {"cats": "its cats are no number"}

    cats: int = 0
    dogs: int = 0


@pytest.mark.parametrize(("model", "name"), FIELDS, ids=lambda value: getattr(value, "__name__", value))
def test_a_damaged_value_loses_itself_and_says_so_in_words_of_its_own(model: type[FileModel], name: str) -> None:
    found = check(model, {name: NOTHING_TAKES_THIS})
    assert found.values == model()
    assert found.wrong == {name: model.complaints[name]}


@pytest.mark.parametrize("model", [SettingsFile, CoupleFile])
def test_no_words_are_left_for_a_field_that_is_gone(model: type[FileModel]) -> None:
    assert model.complaints.keys() == model.model_fields.keys()


def test_a_field_without_words_of_its_own_is_named() -> None:
    found = check(Pets, {"cats": "two", "dogs": "one"})
    assert found.values == Pets()
    assert found.wrong == {"cats": "its cats are no number", "dogs": "its “dogs” can't be used"}
