"""The towns of ``tests/faults``: real processes, each on both databases."""

from tests.faults.conftest import own_postgres, standing_town, town

__all__ = ["own_postgres", "standing_town", "town"]
