"""Makes the tree of files that becomes the package for Debian (`.ci/deb/build`).

tree.py date                        prints the day of this version, in seconds since 1970
tree.py models                      prints the models that the package holds
tree.py make FOLDER MODELS TREE     makes TREE from the program's FOLDER and the folder of MODELS
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[1]

PACKAGE: Final = "companion"
MODELS: Final = ("vosk-model-small-en-us-0.15", "piper-en_US-joe-medium")
"""The models of the package: English commands, and the usual voice."""
RENAMED: Final = {"libssl3": "libssl3t64", "libasound2": "libasound2t64", "libreadline8": "libreadline8t64"}
"""Packages that have another name since Debian 13 and Ubuntu 24.04."""
SOUND: Final = "libportaudio2"
"""Opened by its name while the program runs, so that no other file shows it."""
UNNAMED: Final = {"espeakng-loader": "GPL-3.0-or-later (espeak-ng, which it holds)"}
"""Licenses of packages that don't name their own."""
DESCRIPTION: Final = """\
calm voice in the room, for one person or for two
 Companion reads body-awareness, grounding and breathing exercises aloud, and
 exercises for talking and for being close without pressure. It leaves quiet in
 between, and listens for "pause", "next" and "stop". Nothing that is said or
 done leaves the computer.
 .
 The English speech recognition and a natural voice are inside, so nothing has
 to be downloaded. It has not been reviewed by a clinician, and does not replace
 therapy."""


def stamp(name: str) -> str:
    """Returns the value of a name at the top of the package, such as `__version__`."""
    text = (ROOT / "companion" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(rf'^{name} = "(.*)"$', text, re.M)
    assert found, name
    return found[1]


def date() -> int:
    return int(datetime.fromisoformat(stamp("__released__")).replace(tzinfo=UTC).timestamp())


def make(folder: Path, models: Path, tree: Path) -> None:
    opt = tree / "opt" / PACKAGE
    shutil.copytree(folder, opt, symlinks=True)
    shutil.copy(HERE / "start", opt / "start")
    _shrink(opt)
    for file in (path for path in opt.rglob("*") if path.is_file() and not path.is_symlink()):
        os.utime(file, (date(), date()))
    for name in MODELS:
        _copy_model(models / name, opt / "_internal" / "companion" / "_models" / name)
    _shared_files(tree)
    _debian(tree, opt)
    for path in sorted(tree.rglob("*")):
        if not path.is_symlink():
            runs = path.is_dir() or path == opt / PACKAGE or path == opt / "start"
            path.chmod(0o755 if runs else 0o644)


def _shrink(opt: Path) -> None:
    """Leaves out the symbols for debuggers of Python's own library, the only one that comes with them, and one of two
    equal files."""
    for library in opt.glob("_internal/libpython*.so*"):
        subprocess.run(["strip", "--strip-unneeded", str(library)], check=True)
    seen: dict[tuple[int, str], Path] = {}
    for file in sorted(opt.rglob("*")):
        if file.is_symlink() or not file.is_file() or file.stat().st_size < 4096:
            continue
        key = (file.stat().st_size, hashlib.sha256(file.read_bytes()).hexdigest())
        first = seen.setdefault(key, file)
        if first is not file:
            file.unlink()
            file.symlink_to(os.path.relpath(first, file.parent))


def _copy_model(source: Path, target: Path) -> None:
    """Copies a fetched model with whole seconds as its times, which a package can keep, and its marker anew."""
    from companion.weights import store
    from companion.weights.catalog import read_catalog

    model = read_catalog(ROOT / "models" / "catalog.yaml").find(source.name)
    sha256 = store.read_marker(source)
    damaged = store.damaged(source, known=model.hashes, thorough=True)
    if sha256 not in {each.sha256 for each in model.sources} or damaged is not None:
        raise SystemExit(
            f"{source} is not the model that the catalog names. Fetch it anew: companion setup {model.name}"
        )
    shutil.copytree(source, target)
    (target / store.MARKER).unlink()
    files = {}
    for file in sorted(path for path in target.rglob("*") if path.is_file()):
        os.utime(file, (date(), date()))
        files[file.relative_to(target).as_posix()] = file.stat().st_size
    store.write_marker(target, sha256=str(sha256), source="the package", files=files)


def _shared_files(tree: Path) -> None:
    links = tree / "usr" / "bin"
    links.mkdir(parents=True)
    (links / PACKAGE).symlink_to(f"/opt/{PACKAGE}/{PACKAGE}")
    for source, place in (
        (HERE / "companion.desktop", "applications"),
        (HERE / "companion-pack.desktop", "applications"),
        (HERE / "companion.xml", "mime/packages"),
        (HERE / "companion.svg", "icons/hicolor/scalable/apps"),
        (HERE / "companion.png", "icons/hicolor/256x256/apps"),
    ):
        folder = tree / "usr" / "share" / place
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, folder)
    doc = tree / "usr" / "share" / "doc" / PACKAGE
    doc.mkdir(parents=True)
    (doc / "copyright").write_text(_copyright(), encoding="utf-8")
    for each in _inside():
        for file in each.files or ():
            if ".dist-info" in file.parts[0] and re.match("(?i)(licen[cs]e|copying|notice|authors)", file.name):
                folder = doc / "licenses" / each.metadata["Name"]
                folder.mkdir(parents=True, exist_ok=True)
                shutil.copy(str(file.locate()), folder)


