"""The table of docs/roles.md is what the code has."""

from registration.app import create_app
from tests.conftest import settings_for
from tests.support.roles import rows_of, written_rows


def test_the_table_names_each_route_and_who_may() -> None:
    app = create_app(settings_for("sqlite://"))
    # A route is new, gone, or lets in somebody else: look at it, then write the table anew
    # with `python -m tests.support.roles`.
    assert written_rows() == rows_of(app)
