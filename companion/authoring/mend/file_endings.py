"""Names under which Companion does not find a file, and the name to give it. Pure."""

from __future__ import annotations

import re

_SECOND_END = re.compile(r"(?P<name>.+\.ya?ml)\.(?:txt|text|rtf|doc|docx)\Z", re.I)


def better_name(name: str) -> str | None:
    """Returns the name that a file should have; None if Companion finds it as it is."""
    found = _SECOND_END.match(name)
    if found is not None:
        return better_name(found["name"]) or found["name"]
    return "pack.yaml" if name.casefold() in ("pack.yml", "pack.yaml") and name != "pack.yaml" else None
