"""One network is counted as one, however a proxy writes its address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.domain.networks import SITE, UNKNOWN, is_ipv6, network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7:51234", "203.0.113.7"),
        (" 203.0.113.8 ", "203.0.113.8"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("[::ffff:203.0.113.7]:443", "203.0.113.7"),
        ("2001:db8:1:1::5", "2001:db8:1:1::/64"),
        ("[2001:db8:1:2::5]", "2001:db8:1:2::/64"),
        ("[2001:db8:1:2::5]:443", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unknown", UNKNOWN),
        ("_hidden", UNKNOWN),
        ("", UNKNOWN),
        ("203.0.113.7:", UNKNOWN),
        ("203.0.113.256", UNKNOWN),
        ("[2001:db8::1", UNKNOWN),
    ],
)
def test_each_way_to_write_an_address_names_its_network(address: str, network: str) -> None:
    assert network_of(address) == network
    assert is_ipv6(address) == ("/" in network)


def test_a_site_holds_256_households_and_no_more() -> None:
    inside = {network_of(f"2001:db8:1:{n:x}::1", SITE) for n in range(256)}
    assert inside == {"2001:db8:1::/56"}
    assert network_of("2001:db8:1:100::1", SITE) == "2001:db8:1:100::/56"
    assert network_of("203.0.113.7", SITE) == "203.0.113.7"


@given(st.text())
def test_no_text_is_an_error(text: str) -> None:
    assert network_of(text)
