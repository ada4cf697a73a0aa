"""Words and dates are German, as on the pages. No database is needed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from registration.app import create_app
from registration.documents.grant import Grant
from registration.documents.logos import PNG, SVG, Logo
from registration.documents.sheet import Occasion, SignatureSheet, Signer
from tests.conftest import settings_for
from tests.documents.pictures import EMBLEM, png

MADE_AT = datetime(2027, 1, 20, 14, 0, tzinfo=UTC)
STARTS = datetime(2027, 1, 21, 8, 30, tzinfo=UTC)
GRANT = Grant(
    project="Integration durch ehrenamtliches Engagement in Borken",
    programme="LEADER-Region Bocholter Aa",
    reference="LAG-BA-2026-017",
    notice="Gefördert aus dem Europäischen Landwirtschaftsfonds (ELER).",
    logos=(Logo("Europäische Union", SVG, EMBLEM), Logo("LEADER", PNG, png(60, 40))),
)
OCCASION = Occasion(
    town="Stadt Borken",
    training="Netzwerkarbeit interkulturell gestalten",
    starts=STARTS,
    ends=STARTS + timedelta(hours=7),
    place="Rathaus Borken, Im Piepershagen 17",
    trainers=("Waik-Institut Köln",),
)


@pytest.fixture(autouse=True)
def german() -> Iterator[None]:
    """A request of somebody who reads German."""
    app = create_app(settings_for("sqlite://"))
    with app.test_request_context(headers={"Accept-Language": "de"}):
        yield


def sheet_for(*names: tuple[str, ...], **changes: Any) -> SignatureSheet:
    """The sheet of a session for people by family name, given name and organisation."""
    occasion = replace(OCCASION, **changes)
    return SignatureSheet(occasion, [Signer(*name) for name in names], GRANT)
