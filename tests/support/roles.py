"""Who may see which page: the table of docs/roles.md, made from the code, and read again.

``python -m tests.support.roles`` writes the table anew; the difference says what changed.
"""

from pathlib import Path
from typing import Any

from flask import Flask

from registration.domain.states import Role

PAGE = Path("docs/roles.md")
EVERYBODY = "everybody"
_LINKS = {
    "confirm": "who has the person's link",
    "my": "who has the person's link",
    "survey": "who has the person's link",
    "trainer": "who has the trainer's link",
}

Row = tuple[str, str, str]


def who(rule: Any, view: Any) -> str:
    """Whom a route lets in, as the code has it."""
    roles = getattr(view, "staff_rule", None)
    if roles:
        return ", ".join(role for role in Role if role in roles)
    if rule.endpoint == "health.metrics":
        return "who has the token for figures"
    return _LINKS.get(rule.rule.split("/")[1], EVERYBODY)


def rows_of(app: Flask) -> list[Row]:
    """Address, method and who may, for each route of the application."""
    found = [
        (rule.rule, method, who(rule, app.view_functions[rule.endpoint]))
        for rule in app.url_map.iter_rules()
        for method in {"GET", "POST"} & set(rule.methods or ())
    ]
    return sorted(found)


def written_rows() -> list[Row]:
    """The rows as they stand in the document."""
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if "| `/" in line]
    cells = [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in lines]
    return [(address, method, may) for address, method, may in cells]


def write(app: Flask) -> None:
    """Put the table of the code in the place of the one that is written."""
    text = PAGE.read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if "| `/" not in line]
    at = kept.index("|---|---|---|") + 1
    new = [f"| `{address}` | {method} | {may} |" for address, method, may in rows_of(app)]
    PAGE.write_text("\n".join([*kept[:at], *new, *kept[at:]]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    from registration.app import create_app
    from tests.conftest import settings_for

    write(create_app(settings_for("sqlite://")))
