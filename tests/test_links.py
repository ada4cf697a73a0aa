"""Links: signed for one purpose, the same each time, rotated by key and by version."""

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registration.links import CONFIRM, FORM, MY, SIGN_IN, SURVEY, TRAINER, Links

OLD, NEW = "old-" + "k3Jx9" * 8, "new-" + "p7Qz2" * 8
PURPOSES = [CONFIRM, MY, SURVEY, TRAINER, SIGN_IN, FORM]
links = Links("https://schulungen.stadt.example", [NEW])
keys = st.text("abcXYZ019-_", min_size=1, max_size=32)
KEY = "Vx3mAp1-_q0ZkLr8tYw2Bg"


@settings(deadline=None)
@given(st.sampled_from(PURPOSES), keys, st.integers(0, 10_000))
def test_a_token_reads_back_for_its_purpose_only(purpose: str, row: str, version: int) -> None:
    token = links.token(purpose, row, version)
    for other in PURPOSES:
        assert links.read_token(other, token) == ((row, version) if other == purpose else None)


@settings(deadline=None)
@given(keys, st.integers(0, 10_000))
def test_each_render_of_a_letter_gives_the_same_link(row: str, version: int) -> None:
    assert links.my(row, version) == links.my(row, version)
    assert links.my(row, version) != links.my(row, version + 1)


@settings(deadline=None)
@given(st.data())
def test_a_token_with_another_character_is_none_of_ours(data: st.DataObject) -> None:
    token = links.token(MY, KEY, 0)
    place = data.draw(st.integers(0, len(token) - 1))
    char = data.draw(st.characters(exclude_characters=token[place]))
    forged = token[:place] + char + token[place + 1 :]
    assert links.read_token(MY, forged) is None


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_token_has_one_spelling(purpose: str) -> None:
    token = links.token(purpose, KEY, 0)
    alphabet = string.ascii_letters + string.digits + "-_"
    others = {token[:-1] + char for char in alphabet} - {token}
    others |= {token + tail for tail in ("=", "==", ".", " ", "%", "\n")}
    assert links.read_token(purpose, token) == (KEY, 0)
    assert [other for other in others if links.read(purpose, other) is not None] == []


@settings(deadline=None)
@given(st.text(max_size=80))
def test_whatever_is_typed_behind_a_link_is_read_as_nothing(text: str) -> None:
    assert links.read_token(MY, text) is None


@pytest.mark.parametrize(
    "payload", ["7", ["7"], ["7", 0, 1], [7, 0], None, {"key": "7"}, ["7", "0"], ["7", 0.5]]
)
def test_a_signed_text_of_another_form_is_no_token(payload: object) -> None:
    assert links.read_token(MY, links.sign(MY, payload)) is None


def test_the_newest_key_signs_and_the_older_ones_still_read() -> None:
    before = Links(links.public_url, [OLD])
    rotated = Links(links.public_url, [NEW, OLD])
    assert rotated.read_token(MY, before.token(MY, KEY, 0)) == (KEY, 0)
    assert rotated.token(MY, KEY, 0) == links.token(MY, KEY, 0)


def test_a_key_that_is_gone_reads_nothing() -> None:
    token = Links(links.public_url, [OLD]).token(MY, KEY, 0)
    assert links.read_token(MY, token) is None


def test_every_link_stands_on_the_public_address() -> None:
    for link, path in [
        (links.confirm(KEY, 0), "/confirm/"),
        (links.my(KEY, 0), "/my/"),
        (links.survey(KEY, 0), "/survey/"),
        (links.training("kurs"), "/trainings/kurs"),
        (links.sign_in(links.sign_in_token("a1")), "/staff/sign-in/"),
    ]:
        assert link.startswith("https://schulungen.stadt.example" + path)


def test_a_token_needs_no_quoting_in_an_address() -> None:
    token = links.token(MY, KEY, 2**31 - 1)
    assert set(token) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
