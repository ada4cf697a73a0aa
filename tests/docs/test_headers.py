"""The table of headers in docs/embedding.md is what the service answers."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from flask.testing import FlaskClient
from werkzeug.wrappers import Response

from registration.links import MY, TRAINER, Links
from tests.conftest import CMS
from tests.docs.test_pages import section
from tests.support.factories import make_confirmed, make_training


def rows() -> list[list[str]]:
    """Class, example, ancestors, frame options and caching, as the page says."""
    table = [
        line for line in section("docs/embedding.md", "Headers").splitlines() if "| `/" in line
    ]
    return [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in table]


@pytest.fixture(autouse=True)
def frozen(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


def filled(path: str, client: FlaskClient, now: datetime) -> str:
    """The path of an example, with a training and tokens that open."""
    training = make_training(now, "kurs", days=7)
    person = make_confirmed(training, now)
    links: Links = client.application.extensions["zusage_links"]
    mine = links.token(MY, person.key, person.link_version)
    theirs = links.token(TRAINER, training.trainers[0].key, 0)
    return (
        path.replace("<slug>", "kurs").replace("<trainer-token>", theirs).replace("<token>", mine)
    )


def headers_of(answer: Response) -> list[str]:
    ancestors = answer.headers["Content-Security-Policy"].rpartition("frame-ancestors ")[2]
    framing = answer.headers.get("X-Frame-Options", "none")
    return [ancestors.replace(CMS, "EMBED_ORIGINS"), framing, answer.headers["Cache-Control"]]


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_each_class_of_page_has_the_headers_of_the_table(
    row: list[str], client: FlaskClient, now: datetime
) -> None:
    with client.get(filled(row[1], client, now)) as answer:
        assert answer.status_code == 200
        assert headers_of(answer) == row[2:]
