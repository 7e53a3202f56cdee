"""The QR codes of a key's fingerprint and of a pack's address, which a phone reads instead of a person. Pure."""

from __future__ import annotations

import io

import segno


def code_svg(text: str, title: str) -> str:
    """Draws the code as an SVG element for HTML, with a white edge. `title` says what it is, for screen readers."""
    out = io.BytesIO()
    _code(text).save(out, kind="svg", border=2, xmldecl=False, omitsize=True, title=title, nl=False)
    return out.getvalue().decode("utf-8")


def code_rows(text: str) -> list[list[bool]]:
    """Computes the dark (True) and light cells, edge included."""
    return [[bool(cell) for cell in row] for row in _code(text).matrix_iter(border=2)]


def _code(text: str) -> segno.QRCode:
    return segno.make_qr(text, error="m")
