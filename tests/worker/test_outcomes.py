"""What each answer of a mail server, or its silence, means for the letter."""

import smtplib
import ssl

import pytest

from worker.outcomes import About, refusal_of, refusal_to_open, tidied

SECRET = "somebody@borken.example"


@pytest.mark.parametrize("code", [550, 552, 554])
def test_a_5xx_for_the_letter_is_final(code: int) -> None:
    assert refusal_of(smtplib.SMTPDataError(code, b"no")).final
    assert refusal_of(smtplib.SMTPRecipientsRefused({SECRET: (code, b"no")})).final


@pytest.mark.parametrize("code", [421, 450, 451, 452])
def test_a_4xx_is_tried_again(code: int) -> None:
    assert not refusal_of(smtplib.SMTPDataError(code, b"later")).final
    assert not refusal_of(smtplib.SMTPRecipientsRefused({SECRET: (code, b"later")})).final


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPServerDisconnected("gone"),
        ConnectionResetError(),
        TimeoutError(),
        smtplib.SMTPDataError(421, b"closing"),
    ],
)
def test_a_lost_line_is_hung_up_and_the_letter_tried_again(error: Exception) -> None:
    refusal = refusal_of(error)
    assert (refusal.final, refusal.connection_lost) == (False, True)


@pytest.mark.parametrize("code", [530, 535])
def test_a_refused_sign_in_is_the_settings_fault_and_not_final(code: int) -> None:
    refusal = refusal_of(smtplib.SMTPSenderRefused(code, b"sign in first", "town"))
    assert (refusal.final, refusal.connection_lost) == (False, True)


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPConnectError(554, b"no"),
        smtplib.SMTPHeloError(550, b"no"),
        smtplib.SMTPAuthenticationError(535, b"wrong"),
        smtplib.SMTPNotSupportedError("no STARTTLS"),
        ssl.SSLCertVerificationError("self-signed"),
        ConnectionRefusedError(),
    ],
)
def test_nothing_that_happens_before_the_letter_is_final_for_it(error: Exception) -> None:
    assert not refusal_to_open(error).final


@pytest.mark.parametrize(
    "error",
    [
        smtplib.SMTPRecipientsRefused({SECRET: (550, SECRET.encode())}),
        smtplib.SMTPDataError(550, SECRET.encode()),
        smtplib.SMTPServerDisconnected(SECRET),
        UnicodeError(SECRET),
    ],
)
def test_no_reason_repeats_what_the_server_said_about_the_person(error: Exception) -> None:
    assert SECRET not in refusal_of(error).text
    assert SECRET not in refusal_to_open(error).text


LETTER, LATER, SERVER = About.LETTER, About.LATER, About.SERVER


@pytest.mark.parametrize(
    ("answer", "about"),
    [
        ("550 5.1.1 no such user", LETTER),
        ("550 no such user here", LETTER),
        ("551 user not local", LETTER),
        ("553 5.1.3 bad address", LETTER),
        ("554 5.1.2 bad domain", LETTER),
        ("556 5.1.10 domain takes no mail", LETTER),
        ("550 5.4.1 recipient address rejected: access denied", LETTER),
        ("501 5.1.3 bad recipient syntax", LETTER),
        ("550 5.1.1 no such user at relay.stadt.example", LETTER),
        ("550 5.1.10 the recipient's domain sends and takes no authenticated mail", LETTER),
        ("554 5.5.2 syntax of this content", LETTER),
        ("554 5.5.4 parameter of this letter", LETTER),
        ("554 5.5.1 out of order", SERVER),
        ("554 5.5.3 too many recipients", SERVER),
        ("552 mailbox is full for ever", LETTER),
        ("552 5.2.2 mailbox full", LATER),
        ("550 5.2.2 over quota", LATER),
        ("550 5.3.0 some system fault", LATER),
        ("450 4.2.0 greylisted", LATER),
        ("451 4.7.1 try again", LATER),
        ("554 relay access denied", SERVER),
        ("550 5.7.1 unable to relay", SERVER),
        ("550 relaying denied", SERVER),
        ("554 5.7.1 refused by policy", SERVER),
        ("553 5.7.1 sender not allowed", SERVER),
        ("553 sorry, that sender is not in our list", SERVER),
        ("530 5.7.0 sign in first", SERVER),
        ("538 encryption needed", SERVER),
        ("503 5.5.1 bad sequence", SERVER),
        ("500 unknown command", SERVER),
        ("421 4.3.2 closing", SERVER),
    ],
)
def test_what_an_answer_to_the_recipient_concerns(answer: str, about: About) -> None:
    code, words = int(answer[:3]), answer[4:].encode()
    refusal = refusal_of(smtplib.SMTPRecipientsRefused({SECRET: (code, words)}))
    assert refusal.about is about
    assert refusal.letter_seen is (about is SERVER)


@pytest.mark.parametrize(
    ("answer", "about"),
    [
        ("552 5.3.4 message too big", LETTER),
        ("550 5.6.0 content refused", LETTER),
        ("554 5.7.1 spam message rejected", LETTER),
        ("554 transaction failed", LETTER),
        ("554 5.5.2 bad content", LETTER),
        ("451 4.3.0 try again", LATER),
        ("550 5.7.26 unauthenticated mail, DMARC policy", SERVER),
        ("550 5.7.23 SPF check failed", SERVER),
        ("554 5.7.1 relay access denied", SERVER),
        ("421 too many messages", SERVER),
    ],
)
def test_what_an_answer_to_the_content_concerns(answer: str, about: About) -> None:
    assert refusal_of(smtplib.SMTPDataError(int(answer[:3]), answer[4:].encode())).about is about


@pytest.mark.parametrize(
    ("answer", "about"),
    [
        ("552 5.3.4 message size exceeds limit", LETTER),
        ("550 5.3.4 too big", LETTER),
        ("550 5.7.1 not allowed", SERVER),
        ("551 not here", SERVER),
        ("553 5.7.1 sender address rejected: not owned by user", SERVER),
        ("554 5.1.8 bad sender", SERVER),
        ("501 5.1.7 bad sender syntax", SERVER),
        ("530 5.7.1 authentication required", SERVER),
        ("451 4.3.0 try again", SERVER),
        ("452 4.3.1 no space", SERVER),
        ("421 closing", SERVER),
    ],
)
def test_what_an_answer_to_the_sender_concerns(answer: str, about: About) -> None:
    error = smtplib.SMTPSenderRefused(int(answer[:3]), answer[4:].encode(), "town")
    refusal = refusal_of(error)
    assert refusal.about is about
    assert not refusal.letter_seen
    assert refusal.lasting is (about is SERVER and answer[0] == "5")


def test_before_a_letter_is_begun_all_concerns_the_server() -> None:
    for code in (421, 454, 535, 550, 554):
        refusal = refusal_to_open(smtplib.SMTPConnectError(code, b"4.7.0 no, sorry"))
        assert refusal.about is SERVER
        assert refusal.lasting is (code >= 500)
        assert refusal.words == "4.7.0 no, sorry"


def test_a_server_s_words_are_one_short_line_without_addresses() -> None:
    said = f"5.7.1 <{SECRET}>:\r\n sender\x00 <a@b.example> refused " + "very " * 99
    assert tidied(said).startswith("5.7.1 … sender … refused very")
    assert len(tidied(said)) == 200
