"""Benchmarks: figures as measured, printed as tables. Never part of the tests, and never a bound that can fail."""
