"""A session as a sound file: performed on a clock that waits for nobody, written down with what is heard when."""
