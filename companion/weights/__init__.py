"""Model weights: the list of models (catalog), their folder (store), and fetching (the rest, only for `companion
setup`).

The names below are what the rest of the program may use. Importing this package loads no network code: a session only
ever asks `model_path`. Everything that opens a connection or starts another program is in `fetching` and the modules it
uses, and only `companion setup` uses those.
"""

from __future__ import annotations

from companion.weights.store import is_fetched, model_path

__all__ = ["is_fetched", "model_path"]
