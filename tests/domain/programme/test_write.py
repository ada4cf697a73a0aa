"""A programme that is written reads back as the same programme."""

import tomllib
from zoneinfo import ZoneInfo

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st

from registration.addresses import address_in
from registration.domain.programme import Programme, as_toml_tables, read_programme
from tests.domain.programme.strategies import programmes

BERLIN = ZoneInfo("Europe/Berlin")


def through_a_file(programme: Programme, zone: ZoneInfo, multiline: bool) -> Programme:
    written = tomli_w.dumps(as_toml_tables(programme, zone), multiline_strings=multiline)
    return read_programme(tomllib.loads(written), address_in)


@settings(max_examples=60)
@given(programmes(), st.sampled_from(["Europe/Berlin", "UTC", "Asia/Kathmandu"]), st.booleans())
def test_a_programme_reads_back_as_it_was_written(
    programme: Programme, zone: str, multiline: bool
) -> None:
    assert through_a_file(programme, ZoneInfo(zone), multiline) == programme


@settings(max_examples=20)
@given(programmes())
def test_writing_what_was_read_gives_the_same_file(programme: Programme) -> None:
    tables = as_toml_tables(programme, BERLIN)
    assert as_toml_tables(through_a_file(programme, BERLIN, True), BERLIN) == tables


def test_an_empty_programme_is_an_empty_file() -> None:
    assert tomli_w.dumps(as_toml_tables(Programme(), BERLIN)) == ""


@pytest.mark.parametrize(
    ("utc", "local"),
    [
        ("2027-03-28T00:30:00Z", "2027-03-28T01:30:00+01:00"),
        ("2027-03-28T01:30:00Z", "2027-03-28T03:30:00+02:00"),
        ("2027-10-31T00:30:00Z", "2027-10-31T02:30:00+02:00"),
        ("2027-10-31T01:30:00Z", "2027-10-31T02:30:00+01:00"),
    ],
)
def test_times_are_written_as_the_town_reads_them(utc: str, local: str) -> None:
    file = f"""
        [[training]]
        slug = "kurs"
        title = "Kurs"
        capacity = 1
        contact = {{ name = "Amt", email = "amt@borken.example" }}
        [[training.session]]
        starts = {utc}
        ends = 2028-01-01T00:00:00Z
        place = "Rathaus"
    """
    programme = read_programme(tomllib.loads(file), address_in)
    assert f"starts = {local}" in tomli_w.dumps(as_toml_tables(programme, BERLIN)).replace(
        f"{local[:10]} ", f"{local[:10]}T"
    )
