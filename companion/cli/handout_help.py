"""Puts the crisis numbers of a country on a handout, for the commands that make one."""

from __future__ import annotations

from dataclasses import replace

from companion.authoring.handout.sheet import Sheet
from companion.crisis.card_model import NOWHERE
from companion.crisis.desk import Desk
from companion.crisis.printed_lines import printed_lines
from companion.errors import CompanionError


def with_help(sheet: Sheet, region: str = "", desk: Desk | None = None) -> tuple[Sheet, str]:
    """Adds the numbers of a country to a sheet: of this one, or else of the author's own.

    Returns also a remark for the author; empty if there is none. Raises CompanionError for a country that is not
    known.
    """
    desk = desk or Desk()
    code = desk.find(region) if region else None
    if region and code is None:
        raise CompanionError(
            f"{region!r} isn't a country I know.",
            hint="Use its two-letter code, such as IE. To see the countries: companion crisis --list",
        )
    shown = desk.show(code)
    lines = printed_lines(shown.card, sheet.language)
    if not lines:
        named = "your country" if shown.card.region == NOWHERE else shown.card.name
        return sheet, f"There are no crisis numbers for {named}, so none are on it. Choose a country with --region."
    note = f"The crisis numbers on it are those of {shown.card.name}. For another country, add --region."
    return replace(sheet, help=lines), note if shown.guessed else ""
