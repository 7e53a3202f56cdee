"""The words of a page as they are read aloud. Pure; no textual.

Of a private page only its beginning may be heard by both; its rows are for whoever wears headphones. An answer is never
part of what is read, except the one that the arrow keys stand on.
"""

from __future__ import annotations

from companion.couple.evening.pages import Page, PageKind
from companion.screen import words


def shared(page: Page, *, typed: bool = False) -> list[str]:
    """Lists the sentences of a page that both may hear; of a private page, whose turn it is and how it can be heard.

    `typed`: answers are lines that are typed, and not single keys.
    """
    if page.aloud:
        return list(page.lines)  # the word itself would be heard as if somebody had said it
    said = [page.title, *page.lines]
    if page.private:
        headphones = words.EVENING_HEADPHONES_TYPED if typed else words.EVENING_HEADPHONES
        return [words.harmless(each) for each in (*said, headphones.format(who=page.called))]
    said += [page.small, page.note, *_choices(page)]
    if page.kind is PageKind.ENTRY:
        said.append(words.EVENING_TYPE_ALOUD)
    elif page.kind is PageKind.DONE:
        said.append(words.EVENING_ENTER_ALOUD)
    return [words.harmless(each) for each in said if each]


def row(page: Page) -> list[str]:
    """Lists the sentences of the row of a form that is being answered."""
    if page.marked:
        return [words.harmless(page.marked)]
    place = words.EVENING_ROW_ALOUD.format(at=page.at + 1, of=len(page.rows), state=page.rows[page.at].state)
    said = [place, page.asked, *page.hints, *_choices(page), page.note]
    return [words.harmless(each) for each in said if each]


def foot(page: Page) -> list[str]:
    """Lists the sentences at the foot of a form, and how it is handed on."""
    how = words.EVENING_ONE_KEY_ALOUD if page.one_key else words.EVENING_FORM_ALOUD
    return [words.harmless(each) for each in (page.small, how) if each]


def _choices(page: Page) -> list[str]:
    """Says the keys of the options; numbers have a sentence of their own among the hints of their row."""
    if not page.options or all(option.text.isdecimal() for option in page.options):
        return []
    keys = [("Enter" if option.key == "enter" else option.key.upper(), option) for option in page.options]
    return [
        words.EVENING_KEY_ALOUD.format(key=key, text=option.text)
        + (f" {words.EVENING_NOW_ALOUD.format(state=option.state)}" if option.state else "")
        for key, option in keys
    ]
