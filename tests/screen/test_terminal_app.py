"""The base of the program's apps: a bug is kept for the command line, and no traceback is printed."""

from __future__ import annotations

import pytest
from textual.content import Content

from companion.screen.terminal_app import TerminalApp
from tests.screen.test_writing import in_a_loop


@in_a_loop
async def test_a_bug_is_kept_and_nothing_of_it_is_printed() -> None:
    app = TerminalApp()

    async def run() -> None:
        async with app.run_test() as pilot:
            app.call_later(lambda: 1 // 0)
            await pilot.pause()

    with pytest.raises(ZeroDivisionError):
        await run()
    assert isinstance(app.crash, ZeroDivisionError)
    assert app._exit_renderables == []


def test_every_app_leaves_that_to_it() -> None:
    import companion.screen.app
    import companion.screen.closeness.closeness_app
    import companion.screen.learnt_keys.lesson_app
    import companion.screen.record.recording_app
    import companion.screen.write.editor_app
    import companion.screen.write.writing_app  # noqa: F401

    apps = [each for each in TerminalApp.__subclasses__() if each.__module__.startswith("companion.")]
    assert len(apps) >= 6
    assert [each.__name__ for each in apps if "_handle_exception" in vars(each)] == []


@pytest.mark.parametrize("width", range(10, 80))
def test_no_line_of_a_screen_ends_between_a_french_sign_and_its_word(width: int) -> None:
    TerminalApp()
    text = "Comment ça va pour vous ? Dites « vert », ou « fin de séance » : nous finissons ici ; merci !"
    lines = [line.plain.rstrip() for line in Content(text).wrap(width)]
    assert all(line[0] not in "?!:;»" and line[-1] != "«" for line in lines)
    assert " ".join(lines) == text
