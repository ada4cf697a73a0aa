"""Whether two colours can be told apart: contrast as WCAG 2.2 defines it."""

import re

LEAST_CONTRAST = 4.5
LIGHT_GROUND, DARK_GROUND = "#ffffff", "#12191d"
_HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


def is_colour(text: str) -> bool:
    """Whether a text is a colour such as #0b5563."""
    return _HEX.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21 (WCAG 2.2, relative luminance)."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)


def text_on(colour: str) -> str:
    """White or near-black, whichever is easier to read on a colour."""
    return max(("#ffffff", "#06222a"), key=lambda text: contrast(text, colour))
