"""What a mail program reads in the envelope of a letter."""

from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.domain.letters.kinds import Kind
from registration.letters.mime import Envelope, as_email
from registration.letters.render import Letter
from tests.conftest import NOW, settings_for

SUBJECTS = [
    "Ihr Platz ist sicher: Netzwerkarbeit interkulturell gestalten – gemeinsam, Mi., 3. Februar",
    "لتسجيلكم بريد إلكتروني جديد: \u2068Netzwerkarbeit interkulturell gestalten\u2069، الأربعاء",
    "You now have another training: Women's Empowerment: \"Ich kann's\" – A1/A2, Wed 3 Feb",
]


def read(subject: str) -> str:
    """The subject as it arrives."""
    letter = Letter(Kind.CONFIRMATION, "amina@borken.example", subject, "Text", "<p>Text", "de")
    sent = as_email(letter, Envelope("id", NOW), settings_for("sqlite://")).as_bytes()
    return str(message_from_bytes(sent, policy=default)["Subject"])


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_long_subject_keeps_its_spaces_on_the_way(subject: str) -> None:
    assert read(subject) == subject


WORDS = st.text("abcdefghijkläöüß–éابتثجحخ:,'\"", min_size=1, max_size=20)


@given(st.lists(WORDS, min_size=1, max_size=20).map(" ".join))
def test_no_word_of_a_subject_grows_together_with_the_next(subject: str) -> None:
    assert read(subject) == subject
