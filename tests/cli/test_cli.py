"""The command line as people meet it: its output, and its exit codes."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from companion import cli, resources, tongue
from companion.cli.own_help import FIRST
from companion.errors import EXIT_GOOD, EXIT_INTERRUPTED, EXIT_OURS, EXIT_YOURS, FetchFailed
from companion.packs.shelf import Shelf
from tests.shipped import FIRST_SPOKEN, FIRST_WORDS, LAST_WORDS


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COMPANION_MODELS", str(resources.models_dir()))
    monkeypatch.setenv("COMPANION_HOME", str(tmp_path / "home"))


def run(*arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "companion", *arguments],
        env={**os.environ, **changes},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


COMMANDS = [
    "play", "tonight", "list", "preview", "hear", "doctor", "render", "voices", "crisis", "couple", "settings",
    "calibrate", "stop-word", "keys", "yes-no-maybe",
    "new", "schema", "check", "write", "handout", "pack", "key", "shelf", "setup", "serve", "journal", "import",
    "record", "translate",
]  # fmt: skip


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)], ids=lambda c: " ".join(c) or "companion")
def test_help_has_examples(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main([*command, "--help"])
    assert left.value.code == EXIT_GOOD
    assert "examples:" in capsys.readouterr().out


def test_the_help_lists_every_command_once_under_its_heading(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["--help"])
    said = capsys.readouterr().out
    grouped = said[said.index("\nexercises:") : said.index("\noptions:") if "\noptions:" in said[10:] else None]
    places = [grouped.index(f"\n{heading}:") for heading in cli._GROUPS]
    assert places == sorted(places)
    for (heading, names), start, end in zip(cli._GROUPS.items(), places, [*places[1:], len(grouped)], strict=True):
        listed = [line.split()[0] for line in grouped[start:end].splitlines() if re.match(r" {2,4}\S", line)]
        assert [name for name in listed if name in names] == list(names), heading
    every = [name for names in cli._GROUPS.values() for name in names]
    assert len(every) == len(set(every))
    assert set(every) == set(COMMANDS)


@pytest.fixture
def english_again() -> Iterator[None]:
    yield
    tongue.speak("en")


@pytest.mark.parametrize("command", [[], *([name] for name in sorted(FIRST))], ids=lambda c: " ".join(c) or "companion")
def test_on_a_french_machine_the_first_helps_are_in_french(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], english_again: None
) -> None:
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    with pytest.raises(SystemExit) as left:
        cli.main([*command, "--help"])
    assert left.value.code == EXIT_GOOD
    told = capsys.readouterr().out
    assert told.startswith("utilisation : companion")
    assert "exemples :" in told
    assert "\u2060" not in told
    assert not re.search(r"\b(?:the|your|and|with|examples)\b", told)


@pytest.mark.parametrize("chosen", [["--language", "fr"], ["--language=fr"]])
def test_help_is_in_the_language_that_is_asked_for(
    chosen: list[str], capsys: pytest.CaptureFixture[str], english_again: None
) -> None:
    with pytest.raises(SystemExit):
        cli.main([*chosen, "--help"])
    assert "Lit à voix haute" in capsys.readouterr().out


@pytest.mark.parametrize("typed", [["help"], ["help", "play"], ["help", "journal", "write"]])
def test_help_is_a_command_too(typed: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (typed, [*typed[1:], "--help"]):
        with pytest.raises(SystemExit) as ended:
            cli.main(arguments)
        assert ended.value.code == 0
    by_word, by_option = capsys.readouterr().out.split("usage: ")[1:]
    assert by_word == by_option


def test_help_about_a_command_that_is_not_there_names_a_near_one(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["help", "pley"])
    assert "Did you mean `companion play`?" in capsys.readouterr().err


def test_an_exercise_that_is_not_there_is_yours_and_a_near_one_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["play", "right-nwo", "--plain"]) == EXIT_YOURS
    assert "Did you mean 'right-now'?" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (["plya"], "There is no command “plya”.\n  Did you mean `companion play`?"),
        (["pack", "xyzzy"], "There is no command “xyzzy”.\n  `companion pack --help` lists all commands."),
    ],
    ids=lambda given: given[-1] if isinstance(given, list) else "",
)
def test_a_command_that_is_not_there(typed: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(typed)
    assert left.value.code == EXIT_YOURS
    assert said in capsys.readouterr().err


def test_a_voice_alone_is_asked_what_to_do_with_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["voices", "joe"]) == EXIT_YOURS
    assert "companion voices try joe" in capsys.readouterr().err


def test_a_length_that_the_exercise_has_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["play", "right-now", "--plain", "--length", "turn=2 min"]) == EXIT_YOURS
    assert "has no part called 'turn'" in (said := capsys.readouterr().err)
    assert "without --length" in said


def test_a_broken_file_says_every_mistake_with_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "broken.yaml"
    file.write_text("format: 1\nid: broken\nsteps:\n  - wiat: 8s\n  - wait: 8\n", encoding="utf-8")
    assert cli.main(["play", str(file), "--plain"]) == EXIT_YOURS
    said = capsys.readouterr().err
    assert "broken.yaml:4:5" in said
    assert "wait" in said
    assert "broken.yaml:5:" in said


def test_check_exits_by_what_it_found(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", str(resources.shipped_exercises() / "settle-now")]) == EXIT_GOOD
    assert cli.main(["check", str(tmp_path / "nothing-here.yaml")]) == EXIT_YOURS
    capsys.readouterr()


def test_the_list_for_programs_holds_what_it_promises(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["list", "--json"]) == EXIT_GOOD
    entries = json.loads(capsys.readouterr().out)
    assert entries[0]["id"] == "right-now"
    assert {"id", "title", "kind", "people", "minutes", "pack"} <= set(entries[0])


def test_preview_tells_start_length_and_total(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["preview", "right-now"]) == EXIT_GOOD
    said = capsys.readouterr().out
    assert "0:00" in said
    assert FIRST_SPOKEN in said
    assert "Total 1:" in said


def test_a_length_out_of_bounds_is_refused_with_its_bounds(capsys: pytest.CaptureFixture[str]) -> None:
    unknown = run("play", "right-now", "--length", "turn=2 min")
    assert unknown.returncode == EXIT_YOURS
    assert "has no part called 'turn'" in unknown.stderr
    out_of_bounds = run("play", "being-met", "--length", "turn=3 hours")
    assert out_of_bounds.returncode == EXIT_YOURS
    assert "Choose from" in out_of_bounds.stderr
    assert cli.main(["play", "right-now", "--plain", "--length", "turn"]) == EXIT_YOURS
    assert "say which part" in capsys.readouterr().err


def test_a_bug_of_ours_is_three_with_a_log_and_no_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(shelf: Shelf) -> list[object]:
        raise ZeroDivisionError("a bug for the test")

    monkeypatch.setattr(Shelf, "entries", broken)
    assert cli.main(["list"]) == EXIT_OURS
    said = capsys.readouterr().err
    assert "a mistake in it (ZeroDivisionError). You did nothing wrong." in said
    assert "You can start it again" in said
    assert "Traceback" not in said
    log = next(resources.log_dir().glob("crash-*.log"))
    assert str(log) in said
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")
    assert "in broken" in log.read_text(encoding="utf-8")


def test_ctrl_c_leaves_with_130_and_without_a_traceback() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "companion", "play", "right-now", "--plain", "--voice", "none", "--no-mic"],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    while FIRST_WORDS not in line:
        assert line, "it ended before it began"
        line = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert process.returncode == EXIT_INTERRUPTED
    assert "Traceback" not in said


def test_a_reader_that_goes_away_is_no_error() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "companion", "list"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    process.stdout.close()
    deadline = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert process.returncode == EXIT_GOOD
    assert process.stderr is not None
    assert process.stderr.read() == ""
    process.stderr.close()


def test_without_a_terminal_it_plays_in_plain_lines_to_the_end() -> None:
    done = run("play", "right-now", "--speed", "60")
    assert done.returncode == EXIT_GOOD
    assert LAST_WORDS in done.stdout
    assert "\x1b" not in done.stdout


def test_without_a_model_it_says_what_to_do_and_runs(tmp_path: Path) -> None:
    done = run("play", "right-now", "--speed", "60", COMPANION_MODELS=str(tmp_path / "none"))
    assert done.returncode == EXIT_GOOD
    assert "companion setup" in done.stdout
    assert LAST_WORDS in done.stdout


def test_hear_names_a_file_it_cannot_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "not-a-sound.wav"
    file.write_bytes(b"this is not a sound")
    assert cli.main(["hear", str(file)]) == EXIT_YOURS
    assert "not-a-sound.wav" in capsys.readouterr().err
    assert cli.main(["hear", str(tmp_path / "missing.wav")]) == EXIT_YOURS
    assert "missing.wav" in capsys.readouterr().err
    bare = tmp_path / "bare.raw"
    bare.write_bytes(bytes(3200))
    assert cli.main(["hear", str(bare)]) == EXIT_YOURS
    assert "I can't read this recording" in (said := capsys.readouterr().err)
    assert "bare.raw" in said


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such shell on Windows; run it on Linux or macOS")
@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("list >&-", EXIT_GOOD),
        ("list <&- >&- 2>&-", EXIT_GOOD),
        ("preview nosuch 2>&-", EXIT_YOURS),
        ("pack nosuch >&- 2>&-", EXIT_YOURS),
        ("play right-now --speed 100 <&- >&-", EXIT_GOOD),
    ],
)
def test_closed_streams_are_nobody_reading(typed: str, code: int) -> None:
    command = f'exec "{sys.executable}" -m companion {typed}'
    assert subprocess.run(["sh", "-c", command], capture_output=True, timeout=60, check=False).returncode == code


def test_terminal_escapes_in_an_exercise_never_reach_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "escapes.yaml"
    file.write_text(
        'format: 1\nid: escapes\ntitle: "A \\e[31mred\\e[0m title"\nsummary: Nothing.\npeople: 1\nkind: settle\n'
        'author: Test\nlicense: CC0-1.0\nsteps:\n  - "Look \\e]0;owned\\a up \\e[2J slowly."\n',
        encoding="utf-8",
    )
    done = run("play", str(file), "--speed", "60")
    assert done.returncode == EXIT_GOOD
    assert "\x1b" not in done.stdout
    assert "slowly." in done.stdout


@pytest.mark.parametrize(
    "arguments", [["play"], ["play", "right-now", "--speed", "abc"], ["paly", "right-now"]], ids=str
)
def test_a_wrong_call_is_yours_too_and_points_to_the_help(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(arguments)
    assert left.value.code == EXIT_YOURS
    assert "--help" in capsys.readouterr().err


@pytest.mark.parametrize("line", ["stop", "please stop", "stop stop stop", "STOP!", "no, stop now"])
def test_a_typed_stop_counts_wherever_it_stands_in_the_line(line: str) -> None:
    process = subprocess.run(
        [sys.executable, "-m", "companion", "play", "five-senses", "--plain", "--voice", "none", "--no-mic"],
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        input=f"{line}\nend session\n",
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert process.returncode == EXIT_GOOD
    assert "We’ve stopped" in process.stdout


@pytest.mark.parametrize(("arguments", "rendered"), [([], 0), (["--list"], 0), (["--voice", "joe"], 1)], ids=str)
def test_setup_renders_ahead_only_for_a_voice_that_was_asked_for(
    arguments: list[str], rendered: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    readied: list[object] = []
    monkeypatch.setattr("companion.weights.setup.run_setup", lambda asked: EXIT_GOOD)
    monkeypatch.setattr("companion.app.voices.get_ready", readied.append)
    assert cli.main(["setup", *arguments]) == EXIT_GOOD
    assert len(readied) == rendered


@pytest.mark.parametrize(
    ("arguments", "settled", "offered"),
    [([], 1, True), (["--list"], 0, False), (["--voice", "sarah"], 1, False)],
    ids=str,
)
def test_setup_measures_kokoro_and_names_the_more_natural_voices(
    arguments: list[str],
    settled: int,
    offered: bool,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    measured: list[object] = []
    monkeypatch.setattr("companion.weights.setup.run_setup", lambda asked: EXIT_GOOD)
    monkeypatch.setattr("companion.app.voices.get_ready", lambda out: None)
    monkeypatch.setattr("companion.app.voices.settle_kokoro", measured.append)
    monkeypatch.setattr("companion.app.voices.more_natural", lambda: "There are more.")
    assert cli.main(["setup", *arguments]) == EXIT_GOOD
    assert len(measured) == settled
    assert ("There are more." in capsys.readouterr().out) is offered


def test_setup_reads_the_list_once_also_if_nothing_can_be_downloaded(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(asked: object) -> int:
        raise FetchFailed("There is no connection.")

    monkeypatch.setattr("companion.weights.setup.run_setup", fails)
    cache = resources.cache_dir() / "exercises.json"
    assert not cache.exists()
    assert cli.main(["setup"]) == EXIT_YOURS
    assert cache.exists()


def test_options_before_the_command_hold_as_well() -> None:
    """Above all: a microphone closed on the command line stays closed."""
    from companion.cli.shared_options import session_of

    before = cli.parser().parse_args(["--plain", "--no-mic", "--voice", "none", "--speed", "20", "play", "right-now"])
    after = cli.parser().parse_args(["play", "right-now", "--plain", "--no-mic", "--voice", "none", "--speed", "20"])
    assert session_of(before) == session_of(after)
    assert not session_of(before).microphone
    assert session_of(cli.parser().parse_args(["play", "right-now"])) == session_of(cli.parser().parse_args([]))


@pytest.mark.parametrize(
    ("options", "command"),
    [
        ("--voice joe --tones none --no-bells --bed rain --bed-volume 0.5 --length a=1s", "render right-now -o x.mp3"),
        ("--plain --voice joe", "write x.yaml"),
        ("--language fr", "hear x.wav"),
        ("--language fr", "new exercise x"),
    ],
)
def test_every_command_keeps_what_was_said_before_it(options: str, command: str) -> None:
    before = vars(cli.parser().parse_args([*options.split(), *command.split()]))
    after = vars(cli.parser().parse_args([*command.split(), *options.split()]))
    assert before == after
    usual = vars(cli.parser().parse_args(command.split()))
    assert {name for name in usual if usual[name] != before[name]} == {
        {"no_bells": "bells"}.get(name, name)
        for name in (word[2:].replace("-", "_") for word in options.split() if word.startswith("--"))
    }


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("--no-mic calibrate", "--recordings"),
        ("stop-word pineapple --forget", "companion stop-word"),
        ("crisis --keep", "companion crisis --region IE --keep"),
        ("voices --text hello", "companion voices try"),
        ("voices -o x.wav", "companion voices try"),
    ],
)
def test_what_would_have_no_effect_is_refused_with_what_to_type(
    typed: str, says: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened() -> None:
        raise AssertionError("the microphone was opened")

    monkeypatch.setattr("companion.cli.calibrate_recorders._microphone", opened)
    assert cli.main(typed.split()) == EXIT_YOURS
    assert says in capsys.readouterr().err
    assert not (resources.data_dir() / "settings.toml").exists()


def test_the_doctor_does_not_call_a_sound_good_that_stuttered(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from companion.audio.probes import Probe, heard_bell

    monkeypatch.setattr("companion.audio.probes.probe_loudspeaker", lambda: heard_bell("This one: played a bell.", 3))
    monkeypatch.setattr("companion.audio.probes.probe_microphone", lambda: Probe("Microphone", True, "works."))
    for name in ("delay", "voice", "files", "model"):
        monkeypatch.setattr(f"companion.cli.doctor._probe_{name}", lambda: Probe("Other", True, "works."))
    assert cli.main(["doctor"]) == EXIT_GOOD
    said = capsys.readouterr().out
    line, hint = next(
        pair for pair in zip(said.splitlines(), said.splitlines()[1:], strict=False) if "bell." in pair[0]
    )
    assert line.split("Speaker")[0].strip() == "not well"
    assert "stuttered" in hint
    assert heard_bell("This one: played a bell.", 0) == Probe("Speaker", True, "This one: played a bell.")


def test_the_doctor_leaves_the_microphone_out_and_says_so(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from companion.audio.probes import Probe

    tried: list[str] = []

    def probe(name: str) -> Callable[[], Probe]:
        def act() -> Probe:
            tried.append(name)
            return Probe(name, True, "works.")

        return act

    monkeypatch.setattr("companion.audio.probes.probe_loudspeaker", probe("Loudspeaker"))
    monkeypatch.setattr("companion.audio.probes.probe_microphone", probe("Microphone"))
    for name in ("delay", "voice", "files", "model"):
        monkeypatch.setattr(f"companion.cli.doctor._probe_{name}", probe(name))
    assert cli.main(["--no-mic", "doctor"]) == EXIT_GOOD
    assert tried == ["Loudspeaker", "voice", "files", "model"]
    assert "Microphone: not tested, because the microphone is turned off (by --no-mic" in capsys.readouterr().out
    tried.clear()
    assert cli.main(["doctor"]) == EXIT_GOOD
    assert tried == ["Loudspeaker", "Microphone", "delay", "voice", "files", "model"]
    assert str(resources.data_dir()) in capsys.readouterr().out


@pytest.mark.parametrize("typed", [["--help"], ["--show-completion", "bash"], ["--version"]])
def test_a_reader_who_has_gone_is_no_error_whatever_prints(typed: list[str]) -> None:
    there, here = os.pipe()
    os.close(there)
    ran = subprocess.run(
        [sys.executable, "-m", "companion", *typed], stdout=here, stderr=subprocess.PIPE, timeout=60, check=False
    )
    os.close(here)
    assert (ran.returncode, ran.stderr) == (EXIT_GOOD, b"")


def test_a_part_of_a_name_plays_the_only_exercise_that_has_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    played: list[object] = []
    monkeypatch.setattr("companion.app.launch.run_app", lambda options, play: played.append(play) or EXIT_GOOD)
    assert cli.main(["play", "box"]) == EXIT_GOOD
    assert "box-breathing" in capsys.readouterr().out
    assert cli.main(["play", "breathing"]) == EXIT_GOOD  # several have it, so the launch says that there is none
    assert played == ["box-breathing", "breathing"]


def test_an_exercise_can_be_checked_through_a_pipe(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"format: 1\nid: mine\ntitle: Mine\n")))
    assert cli.main(["check", "-"]) == EXIT_YOURS
    said = capsys.readouterr()
    assert "-:" in said.out + said.err
    assert "'author' is missing" in said.out + said.err
