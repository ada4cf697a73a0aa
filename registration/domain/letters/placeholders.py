"""Words in curly brackets that the team may write into a letter of its own."""

import re
from collections.abc import Mapping

KNOWN = ("Vorname", "Nachname", "Schulung", "Termine", "Ort", "Kontakt", "Link")
_PLACEHOLDER = re.compile(r"\{([^{}\n]{0,60})\}")


def unknown(text: str) -> list[str]:
    """What stands in curly brackets and is no placeholder, in order and each once."""
    found = _PLACEHOLDER.findall(text)
    return list(dict.fromkeys(word for word in found if word.strip() not in KNOWN))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders replaced, in one pass: values are never filled in again."""
    return _PLACEHOLDER.sub(lambda m: values.get(m.group(1).strip(), m.group(0)), text)
