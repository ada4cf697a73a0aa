"""What one network does costs no other network anything."""

import http.client
from urllib.parse import urlencode

import pytest

from tests.faults.town import Town

FLOODER, SITE = "203.0.113.7", "2001:db8:66"


@pytest.fixture
def limited(town: Town) -> Town:
    """The web process behind one proxy that says who asks, with the limits on."""
    town.kill_web()
    # Counts are kept under HMACs of the newest key.
    town.valkey.connection().flushall()
    town.start_web(RATELIMIT_ENABLED="true", TRUSTED_PROXIES="1")
    return town


def post(town: Town, slug: str, network: str, form: dict[str, str] | None = None) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", town.port, timeout=20)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Forwarded-For": network,
        "X-Forwarded-Proto": "http",
    }
    connection.request("POST", f"/trainings/{slug}/register", urlencode(form or {}), headers)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status


def test_a_flood_of_empty_forms_closes_the_form_for_its_own_network_alone(limited: Town) -> None:
    slug = limited.training()
    answers = [post(limited, slug, FLOODER) for _ in range(640)]
    assert answers.count(422) == 120
    assert answers.count(429) == 520
    others = [
        post(limited, slug, f"198.51.100.{n}", limited.form(slug, f"{n}@borken.example"))
        for n in range(1, 6)
    ]
    assert others == [303] * 5
    assert post(limited, slug, FLOODER, limited.form(slug, "late@borken.example")) == 429


def test_a_flood_from_all_households_of_one_site_is_a_flood_of_one(limited: Town) -> None:
    slug = limited.training()
    answers = [post(limited, slug, f"{SITE}:{n % 256:x}::1") for n in range(675)]
    assert answers.count(422) == 360
    assert answers.count(429) == 315
    next_door = post(limited, slug, f"{SITE}:100::1", limited.form(slug, "next@borken.example"))
    assert next_door == 303


@pytest.mark.parametrize(
    "address",
    [
        "203.0.113.7:51234",
        "[2001:db8::1]:51234",
        "::ffff:203.0.113.9",
        "unknown",
        "_hidden",
        "fe80::1%eth0",
        "203.0.113.7.example",
        "x" * 2000,
        "203.0.113.7, ",
        "\t",
    ],
)
def test_no_address_that_a_proxy_may_send_is_an_error(limited: Town, address: str) -> None:
    slug = limited.training()
    assert post(limited, slug, address) == 422


def test_a_port_or_a_mapped_address_makes_no_new_network(limited: Town) -> None:
    slug = limited.training()
    spellings = ["203.0.113.7", "203.0.113.7:1{}", "::ffff:203.0.113.7", "[::ffff:203.0.113.7]:2{}"]
    answers = [post(limited, slug, spellings[n % 4].format(n)) for n in range(124)]
    assert answers == [422] * 120 + [429] * 4
    assert post(limited, slug, "::ffff:203.0.113.8") == 422