def _inside() -> list[metadata.Distribution]:
    """Lists the Python packages that the program is made of, without those that only build it."""
    locked = (ROOT / ".ci" / "lock" / "run.txt").read_text(encoding="utf-8")
    names = {_plain(name) for name in re.findall(r"^([\w.-]+)==", locked, re.M)}
    found = [each for each in metadata.distributions() if _plain(each.metadata["Name"]) in names]
    return sorted(found, key=lambda each: each.metadata["Name"].casefold())


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).casefold()


def _copyright() -> str:
    """Lists the program and everything in its folder, each with the license that it names."""
    lines = [
        "Companion: GPL-3.0-or-later. The exercises: CC-BY-4.0. The text of the GPL is in",
        "/usr/share/common-licenses/GPL-3. The models, by their publishers' own words (see also",
        "models/catalog.yaml in the source): the speech recognition Apache-2.0, the voice CC0-1.0.",
        "",
        f"It holds Python {sys.version.split()[0]} (PSF-2.0), the start of PyInstaller (GPL-2.0-or-later, with an",
        "exception that allows this), and these packages. The folder licenses has the texts that came with them.",
        "",
    ]
    for each in _inside():
        said = each.metadata
        classes = [line.rpartition(" :: ")[2] for line in said.get_all("Classifier", []) if line.startswith("License")]
        older = [line.splitlines()[0] for line in said.get_all("License", []) if line.strip()]
        named = said.get_all("License-Expression", []) or [*older, *classes] or [UNNAMED.get(said["Name"], "")]
        lines.append(f"{said['Name']} {each.version}: {', '.join(named) or 'see its own pages'}")
    return "\n".join(lines) + "\n"


def _debian(tree: Path, opt: Path) -> None:
    control = tree / "DEBIAN"
    control.mkdir()
    files = [path for path in sorted(tree.rglob("*")) if path.is_file() and not path.is_symlink()]
    installed = sum((path.stat().st_size + 1023) // 1024 for path in files)
    architecture = subprocess.run(["dpkg", "--print-architecture"], capture_output=True, text=True, check=True).stdout
    fields = {
        "Package": PACKAGE,
        "Version": stamp("__version__"),
        "Architecture": architecture.strip(),
        "Maintainer": "The Companion project <companion@example.invalid>",
        "Installed-Size": str(installed),
        "Depends": ", ".join([f"libc6 (>= {_glibc(opt)})", SOUND, *_depends(opt)]),
        "Recommends": "libasound2-plugins | pipewire-alsa, xterm | x-terminal-emulator",
        "Section": "misc",
        "Priority": "optional",
        "Description": DESCRIPTION,
    }
    (control / "control").write_text("".join(f"{name}: {value}\n" for name, value in fields.items()), encoding="utf-8")
    sums = [f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(tree)}\n" for path in files]
    (control / "md5sums").write_text("".join(sums), encoding="utf-8")


def _libraries(opt: Path) -> Iterator[Path]:
    """Yields every program and library of the folder."""
    for path in sorted(opt.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == b"\x7fELF":
                    yield path


def _glibc(opt: Path) -> str:
    """Returns the oldest version of the C library that has everything which is asked of it."""
    asked: set[tuple[int, ...]] = set()
    for path in _libraries(opt):
        for number in re.findall(rb"GLIBC_(2(?:\.\d+)+)\x00", path.read_bytes()):
            asked.add(tuple(map(int, number.split(b"."))))
    return ".".join(map(str, max(asked)))


def _depends(opt: Path) -> list[str]:
    """Returns the packages of Debian that have the libraries which the folder needs and doesn't hold."""
    inside = {path.name for path in opt.rglob("*.so*")}
    wanted: set[str] = set()
    for path in _libraries(opt):
        needed = subprocess.run(["objdump", "-p", str(path)], capture_output=True, text=True, check=True).stdout
        wanted |= set(re.findall(r"^\s+NEEDED\s+(\S+)$", needed, re.M)) - inside
    found: set[str] = set()
    for library in sorted(wanted):
        owner = _owner(library)
        if owner != "libc6":
            found.add(f"{owner} | {RENAMED[owner]}" if owner in RENAMED else owner)
    return sorted(found)


def _owner(library: str) -> str:
    cached = subprocess.run(["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True).stdout
    places = re.findall(rf"^\s+{re.escape(library)} .*=> (\S+)$", cached, re.M)
    for place in places:
        # In dpkg's list a file has the path that its package gave it, before /lib became a link to /usr/lib.
        for name in (place, str(Path(place).resolve()), place.removeprefix("/usr"), f"/usr{place}"):
            done = subprocess.run(["dpkg", "-S", name], capture_output=True, text=True, check=False)
            if done.returncode == 0:
                return done.stdout.split(":")[0]
    raise SystemExit(f"No package of this system has {library}.")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["date"]:
            print(date())
        case ["models"]:
            print(*MODELS)
        case ["make", folder, models, tree]:
            make(Path(folder), Path(models), Path(tree))
        case _:
            sys.exit(__doc__)
