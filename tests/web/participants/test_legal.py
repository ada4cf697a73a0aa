"""The imprint stands on the town's own site, if the town has named it."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from registration.settings import Settings
from tests.support.pages import words_of

IMPRINT = "https://www.borken.example/impressum?seite=1"


@pytest.mark.parametrize("path", ["/imprint", "/embed/imprint"])
def test_the_imprint_leads_to_the_town_s_own_and_is_nowhere_without_one(
    client: FlaskClient, settings: Settings, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    assert client.get(path).status_code == 404
    named = replace(settings, imprint_url=IMPRINT)
    monkeypatch.setitem(client.application.extensions, "zusage_settings", named)
    answer = client.get(path)
    assert (answer.status_code, answer.location) == (302, IMPRINT)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/privacy", "Muster"),
        ("/accessibility", "BITV"),
        ("/nirgends", "Diese Seite gibt es nicht"),
        ("/embed/nirgends", "Diese Seite gibt es nicht"),
    ],
)
def test_pages_of_the_house(client: FlaskClient, path: str, said: str) -> None:
    assert said in words_of(client.get(path))
