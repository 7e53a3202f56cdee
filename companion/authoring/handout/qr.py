"""The square code of a key's fingerprint, so that a telephone can read out what eyes would have to compare. Pure."""

from __future__ import annotations

import io

import segno


def code_svg(text: str) -> str:
    """An SVG element to stand inside HTML, with a white edge of its own."""
    out = io.BytesIO()
    _code(text).save(out, kind="svg", border=2, xmldecl=False, omitsize=True, title="Key fingerprint", nl=False)
    return out.getvalue().decode("utf-8")


def code_rows(text: str) -> list[list[bool]]:
    """The dark (True) and light cells, edge included."""
    return [[bool(cell) for cell in row] for row in _code(text).matrix_iter(border=2)]


def _code(text: str) -> segno.QRCode:
    return segno.make_qr(text, error="m")
