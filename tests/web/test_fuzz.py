"""Whatever anybody who may sends to whichever route, nothing answers with a fault of ours.

A walker follows each link and presses each button first, and so learns real addresses and real
forms. Then each field of each form, and each name behind a question mark, is sent with what a
mistake or an attack puts there, by a member of the team with a valid token.
"""

import os
import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from registration.domain.states import Role
from tests.conftest import DATABASES, a_database
from tests.support.offers import Offer
from tests.support.roles import written_rows
from tests.support.walk import names_of
from tests.support.walked_town import Town, walked_town

HUGE = "x" * 3000
# Beyond a column of PostgreSQL, of SQLite, of any machine, and of what Python reads as a number.
TOO_LARGE = [str(2**31), str(2**63), str(10**20), "9" * 5000]
BAD = [
    "",
    HUGE,
    "a\x00b",
    "a\x07\u202e\ufeff",
    "zwei\r\nZeilen",
    "-1",
    "0",
    *TOO_LARGE,
    "1.5",
    "²",
    "٣",
    "1_000",
    " 1",
    "1e5",
    "9999-12-31",
    "2027-02-30",
    "24:61",
    "kein Wort davon",
    "<script>alert(1)</script>{{ 7 * 7 }}",
    "=cmd|' /C calc'!A0",
    "a@b.example, c@d.example",
    "\ud7ff\uffff😀",
]
NUMBERS = ["0", "999999", *TOO_LARGE, "-1", "٣", "1_000", " 1", "1e5"]
# How many pairs of a field and a value each form is sent with; ZUSAGE_FUZZ=100000 tries all.
BUDGET = int(os.environ.get("ZUSAGE_FUZZ", "20"))
# Without an imprint's address and a token for figures these answer 404 to everybody.
UNSET = {"/imprint", "/embed/imprint", "/metrics"}


@pytest.fixture(scope="module", params=DATABASES)
def town(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    """A lively town on each database."""
    with walked_town(a_database(request, tmp_path_factory)) as town:
        yield town


def is_let_in(answer: TestResponse) -> bool:
    """Whether a handler was reached: neither the door nor a dead link answered."""
    out = str(answer.location).endswith("/staff/sign-in") and "Set-Cookie" not in answer.headers
    return answer.status_code not in (403, 404, 405) and not out


def rules_of(app: Flask) -> dict[tuple[str, str], str]:
    """Each route's address by endpoint and method."""
    both = ("GET", "POST")
    return {
        (r.endpoint, m): r.rule
        for r in app.url_map.iter_rules()
        for m in both
        if m in (r.methods or ())
    }


def reached_by(town: Town, role: Role) -> set[tuple[str, str]]:
    """Address and method of all that somebody of a role gets to see or do."""
    rules, reached = rules_of(town.app), set()
    for endpoint, forms in town.walker.forms.items():
        tries = (town.send(form, press, role) for form in forms for press in form.presses())
        if any(is_let_in(answer) for answer in tries):
            reached.add((rules[endpoint, "POST"], "POST"))
    for endpoint, paths in town.walker.pages.items():
        town.become(role)
        if any(is_let_in(town.walker.client.get(path)) for path in paths):
            reached.add((rules[endpoint, "GET"], "GET"))
    town.restore()
    return reached


@pytest.mark.parametrize("role", Role)
def test_each_route_is_reached_by_who_may_and_by_nobody_else(town: Town, role: Role) -> None:
    """Else the tests below would knock at closed doors, as they once did 825 times of 825."""
    names = {one.value for one in Role}
    of_team = [(a, m, set(who.split(", "))) for a, m, who in written_rows()]
    may = {(a, m) for a, m, who in of_team if role in who or not who & names}
    unset = {(address, "GET") for address in UNSET}
    reached = reached_by(town, role)
    assert sorted(may - unset - reached) == []
    assert sorted(reached - may) == []


def bad_values(name: str, form: Offer) -> Iterator[Any]:
    """What stands in a field by mistake or by intent: none, two of it, anything."""
    offered = form.values[name]
    yield []
    yield [*(offered or [""]), *(offered or [""])]
    yield from BAD


def test_no_form_with_a_bad_field_is_a_fault_of_ours(town: Town) -> None:
    faults = []
    for endpoint, forms in town.walker.forms.items():
        for form in forms:
            for press, name, value in chosen_cases(endpoint, form):
                answer = town.send(form, press | {name: value})
                if answer.status_code >= 500:
                    faults.append((endpoint, name, str(value)[:30], answer.status_code))
    assert faults == []


def chosen_cases(endpoint: str, form: Offer) -> list[tuple[dict[str, str], str, Any]]:
    """Some of all pairs of a field and a bad value, others for each form, always the same."""
    names = [name for name in form.values if name != "csrf_token"]
    cases = [(p, n, v) for p in form.presses() for n in names for v in bad_values(n, form)]
    draw = random.Random(f"{endpoint} {sorted(form.signature)}")
    return draw.sample(cases, min(BUDGET, len(cases)))


def test_no_form_with_all_its_fields_bad_is_a_fault_of_ours(town: Town) -> None:
    faults = []
    for endpoint, forms in town.walker.forms.items():
        for at, form in enumerate(forms):
            draw = random.Random(f"{endpoint} {at}")
            for press in form.presses():
                bad = {n: draw.choice(BAD) for n in form.values if n not in form.pressed}
                answer = town.send(form, bad | press)
                if answer.status_code >= 500:
                    faults.append((endpoint, press, answer.status_code))
    assert faults == []


def test_no_bad_word_behind_the_question_mark_is_a_fault_of_ours(town: Town) -> None:
    everywhere = {"lang", "done", "n"}
    faults = []
    for endpoint, paths in town.walker.pages.items():
        names = {name for path in paths for name in names_of(path)} | everywhere
        for at, word in enumerate(BAD):
            path = urlsplit(paths[at % len(paths)]).path
            single = [{name: word} for name in names - everywhere]
            for query in (
                {name: BAD[(at + i) % len(BAD)] for i, name in enumerate(names)},
                *single,
            ):
                town.become(Role.MANAGER)
                answer = town.walker.client.get(f"{path}?{urlencode(query)}")
                if answer.status_code >= 500 and endpoint != "health.readyz":
                    faults.append((endpoint, {k: v[:30] for k, v in query.items()}))
    town.restore()
    assert faults == []


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_odd_id_or_word_in_an_address_is_a_fault_of_ours(town: Town, method: str) -> None:
    faults = []
    for endpoint, paths in (*town.walker.pages.items(), *posted_paths(town)):
        for path in paths[:2]:
            for odd in odd_paths(urlsplit(path).path):
                town.become(Role.MANAGER)
                data = {"csrf_token": town.tokens[Role.MANAGER]}
                answer = town.walker.client.open(odd, method=method, data=data)
                town.undo(answer) if method == "POST" else None
                if answer.status_code >= 500 and endpoint != "health.readyz":
                    faults.append((endpoint, odd[:80], answer.status_code))
    town.restore()
    assert faults == []


def posted_paths(town: Town) -> Iterator[tuple[str, list[str]]]:
    return ((name, [form.path for form in forms]) for name, forms in town.walker.forms.items())


def odd_paths(path: str) -> Iterator[str]:
    """An address with one of its parts replaced: ids by odd numbers, words by odd words."""
    parts = path.split("/")
    for at in range(2, len(parts)):
        odd = (
            [quote(n) for n in NUMBERS]
            if parts[at].isdigit()
            else [quote("\x00ä"), "x" * 300, "..%2f"]
        )
        yield from ("/".join([*parts[:at], word, *parts[at + 1 :]]) for word in odd)
