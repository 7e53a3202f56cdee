"""Crisis numbers by country, from emergencies to help with an addiction, each with the pages it was read on.

`card_model` defines a card, `card_file` reads cards from YAML text, `cards` finds the files, and a screen asks `desk`.
The program never calls a number and never opens a page.
"""
