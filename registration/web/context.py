"""What every page's template may use."""

import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from flask import Flask, request
from flask_babel import get_locale
from markupsafe import Markup

from .. import formats, markdown
from ..documents import report
from ..domain.signups.fields import ABOUT
from . import words
from .guards import settings
from .headers import is_framed
from .language import LANGUAGES
from .static_files import asset

_BEFORE_AT_OR_DOT = re.compile(r"(?<=.)(?=[@.])")


def utc_now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def install(app: Flask) -> None:
    """Give templates their words, dates and links."""
    app.context_processor(_common)
    app.jinja_env.filters.update(
        span=lambda session: whole_times(
            formats.span(session.starts, session.ends, settings().zone)
        ),
        breakable=breakable,
        moment=lambda value: formats.moment(value, settings().zone),
        long_date=lambda value: formats.long_date(value, settings().zone),
        short_date=lambda value: formats.short_date(value, settings().zone),
        clock=lambda value: formats.clock(value, settings().zone),
        day=lambda value: value.astimezone(settings().zone).day,
        month=lambda value: formats.month_name(value, settings().zone),
        local=lambda value: value.astimezone(settings().zone),
        markdown=lambda text: Markup(markdown.to_html(text)),  # noqa: S704 (no raw HTML)
        direction=formats.direction,
        seat_word=words.seat_word,
        standing_word=words.standing_word,
        role_word=words.role_word,
        said_word=words.said_word,
        head_word=words.head_word,
        kind_word=words.kind_word,
        letter_state_word=words.letter_state_word,
        question_word=report.question_word,
        bars_of=report.bars_of,
        mean_word=report.mean_word,
        plot_words=report.plot_words,
    )


def whole_times(span: str) -> Markup:
    """A session's date and times; no line ends within the times."""
    date, comma, times = span.rpartition(formats.comma())
    return Markup('{}{}<span class="whole">{}</span>').format(date, comma, times)


def breakable(address: str) -> Markup:
    """An e-mail address that a narrow screen breaks before its @ or a dot, not anywhere."""
    return Markup("<wbr>").join(_BEFORE_AT_OR_DOT.split(address))


def _common() -> dict[str, Any]:
    language = str(get_locale() or "de")
    return {
        "town": settings().town_name,
        "imprint_url": settings().imprint_url,
        "language": language,
        "dir": formats.direction(language),
        "framed": is_framed(),
        "follows_theme": request.args.get("theme") == "auto",
        "embed_origins": " ".join(settings().embed_origins),
        "asset": asset,
        "comma": formats.comma(),
        "language_links": language_links,
        "about_person": ABOUT,
        "describing": describing,
    }


def describing(id: str, hint: object, fault: object) -> dict[str, str]:
    """The attributes that tie an input to its hint and its fault, for screen readers."""
    ids = [f"{id}-{what}" for what, there in (("hint", hint), ("fault", fault)) if there]
    attributes = {"aria-describedby": " ".join(ids)} if ids else {}
    return attributes | ({"aria-invalid": "true"} if fault else {})


def language_links() -> list[tuple[str, str, str]]:
    """This page in each other language: code, name, address."""
    here = str(get_locale() or "de")
    if request.endpoint is None or request.method != "GET":
        return []
    path, query = quote(request.path), request.args.to_dict()
    return [
        (code, name, f"{path}?{urlencode({**query, 'lang': code})}")
        for code, name in LANGUAGES.items()
        if code != here
    ]
