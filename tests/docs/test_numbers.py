"""What the documents say in numbers is what the code does: either changes, and this fails."""

from datetime import time, timedelta
from typing import Any

import pytest

from registration.domain.attendance import LINK_AFTER, LINK_BEFORE
from registration.domain.letters import due, limits, messages
from registration.domain.letters.kinds import HELD_BACK_FOR
from registration.domain.privacy.retention import Period
from registration.domain.programme import limits as most
from registration.domain.programme.values import DEFAULT_OFFER_HOURS, DEFAULT_RETENTION_YEARS
from registration.domain.signups.deadlines import MAILED_LINK_FOR
from registration.domain.signups.seats import PROMOTION_STOPS_BEFORE_START
from registration.letters.context import LONGEST_IN_SUBJECT
from registration.setting_checks import SHORTEST_SECRET
from registration.settings import Settings
from registration.store import database, heartbeats
from registration.store.letters.claims import LEASE
from registration.store.privacy.retention import TOLD_BEFORE
from registration.web.form_tokens import OLDEST, YOUNGEST
from registration.web.limits import NETWORK
from tests.docs.test_pages import read
from worker import clock, postman

WORDS = dict(
    enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ]
    )
) | {15: "fifteen", 20: "twenty", 1000: "a thousand"}
UNITS = ((604800, "week"), (86400, "day"), (3600, "hour"), (60, "minute"), (1, "second"))
SENTENCES: dict[str, list[tuple[str, Any]]] = {
    "README.md": [
        ("they are due again after {}.", LEASE),
        ("| `CONFIRM_HOURS` | `{}` |", Settings.__dataclass_fields__["confirm_hours"].default),
        ("SQLite waits {} s for a locked file", database.BUSY_SECONDS),
        ("| `SECRET_KEY` | required | Signs all links. At least {} random", SHORTEST_SECRET),
        *((f"`{name}={{}}`", n) for name, n in database._LINE_TIME_OUTS.items()),
        *((f"`{name}={value}`", "") for name, value in database._SESSION_TIME_OUTS.items()),
    ],
    "docs/architecture.md": [
        ("claims due letters, {} at a time", postman.BATCH),
        ("A claim is a **lease** of {}:", LEASE),
        ("is retried after {}, then with growing pauses", messages.FIRST_PAUSE),
        ("growing pauses, for {} and at least five", messages.RETRY_FOR),
        ("1, 2, 4, 8 and then {}", messages.LONGEST_SILENCE),
        ("After {} seconds a drain hands over", postman.LONGEST_DRAIN.seconds),
        ("calls `actions/tick.py: tick` each {}.", timedelta(seconds=clock.INTERVAL_SECONDS)),
    ],
    "docs/letters.md": [
        ("| at {}, `reminder_days` before the first day", due.REMINDER_AT),
        ("and {} before each later day", timedelta(days=due.LATER_SESSIONS_DAYS)),
        ('(`waitlist = "auto"`), until {} before the start |', PROMOTION_STOPS_BEFORE_START),
        ("| {} after the last session ends", due.SURVEY_AFTER),
        ("| a {} after the survey |", due.SURVEY_REPEAT_AFTER),
        ("write to people of a training, {} later", HELD_BACK_FOR),
        ("**What the team causes waits {}**", HELD_BACK_FOR),
        ("| at {} or later in the morning", due.DIGEST_AT),
        ("| at {} on the day before each day with sessions", due.LIST_AT),
        ("A title of more than {} characters", LONGEST_IN_SUBJECT),
        ("after its moment or less than {} before it", due.FOLD_WITHIN),
        ("a sign-in link is good for {} from then", MAILED_LINK_FOR),
        ("at one address {} letters an hour", limits.PER_HOUR),
        ("letters an hour and {} a day", limits.PER_DAY),
        ("one of a kind and training in {}.", limits.SAME_AGAIN_AFTER),
        ("have caused {} letters within an hour", limits.BREAKER_PER_HOUR),
        ("all of these but sign-in letters wait for an {}.", limits.BREAKER_PAUSE),
        ("is tried again after {}, then", messages.FIRST_PAUSE),
        ("pauses that double up to {},", messages.LONGEST_PAUSE),
        ("up to four hours, for {}.", messages.RETRY_FOR),
    ],
    "docs/privacy.md": [
        ("was never confirmed | {} after it lapsed", Period.UNCONFIRMED.value),
        ("typed reasons | {} after the training's last session", Period.CONTACT.value),
        ("never before the {} |", Period.CONTACT.value),
        ("what the team wrote in them | {} after they were owed", Period.MAIL_LOG.value),
        ('for some the address) | to answer "I got no letter" | {} |', Period.MAIL_LOG.value),
        ("links and sessions {} |", Period.MAIL_LOG.value),
        ("From {} before, the staff's first page", TOLD_BEFORE),
        ("that would make names leave within {} is asked first", TOLD_BEFORE),
        ("keeps all of the training for {} more", TOLD_BEFORE),
        ("Delete backups after {},", Period.CONTACT.value),
        ("Once the address is emptied, {} after the training", Period.CONTACT.value),
        ("from {} before its first session", LINK_BEFORE),
        ("to {} after its last", LINK_AFTER),
    ],
    "docs/programme.md": [
        ("| `retention_years` | 0 to {} |", most.MOST_RETENTION_YEARS),
        ("| `retention_years` | 0 to 30 | `{}` |", DEFAULT_RETENTION_YEARS),
        ("| `offer_hours` | 1 to {} |", most.MOST_OFFER_HOURS),
        ("| `offer_hours` | 1 to 672 | `{}` |", DEFAULT_OFFER_HOURS),
        ("| `waitlist_limit` | 0 to {} |", most.MOST_SEATS),
        ("| `reminder_days` | list of 1 to {},", most.MOST_REMINDER_DAYS),
        ("list of 1 to 60, at most {} |", most.MOST_REMINDERS),
        ("the first day a reminder goes, at {}.", due.REMINDER_AT),
    ],
    "docs/threat-model.md": [
        ("{} letters an hour", limits.PER_HOUR),
        ("letters an hour and {} a day per recipient", limits.PER_DAY),
        ("one of a kind and training in {};", limits.SAME_AGAIN_AFTER),
        ("One link, one training, {} before", LINK_BEFORE),
        ("before to {} after", LINK_AFTER),
    ],
    "docs/decisions/clock.md": [("after {} without one `/readyz`", heartbeats.MISSED_AFTER)],
    "docs/decisions/forms.md": [
        ("is valid from {} to", YOUNGEST),
        ("to {} after it was shown", OLDEST),
    ],
    "docs/decisions/limits.md": [
        ("have caused {} letters within an hour", limits.BREAKER_PER_HOUR),
        ("all such letters wait for an {} and", limits.BREAKER_PAUSE),
        ("one of a kind and training in {}.", limits.SAME_AGAIN_AFTER),
        (
            "Generous: {} an hour from one network",
            NETWORK.replace("/minute;", " forms a minute and ").removesuffix("/hour"),
        ),
        ("{} letters an hour", limits.PER_HOUR),
        ("letters an hour and {} a day", limits.PER_DAY),
    ],
    "docs/decisions/worker.md": [("its letters are due again after {}.", LEASE)],
    "CHANGELOG.md": [("can be taken back for {},", HELD_BACK_FOR)],
}


def said(number: int) -> list[str]:
    """A number in digits, and as a word where people write one."""
    return [str(number), *([WORDS[number]] if number in WORDS else [])]


def counted(value: timedelta, seconds: int, unit: str) -> list[str]:
    """A time in one unit, if it is a whole number of them; a single one also without number."""
    number, rest = divmod(value.total_seconds(), seconds)
    if rest:
        return []
    if number == 1:
        return [unit, f"1 {unit}", f"one {unit}"]
    return [f"{word} {unit}s" for word in said(int(number))]


def spellings(value: object) -> list[str]:
    """The ways in which a document may write what a constant is."""
    if isinstance(value, time):
        return [f"{value.hour}:{value.minute:02}"]
    if isinstance(value, timedelta):
        return [spelling for unit in UNITS for spelling in counted(value, *unit)]
    return said(value) if isinstance(value, int) else [str(value)]


@pytest.mark.parametrize("page", SENTENCES)
def test_a_number_in_a_document_is_the_code_s(page: str) -> None:
    text = read(page).casefold()
    wrong = [
        (sentence, value)
        for sentence, value in SENTENCES[page]
        if not any(sentence.format(s).casefold() in text for s in spellings(value))
    ]
    assert wrong == []
