"""The questions to two people around a session: names, a private page for each, what fits both, and how it was.

Pure state machines of pages, which the full screen and the plain lines both draw. They use no IO, clock or random
numbers: days and what was kept come from outside. No answer to a private question leaves these machines, and none
stands on a page. They give out only what both people learn together. Terms are explained in "Our words" of
CONTRIBUTING.md.
"""
