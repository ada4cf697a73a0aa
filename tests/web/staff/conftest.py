"""For tests that still import from here."""

from tests.support.desk import Desk, sign_in

__all__ = ["Desk", "sign_in"]
