"""The page of `companion doctor --share FILE`: facts about a computer that somebody can send to the people who help.

The facts come from a fixed list. The words of the probes are kept, without everything that tells whose computer it is:
names of the user, of the computer and of its sound devices (which are often called after a person), and folders.
"""

from __future__ import annotations

import getpass
import locale
import os
import platform
import re
import shutil
import socket
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from companion import __released__, __version__, resources
from companion.errors import CompanionError

if TYPE_CHECKING:
    from companion.audio.probes import Probe

_TOP: Final = """\
Companion on one computer: facts for the people who help with it.
It holds no name of a person, a computer or a sound device, no folder, and nothing of what people did with Companion.
"""
_SHORTEST_NAME: Final = 3
"""Letters of the shortest name of a device or a computer that is taken out. A shorter one is part of many words."""
_SOUND_SECONDS: Final = 8.0
"""Seconds for the sound system to list its devices, as long as a probe waits for one."""
_PATH: Final = re.compile(r"(?<![\w.])(?:~|/(?!\s)|[A-Za-z]:\\)[^\s“”\"'()<>|,;]*[\\/][^\s“”\"'()<>|,;]*")
_NUMBER: Final = re.compile(r"\d+(?:\.\d+)*")


def write_facts(file: Path, probes: Iterable[Probe]) -> None:
    """Writes the page to a new file. Raises CompanionError if it can't."""
    page = facts_page(probes, private_words())
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(page)
    except FileExistsError:
        raise CompanionError(
            "There is already a file of this name.", hint="Choose another name.", place=str(file)
        ) from None
    except OSError as why:
        raise CompanionError(
            f"I can't write it there: {why.strerror or why}.", hint="Choose another folder.", place=str(file)
        ) from why


def facts_page(probes: Iterable[Probe], private: Mapping[str, str]) -> str:
    """Writes the page. `private`: each word that has to go, with what stands there instead."""
    rows = [f"{name:<10} {value}" for name, value in _facts().items()]
    for probe in probes:
        rows.append(f"\n{probe.sign:<10} {probe.name}: {without(private, probe.detail)}")
        if probe.hint:
            rows.append(f"{'':<10} {without(private, probe.hint)}")
    return "\n".join([_TOP, *rows]) + "\n"


def without(private: Mapping[str, str], text: str) -> str:
    """Takes the private words out of a text, the longest first, and every path."""
    for word in sorted(private, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", private[word], text, flags=re.IGNORECASE)
    return _PATH.sub("[a folder]", text)


def private_words() -> dict[str, str]:
    """Collects the names and folders of this computer that could stand in an error."""
    words = dict.fromkeys(_device_names(), "[the device]")
    words |= dict.fromkeys((socket.gethostname(), platform.node()), "[the computer]")
    words = {word: instead for word, instead in words.items() if len(word) >= _SHORTEST_NAME}
    words |= dict.fromkeys(_user_names(), "[the user]")
    own = (Path.home(), Path.cwd(), resources.data_dir(), resources.models_dir(), resources.cache_dir())
    words |= {str(folder): "[a folder]" for folder in (*own, resources.log_dir()) if folder != Path("/")}
    words.pop("", None)
    return words


def _user_names() -> set[str]:
    """Returns the name that the user logs in with and, on POSIX, the real name that the system has."""
    names = {os.environ.get("SUDO_USER", "")}
    try:
        names.add(getpass.getuser())
        import pwd

        real = pwd.getpwuid(os.getuid()).pw_gecos.split(",")[0]
        names |= {real, *(part for part in real.split() if len(part) >= _SHORTEST_NAME)}
    except (ImportError, KeyError, OSError):
        pass  # a user without a name has none to hide
    return names - {"", "root"}


def _device_names() -> Sequence[str]:
    """Lists the names of all sound devices; none where sound does not work at all."""
    from companion.audio import expendable
    from companion.audio.devices import portaudio
    from companion.errors import NoLoudspeaker

    def asked() -> list[str]:
        module = portaudio(NoLoudspeaker)
        try:
            return [str(device["name"]) for device in module.query_devices()]
        except module.PortAudioError:
            return []

    try:
        return expendable.Call(asked, (CompanionError,)).result(_SOUND_SECONDS)
    except (CompanionError, expendable.NeverCameBack):
        return []


def _facts() -> dict[str, str]:
    return {
        "Companion": f"{__version__} of {__released__}, {_way_of_installing()}",
        "System": f"{_system()}, {platform.machine()}",
        "Python": platform.python_version(),
        "Computer": f"{os.cpu_count()} cores{_memory()}",
        "Sound by": _sound_servers(),
        "Terminal": _terminal(),
    }


def _way_of_installing() -> str:
    if getattr(sys, "frozen", False):
        return "one folder (the package)"
    return "from the source" if resources.in_checkout() else "from the wheel"


def _system() -> str:
    """Names the system without anything that its owner could have named, such as a kernel of their own."""
    kernel = _NUMBER.match(platform.release())
    named = f"{platform.system()} {kernel[0] if kernel else ''}".strip()
    if sys.platform == "darwin":
        return f"macOS {platform.mac_ver()[0]}"
    if sys.platform != "linux":
        return named
    try:
        told = platform.freedesktop_os_release()
    except OSError:
        return named
    return (
        f"{told.get('ID', 'Linux')} {told.get('VERSION_ID', '')}".strip()
        + f", {named}, {' '.join(platform.libc_ver())}"
    )


def _memory() -> str:
    if not hasattr(os, "sysconf"):
        return ""
    try:
        return f", {os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GB of memory"
    except (OSError, ValueError):
        return ""


def _sound_servers() -> str:
    """Names the sound servers whose sockets are there."""
    if sys.platform != "linux":
        return "the system"
    run = Path(os.environ.get("XDG_RUNTIME_DIR") or f"/run/user/{os.getuid()}")
    found = [
        name for name, socket_ in (("PipeWire", "pipewire-0"), ("PulseAudio", "pulse/native")) if _there(run / socket_)
    ]
    return " and ".join(found) or (
        "a server elsewhere" if os.environ.get("PULSE_SERVER") else "no server that I can see"
    )


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _terminal() -> str:
    size = shutil.get_terminal_size((0, 0))
    seen = f"{size.columns} columns and {size.lines} lines" if size.columns else "of unknown size"
    kind = os.environ.get("TERM", "")
    kind = kind if re.fullmatch(r"[\w.+-]{1,40}", kind) else "no kind named"
    where = [
        name
        for name, given in (("SSH", "SSH_CONNECTION"), ("tmux", "TMUX"), ("screen", "STY"))
        if os.environ.get(given)
    ]
    through = f", through {' and '.join(where)}" if where else ""
    return f"{kind}, {seen}, {locale.getpreferredencoding(False)}{through}"
