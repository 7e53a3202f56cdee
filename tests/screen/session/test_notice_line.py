"""One sentence at a time: the one that fades first, then the voice's trouble, the hearing's, and a window too small."""

from __future__ import annotations

import asyncio

from textual.app import App, ComposeResult

from companion.screen import words
from companion.screen.session.notice_line import NoticeLine


class Shows(App[None]):
    def compose(self) -> ComposeResult:
        yield NoticeLine()


def text(line: NoticeLine) -> str:
    return " ".join(line.render().plain.split()) if line.display else ""


def test_the_most_important_sentence_is_shown_and_an_answer_comes_before_what_lasts() -> None:
    async def walk() -> None:
        async with Shows().run_test(size=(120, 24)) as pilot:
            line = pilot.app.query_one(NoticeLine)
            line.fit(small=False, answering=False)
            assert text(line) == ""
            line.fit(small=True, answering=False)
            assert text(line) == " ".join(words.TOO_SMALL.split())
            line.hearing = "No microphone."
            line.fit(small=True, answering=False)
            assert text(line) == "No microphone."
            line.speaking = "No voice."
            line.fit(small=True, answering=False)
            assert text(line) == "No voice."
            line.fit(small=True, answering=True)
            assert text(line) == ""
            line.tell("Louder.")
            assert text(line) == "Louder."
            line._fade()  # as the clock does
            assert text(line) == ""
            line.fit(small=True, answering=False)
            assert text(line) == "No voice."

    asyncio.run(walk())
