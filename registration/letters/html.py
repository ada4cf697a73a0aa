"""The HTML of a letter: the same Markdown, with its one link as a button."""

from collections.abc import Sequence

from markdown_it.token import Token
from markupsafe import Markup

from ..markdown import is_lone_link, parser

BUTTON = (
    "display:inline-block;padding:12px 20px;border-radius:6px;background:#0b5563;"
    "color:#ffffff;font-weight:600;text-decoration:none"
)


def with_buttons(tokens: Sequence[Token], mixed: bool = False) -> Markup:
    """The HTML of parsed Markdown in which a link that is a whole paragraph is a button.

    In a ``mixed`` letter, of the team's words and of ours, each paragraph runs in the
    direction of its own language.
    """
    for token in tokens:
        # Only the outermost: a list whose items have a direction of their own knows none.
        if mixed and token.level == 0 and token.type.endswith("_open"):
            token.attrSet("dir", "auto")
        children = token.children or []
        if token.type == "inline" and is_lone_link(children):
            children[0].attrSet("style", BUTTON)
    return Markup(parser.renderer.render(tokens, parser.options, {}))  # noqa: S704 (no raw HTML)
