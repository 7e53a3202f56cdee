"""The core of a session: events go in, effects come out. No IO, no clock, no chance.

`engine` is the door. `commands`, `events`, `effects` and `view` are the values that go through it, `table` the data
that it keeps to: phases, moves, lights, patience. `parts/` remember, `rules/` act on them, `session` puts the parts
together. To change what a command does, look for it in `Engine._obey`, which names its rule.
"""
