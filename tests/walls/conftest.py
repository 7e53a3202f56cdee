"""The recogniser's model, as in the tests of hearing."""

from tests.hearing.conftest import english, model, tuned

__all__ = ["english", "model", "tuned"]
