"""Rendering performs a session without waiting, and writes it as a sound file with a sheet of its sounds and times."""
