"""Tab completion in bash, zsh and fish: commands, options, and the names of exercises, voices and sounds.

The shells ask the program itself at each Tab (argcomplete), so that an exercise that was added just now is found, too.
`--install-completion` writes the shell's own small file for that, and no other file of the person's is changed.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Final

from companion.errors import CompanionError

ASKS: Final = "_ARGCOMPLETE"
"""The variable that a shell sets while it asks what can be typed."""
SHELLS: Final = ("bash", "zsh", "fish")
_PROGRAM: Final = "companion"


class NoCompletion(CompanionError):
    title = "No completion"


def answer(parser: argparse.ArgumentParser) -> None:
    """Answers a shell that asks what can be typed, and ends the process. Does nothing at any other time."""
    if ASKS not in os.environ:
        return
    import argcomplete

    _attach(parser)
    argcomplete.autocomplete(parser, always_complete_options="long")


def _attach(parser: argparse.ArgumentParser) -> None:
    """Gives each argument whose values have names the function that lists them."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for each in action.choices.values():
                _attach(each)
        elif (names := _NAMES.get(action.dest)) is not None and action.choices is None:
            setattr(action, "completer", _only(names))  # noqa: B010 - argcomplete looks for it there


def _only(names: Callable[[], Iterable[str]]) -> Callable[..., list[str]]:
    def complete(prefix: str = "", **_: Any) -> list[str]:
        try:
            return [name for name in names() if name.startswith(prefix)]
        except CompanionError:
            return []  # a shell in the middle of a line can't show what is wrong; the command itself will

    return complete


def _exercises() -> list[str]:
    from companion.packs.shelf import Shelf

    return sorted(entry.id for entry in Shelf().entries())


def _voices() -> list[str]:
    from companion.app.voices import known_voices

    return [*(known.name for known in known_voices() if known.installed), "none"]


def _languages() -> Sequence[str]:
    from companion.hearing.words import vocabulary

    return vocabulary.languages()


_NAMES: Final[dict[str, Callable[[], Iterable[str]]]] = {
    "exercise": _exercises,
    "voice": _voices,
    "language": _languages,
    "tones": lambda: ("soft", "strings", "wind", "none"),
    "bed": lambda: ("noise", "rain", "drone", "none"),
}
"""The functions that list names, by the name of the argument in argparse's result."""


class ShowCompletion(argparse.Action):
    """Prints the script that switches completion on in a shell, and ends the program."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: object, values: object, option: object = None
    ) -> None:
        print(script(_shell(values)))
        parser.exit()


class InstallCompletion(argparse.Action):
    """Writes that script to the place where the shell looks for it, says what is left to do, and ends the program."""

    def __call__(
        self, parser: argparse.ArgumentParser, namespace: object, values: object, option: object = None
    ) -> None:
        try:
            said = install(_shell(values))
        except CompanionError as error:
            parser.exit(1, f"{error.title}. {error}\n")
        print("\n".join(said))
        parser.exit()


def add_options(parser: argparse.ArgumentParser) -> None:
    """Adds `--install-completion` and `--show-completion`."""
    shell: dict[str, Any] = {"nargs": "?", "choices": SHELLS, "metavar": "SHELL"}
    parser.add_argument(
        "--install-completion",
        action=InstallCompletion,
        help="let the Tab key complete commands and exercises in bash, zsh or fish",
        **shell,
    )
    parser.add_argument(
        "--show-completion", action=ShowCompletion, help="print what that would write, and change nothing", **shell
    )


def _shell(given: object) -> str:
    """Returns the shell that was named, or else the one that the person uses; bash if that is another one."""
    name = str(given) if given else Path(os.environ.get("SHELL", "")).name
    return name if name in SHELLS else "bash"


def script(shell: str) -> str:
    """Returns the script for a shell."""
    from argcomplete.shell_integration import shellcode

    return str(shellcode([_PROGRAM], shell=shell)).strip()


def install(shell: str) -> list[str]:
    """Writes the script for a shell. Returns sentences: the place of the file, and what is left to do. Raises
    NoCompletion if the file can't be written."""
    file, left = _place(shell)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(script(shell) + "\n", encoding="utf-8")
    except OSError as error:
        raise NoCompletion(
            f"I can't write {file}: {error.strerror}.",
            hint=f"To see what it would hold: companion --show-completion {shell}",
        ) from error
    return [f"I've written {file}.", *left, "To undo it, delete that file."]


def _place(shell: str) -> tuple[Path, list[str]]:
    data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share")
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    match shell:
        case "fish":
            return config / "fish/completions" / f"{_PROGRAM}.fish", ["It works in each new window."]
        case "zsh":
            folder = data / "zsh/site-functions"
            return folder / f"_{_PROGRAM}", [
                "zsh finds it if these two lines are in ~/.zshrc:",
                f"  fpath=({folder} $fpath)",
                "  autoload -Uz compinit && compinit",
            ]
        case _:
            file = data / "bash-completion/completions" / _PROGRAM
            return file, [
                "It works in each new window if the package bash-completion is installed.",
                "If it isn't, add this line to ~/.bashrc:",
                f"  source {file}",
            ]
