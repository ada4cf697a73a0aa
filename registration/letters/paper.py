"""Letters of Messages on paper: the same templates, without what paper can't do."""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import force_locale, get_locale
from markdown_it.token import Token

from .. import formats, markdown
from ..documents.pdf import paper_words, pdf
from ..documents.text import one_line, with_breaks
from ..domain.text import msgid
from ..links import Links
from ..settings import Settings
from ..store.models import Message, Registration
from .recipient import NotNeeded
from .render import context_if_needed, write

_WIDE = re.compile(r"\S{40,}")


@dataclass(frozen=True)
class Block:
    """A paragraph or an item of a list: its lines, each of texts that are bold or not."""

    item: bool
    lines: list[list[tuple[str, bool]]]


def paper_letter(message: Message, settings: Settings, links: Links, now: datetime) -> bytes:
    """The PDF, in the person's language; raises NotNeeded if it would say nothing true."""
    letter = _letter(message, settings, links, now)
    return _pdf(letter["lang"], letter["title"], [letter], settings, now)


def paper_letters(
    title: str, messages: Iterable[Message], settings: Settings, links: Links, now: datetime
) -> bytes | None:
    """One PDF of all that say something true, each in its person's language; None without any.

    Each begins on a sheet of its own, also where both sides are printed. ``title`` is in the
    language at hand.
    """
    letters = []
    for message in messages:
        with suppress(NotNeeded):
            letters.append(_letter(message, settings, links, now))
    if not letters:
        return None
    return _pdf(str(get_locale() or "de"), one_line(title), letters, settings, now)


def _pdf(
    language: str, title: str, letters: Sequence[Any], settings: Settings, now: datetime
) -> bytes:
    data = {
        "lang": language,
        "title": title,
        "town": one_line(settings.town_name),
        "letters": letters,
        # What every paper has at its foot; here each letter has its own.
        "made_at": "",
        "words": {"made_at": ""},
    }
    return pdf("letter", data, now)


def _letter(message: Message, settings: Settings, links: Links, now: datetime) -> dict[str, Any]:
    person = message.registration
    if person is None or not message.kind.row.on_paper:
        raise NotNeeded(msgid("this letter goes by e-mail only"))
    with force_locale(message.language):
        context = context_if_needed(message, settings, links, now)
        on_paper = {"on_paper": True, "unasked": False, "replaces_reminder": False}
        context |= on_paper | {"name": formats.isolated(person.full_name)}
        subject, source = write(message.kind, context)
        return {
            "lang": message.language,
            "title": one_line(subject),
            "heading": _tame(one_line(subject)),
            "address": _address(person),
            "today": formats.long_date(now, settings.zone),
            "blocks": [vars(block) for block in blocks(markdown.parse(source))],
            "words": paper_words(),
        }


def _tame(text: str) -> str:
    """A text none of whose words is wider than the window; addresses and links stay whole."""
    return _WIDE.sub(lambda word: with_breaks(word[0]), text)


def _address(person: Registration) -> list[str]:
    """The lines for the window of the envelope."""
    lines = [_tame(one_line(line)) for line in person.postal_address.splitlines()]
    return [_tame(one_line(person.full_name)), *(line for line in lines if line)]


def blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    """Parsed Markdown as paragraphs and items."""
    depth = 0
    for token in tokens:
        depth += {"list_item_open": 1, "list_item_close": -1}.get(token.type, 0)
        if token.type == "inline":
            lines = _lines(token.children or [])
            yield Block(depth > 0, [line for line in lines if line])
        elif token.content:
            yield Block(depth > 0, [[(_tame(one_line(token.content)), False)]])


def _lines(children: Sequence[Token]) -> list[list[tuple[str, bool]]]:
    lines: list[list[tuple[str, bool]]] = [[]]
    bold = False
    for child in children:
        if child.type in ("strong_open", "strong_close"):
            bold = child.type == "strong_open"
        elif child.type in ("softbreak", "hardbreak"):
            lines.append([])
        elif child.content:
            lines[-1].append((_tame(child.content), bold))
    return lines
