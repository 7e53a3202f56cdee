"""Text to sound: one file for each voice engine, the cache of what was rendered, and the narrator in front of them."""
