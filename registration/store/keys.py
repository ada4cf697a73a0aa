"""What stands in place of an id wherever it leaves the house.

Ids come again: after a restore, and on SQLite after a deletion. These never do.
"""

from secrets import randbelow, token_urlsafe

LONGEST = 32
_VERSIONS = 2**31


def new_key() -> str:
    """128 random bits, safe in an address."""
    return token_urlsafe(16)


def new_version() -> int:
    """Another version of somebody's links. By counting, a restore would bring old ones back."""
    return randbelow(_VERSIONS)
