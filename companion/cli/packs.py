"""The commands for packs, keys and shelves: what one can ask for. Arguments in, exit code out; nothing is decided here.

Each command's work is in `pack_author`, `pack_client` and `pack_shelves`, and imported only when it is asked for.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from companion.cli.parsing import Command, adder
from companion.errors import EXIT_YOURS

if TYPE_CHECKING:
    from companion.cli.pack_wires import Consent

_PACK_HELP = """\
examples:
  companion pack build my-pack                         one file out of a folder
  companion pack sign my-pack-1.0.0.companion.zip      put your name to it
  companion pack install my-pack-1.0.0.companion.zip   look at it, and install it
  companion pack install https://example.org/calm-1.0.0.companion.zip
  companion pack update                                newer versions, from the shelves you have added

`companion pack COMMAND --help` says more about each. Only install and update open a connection, when you ask them to.
"""

_INSTALL_HELP = """\
examples:
  companion pack install calm-1.0.0.companion.zip
  companion pack install my-own-folder
  companion pack install https://example.org/calm-1.0.0.companion.zip
  companion pack install calm                          from a shelf you have added

You see what it is and whose it is before anything is installed.
"""

_KEY_HELP = """\
examples:
  companion key new              make your key, once
  companion key show             its six words, for those who call you
  companion key show author.pub  those of somebody else's key
"""

_SHELF_HELP = """\
examples:
  companion shelf build my-shelf                    sign the list of the packs in this folder
  companion shelf add https://example.org/packs/    an author's shelf on the web
  companion shelf add /media/practice/packs         or on a shared drive
  companion shelf list
