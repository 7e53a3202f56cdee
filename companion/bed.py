"""When a bed of sound may lie under a session, for who plays it and who writes it to a file. Pure."""

from __future__ import annotations

from companion.exercise.plan import Section
from companion.session.table import RUNNING
from companion.session.view import View


def bed_runs(view: View) -> bool:
    """While the session runs; not while it is held, and never again after a stop."""
    return view.phase in RUNNING and view.section is not Section.WIND_DOWN
