"""Names that Windows keeps for devices, so that no file may have them on any system. Pure."""

from __future__ import annotations

_RESERVED = frozenset(
    {
        *("con", "prn", "aux", "nul", "conin$", "conout$", "clock$"),
        *(f"{device}{n}" for device in ("com", "lpt") for n in "0123456789¹²³"),
    }
)


def is_reserved(name: str) -> bool:
    """Tells whether Windows allows no file or folder of this name, with any suffix and in any case."""
    return name.split(".")[0].rstrip(" ").casefold() in _RESERVED
