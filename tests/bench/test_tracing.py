from __future__ import annotations

from pathlib import Path

import pytest

from bench.tracing import Tracer


@pytest.fixture(scope="module")
def tracer() -> Tracer:
    made = Tracer()
    if not made.works:
        pytest.skip(
            "this system lets no process be traced; run it as root, or in a container with the right SYS_PTRACE"
        )
    return made


def test_it_is_killed_before_and_after_each_call_that_changes_the_disk(tracer: Tracer, tmp_path: Path) -> None:
    def work() -> int:
        (tmp_path / "one").mkdir()
        (tmp_path / "one").rename(tmp_path / "two")
        return 0

    every, changing = tracer.count(work)
    assert every > changing == 4
    for number, there in enumerate((set(), {"one"}, {"one"}, {"two"})):
        for left in tmp_path.iterdir():
            left.rmdir()
        tracer.run(work, kill_at_change=number)
        assert {path.name for path in tmp_path.iterdir()} == there


def test_without_a_kill_it_comes_to_its_end(tracer: Tracer, tmp_path: Path) -> None:
    file = tmp_path / "written"

    def work() -> int:
        file.write_text("whole", encoding="utf-8")
        return 0

    every, _ = tracer.count(work)
    assert file.read_text(encoding="utf-8") == "whole"
    file.unlink()
    tracer.run(work, kill_at=every + 100)
    assert file.read_text(encoding="utf-8") == "whole"
