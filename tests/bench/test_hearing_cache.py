"""The ears' reports are found again only if nothing that makes them has changed."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from bench.hearing_cache import Changed, Store, code_digest, ears_code, identity, meaning, policy_code
from companion.hearing.words.grammar import Grammar
from tests.bench.grammars import bare

CODE = '''"""What lives here."""
LIMIT = 3
"""Seconds."""


def twice(of):
    """Two times."""
    # Because.
    return of * 2
'''


@pytest.fixture
def code(tmp_path: Path) -> Path:
    file = tmp_path / "ears.py"
    file.write_text(CODE, encoding="utf-8")
    return file


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model-abc123"
    (folder / "conf").mkdir(parents=True)
    (folder / "conf" / "model.conf").write_text("--frames-per-chunk=12\n", encoding="utf-8")
    (folder / "am").mkdir()
    (folder / "am" / "final.mdl").write_bytes(b"model")
    return folder


def grammar(*words: str) -> Grammar:
    return bare({}, jumpy=words)


def rewrite(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    # A file system may not tell two moments apart.
    os.utime(file, ns=(0, file.stat().st_mtime_ns + 10_000_000))


def test_comments_docstrings_and_layout_mean_nothing() -> None:
    other = 'LIMIT = 3\ndef twice(of):\n    "Doubled."\n    return (of *\n        2)  # so\n'
    assert meaning(CODE) == meaning(other)


def test_a_number_means_something() -> None:
    assert meaning(CODE) != meaning(CODE.replace("LIMIT = 3", "LIMIT = 4"))


def test_what_was_put_is_found_again(tmp_path: Path, model: Path, code: Path) -> None:
    Store(tmp_path, model, grammar("stop"), [code]).put("one", {"at": 1.5})
    again = Store(tmp_path, model, grammar("stop"), [code])
    assert again.has("one")
    assert again.get("one") == {"at": 1.5}
    assert again.get("another") is None


def test_other_code_another_grammar_or_another_model_find_nothing(tmp_path: Path, model: Path, code: Path) -> None:
    Store(tmp_path, model, grammar("stop"), [code]).put("one", 1)
    assert not Store(tmp_path, model, grammar("stop", "red"), [code]).has("one")
    rewrite(code, CODE.replace("* 2", "* 3"))
    assert not Store(tmp_path, model, grammar("stop"), [code]).has("one")
    rewrite(code, CODE)
    assert Store(tmp_path, model, grammar("stop"), [code]).has("one")
    (model / "conf" / "model.conf").write_text("--frames-per-chunk=6\n", encoding="utf-8")
    assert not Store(tmp_path, model, grammar("stop"), [code]).has("one")


def test_code_that_changes_while_it_is_measured_ends_the_run(tmp_path: Path, model: Path, code: Path) -> None:
    store = Store(tmp_path, model, grammar("stop"), [code])
    rewrite(code, CODE + "# a thought\n")
    store.put("one", 1)
    rewrite(code, CODE.replace("* 2", "* 3"))
    with pytest.raises(Changed):
        store.put("two", 2)
    assert not store.has("two")


def test_half_a_file_from_an_interrupted_run_is_heard_anew(tmp_path: Path, model: Path, code: Path) -> None:
    store = Store(tmp_path, model, grammar("stop"), [code])
    store.put("one", list(range(1000)))
    (file,) = (tmp_path / store.key).glob("one*")
    file.write_bytes(file.read_bytes()[:40])
    assert store.get("one") is None


def test_every_module_of_the_hearing_counts_but_those_after_the_ears() -> None:
    counted = {file.stem for file in ears_code()}
    assert {"ear_cascade", "gate", "canceller", "process", "hearing_sound"} <= counted
    assert not counted & {"spotter", "attribution"}
    assert {"spotter", "attribution", "grammar"} <= {file.stem for file in policy_code()}


def test_the_order_and_the_name_of_files_count(tmp_path: Path) -> None:
    one, two = tmp_path / "a.py", tmp_path / "b.py"
    one.write_text("x = 1\n", encoding="utf-8")
    two.write_text("x = 1\n", encoding="utf-8")
    assert code_digest([one]) != code_digest([two])


def test_identities_differ_with_any_part() -> None:
    assert identity("alone", "ab", 1) == identity("alone", "ab", 1)
    assert len({identity("alone", "ab"), identity("alone", "a", "b"), identity("over", "ab")}) == 3


def test_an_unused_field_of_the_grammar_does_not_count(tmp_path: Path, model: Path, code: Path) -> None:
    # The phrases that people are told to say are used by the policy, not by the ears.
    told = replace(grammar("stop"), told=frozenset({"stop"}))
    assert Store(tmp_path, model, told, [code]).key == Store(tmp_path, model, grammar("stop"), [code]).key


def test_weights_count_by_their_bytes(tmp_path: Path) -> None:
    weights = tmp_path / "net.npz"
    weights.write_bytes(b"\x00\x01")
    before = code_digest([weights])
    weights.write_bytes(b"\x00\x02")
    assert code_digest([weights]) != before
