"""The core of a session: events go in, effects come out. No IO, no clock, no random numbers.

Everything goes through `engine`. `commands`, `events`, `effects` and `view` hold the values that it takes and gives;
`table` holds its data: phases, moves, lights, patience. `parts/` keep the state, `rules/` change it, `session` puts the
parts together. To change what a command does, look for it in `Engine._obey`, which names its rule.
"""
