"""Yes, no, maybe: kinds of closeness, one person's answers to them (a half), and what two people share. Pure.

No IO, no clock, no screen. `store.sealed` keeps the answers, and `app.two_halves` brings the two halves together.
"""
