"""What a funder wants to see on every paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .logos import PNG, Logo
from .text import one_line


@dataclass(frozen=True)
class Grant:
    """A grant as papers name it; the logos are checked ones."""

    project: str
    programme: str = ""
    reference: str = ""
    notice: str = ""
    logos: Sequence[Logo] = ()


def grant_data(grant: Grant | None) -> dict[str, Any]:
    """Notice and logos as a document's template takes them."""
    if grant is None:
        return {"notice": "", "logos": []}
    return {"notice": one_line(grant.notice), "logos": [_logo(logo) for logo in grant.logos]}


def _logo(logo: Logo) -> dict[str, Any]:
    return {
        "label": one_line(logo.label),
        "format": "png" if logo.mimetype == PNG else "svg",
        "bytes": list(logo.content),
    }
