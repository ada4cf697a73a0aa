"""What templates may use."""

import pytest

from registration.web.context import breakable
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
