"""`companion pack authors`: shows the authors whose packs are trusted, or stops trusting one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from companion.cli.pack_wires import say

if TYPE_CHECKING:
    from companion.packs.trust import Author, Trust


def run_authors(forget: str = "") -> int:
    """Runs `companion pack authors`. `forget`: an author's name or six words. Raises WhichAuthor, PackRefused."""
    from companion.packs.telling import author_lines
    from companion.packs.trust import Trust

    trust = Trust()
    if not forget:
        return say(*author_lines(trust.authors))
    author = _one(trust, forget)
    trust.forget(author)
    return say(
        f"{author.name} is no longer on the list of authors you trust.",
        "Next time you install a pack by them, I'll ask you first.",
        "What you have installed stays. To remove a pack: companion pack remove NAME",
    )


def _one(trust: Trust, what: str) -> Author:
    from companion.packs.refusals import WhichAuthor

    found = trust.called(what)
    if not found:
        raise WhichAuthor(
            f"There is no author called “{what}” whose packs you trust.", hint="To see them: companion pack authors"
        )
    if len(found) > 1:
        words = "".join(f"\n    {author.key.spelled()}" for author in found)
        raise WhichAuthor(
            f"You trust more than one author called “{what}”. These are their six words:{words}",
            hint="Give the six words of one of them, in quotes, instead of the name.",
        )
    return found[0]
