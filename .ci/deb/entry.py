"""The start of the program in one folder, as PyInstaller makes it."""

from companion.__main__ import run

run()
