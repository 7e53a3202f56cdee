"""Names that Windows keeps for devices, in every form that it takes for one."""

from __future__ import annotations

import pytest

from companion.store.reserved_names import is_reserved


@pytest.mark.parametrize("name", ["con", "NUL", "nul.txt", "Prn.tar.gz", "com0", "LPT9.ogg", "com¹", "aux .yaml"])
def test_a_device_is_no_name(name: str) -> None:
    assert is_reserved(name)


@pytest.mark.parametrize("name", ["", "console", "null", "com10", "com", "lpt.txt", "my-con", "a.nul"])
def test_what_only_looks_like_one_is(name: str) -> None:
    assert not is_reserved(name)
