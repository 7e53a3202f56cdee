"""The parts of a session. Each has a state of its own, which others may read and only its own methods change.

`session.Session` puts them together; the rules in `rules/` change them at each event and command.
"""
