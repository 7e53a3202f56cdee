"""Turns text into sound: a module for each voice engine, the cache of rendered clips, and the narrator in front of
them."""
