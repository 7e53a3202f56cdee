"""Writes a session as one page with its sound inside, for `render` and `render_pack`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from companion.cli.render import Show, Studio, Written
    from companion.exercise.plan import Plan
    from companion.packs.loading import LoadedExercise


def write_session_page(
    output: Path,
    studio: Studio,
    loaded: LoadedExercise,
    made: Plan,
    helping: tuple[str, ...],
    *,
    cues: Path | None,
    show: Show,
) -> Written:
    """Writes the page of a session, whole or not at all. `helping`: the lines with the numbers to call.

    Raises CannotWrite before any work if the disk has no room for it.
    """
    from companion.authoring.handout.print_words import NO_CALLS
    from companion.rendering.files import CannotWrite
    from companion.rendering.listening_page import Heading, ListedSession, session_page, sound_inside
    from companion.rendering.page_file import as_data_url, check_room, sound_suffix, write_page

    check_room(output, 2 * studio.expected_bytes(made))  # the sound is written first, beside the page
    exercise = loaded.exercise
    try:
        with tempfile.TemporaryDirectory(prefix=f".{output.name}.", dir=output.parent) as scratch:
            sound = Path(scratch) / f"sound{sound_suffix()}"
            written = studio.write(loaded, made, sound, vtt=None, cues=cues, show=show)
            heading = Heading(
                made.title,
                exercise.summary,
                exercise.author,
                exercise.license,
                cautions=exercise.cautions,
                cover=as_data_url(written.cover),
                help=helping,
            )
            part = ListedSession(
                exercise.id,
                made.title,
                exercise.summary,
                exercise.people,
                written.seconds,
                exercise.cautions,
                sound_inside(sound.suffix),
                "",
                written.vtt,
                exercise.language,
                written.answered,
            )
            write_page(output, session_page(heading, part, NO_CALLS), sound)
            return written
    except CannotWrite as error:
        error.place = str(output)  # and not the folder that is gone by now
        raise
