"""An error in a callback of the loop: the session is silenced and the error comes out, instead of standing still."""

from __future__ import annotations

import asyncio

import pytest

from companion.launch import _guarded


def test_an_error_in_a_callback_ends_the_session_and_is_raised() -> None:
    closed: list[bool] = []

    async def session() -> int:
        asyncio.get_running_loop().call_soon(lambda: 1 // 0)
        await asyncio.sleep(30)
        return 0

    async def run() -> int:
        return await asyncio.wait_for(_guarded(session(), lambda: closed.append(True)), 10)

    with pytest.raises(ZeroDivisionError):
        asyncio.run(run())
    assert closed == [True]


def test_a_session_that_goes_well_gives_its_code() -> None:
    async def session() -> int:
        return 130

    async def run() -> int:
        return await _guarded(session(), lambda: None)

    assert asyncio.run(run()) == 130
