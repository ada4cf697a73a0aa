"""German alphabetical order for names, and finding a name by a part of it."""

import unicodedata

# What no decomposition takes apart (DIN 5007-1 sorts a letter with a stroke as its base).
_BASES = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
_MARKS = str.maketrans({"-": " ", **dict.fromkeys("'’ʼ`´")})


def sort_key(*parts: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The key by which lists are sorted: DIN 5007-1, as in dictionaries (ä like a, ß like ss).

    Names that differ only in marks keep one order. Scripts follow one another as in
    Unicode: Latin, Greek, Cyrillic, Hebrew, Arabic.
    """
    return tuple(folded(part) for part in parts), parts


def folded(text: str) -> str:
    """A text without case, marks and apostrophes; hyphens count as spaces."""
    lower = text.casefold()
    return " ".join((lower if lower.isascii() else _bare(lower)).translate(_MARKS).split())


def _bare(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).translate(_BASES)
    return "".join(char for char in letters if not unicodedata.combining(char))


def found_by(query: str, *parts: str) -> bool:
    """Whether each word of a query stands somewhere in a name; marks and case don't matter."""
    hay = folded(" ".join(parts))
    return all(word in hay for word in folded(query).split())
