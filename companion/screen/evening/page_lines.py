"""The words around a page of the evening: its foot on the full screen, and the whole page as plain lines.

Pure; no textual. The pages themselves come from `companion.couple.evening`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from companion.couple.evening.pages import Page, PageKind
from companion.exercise.said_by_key import by_line
from companion.screen import words
from companion.screen.crisis.crisis_key import IN_A_LINE, naming
from companion.screen.learnt_keys.key_table import NOTHING_LEARNT, LearntKeys, Meaning
from companion.screen.learnt_keys.key_words import label_of
from companion.tongue import said

_EDITS = frozenset({"space", "backspace", "delete", "left", "right", "home", "end"})
"""Keys that change a line of text, or move in it."""
STEERS_A_FORM = frozenset({"up", "down", "left", "right", "tab", "backspace"})
"""Keys that move between the rows of a form, or change the answer of the present row."""


def whose(page: Page) -> str:
    """Says for whose eyes the page is."""
    return words.EVENING_ALONE.format(who=page.called) if page.private else words.EVENING_BOTH


def leaves(name: str, page: Page | None, learnt: LearntKeys) -> bool:
    """Tells whether a key leaves the page, as Esc does: a key that was taught the meaning "stop", unless the page needs
    it as an answer.

    No session runs here that it could stop.
    """
    return learnt.stops(name) and (page is None or not _needed(name, page))


def in_box(page: Page) -> bool:
    """Tells whether the page is a line to type in that was opened from another page: leaving it leads back to that
    page."""
    return page.kind is PageKind.ENTRY and page.back


def esc_goes_back(page: Page) -> bool:
    """Tells whether Esc leads to the page before, instead of out: in a line to type in that another page opened
    (`in_box`), and where Enter takes a marked option."""
    return in_box(page) or (page.back and bool(page.enter))


def _needed(name: str, page: Page) -> bool:
    if name == "enter":
        return True
    match page.kind:
        case PageKind.ENTRY:
            return len(name) == 1 or name in _EDITS
        case PageKind.FORM:
            return name in STEERS_A_FORM or name in {option.key for option in page.options}
        case PageKind.CHOICE | PageKind.HANDOVER | PageKind.DONE:
            return name in {option.key for option in page.options}
        case kind:
            assert_never(kind)


def fitted(page: Page) -> Page:
    """Returns the page with its sentences changed to name the key that opens the crisis card on it."""
    if page.kind is not PageKind.ENTRY:
        return page
    lines = tuple(naming(line, IN_A_LINE) for line in page.lines)
    return replace(page, lines=lines, small=naming(page.small, IN_A_LINE), note=naming(page.note, IN_A_LINE))


def by_typing(page: Page) -> Page:
    """Returns the page with its sentences changed for people who type lines, and press no single keys."""
    return replace(
        page,
        title=by_line(page.title),
        lines=tuple(map(by_line, page.lines)),
        asked=by_line(page.asked),
        hints=tuple(map(by_line, page.hints)),
        small=by_line(page.small),
        note=by_line(page.note),
    )


def foot(page: Page, learnt: LearntKeys = NOTHING_LEARNT) -> list[tuple[str, str]]:
    """Lists the keys that are not options, and their meanings."""
    entry = page.kind is PageKind.ENTRY
    keys: list[tuple[str, str]] = []
    match page.kind:
        case PageKind.ENTRY | PageKind.DONE:
            keys.append(("Enter", said("continue")))
        case PageKind.FORM:
            if not page.one_key or page.marked:
                keys.append(("Enter", said("done")))
            if len(page.rows) > 1:
                keys.append(("↑ ↓", said("other questions")))
        case PageKind.CHOICE | PageKind.HANDOVER:
            pass
        case kind:
            assert_never(kind)
    back = [label for key, label in {"b": "B", "left": "←"}.items() if not leaves(key, page, learnt)]
    if esc_goes_back(page):
        keys.append(("Esc", said("back")))
    elif page.back and back:
        keys.append((back[0], said("back")))
    keys.insert(0 if page.help else len(keys), (IN_A_LINE if entry else "C", said("crisis card")))
    usual = ["Esc"] if not esc_goes_back(page) else [] if entry else ["Q"]
    own = [label_of(key) for key in learnt.keys_for(Meaning.STOP) if leaves(key, page, learnt)][:1]
    if usual or own:
        keys.append(("/".join([*usual, *own]), said("leave")))
    return keys


def plain(page: Page) -> list[str]:
    """Writes the page as lines; the last one says what may be typed."""
    lines = [page.title, *page.lines] if page.title else list(page.lines)
    if page.private:
        lines.insert(0, f"({whose(page)})")
    if page.kind is PageKind.FORM:
        return [words.harmless(line) for line in (*lines, *([f"({page.small})"] if page.small else []))]
    for option in page.options:
        key = said("Enter") if option.key == "enter" else option.key
        key = said("{key}, or Enter").format(key=key) if option.key == page.enter else key
        lines.append(f"{key}: {option.text}{', ' + option.state if option.state else ''}")
    lines += [f"({line})" for line in (page.small, page.note) if line]
    lines.append(f"({_typed(page)})")
    return [words.harmless(line) for line in lines]


def plain_row(page: Page, *, how: bool = True) -> list[str]:
    """Writes the row of a form that is being answered. With `how`, the last line says what may be typed.

    The last row always has that line: it also says how to hand the page on."""
    numbers = all(option.text.isdecimal() for option in page.options)
    options = [] if numbers else [f"{option.key}: {option.text}" for option in page.options]
    # After the last row there is nothing to skip to: its answer stands, and Enter hands the page on.
    place = said("{at} of {of}").format(at=page.at + 1, of=len(page.rows))
    lines = [f"{place}: {page.asked}", *page.hints, *options]
    lines += [f"({line})" for line in (page.rows[page.at].state, page.note) if line]
    typed = said("type a number from 0 to 10" if numbers else "type one of these")
    longer = said("({typed}; to go back one question, type: back; when you’re done, just press Enter)")
    if page.one_key or (numbers and not how):
        lines.append(f"({typed})")
    elif how or page.at == len(page.rows) - 1:
        lines.append(longer.format(typed=typed))
    return [words.harmless(line) for line in lines]


def _typed(page: Page) -> str:
    match page.kind:
        case PageKind.CHOICE:
            return said("type one of these")
        case PageKind.HANDOVER:
            return said("type {key}").format(key=page.options[0].key) if page.options else said("press Enter")
        case PageKind.ENTRY:
            now = said("; now: {value}").format(value=page.value) if page.value else ""
            return said("type it, or just press Enter to leave it empty") + now
        case PageKind.DONE | PageKind.FORM:
            return said("press Enter")
        case kind:
            assert_never(kind)
