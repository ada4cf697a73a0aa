"""Tagged, accessible PDF (PDF/UA-1, ISO 14289-1) from a template and data.

Data is handed over as JSON and shown as text: nothing that somebody typed is ever read
as markup. Fonts come with the program; the system's are not looked at.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final
from unicodedata import combining

import structlog
import typst
from flask_babel import gettext

from .text import is_unseen

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates/documents"
STANDARD: Final = "ua-1"
FONT_PACKAGES = ("fontpkg_noto_sans", "fontpkg_noto_sans_arabic")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_TRIES = 5
_UNSHOWN = re.compile(
    r'(?:the text `"(?P<text>.+?)"` could not be displayed'
    r'|the disallowed codepoint `"(?P<code>.+?)"`)'
)
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")

log = structlog.get_logger(__name__)


@lru_cache(maxsize=1)
def fonts() -> Any:
    """Latin, Cyrillic and Greek, and Arabic; read once a process."""
    folders = [str(files(package) / "files") for package in FONT_PACKAGES]
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=folders,
    )


def pdf(template: str, data: Mapping[str, Any], made_at: datetime) -> bytes:
    """The PDF of a template such as ``sheet`` and its data, which JSON must be able to hold.

    PDF/UA allows no letter that no font has: one of a script that we have no font for
    becomes U+FFFD, and the log counts them.
    """
    text = json.dumps(data, ensure_ascii=False)
    for _ in range(_TRIES):
        try:
            return _compile(template, text, made_at)
        except typst.TypstError as error:
            unshown = unshown_in(error.diagnostic)
            if not unshown:
                raise
            log.warning("document.letters_missing", template=template, count=len(unshown))
            text = without(text, unshown)
    return _compile(template, text, made_at)


def paper_words() -> dict[str, str]:
    """The words that every paper has, in the language at hand."""
    return {
        "made_at": gettext("As of:"),
        # The typesetter counts the pages; it puts its figures in place of the braces.
        "page": gettext("Page {page} of {pages}"),
        "logo": gettext("Logo:"),
    }


def _compile(template: str, text: str, made_at: datetime) -> bytes:
    return bytes(
        typst.compile(
            str(TEMPLATES / f"{template}.typ"),
            root=str(TEMPLATES),
            font_paths=fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": text},
            pdf_standards=[STANDARD],
            timestamp=int(made_at.timestamp()),
        )
    )


def without(text: str, unshown: set[str]) -> str:
    """A text whose unshown letters are replaced.

    Marks and unseen signs beside a letter that no font has are refused with it, though
    they do no harm elsewhere. They go only if they are refused once the letter is gone.
    """
    letters = {char for char in unshown if not (is_unseen(char) or combining(char))}
    if letters:
        return text.translate(dict.fromkeys(map(ord, letters), REPLACEMENT))
    return text.translate({ord(c): None if is_unseen(c) else REPLACEMENT for c in unshown})


def unshown_in(diagnostic: str) -> set[str]:
    """The characters that a refusal of the typesetter names as not to be shown."""
    found = [match["text"] or match["code"] for match in _UNSHOWN.finditer(diagnostic)]
    plain = "".join(_ESCAPED.sub(lambda m: chr(int(m[1], 16)), text) for text in found)
    # JSON's own signs must stay, and every font has them.
    return {char for char in plain if not char.isascii()}
