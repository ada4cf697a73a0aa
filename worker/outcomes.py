"""What a mail server's answer means: for this letter, or for all of them.

| Where it was said | What | Means | Why |
|---|---|---|---|
| connect, EHLO, STARTTLS, sign-in | anything | server | no letter had a part in it |
| MAIL FROM | 552, x.2.3, x.3.4 | letter, final | the letter is too large |
| MAIL FROM | anything else | server | the sender or the session is not let in |
| anywhere | 421, 530, 534, 535, 538 | server | the session ends, or lacks a sign-in |
| RCPT TO, DATA | 500, 502, 503, 5.5.x but .2 and .4 | server | we don't understand each other |
| RCPT TO, DATA | "relay", SPF, DKIM and the like | server | it would meet any letter |
| RCPT TO | 5.7.x | server | a policy about the sender; of the recipient it says 5.1.x |
| RCPT TO, DATA | x.2.2 | letter, later | a mailbox that is full may be emptied |
| RCPT TO, DATA | x.3.x but 5.3.4 | letter, later | the receiving system has a fault |
| RCPT TO, DATA | any other 5xx | letter, final | this recipient or this content is refused |
| RCPT TO, DATA | 4xx | letter, later | so it asks |
| none, the connection is lost | | letter, later | it may be this letter that ends connections |

Enhanced codes (RFC 3463) count more than the three digits.
"""

import re
import smtplib
import ssl
from dataclasses import dataclass
from enum import Enum, auto

_CLOSING = 421
_TOO_LARGE = 552
# "You must sign in first" and its kin: the town's settings are wrong, not the letter.
_SIGN_IN = frozenset({530, 534, 535, 538})
_NOT_UNDERSTOOD = frozenset({500, 502, 503})
_ENHANCED = re.compile(r"\b[245]\.(\d{1,3}\.\d{1,3})\b")
_ABOUT_SENDER = re.compile(
    r"relay|spf\b|dkim|dmarc|sender|authenticat|not (?:allowed|permitted|authori[sz]ed) to send",
    re.IGNORECASE,
)
_ABOUT_CONTENT = re.compile(r"spam|virus|malware|content|attachment", re.IGNORECASE)
_ADDRESS = re.compile(r"\S*@\S*")
LONGEST_WORDS = 200


class About(Enum):
    """What an answer concerns, and so what becomes of letters."""

    LETTER = auto()
    """This letter alone, for good."""
    LATER = auto()
    """This letter alone, for now."""
    SERVER = auto()
    """All letters: they are kept, and go once it is mended."""


@dataclass(frozen=True)
class Refusal:
    """Why a letter was not taken. The text names no address and quotes nobody.

    ``words`` are the server's own, tidied, for people. ``lasting`` says that somebody must
    mend something; ``letter_seen`` that the server knew whose letter it was.
    """

    text: str
    about: About
    connection_lost: bool = False
    words: str = ""
    lasting: bool = False
    letter_seen: bool = False

    @property
    def final(self) -> bool:
        """Whether this letter is given up at once."""
        return self.about is About.LETTER


@dataclass(frozen=True)
class _Answer:
    """What a server said: three digits, what the enhanced code is about, its words."""

    code: int
    subject: str
    words: str

    @property
    def lasting(self) -> bool:
        return 500 <= self.code < 600


def refusal_of(error: Exception) -> Refusal:
    """What an answer to a letter means, as the table says."""
    answer = _answer(error)
    if answer is None:
        return _without_answer(error)
    seen = not isinstance(error, smtplib.SMTPSenderRefused)
    about = _about(answer) if seen else _about_sender(answer)
    if about is About.SERVER:
        lost = answer.code == _CLOSING or answer.code in _SIGN_IN
        return Refusal(_text(answer), about, lost, answer.words, answer.lasting, seen)
    return Refusal(f"the mail server refused the letter ({answer.code})", about, words=answer.words)


def refusal_to_open(error: BaseException | None) -> Refusal:
    """Why no connection could be opened. Never final: the letter had no part in it."""
    answer = _answer(error)
    if answer is not None:
        text = f"the mail server does not let us in ({answer.code})"
        return Refusal(text, About.SERVER, True, answer.words, answer.lasting)
    if isinstance(error, ssl.SSLError):
        text = f"no trusted connection to the mail server ({_name(error)})"
        return Refusal(text, About.SERVER, True, lasting=True)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        text = "the mail server offers no TLS or no sign-in as set"
        return Refusal(text, About.SERVER, True, lasting=True)
    return Refusal(f"no connection to the mail server ({_name(error)})", About.SERVER, True)


def _about(answer: _Answer) -> About:
    """Of an answer to RCPT TO or to the content."""
    if _ends_session(answer) or _refuses_sender(answer):
        return About.SERVER
    if answer.code < 500 or answer.subject == "2.2":
        return About.LATER
    if answer.subject.startswith("3.") and answer.subject != "3.4":
        return About.LATER
    return About.LETTER


def _about_sender(answer: _Answer) -> About:
    """Of an answer to MAIL FROM, which knows no more of a letter than its size."""
    large = answer.code == _TOO_LARGE or (answer.lasting and answer.subject in ("2.3", "3.4"))
    return About.LETTER if large else About.SERVER


def _ends_session(answer: _Answer) -> bool:
    if answer.code == _CLOSING or answer.code in _SIGN_IN:
        return True
    garbled = answer.subject.startswith("5.") and answer.subject not in ("5.2", "5.4")
    return answer.lasting and (answer.code in _NOT_UNDERSTOOD or garbled)


def _refuses_sender(answer: _Answer) -> bool:
    """Whether a 5xx would meet any letter of ours: a policy, or words about the sender."""
    if not answer.lasting or answer.subject.startswith("1."):
        return False
    if _ABOUT_SENDER.search(answer.words):
        return True
    return answer.subject.startswith("7.") and not _ABOUT_CONTENT.search(answer.words)


def _text(answer: _Answer) -> str:
    if answer.code == _CLOSING:
        return "the mail server closed the connection (421)"
    if answer.code in _SIGN_IN:
        return f"the mail server refused our sign-in ({answer.code})"
    return f"the mail server refused us as sender ({answer.code})"


def _without_answer(error: Exception) -> Refusal:
    if isinstance(error, OSError):
        text = f"lost the connection to the mail server ({_name(error)})"
        return Refusal(text, About.LATER, connection_lost=True)
    return Refusal(f"the letter could not be handed over ({_name(error)})", About.LATER)


def _answer(error: BaseException | None) -> _Answer | None:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        # There is one recipient a letter.
        return _read(*next(iter(error.recipients.values()), (450, b"")))
    if isinstance(error, smtplib.SMTPResponseException):
        return _read(error.smtp_code, error.smtp_error)
    return None


def _read(code: int, said: bytes | str) -> _Answer:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    found = _ENHANCED.search(words)
    return _Answer(int(code), found.group(1) if found else "", tidied(words))


def tidied(words: str) -> str:
    """A server's words as one short line without addresses."""
    line = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return _ADDRESS.sub("…", line)[:LONGEST_WORDS]


def _name(error: BaseException | None) -> str:
    return type(error).__name__
