"""The list of the ways on from a page."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widgets import OptionList


class WaysOn(OptionList):
    """The list of what can be done next. It has the focus from the start."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", "choose", key_display="Enter")]
