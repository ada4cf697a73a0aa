"""What lists and their filters share."""

from flask import abort, request, url_for

from ...domain.text import has_control_characters, tidy
from ..numbers import id_in

LONGEST_SEARCH = 100


def search_text(name: str = "q") -> str:
    """What somebody looks for; characters that show nothing can't be looked for."""
    text = request.args.get(name, "")[:LONGEST_SEARCH]
    return "" if has_control_characters(text) else tidy(text)


def one_of(name: str, allowed: tuple[str, ...]) -> str:
    """A filter's value; the first one unless another that we offer is asked for."""
    value = request.args.get(name, "")
    return value if value in allowed else allowed[0]


def page_number() -> int:
    """The page that is asked for, from 1; a page that is no number is the first."""
    text = request.args.get("page", "1")
    return int(text) if text.isdecimal() and len(text) < 7 else 1


def number(name: str) -> int | None:
    """An id among the filters; 404 for one that is no number."""
    text = request.args.get(name, "")
    id_wanted = id_in(text)
    if text and id_wanted is None:
        abort(404)
    return id_wanted


def here(**changes: object) -> str:
    """The address of this list with some filters changed; empty ones are left out."""
    values = {**request.args.to_dict(), **(request.view_args or {}), **changes}
    kept = {name: value for name, value in values.items() if value not in ("", None)}
    return url_for(request.endpoint or "", **kept)
