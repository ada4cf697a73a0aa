"""Markdown as pages and letters use it: no HTML, only links that are safe to follow."""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable("image")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~&:@])")
_SAFE_LINK = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)


def _is_safe(url: str) -> bool:
    return bool(_SAFE_LINK.match(url))


parser.validateLink = _is_safe  # type: ignore[method-assign]


def escape(text: str) -> str:
    """A typed text so that Markdown shows it as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def to_html(source: str) -> str:
    """The HTML of a Markdown text; what looks like HTML in it is shown as text."""
    return str(parser.render(source))


def parse(source: str) -> list[Token]:
    """A Markdown text once read, for whoever writes it in more than one way."""
    return parser.parse(source)


def to_text(source: str) -> str:
    """The plain text of a Markdown text, for letters: links written out, no marks left."""
    return text_of(parse(source))


def text_of(tokens: Sequence[Token]) -> str:
    """The plain text of what was read."""
    return _Plain().render(tokens)


def is_lone_link(children: Sequence[Token]) -> bool:
    """Whether a paragraph is nothing but one link with words of its own."""
    kinds = [child.type for child in children]
    return kinds == ["link_open", "text", "link_close"] and children[0].markup != "autolink"


_ENDS = frozenset(
    {"paragraph_close", "heading_close", "hr", "bullet_list_close", "ordered_list_close"}
)


class _Plain:
    """Walks the parsed text and writes it as one would type it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.prefix: list[str] = []

    def render(self, tokens: Sequence[Token]) -> str:
        for token in tokens:
            self._block(token)
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.lines)).strip() + "\n"

    def _block(self, token: Token) -> None:
        if token.type == "inline":
            self._write(_inline(token.children or []))
        elif token.type in ("fence", "code_block"):
            self._write(token.content.rstrip())
        elif token.type == "list_item_open":
            self.prefix.append("- " if token.markup in "-*+" else f"{token.info}{token.markup} ")
        elif token.type == "list_item_close":
            self.prefix.pop()
        elif token.type in _ENDS and not token.hidden:
            self.lines.append("")

    def _write(self, text: str) -> None:
        first = "  " * (len(self.prefix) - 1) + self.prefix[-1] if self.prefix else ""
        rest = " " * len(first)
        for number, line in enumerate(text.split("\n")):
            self.lines.append((rest if number else first) + line)


def _inline(children: Sequence[Token]) -> str:
    text, link = "", ""
    # The way out of a letter stands on a line of its own, whatever the direction of the words.
    between = ":\n" if is_lone_link(children) else ": "
    for child in children:
        if child.type in ("text", "code_inline"):
            text += child.content
        elif child.type in ("softbreak", "hardbreak"):
            text += "\n"
        elif child.type == "link_open":
            link, start = str(child.attrs.get("href", "")), len(text)
        elif child.type == "link_close" and text[start:] not in (
            link,
            link.removeprefix("mailto:"),
        ):
            text += between + link
    return text
