"""Ids and numbers from outside: none beyond what an Integer column of PostgreSQL holds."""

from collections.abc import Iterable

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST_ID = 2**31 - 1


class Id(IntegerConverter):
    """``<int:…>`` in an address; a larger one is no address of ours: 404."""

    regex = "[0-9]{1,10}"

    def __init__(self, map: Map) -> None:
        super().__init__(map, min=0, max=LARGEST_ID)


def install(app: Flask) -> None:
    """Bound every id in an address."""
    app.url_map.converters["int"] = Id


def id_in(text: str) -> int | None:
    """The id that a text says; None if it is none or larger than any."""
    if not (text.isascii() and text.isdigit() and len(text) < 11):
        return None
    return number if (number := int(text)) <= LARGEST_ID else None


def ids_in(texts: Iterable[str]) -> list[int]:
    """The ids among some texts."""
    ids = (id_in(text) for text in texts)
    return [number for number in ids if number is not None]
