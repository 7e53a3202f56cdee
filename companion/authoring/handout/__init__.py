"""Handouts: an exercise or a pack as a script to read, as HTML and as PDF.

`sheet` holds the content; `page` writes it as HTML and `paper` as PDF, and both draw the code that `qr` makes.
"""
