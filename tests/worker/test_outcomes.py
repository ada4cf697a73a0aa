"""What each answer of a mail server, or its silence, means for the letter."""

import smtplib
import ssl

import pytest

from worker.outcomes import refusal_of, refusal_to_open

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
    assert (refusal.final, refusal.line_lost) == (False, True)


@pytest.mark.parametrize("code", [530, 535])
def test_a_refused_sign_in_is_the_settings_fault_and_not_final(code: int) -> None:
    refusal = refusal_of(smtplib.SMTPSenderRefused(code, b"sign in first", "town"))
    assert (refusal.final, refusal.line_lost) == (False, True)


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
