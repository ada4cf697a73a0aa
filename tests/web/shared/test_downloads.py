"""How a file leaves the service: its name, whether it is shown or kept, and for how long."""

import pytest
from flask import Flask
from werkzeug.http import parse_options_header

from registration.web.shared.downloads import CSV, PDF, as_file


def disposition(app: Flask, name: str, *, inline: bool = False) -> tuple[str, dict[str, str]]:
    with app.test_request_context():
        file = as_file(b"%PDF", PDF, name, inline=inline)
    return parse_options_header(file.headers["Content-Disposition"])


def test_a_file_is_kept_or_shown(app: Flask) -> None:
    assert disposition(app, "kurs.pdf") == ("attachment", {"filename": "kurs.pdf"})
    assert disposition(app, "kurs.pdf", inline=True) == ("inline", {"filename": "kurs.pdf"})


@pytest.mark.parametrize("name", ["förderung-2027.pdf", "قائمة.pdf", 'a"b; filename=x.pdf'])
def test_a_name_arrives_as_it_is(app: Flask, name: str) -> None:
    assert disposition(app, name) == ("attachment", {"filename": name})


def test_the_class_of_the_page_says_how_long_a_file_may_be_kept(app: Flask) -> None:
    with app.test_request_context():
        file = as_file("Name;Müller".encode(), CSV, "kurs.csv")
    assert not {"Cache-Control", "Expires", "ETag", "Last-Modified"} & set(file.headers.keys())
    assert file.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert file.headers["Content-Length"] == "12"
    assert file.get_data(as_text=True) == "Name;Müller"
