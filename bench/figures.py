"""Prints figures: one style of tables, medians and percentiles, and the machine that they were measured on."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence


def machine() -> str:
    return f"{platform.system()}, Python {platform.python_version()}, {os.cpu_count()} cores, load {load():.1f}"


def load() -> float:
    """Returns the load of the last minute; nan if the system does not tell."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")


def table(title: str, rows: Sequence[tuple[str, str, str]]) -> None:
    """Writes a table. Rows: name, figure, and a target or a baseline of the same run."""
    print(f"\n{title}")
    wide = max(len(row[0]) for row in rows)
    middle = max(len(row[1]) for row in rows)
    for what, figure, beside in rows:
        print(f"  {what:<{wide}}  {figure:<{middle}}  {beside}".rstrip())


def percentile(values: Sequence[float], part: float) -> float:
    """Returns the value below which this share (0 to 1) of the values lies; nan without values."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(part * (len(ordered) - 1)))]


def spread(values: Sequence[float], unit: str = "s") -> str:
    return (
        f"median {percentile(values, 0.5):.2f} {unit}, 95 % {percentile(values, 0.95):.2f} {unit}, {len(values)} runs"
    )
