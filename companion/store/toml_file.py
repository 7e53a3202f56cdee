"""Reads and writes one small TOML file that the person may edit as well: their comments and their order stay.

`tomllib` reads. `tomlkit`, which is slower, writes, and is imported only then.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from pathlib import Path
from typing import Any, Final

from companion.store.own_file import read_small, replace_whole

_LINE: Final = re.compile(r"at line (\d+)")


def read(file: Path) -> dict[str, Any]:
    """Reads the values. Raises OSError, or ValueError in words for the person."""
    return parsed(read_small(file))


def parsed(content: bytes) -> dict[str, Any]:
    """Reads the values of a file's content. Raises ValueError in words for the person."""
    try:
        # Some editors put a mark at the beginning, which is not part of the text.
        return tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ValueError("it is not text") from error
    except RecursionError as error:
        raise ValueError("its brackets have no end") from error
    except ValueError as error:
        at = _LINE.search(str(error))
        raise ValueError(f"line {at[1]} isn't complete" if at else "its end is missing") from error


def line_of(file: Path, name: str) -> int:
    """Returns the number of the line on which a value is set, counted from 1; 0 if it isn't found."""
    sets = re.compile(rf"""\s*(?:\[\s*)?(["']?){re.escape(name)}\1\s*[=.\]:]""")
    try:
        lines = read_small(file).decode("utf-8-sig").splitlines()
    except (OSError, ValueError):
        return 0
    return next((number for number, line in enumerate(lines, 1) if sets.match(line)), 0)


def write(
    file: Path, values: Mapping[str, Any], wrong_in: Callable[[Path], Mapping[str, str]], head: str
) -> Path | None:
    """Replaces the whole file at once, as `own_file.replace_whole` does: the comments of the present file stay.

    `head` is the comment at the top of a new file. Every value has to be `writable`. Raises OSError.
    """
    try:
        before = read_small(file).decode("utf-8-sig")
    except (OSError, ValueError):
        before = head
    return replace_whole(file, as_toml(values, before, head), wrong_in)


def as_toml(values: Mapping[str, Any], before: str, head: str) -> bytes:
    """Returns the file's present text (`before`) with the values replaced; if that text cannot be used, `head` followed
    by the values."""
    for text in (before, head):
        try:
            written = _written_into(text, values)
            if parsed(written) == values:
                return written
        except Exception:  # noqa: BLE001 - a foreign library may raise anything at a text written by hand
            continue
    return _written_into("", values)


def writable(value: Any) -> bool:
    """Tells whether TOML can hold a value. It can't hold None, nor a text with a lone surrogate."""
    from tomlkit.exceptions import TOMLKitError

    try:
        return parsed(_written_into("", {"value": value})) == {"value": value}
    except (TOMLKitError, TypeError, ValueError, RecursionError):
        return False


def _written_into(text: str, values: Mapping[str, Any]) -> bytes:
    import tomlkit

    document = tomlkit.parse(text)
    _fit(document, values)
    return tomlkit.dumps(document).encode()


def _fit(table: MutableMapping[str, Any], values: Mapping[str, Any]) -> None:
    """Makes a table hold these values; one that is there already is not touched, so that its comment stays."""
    for name in [name for name in table if name not in values]:
        del table[name]
    for name, value in values.items():
        there = table.get(name)
        if isinstance(there, MutableMapping) and isinstance(value, Mapping) and _keeps_order(there, value):
            _fit(there, value)
        elif name not in table or not _same(there, value):
            table[name] = value


def _keeps_order(there: Iterable[str], value: Mapping[str, Any]) -> bool:
    """Tells whether entries that stay where they are, with new ones behind them, have the order of `value`."""
    names = list(there)
    return [*(name for name in names if name in value), *(name for name in value if name not in names)] == list(value)


def _same(there: Any, value: Any) -> bool:
    plain = there.unwrap() if hasattr(there, "unwrap") else there
    return type(plain) is type(value) and bool(plain == value)
