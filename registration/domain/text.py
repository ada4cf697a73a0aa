"""What may stand in a typed text, and how an address is compared."""

import re
import unicodedata

MANY_LINKS = 3
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
NAME_LENGTH = 200
LINE_LENGTH = 300
NOTE_LENGTH = 2000
_LINE_BREAKS = str.maketrans("", "", "\r\n\t")
# Controls (Cc), separators of lines, characters that turn the writing direction of
# whatever follows them (UAX #9), and lone surrogates.
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def msgid(text: str) -> str:
    """Mark an English text for the catalogues; pages translate it when they show it."""
    return text


def address_key(address: str) -> str:
    """The form in which two e-mail addresses are compared: case-folded, trimmed."""
    return address.strip().casefold()


def has_control_characters(text: str, lines: bool = False) -> bool:
    """Whether a text holds control or direction characters or lone surrogates.

    With ``lines`` CR, LF and TAB are fine.
    """
    return _FORBIDDEN.search(text.translate(_LINE_BREAKS) if lines else text) is not None


def is_blank(text: str) -> bool:
    """Whether a text shows nothing: only spaces and characters without width.

    Marks alone show nothing: some are invisible, the others need a letter to stand on.
    """
    return not any(unicodedata.category(char)[0] in "LNPS" for char in text if not _filler(char))


def _filler(char: str) -> bool:
    # Hangul fillers and the Braille blank count as letters or symbols but show nothing.
    return char in "\u115f\u1160\u3164\uffa0\u2800"


def has_many_links(*texts: str) -> bool:
    """Whether texts hold so many links that they look like an advertisement."""
    return sum(len(_LINK.findall(text)) for text in texts) >= MANY_LINKS


def tidy(text: str) -> str:
    """A single line as it is kept: composed (NFC), spaces folded, ends trimmed."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def reason_in(typed: str) -> str | None:
    """A reason in one line, tidied; None if it says nothing or can't be kept."""
    if len(typed) > NAME_LENGTH or has_control_characters(typed):
        return None
    return tidy(typed) or None
