"""The questions to two people around a session: names, a private page for each, what fits both, and how it was.

Pure machines of pages, which the full screen and the plain lines both draw. No IO, no clock, no chance: days and what
was kept come from outside. No answer to a private question ever leaves these machines, is part of a page, or can be
found in what they give out, but for what both learn together.
"""
