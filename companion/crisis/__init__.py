"""Where help is, by country: emergency number, crisis lines, abuse hotlines, each with the pages it was read on.

`model` says what a card is, `reading` makes one of YAML text, `cards` finds the files, `desk` is what a screen asks.
Nothing here calls anybody, and nothing here opens a page.
"""
