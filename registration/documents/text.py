"""Typed texts as documents can hold them: one line, nothing that steers, nothing unprintable."""

import re
import unicodedata

LONGEST_WORD = 18
BREAK_EACH = 3
# Format characters that scripts need: joiners decide how letters connect (Unicode 23.2).
_JOINERS = frozenset("\u200c\u200d")
_BREAK = "\u200b"
# A hyphen is a place to break already.
_OVERLONG = re.compile(rf"[^\s\-‐–]{{{LONGEST_WORD + 1},}}")


def one_line(text: str) -> str:
    """A text without control, direction and other unseen characters, spaces folded."""
    plain = text if text.isprintable() else "".join(_visible(char) for char in text)
    return " ".join(plain.split())


def _visible(char: str) -> str:
    if char in _JOINERS:
        return char
    category = unicodedata.category(char)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    return "" if category in ("Cf", "Cs", "Co", "Cn") else char


def breakable(text: str) -> str:
    """A line whose overlong words may break, so that no name runs out of its column."""
    return _OVERLONG.sub(_broken, one_line(text))


def _broken(word: re.Match[str]) -> str:
    return _BREAK.join(word[0][i : i + BREAK_EACH] for i in range(0, len(word[0]), BREAK_EACH))
