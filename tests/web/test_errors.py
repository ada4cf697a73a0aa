"""Each error has words of its own, and says in the title what happened."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from registration.web.errors import error_page


@pytest.mark.parametrize("code", [400, 403, 404, 405, 413, 429])
def test_what_the_reader_can_do_something_about_is_not_our_fault(app: Flask, code: int) -> None:
    with app.test_request_context("/?lang=de"):
        page, other = (headline(error_page(one)) for one in (code, 500))
    assert page != other


def test_no_two_errors_say_the_same(app: Flask) -> None:
    codes = [400, 403, 404, 405, 413, 429, 500]
    with app.test_request_context("/?lang=de"):
        titles = [headline(error_page(code)) for code in codes]
    assert len(set(titles)) == len(codes)


@pytest.mark.parametrize(
    ("method", "path", "host", "code"),
    [
        ("GET", "/", "evil.example", 400),
        ("GET", "/nowhere", "localhost", 404),
        ("DELETE", "/", "localhost", 405),
    ],
)
def test_what_goes_wrong_has_a_page_of_ours(
    client: FlaskClient, method: str, path: str, host: str, code: int
) -> None:
    answer = client.open(path, method=method, headers={"Host": host})
    with client.application.test_request_context("/?lang=de"):
        expected = headline(error_page(code))
    assert (answer.status_code, headline(answer.text)) == (code, expected)
    assert ("Allow" in answer.headers) == (code == 405)


def headline(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    assert found is not None
    return found.group(1)
