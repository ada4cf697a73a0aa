"""What a page offers to whoever reads it: links to follow, forms to fill in."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin

_DIGITS = re.compile(r"\d+")


@dataclass
class Offer:
    """A form of a page: where it goes, and for each name the values it offers, the default first.

    ``pressed`` holds the names of its buttons, ``files`` those of its files.
    """

    path: str
    method: str
    values: dict[str, list[str]] = field(default_factory=dict)
    pressed: set[str] = field(default_factory=set)
    files: set[str] = field(default_factory=set)

    def presses(self) -> Iterator[dict[str, str]]:
        """Each kind of button in turn; once nothing if no button has a name."""
        for name in sorted(self.pressed):
            kinds = {_DIGITS.sub("", value): value for value in self.values[name]}
            yield from ({name: value} for value in kinds.values())
        if not self.pressed:
            yield {}

    @property
    def signature(self) -> frozenset[str]:
        """What tells this form from another of the same address, however many rows it has."""
        buttons = (f"{name}={v}" for name in self.pressed for v in self.values[name])
        return frozenset(_DIGITS.sub("", one) for one in (*self.values, *self.files, *buttons))


class Offers(HTMLParser):
    """Reads the links and forms of a page."""

    def __init__(self, path: str, text: str) -> None:
        super().__init__()
        self.path, self.links, self.forms = path, [], []  # type: ignore[var-annotated]
        self._select = self._area = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in at:
            self.links.append(urljoin(self.path, at["href"]))
        elif tag == "img":
            self.links.append(urljoin(self.path, at.get("src", "")))
        elif tag == "form":
            action = urljoin(self.path, at.get("action", "") or self.path)
            self.forms.append(Offer(action, at.get("method", "get").upper()))
        elif self.forms:
            self._field(tag, at, self.forms[-1])

    def _field(self, tag: str, at: dict[str, str], form: Offer) -> None:
        name = at.get("name", "")
        if tag == "select":
            self._select = name
            form.values.setdefault(name, [])
        elif tag == "option" and self._select:
            self._offer(form, self._select, at.get("value", ""), "selected" in at)
        elif tag == "textarea" and name:
            self._area = name
            form.values.setdefault(name, [""])
        elif tag == "button" and name:
            form.pressed.add(name)
            self._offer(form, name, at.get("value", ""), False)
        elif tag == "input" and name and at.get("type") == "file":
            form.files.add(name)
        elif tag == "input" and name:
            self._offer(form, name, at.get("value", ""), "checked" in at)

    def _offer(self, form: Offer, name: str, value: str, first: bool) -> None:
        offered = form.values.setdefault(name, [])
        if value not in offered:
            offered.insert(0 if first else len(offered), value)

    def handle_endtag(self, tag: str) -> None:
        self._select = "" if tag == "select" else self._select
        self._area = "" if tag == "textarea" else self._area

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1].values[self._area][0] += data
