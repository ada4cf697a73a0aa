"""Writes one owed Message as the letter that its receiver reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import current_app
from flask_babel import force_locale
from jinja2 import Environment
from markdown_it.token import Token

from .. import markdown
from ..domain.letters.kinds import Kind
from ..domain.letters.messages import why_useless
from ..domain.text import msgid
from ..formats import direction
from ..links import Links
from ..settings import Settings
from ..store.models import Message
from .calendar_part import CalendarPart, calendar_parts
from .context import letter_context
from .escaping import Md, as_written
from .html import with_buttons
from .recipient import NotNeeded, recipient


@dataclass(frozen=True)
class Letter:
    """One letter, ready to be put into an envelope."""

    kind: Kind
    recipient: str
    subject: str
    text: str
    html: str
    language: str
    calendars: tuple[CalendarPart, ...] = ()
    reply_to: str = ""
    unsubscribe: str = ""


def render_letter(message: Message, settings: Settings, links: Links, now: datetime) -> Letter:
    """The letter of a Message as things stand now; raises NotNeeded if it should not go."""
    kind = message.kind
    address = recipient(message)
    with force_locale(message.language):
        context = context_if_needed(message, settings, links, now)
        subject, source = write(kind, context)
        body = markdown.parse(source)
        return Letter(
            kind=kind,
            recipient=address,
            subject=subject,
            text=markdown.text_of(body),
            html=_html(kind, body, subject, settings, message.language),
            language=message.language,
            calendars=calendar_parts(message, links, settings, now),
            reply_to=message.training.contact_email if message.training else "",
            unsubscribe=str(context["unsubscribe_url"]) if kind.row.unsubscribable else "",
        )


def context_if_needed(
    message: Message, settings: Settings, links: Links, now: datetime
) -> dict[str, Any]:
    """What the template may use; raises NotNeeded if the letter says nothing any more."""
    reason = why_useless(message.kind, message.standing(now))
    if reason:
        raise NotNeeded(reason)
    context = letter_context(message, settings, links, now)
    if context.get("nothing_to_say"):
        raise NotNeeded(msgid("nothing is left to say"))
    return context


def write(kind: Kind, context: dict[str, Any]) -> tuple[str, str]:
    """Subject and Markdown body: the first line of a letter's template is its subject."""
    source = _environment().get_template(f"letters/{kind}.md").render(context)
    subject, _, body = source.strip().partition("\n")
    return " ".join(markdown.to_text(subject).split()), body.strip()


@lru_cache(maxsize=1)
def _environment_of(app_environment: Environment) -> Environment:
    environment = app_environment.overlay(autoescape=False, finalize=as_written)
    environment.filters = app_environment.filters | {"md": Md}
    return environment


def _environment() -> Environment:
    return _environment_of(current_app.jinja_env)


def _html(
    kind: Kind, body: Sequence[Token], subject: str, settings: Settings, language: str
) -> str:
    # Not render_template: a letter has no request from which a page takes its words.
    return current_app.jinja_env.get_template("letters/layout.html").render(
        body=with_buttons(body, mixed=kind is Kind.CUSTOM),
        subject=subject,
        town=settings.town_name,
        language=language,
        direction=direction(language),
    )
