"""The keys of steps and of their parts, sorted by what may stand behind them: words, a length, or further keys. Pure.

Everything here is read from the models, so a new step is in these lists as soon as it is in `model.Step`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from companion.exercise.model import STEP_KINDS, Exercise, StepKind
from companion.exercise.scalars import clean_text, parse_seconds, parse_span


def _fields(model: type[BaseModel]) -> Iterator[tuple[str, FieldInfo]]:
    for name, field in model.model_fields.items():
        yield field.alias or name, field


def _validators(annotation: Any) -> Iterator[Any]:
    """Yields what the value itself goes through, but not the items of a list."""
    if get_origin(annotation) is not tuple:
        for part in get_args(annotation):
            yield part
            yield from _validators(part)


def _takes(field: FieldInfo, *parsers: Callable[[Any], Any]) -> bool:
    found = (*field.metadata, *_validators(field.annotation))
    return any(getattr(each, "func", None) in parsers for each in found)


def _values() -> Iterator[tuple[StepKind, FieldInfo, tuple[type[BaseModel], ...], bool]]:
    """Yields each kind with the field of its key, the models that may stand there, and whether a text may too."""
    for kind, step in STEP_KINDS.items():
        field = dict(_fields(step))[kind]
        among = get_args(field.annotation) or (field.annotation,)
        models = tuple(each for each in among if isinstance(each, type) and issubclass(each, BaseModel))
        yield kind, field, models, len(models) < len(among)


def _keys_for(*parsers: Callable[[Any], Any]) -> frozenset[str]:
    models = [model for kind, _, parts, _ in _values() for model in (STEP_KINDS[kind], *parts)]
    return frozenset(key for model in models for key, field in _fields(model) if _takes(field, *parsers))


WORD_KEYS: Final = _keys_for(clean_text)
"""The keys of steps and parts whose value is words."""
LENGTH_KEYS: Final = _keys_for(parse_seconds, parse_span)
"""The keys of steps and parts whose value is a length."""
TOP_WORD_KEYS: Final = frozenset(key for key, field in _fields(Exercise) if _takes(field, clean_text))
"""The keys at the top of an exercise whose value is words."""

PARTS: Final[Mapping[str, frozenset[str]]] = {
    kind: frozenset(key for model in models for key, _ in _fields(model))
    for kind, _, models, bare in _values()
    if models and not bare
}
"""The keys below a step that is always written in parts. Those of `choose` also have names of the author's own."""
PART_KEYS: Final = frozenset(key for _, _, models, _ in _values() for model in models for key, _ in _fields(model))
"""The keys that may stand below any step."""
BARE_OR_PARTS: Final[Mapping[str, str]] = {
    kind: model.__name__ for kind, _, models, bare in _values() if bare for model in models
}
"""The kinds that are written as a text or in parts, each with the name of its parts' model."""
FURTHER_KEYS: Final[Mapping[str, frozenset[str]]] = {
    kind: frozenset(
        key
        for model in (STEP_KINDS[kind], *models)
        for key, field in _fields(model)
        if key != kind and not field.is_required()
    )
    for kind, _, models, bare in _values()
    if bare
}
"""The keys that may be added to a step that can be written as a text."""
