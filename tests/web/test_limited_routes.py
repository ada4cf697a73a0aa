"""Which POST counts against which limit: written out once more, so that none is forgotten."""

from flask import Flask
from flask_limiter.util import get_qualified_name

from registration.web.limits import _has_no_site, _network, _site, limiter

NETWORK = {("120 per 1 minute", "network"), ("600 per 1 hour", "network")}
SITE = {("360 per 1 minute", "site"), ("1800 per 1 hour", "site")}
# By link that only the person has; a mail program may press the first by itself.
UNLIMITED = {"own.unsubscribe_post"}


def limits_of(app: Flask, endpoint: str) -> set[tuple[str, str]]:
    name = get_qualified_name(app.view_functions[endpoint])
    with app.test_request_context():
        found = limiter.limit_manager.decorated_limits(name)
    keys = {"network": (_network, False), "site": (_site, _has_no_site)}
    for one in found:
        assert (one.key_func, one.exempt_when or False) == keys[str(one.scope)]
        assert [method.upper() for method in one.methods or ()] == ["POST"]
    return {(str(one.limit), str(one.scope)) for one in found}


def test_each_post_of_a_stranger_counts_for_household_and_site(app: Flask) -> None:
    wrong = {}
    for rule in app.url_map.iter_rules():
        blueprint = rule.endpoint.rpartition(".")[0]
        if "POST" not in (rule.methods or ()) or blueprint in ("trainer", "staff"):
            continue
        wanted = set() if rule.endpoint in UNLIMITED else NETWORK | SITE
        if limits_of(app, rule.endpoint) != wanted:
            wrong[rule.endpoint] = limits_of(app, rule.endpoint)
    assert wrong == {}


def test_whoever_asks_to_sign_in_is_a_stranger_too(app: Flask) -> None:
    assert limits_of(app, "staff.sign_in_post") == NETWORK | SITE
