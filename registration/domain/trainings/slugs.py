"""A web address made from a title."""

import re
import unicodedata
from collections.abc import Collection

LONGEST = 60
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ı": "i", "ł": "l", "ø": "o"})


def slug_of(title: str, taken: Collection[str] = ()) -> str:
    """A free slug that reads like the title: "Nähe und Distanz" gives naehe-und-distanz."""
    plain = unicodedata.normalize("NFKD", title.casefold().translate(_GERMAN))
    words = re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c)))
    base = _shortened("-".join(words)) or "training"
    if base not in taken:
        return base
    number = 2
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"


def _shortened(slug: str) -> str:
    if len(slug) <= LONGEST:
        return slug
    return slug[: LONGEST + 1].rsplit("-", 1)[0][:LONGEST]
