"""What a mail program reads in the envelope of a letter."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.domain.letters.kinds import Kind
from registration.letters import mime
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


def test_what_letters_share_is_parsed_once_and_nothing_of_a_person_is_kept() -> None:
    """The second letter differs from the first in all that a header can differ in."""
    mime._parsed.cache_clear()
    first = Letter(Kind.CONFIRMATION, "amina@borken.example", "A", "Text", "<p>Text", "de")
    second = Letter(
        *(Kind.SURVEY, "jonas@borken.example", "B", "Text", "<p>Text", "ar"),
        reply_to="vhs@borken.example",
        unsubscribe="https://borken.example/leave/token",
    )
    settings = settings_for("sqlite://")
    for letter, sender in ((first, settings), (second, replace(settings, mail_sender_name="VHS"))):
        for number in range(2):
            envelope = Envelope(f"id{number}", NOW + number * timedelta(days=1))
            sent = message_from_bytes(as_email(letter, envelope, sender).as_bytes(), policy=default)
            assert sent["From"].addresses[0].display_name == sender.mail_sender_name
            assert (sent["To"], sent["Subject"]) == (letter.recipient, letter.subject)
            assert sent["X-Zusage-Letter"] == letter.kind.value
            assert sent["Content-Language"] == letter.language
            assert (sent["Reply-To"] or "") == letter.reply_to
            assert sent["Date"].datetime == envelope.date.replace(microsecond=0)
            assert sent["Message-ID"].startswith(f"<id{number}@")
            assert (sent["List-Unsubscribe"] or "").strip("<>") == (letter.unsubscribe or "")
    kept = mime._parsed.cache_info()
    assert kept.hits > kept.misses
    assert not {"To", "Subject", "List-Unsubscribe"} - mime._OF_ONE_LETTER


@pytest.mark.parametrize(
    "name",
    ['Stadt "Borken"', "Stadt \\ Borken", 'a\\"b', "Borken, Integration", "Städtische Übung", ""],
)
def test_a_senders_name_arrives_as_it_was_set(name: str) -> None:
    letter = Letter(Kind.CONFIRMATION, "amina@borken.example", "Betreff", "Text", "<p>Text", "de")
    town = settings_for("sqlite://", mail_sender_name=name)
    sent = as_email(letter, Envelope("id", NOW), town).as_bytes()
    (sender,) = message_from_bytes(sent, policy=default)["From"].addresses
    assert (sender.display_name, sender.addr_spec) == (name, "schulungen@borken.example")
