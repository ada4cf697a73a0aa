"""What templates may use."""

import pytest
from flask.testing import FlaskClient

from registration.web.context import breakable
from tests.conftest import CMS
from tests.support.desk import Desk


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("a.b@c.example", ["a", ".b", "@c", ".example"]),
        ("a@b", ["a", "@b"]),
        ("<b>@c", ["&lt;b&gt;", "@c"]),
        ("a", ["a"]),
        ("", [""]),
    ],
)
def test_an_address_breaks_before_its_at_and_its_dots(address: str, parts: list[str]) -> None:
    assert breakable(address).split("<wbr>") == parts


def test_the_rail_breaks_the_address_of_its_member_nowhere_else(desk: Desk) -> None:
    shown = '<p class="who"><bdi>leitung<wbr>@borken<wbr>.example</bdi></p>'
    assert shown in desk.get("/").text


@pytest.mark.parametrize(
    ("path", "opening"),
    [
        ("/embed/", f'class="framed light" data-embed-origins="{CMS}"'),
        ("/embed/?theme=auto", f'class="framed" data-embed-origins="{CMS}"'),
        ("/embed/?theme=dark", f'class="framed light" data-embed-origins="{CMS}"'),
        ("/?theme=auto", None),
    ],
)
def test_a_framed_page_knows_its_frames_and_follows_a_theme_only_if_asked(
    client: FlaskClient, path: str, opening: str | None
) -> None:
    head = " ".join(client.get(path).text.partition("<head>")[0].split())
    assert (opening in head) if opening else ("framed" not in head and CMS not in head)
