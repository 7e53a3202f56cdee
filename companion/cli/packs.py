"""The commands for packs, keys and shelves. Arguments in, exit code out; decides nothing.

`pack_author`, `pack_client` and `pack_shelves` do the work, and are imported only when they are needed.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from companion.cli.parsing import AddCommand, adder
from companion.errors import EXIT_YOURS

if TYPE_CHECKING:
    from companion.cli.pack_wires import AnsweredBeforehand

_PACK_HELP = """\
examples: to use somebody's exercises
  companion pack install calm-1.0.0.companion.zip      look at a file you were given, and install it
  companion pack list                                  see what you have
  companion pack authors                               see whose packs you trust

to give your own to others
  companion pack build my-pack                         first, make one file from your folder
  companion pack sign my-pack-1.0.0.companion.zip      then sign it, so that people know it's from you

For more about one of these, type for example: companion pack install --help
Only install and update go online, and only when you type them.
"""

_INSTALL_HELP = """\
examples:
  companion pack install calm-1.0.0.companion.zip
  companion pack install my-own-folder
  companion pack install https://example.org/calm-1.0.0.companion.zip
  companion pack install calm                          from a shelf you have added

Before anything is installed, you see what is in the pack and who made it.
"""

_KEY_HELP = """\
examples:
  companion key new              make your signature key, once
  companion key show             show your six words, to read out when someone calls you

Your signature key is like a seal: with it, people can check that a pack really comes from you. Somebody who opens a
pack of yours for the first time may call you, to compare the six words they see with yours.
"""

_SHELF_HELP = """\
examples:
  companion shelf build my-shelf                    make and sign a list of the packs in this folder
  companion shelf add https://example.org/packs/    add an author's shelf on the web
  companion shelf add /media/practice/packs         add a shelf on a shared drive
  companion shelf list                              show your shelves

A shelf is a place where an author puts packs for others to fetch: a web page, or a folder on a shared drive.
"""


def add_commands(command: AddCommand) -> None:
    """Adds pack, key and shelf."""
    _add_pack(command("pack", _help, "Build, sign, install and update packs of exercises.", _PACK_HELP))
    _add_key(
        command("key", _help, "Make or show your signature key. It proves that your packs come from you.", _KEY_HELP)
    )
    _add_shelf(
        command(
            "shelf",
            _help,
            "Add or build shelves: places on the web or a shared drive with an author's packs.",
            _SHELF_HELP,
        )
    )


def _add_pack(parser: argparse.ArgumentParser) -> None:
    add = _adder(parser)

    build = add("build", _run_build, "Make a single file from a folder of exercises.")
    build.add_argument(
        "folder", type=Path, metavar="DIR", help="the folder with your exercises (made by `companion new pack`)"
    )
    build.add_argument(
        "-o", "--output", type=Path, default=Path(), metavar="DIR", help="where to put it (default: here)"
    )

    sign = add("sign", _run_sign, "Sign a pack with your key, so that people know it comes from you.")
    sign.add_argument("file", type=Path, metavar="FILE", help="the file that `companion pack build` made")
    _passphrase(sign)

    install = add("install", _run_install, "Look at a pack and install it.", _INSTALL_HELP)
    install.add_argument("what", metavar="FILE|FOLDER|URL|NAME", help="a pack, or the name of one on your shelves")
    install.add_argument("--older", action="store_true", help="install it even if a newer version is installed")
    _yes(install)
    _new_key(install)

    listing = add("list", _run_list, "List the installed packs, with version, author, key and source.")
    listing.add_argument("--json", action="store_true", help="for programmers: print the list as JSON")

    remove = add("remove", _run_remove, "Remove an installed pack.")
    remove.add_argument("name", metavar="NAME", help="its name from `companion pack list`")
    _yes(remove)

    verify = add(
        "verify",
        _run_verify,
        "Check that a pack is unchanged since its author signed it. If you give no name, all are checked.",
    )
    verify.add_argument("what", nargs="?", metavar="NAME|FILE", help="an installed pack, or a pack's file")

    update = add("update", _run_update, "Find newer versions on your shelves and install them.")
    update.add_argument("names", nargs="*", metavar="NAME", help="only these packs (default: all)")
    _yes(update)

    authors = add("authors", _run_authors, "List the authors whose packs you trust, or stop trusting one.")
    authors.add_argument("--forget", default="", metavar="NAME", help="stop trusting this author; I'll ask you again")


def _add_key(parser: argparse.ArgumentParser) -> None:
    add = _adder(parser)
    _passphrase(add("new", _run_key_new, "Make your key, once, and lock it with a passphrase."))
    show = add("show", _run_key_show, "Show the six words of your key, or of someone else's.")
    show.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="another author's key, a file called author.pub (left out: your own)",
    )


def _add_shelf(parser: argparse.ArgumentParser) -> None:
    add = _adder(parser)

    build = add("build", _run_shelf_build, "Make and sign a list of the packs in a folder, ready to put on the web.")
    build.add_argument("folder", type=Path, metavar="DIR", help="the folder with your signed packs")
    build.add_argument(
        "--days", type=int, default=180, metavar="N", help="how many days the list is valid (default: 180)"
    )
    _passphrase(build)

    shelf = add("add", _run_shelf_add, "Add an author's shelf, to install and update packs from.")
    shelf.add_argument("address", metavar="ADDRESS", help="https://…, or a folder")
    _yes(shelf)
    _new_key(shelf)

    add("list", _run_shelf_list, "List your shelves, and what was on them at the last look.")

    remove = add("remove", _run_shelf_remove, "Remove a shelf. Its installed packs stay.")
    remove.add_argument("address", metavar="ADDRESS", help="its address from `companion shelf list`")


def _adder(parser: argparse.ArgumentParser) -> AddCommand:
    """Adds the commands below this one; alone it prints their list."""
    parser.set_defaults(parser=parser)
    return adder(parser)


def _yes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--yes",
        action="store_true",
        help="answer yes to every question (except when an author's signature has changed)",
    )


def _new_key(parser: argparse.ArgumentParser) -> None:
    which = parser.add_mutually_exclusive_group()
    which.add_argument(
        "--another-author",
        action="store_true",
        help="use this if the author told you by phone that they are a different person with the same name",
    )
    which.add_argument(
        "--new-key", action="store_true", help="use this if the author told you by phone that they have a new key"
    )


def _passphrase(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--passphrase-fd", type=int, metavar="N", help="for programmers: read the passphrase from this file descriptor"
    )


# ---- what they run ----------------------------------------------------------------------------------------------


def _help(arguments: argparse.Namespace) -> int:
    arguments.parser.print_help()
    return EXIT_YOURS


def _consent(arguments: argparse.Namespace) -> AnsweredBeforehand:
    from companion.cli.pack_wires import AnsweredBeforehand

    return AnsweredBeforehand(
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


def _run_authors(arguments: argparse.Namespace) -> int:
    from companion.cli.pack_authors import run_authors

    return run_authors(arguments.forget)


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
