"""Pages to take home: an exercise or a pack as a script to read, as HTML and as PDF.

`sheet` says what stands on them, `page` writes HTML and `paper` PDF of the same sheet; both draw the code of `qr`.
"""
