"""The end of an evening's limits: deletes the couple's file once it holds nothing but those of an evening that is over.

They are alone in the file after the two have deleted everything else (`couple_file.forget`). Each start looks at this,
so this module imports no pydantic and no page.
"""

from __future__ import annotations

import contextlib
from datetime import date, datetime, timedelta
from pathlib import Path

from companion import resources
from companion.store import json_file, own_file

NIGHT_ENDS = timedelta(hours=5)
"""Time after midnight that still counts as the evening before: until five in the morning."""
TONIGHT = "tonight"
"""The key of an evening's limits in the file."""


def path() -> Path:
    """Returns the path of the couple's file, `couple.json`; it may not exist."""
    return resources.OwnPlace.COUPLE.path()


def evening_of(moment: datetime) -> int:
    """Returns the day that an evening belongs to, as `date.toordinal`; an evening lasts until five in the morning."""
    return (moment - NIGHT_ENDS).toordinal()


def let_go_of_old_evening(now: datetime | None = None) -> None:
    """Deletes the file if all that it holds is the limits of another evening than this one. Never raises: they don't
    count any more, whether the file is there or not."""
    file = path()
    with contextlib.suppress(OSError, ValueError):
        values = json_file.read(file, "what is kept")
        tonight = values.get(TONIGHT)
        day = tonight.get("day") if isinstance(tonight, dict) and set(values) == {TONIGHT} else None
        # A value that can't be read counts as a no (`couple_file`), so it stays.
        if isinstance(day, str) and date.fromisoformat(day).toordinal() != evening_of(now or datetime.now()):
            own_file.remove(file)
