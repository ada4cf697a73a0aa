"""What somebody may type to be taken for markup, and what a reader sees of it."""

from collections.abc import Iterable, Iterator
from typing import Any

import html5lib

_TRICKS = (
    "<script>alert(1)</script><b>fett</b><img src=x onerror=alert(1)>",
    "{{7*7}}{% raise %}%(user)s",
    "#evil[x] $x$ @ref `code` &lt;i&gt;",
    "\"\"\"''' a;b\\nBEGIN:VEVENT]]>",
    "[x](javascript:alert(1)) **stark** <http://evil.example>",
)
HOSTILE = " ".join(_TRICKS)
_MADE = ("fett", "stark", "alert(1)")


def typed(field: str) -> str:
    """A text for one field, known again by its name; a spreadsheet might take it for a formula."""
    return f"={field}+1 {HOSTILE} .{field}"


def parsed(page: str) -> Any:
    """The page as a browser reads it."""
    return html5lib.parse(page, namespaceHTMLElements=False)


def told_in(page: str) -> str:
    """The text that a browser shows, wherever it stands: in the page or in a field's value."""
    tree = parsed(page)
    values = [one.get("value") or "" for one in elements(tree)]
    return " ".join(["".join(tree.itertext()), *values])


def elements(tree: Any) -> Iterator[Any]:
    """All elements, without comments."""
    return (one for one in tree.iter() if isinstance(one.tag, str))


def squeezed(text: str) -> str:
    """Without spaces and unseen places to break: a narrow column wraps."""
    return "".join(char for char in text if char.isprintable() and not char.isspace())


def missing(text: str, fields: Iterable[str]) -> list[str]:
    """The fields whose text is not there, letter by letter."""
    shown = squeezed(text)
    return [field for field in fields if squeezed(typed(field)) not in shown]


def made_of_it(page: str) -> list[str]:
    """Elements that came of what was typed; there should be none."""
    tree = parsed(page)
    return [
        one.tag
        for one in elements(tree)
        if one.tag not in ("title", "option", "textarea")
        and ((one.tag in ("b", "strong", "script", "i", "code") and _says(one)) or _leads(one))
    ]


def _says(one: Any) -> bool:
    return "".join(one.itertext()).strip() in (*_MADE, "code", "i")


def _leads(one: Any) -> bool:
    """Whether an element brings what only the typed text names."""
    values = {name: str(value) for name, value in one.attrib.items()}
    address = values.get("href", "") + values.get("src", "")
    return "onerror" in values or "evil.example" in address or "javascript:" in address
