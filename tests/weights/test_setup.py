"""`companion setup` as its user sees it: options, exit codes, the bar."""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from companion.errors import CompanionError, FetchFailed
from companion.weights import store
from companion.weights.catalog import read_catalog
from companion.weights.setup import Bar, Events, add_arguments, run_setup
from tests.webserver import Server, ranged


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def catalog_file(tmp_path: Path, server: Server, archive: bytes) -> Path:
    import hashlib

    server.answers = [ranged(archive)]
    sha = hashlib.sha256(archive).hexdigest()
    entry = """
    title: {title}
    for: {use}
    language: en
    license: CC0-1.0
    size: {size}
    unpacked: 1000000
    without: Keys work.
    {more}
    sources:
      - {{kind: url, url: "{url}", size: {size}, sha256: {sha}, take: small-1}}
"""
    values = {"size": len(archive), "url": server.url, "sha": sha}
    path = tmp_path / "catalog.yaml"
    path.write_text(
        "format: 1\ndefault: [ears]\nmodels:\n  ears:"
        + entry.format(title="ears", use="hearing", more="doubt: A doubt.", **values)
        + "  mouth:"
        + entry.format(title="a mouth", use="speaking", more="voice: joe", **values)
    )
    return path


def run(catalog_file: Path, models: Path, *options: str) -> tuple[int, str]:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    out = io.StringIO()
    code = run_setup(parser.parse_args(options), out, catalog_file=catalog_file, folder=models)
    return code, out.getvalue()


def test_default(catalog_file: Path, models: Path) -> None:
    code, text = run(catalog_file, models)
    assert code == 0
    assert store.is_fetched("ears", models)
    assert not store.is_fetched("mouth", models)
    assert f"Downloaded: ears ({models / 'ears'}).\n" in text
    assert "  100 %, 0.5 of 0.5 MB\n" in text
    assert run(catalog_file, models) == (0, f"Already installed: ears ({models / 'ears'}).\n")


def test_damage_of_the_same_size_is_fetched_again(catalog_file: Path, models: Path) -> None:
    run(catalog_file, models, "--voice", "joe")
    file = models / "mouth" / "am" / "final.mdl"
    whole, stamp = file.read_bytes(), file.stat().st_mtime_ns
    file.write_bytes(b"x" + whole[1:])
    os.utime(file, ns=(stamp, stamp))  # as a disk would damage it
    code, text = run(catalog_file, models, "--voice", "joe")
    assert code == 0
    assert "Damaged: a mouth (final.mdl has changed since it was downloaded). Downloading it again." in text
    assert file.read_bytes() == whole
    file.write_bytes(b"y" + whole[1:])
    assert "damaged (final.mdl); to repair it: companion setup mouth" in run(catalog_file, models, "--list")[1]


def test_voice(catalog_file: Path, models: Path) -> None:
    assert run(catalog_file, models, "--voice", "joe")[0] == 0
    assert store.is_fetched("mouth", models)
    assert not store.is_fetched("ears", models)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--voice", "jo"], "Did you mean “joe”?"),
        (["--voice", "ears"], "“ears” isn't a voice."),
        (["nose"], "There is no model or voice called “nose”."),
    ],
)
def test_mistakes(catalog_file: Path, models: Path, options: list[str], says: str) -> None:
    with pytest.raises(CompanionError) as caught:
        run(catalog_file, models, *options)
    assert says in str(caught.value)
    assert not models.exists()


def test_list(catalog_file: Path, models: Path, server: Server) -> None:
    run(catalog_file, models)
    asked = len(server.asked)
    code, text = run(catalog_file, models, "--list")
    assert code == 0
    assert "ears · 1 MB · CC0-1.0 · installed" in text
    assert "A doubt." in text
    assert "a mouth · 1 MB · CC0-1.0 · not installed" in text
    assert "companion setup --voice joe" in text
    assert len(server.asked) == asked


def test_a_folder_that_cannot_be(catalog_file: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FetchFailed, match="I can't save what I download"):
        run(catalog_file, tmp_path / "file" / "models")


def test_bar_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")
    now = iter([0.0, 0.05, 2.0, 100.0, 200.0])
    out = Terminal()
    bar = Bar(out, clock=lambda: next(now))
    for done in (0, 5, 20, 30, 100):
        bar.progress(done * 1_000_000, 100_000_000)
    bar.note("Done.")
    frames = out.getvalue().split("\r\x1b[K")
    assert frames[1].endswith("]   0 %  0.0 of 100.0 MB")
    assert frames[2].endswith("]  20 %  20.0 of 100.0 MB, 8 s left")
    assert frames[2].startswith("[########" + "........")
    assert frames[3].endswith("30.0 of 100.0 MB, 11 min left")
    assert frames[4].endswith("100.0 of 100.0 MB, 0 s left\nDone.\n")
    assert all(len(frame.split("\n")[0]) < 80 for frame in frames)
    assert len(frames) == 5, "the one 0.05 s after another is left out"


def test_lines_elsewhere() -> None:
    out = io.StringIO()
    bar = Bar(out)
    for done in range(1001):
        bar.progress(done * 1000, 1_000_000)
    assert out.getvalue().splitlines() == [f"  {n} %, {n / 100:.1f} of 1.0 MB" for n in range(10, 101, 10)]


def test_events_are_lines_of_json_and_not_too_many() -> None:
    out = io.StringIO()
    now = iter([0.0, 0.05, 0.2, 0.25])
    events = Events(out, clock=lambda: next(now))
    events.begins("ears")
    for done in (0, 10, 20, 100):
        events.progress(done, 100)
    events.note("“Done”")
    events.is_here("ears")
    assert [json.loads(line) for line in out.getvalue().splitlines()] == [
        {"begins": "ears"},
        {"done": 0, "total": 100},
        {"done": 20, "total": 100},
        {"done": 100, "total": 100},
        {"note": "“Done”"},
        {"here": "ears"},
    ]


def test_looking_for_a_model_loads_nothing_heavy() -> None:
    code = (
        "import sys; from companion.weights import is_fetched; is_fetched('none-such')\n"
        "heavy = {'urllib.request', 'socket', 'ssl', 'http', 'yaml', 'subprocess', 'argparse', 'zipfile', 'numpy'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_our_own_catalog_is_where_the_program_looks() -> None:
    from companion.resources import catalog_path

    assert read_catalog(catalog_path()).default


def test_a_language_is_the_model_that_hears_it(catalog_file: Path, tmp_path: Path) -> None:
    models = tmp_path / "models"
    run(catalog_file, models, "--language", "EN")
    assert store.is_fetched("ears", models)
    assert not store.is_fetched("mouth", models)


def test_a_language_without_a_model_is_said(catalog_file: Path, tmp_path: Path) -> None:
    with pytest.raises(CompanionError, match="no spoken commands for “xx”") as error:
        run(catalog_file, tmp_path / "models", "--language", "xx")
    assert error.value.hint == "You can have: en."
