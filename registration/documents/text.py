"""Typed texts as documents can hold them: one line, nothing that steers, nothing unprintable."""

import re
import unicodedata

LONGEST_WORD = 18
BREAK_EACH = 3
# Format characters that scripts need: joiners decide how letters connect (Unicode 23.2).
_JOINERS = frozenset("\u200c\u200d")
_BREAK = "\u200b"
_SELECTOR = re.compile("[\u034f\u180b-\u180d\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_ARABIC = re.compile("[\u0600-\u06ff\u0750-\u077f]")
# Arabic letters that do not join the next one (Unicode's ArabicShaping.txt, type R).
_UNJOINED = frozenset("آأؤإاةدذرزوٱڈڑژۀۃۇۈ")
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
    return with_breaks(one_line(text))


def with_breaks(text: str) -> str:
    """A part of a line, with its spaces, whose overlong words may break."""
    return _OVERLONG.sub(_broken, text)


def _broken(word: re.Match[str]) -> str:
    text, parts, start = word[0], [], 0
    for here in range(1, len(text)):
        if here - start >= BREAK_EACH and _may_break(text[here - 1], text[here]):
            parts.append(text[start:here])
            start = here
    return _BREAK.join([*parts, text[start:]])


def _may_break(before: str, after: str) -> bool:
    """Whether a break between two characters leaves the shape of both as it is."""
    if is_unseen(before) or is_unseen(after) or unicodedata.category(after)[0] == "M":
        return False
    return before in _UNJOINED or not _ARABIC.match(before)


def is_unseen(char: str) -> bool:
    """Whether a character only tells how others are shown: joiners, selectors of variants."""
    return unicodedata.category(char) == "Cf" or bool(_SELECTOR.match(char))
