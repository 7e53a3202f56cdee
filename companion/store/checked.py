"""A pydantic model for the values of one small JSON file. A value that fails is dropped alone, and reported.

Importing this imports pydantic, which the first frame must not wait for: `settings` imports it only once there is a
file to check.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError


class FileModel(BaseModel):
    """The known keys of a file. Every field has a default, which stands if the file has no value, or null."""

    model_config = ConfigDict(strict=True, frozen=True)

    complaints: ClassVar[Mapping[str, str]] = {}
    """The words for a value that fails, by field: "its stop word is no word"."""

    @classmethod
    def complaint(cls, name: str) -> str:
        """Says what is wrong with the value of a field, in words for the person."""
        return cls.complaints.get(name, f"its “{name}” can't be used")


Model = TypeVar("Model", bound=FileModel)


@dataclass(frozen=True, slots=True)
class Found(Generic[Model]):
    values: Model
    others: Mapping[str, Any]
    """The keys that the model does not know, as they stand in the file."""
    wrong: Mapping[str, str]
    """The complaint about each field that failed, in whole or in part."""


def check(model: type[Model], data: Mapping[str, Any]) -> Found[Model]:
    """Checks the values of a file one by one. Never raises."""
    known = {name: data[name] for name in model.model_fields if data.get(name) is not None}
    others = {name: value for name, value in data.items() if name not in model.model_fields}
    try:
        return Found(model.model_validate(known), others, {})
    except ValidationError as error:
        places = [one["loc"] for one in error.errors(include_url=False, include_context=False, include_input=False)]
    for place, *within in places:
        name = str(place)
        value = known.get(name)
        if isinstance(value, dict) and within and within[0] in value:
            # One entry of several: the others are as good as before.
            known[name] = {key: entry for key, entry in value.items() if key != within[0]}
        else:
            # The value as a whole, or an entry whose key pydantic cannot write (a lone surrogate).
            known.pop(name, None)
    wrong = {str(place): model.complaint(str(place)) for place, *_ in places}
    return Found(model.model_validate(known), others, wrong)
