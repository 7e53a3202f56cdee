"""Mends slips of the pen in an exercise's file, for `companion check --mend`.

`decoding` and `mending` are pure: bytes in, bytes out. `saving` shows nothing and writes only what it is given.
"""
