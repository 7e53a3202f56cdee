"""Slips of the pen in an exercise's text, each with the line to write instead. Pure.

`slip_finding` finds them, line by line, and `rewriting_lines` writes the lines anew. `recovering` makes messages of
them, and `companion check --mend` writes them into the file.
"""