"""


def add_commands(command: Command) -> None:
    """Adds pack, key and shelf."""
    _add_pack(command("pack", _help, "Build, sign, install and update packs of exercises.", _PACK_HELP))
    _add_key(command("key", _help, "Your key: it shows that the packs you give out are yours.", _KEY_HELP))
    _add_shelf(command("shelf", _help, "Shelves: an author's packs on any web space or shared drive.", _SHELF_HELP))


def _add_pack(parser: argparse.ArgumentParser) -> None:
    add = _adder(parser)

    build = add("build", _run_build, "Make one file to give out of a folder of exercises.")
    build.add_argument("folder", type=Path, metavar="DIR", help="the folder that pack.yaml and the exercises lie in")
    build.add_argument(
        "-o", "--output", type=Path, default=Path(), metavar="DIR", help="where to put it (default: here)"
    )

    sign = add("sign", _run_sign, "Sign a pack with your key, so that people know whom it is from.")
    sign.add_argument("file", type=Path, metavar="FILE", help="what `companion pack build` made")
    _passphrase(sign)

    install = add("install", _run_install, "Look at a pack, and install it.", _INSTALL_HELP)
    install.add_argument("what", metavar="FILE|FOLDER|URL|NAME", help="a pack, or the name of one on your shelves")
    install.add_argument("--older", action="store_true", help="also if a newer version is installed")
    _yes(install)
    _new_key(install)

    listing = add("list", _run_list, "List the installed packs: version, author, key, where from.")
    listing.add_argument("--json", action="store_true", help="as JSON")

    remove = add("remove", _run_remove, "Remove an installed pack.")
    remove.add_argument("name", metavar="NAME", help="as `companion pack list` shows it")
    _yes(remove)

    verify = add("verify", _run_verify, "Is a pack still what its author signed? Without a name: all.")
    verify.add_argument("what", nargs="?", metavar="NAME|FILE", help="an installed pack, or a pack's file")

    update = add("update", _run_update, "Look on your shelves for newer versions, and install them.")
    update.add_argument("names", nargs="*", metavar="NAME", help="only these packs (default: all)")
    _yes(update)


def _add_key(parser: argparse.ArgumentParser) -> None:
    add = _adder(parser)
    _passphrase(add("new", _run_key_new, "Make your key. It is made once, and locked with a passphrase."))
    show = add("show", _run_key_show, "Show the six words of your key, or of somebody else's.")
    show.add_argument("file", nargs="?", type=Path, metavar="FILE", help="somebody's author.pub (default: your key)")


def _add_shelf(parser: argparse.ArgumentParser) -> None:
    add = _adder(parser)

    build = add("build", _run_shelf_build, "Sign the list of the packs in a folder, for any web space to carry.")
    build.add_argument("folder", type=Path, metavar="DIR", help="where your signed packs lie")
    build.add_argument("--days", type=int, default=180, metavar="N", help="how long the list holds (default: 180)")
    _passphrase(build)

    shelf = add("add", _run_shelf_add, "Add an author's shelf, to install and update packs from.")
    shelf.add_argument("address", metavar="ADDRESS", help="https://…, or a folder")
    _yes(shelf)
    _new_key(shelf)

    add("list", _run_shelf_list, "List your shelves, and what was on them when they were last looked at.")

    remove = add("remove", _run_shelf_remove, "Forget a shelf. The packs from it stay.")
    remove.add_argument("address", metavar="ADDRESS", help="as `companion shelf list` shows it")


def _adder(parser: argparse.ArgumentParser) -> Command:
    """Of the commands below this one, which alone shows what they are."""
    parser.set_defaults(parser=parser)
    return adder(parser)


def _yes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--yes", action="store_true", help="ask nothing (a known author's changed key is refused all the same)"
    )


def _new_key(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--another-author",
        action="store_true",
        help="the author told you, by telephone, that they are somebody else with the same name",
    )
    which.add_argument(
        "--new-key", action="store_true", help="the author told you, by telephone, that they have a new key"
    )


def _passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-fd", type=int, metavar="N", help="for scripts: read the passphrase from this file descriptor"
    )


# ---- what they run ----------------------------------------------------------------------------------------------


def _help(arguments: argparse.Namespace) -> int:
    arguments.parser.print_help()
    return EXIT_YOURS


def _consent(arguments: argparse.Namespace) -> Consent:
    from companion.cli.pack_wires import Consent

    return Consent(
        yes=getattr(arguments, "yes", False),
        older=getattr(arguments, "older", False),
        new_key=getattr(arguments, "new_key", False),
        another=getattr(arguments, "another_author", False),
    )


def _run_build(arguments: argparse.Namespace) -> int:
    from companion.cli.pack_author import run_build

    return run_build(arguments.folder, arguments.output)


def _run_sign(arguments: argparse.Namespace) -> int:
    from companion.cli.pack_author import run_sign

    return run_sign(arguments.file, arguments.passphrase_fd)


def _run_install(arguments: argparse.Namespace) -> int:
    from companion.cli.pack_client import run_install

    return run_install(arguments.what, _consent(arguments))


def _run_list(arguments: argparse.Namespace) -> int:
    from companion.cli.pack_client import run_list

    return run_list(as_json=arguments.json)


def _run_remove(arguments: argparse.Namespace) -> int:
    from companion.cli.pack_client import run_remove

    return run_remove(arguments.name, _consent(arguments))


def _run_verify(arguments: argparse.Namespace) -> int:
    from companion.cli.pack_client import run_verify

    return run_verify(arguments.what)


def _run_update(arguments: argparse.Namespace) -> int:
    from companion.cli.pack_shelves import run_update

    return run_update(arguments.names, _consent(arguments))


def _run_key_new(arguments: argparse.Namespace) -> int:
    from companion.cli.pack_author import run_key_new

    return run_key_new(arguments.passphrase_fd)


def _run_key_show(arguments: argparse.Namespace) -> int:
    from companion.cli.pack_author import run_key_show

    return run_key_show(arguments.file)


def _run_shelf_build(arguments: argparse.Namespace) -> int:
    from companion.cli.pack_author import run_shelf_build

    return run_shelf_build(arguments.folder, arguments.days, arguments.passphrase_fd)


def _run_shelf_add(arguments: argparse.Namespace) -> int:
    from companion.cli.pack_shelves import run_add

    return run_add(arguments.address, _consent(arguments))


def _run_shelf_list(arguments: argparse.Namespace) -> int:
    from companion.cli.pack_shelves import run_list

    return run_list()


def _run_shelf_remove(arguments: argparse.Namespace) -> int:
    from companion.cli.pack_shelves import run_remove

    return run_remove(arguments.address)
