"""The web server of these tests."""

from tests.webserver import server as server
