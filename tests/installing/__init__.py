"""The wheel and the package for Debian, each in a clean system of its own."""
