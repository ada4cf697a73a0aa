"""What each column of each table holds: the one place that knows which data is personal.

Purge, erasure, export and the table in ``docs/privacy.md`` are computed from it. A column
that stands nowhere here fails a test.
"""

from collections.abc import Callable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any

from .retention import Period


class Class(StrEnum):
    """What a column says about a person."""

    TECHNICAL = "technical"
    CONTACT = "contact"
    IDENTITY = "identity"
    PROOF = "proof"
    FREE_TEXT = "free text"


class Clock(StrEnum):
    """When a column leaves by itself; the periods stand in ``retention.py``."""

    KEPT = "kept with the row"
    END = f"{Period.CONTACT.value.days} days after the last session"
    GRANT = "with the grant's proof; without grant or certain seat like an address"
    LOG = f"{Period.MAIL_LOG.value.days} days after it was made"
    FORM = f"{Period.FORM.value.days} day after it was sent"


class Gone(Enum):
    """What a column is emptied to that leaves with its whole row."""

    ROW = "the row is deleted"


@dataclass(frozen=True)
class Column:
    """One column: what it is, when it leaves, what it is emptied to, under which name it is
    handed out (nowhere without one), and whether ``erase`` empties it.

    A text may hold ``{id}``, the row's, where the column has to stay unique.
    """

    is_a: Class = Class.TECHNICAL
    leaves: Clock = Clock.KEPT
    empty: Any = None
    exported: str = ""
    erased: bool = True

    @property
    def personal(self) -> bool:
        """Whether it says anything about a person."""
        return self.is_a is not Class.TECHNICAL


Columns = Mapping[str, Column]


def _technical(names: str) -> dict[str, Column]:
    return {name: Column(erased=False) for name in names.split()}


def _told(**names: str) -> dict[str, Column]:
    """Technical columns that the person is shown nevertheless, by their exported names."""
    return {name: Column(erased=False, exported=shown) for name, shown in names.items()}


def _contact(leaves: Clock, empty: Any, exported: str = "") -> Column:
    return Column(Class.CONTACT, leaves, empty, exported)


def _text(leaves: Clock, empty: Any, exported: str = "", erased: bool = True) -> Column:
    return Column(Class.FREE_TEXT, leaves, empty, exported, erased)


def _proof(exported: str, erased: bool = True) -> Column:
    return Column(Class.PROOF, Clock.GRANT, "", exported, erased)


TABLES: Mapping[str, Columns] = {
    "registration": {
        **_technical(
            "id key uid training_id queue_rank shared_address address_wrong flagged added_by_staff"
            " link_version informed_at has_answered no_survey"
        ),
        **_told(
            state="state",
            role="role",
            language="language",
            privacy_notice="privacy_notice",
            created_at="signed_up_at",
            answer_by="answer_by",
            ended_at="ended_at",
        ),
        "given_name": _proof("given_name"),
        "family_name": _proof("family_name"),
        "organisation": _proof("organisation"),
        "email": _contact(Clock.END, None, "email"),
        "email_key": _contact(Clock.END, None),
        "new_email": _contact(Clock.END, None, "new_email"),
        "phone": _contact(Clock.END, "", "phone"),
        "postal_address": _contact(Clock.END, "", "postal_address"),
        "note": _text(Clock.END, "", "note"),
        "answers": _text(Clock.END, {}, "answers"),
        "end_reason": _text(Clock.END, "", "end_reason"),
        "queue_reason": _text(Clock.END, "", "queue_reason"),
    },
    # Without an address nobody can be told to be this person: staff take the row out by hand.
    "walk_in": {
        **_technical("id session_id key added_at added_by"),
        "given_name": _proof("", erased=False),
        "family_name": _proof("", erased=False),
        "organisation": _proof("", erased=False),
    },
    # Says nothing about anybody once the registration names nobody.
    "attendance": {
        **_technical("id session_id registration_id marked_at marked_by"),
        **_told(present="present"),
    },
    "submission": {
        **_technical("id receipt token_id training_id verdict answer_by"),
        **_told(created_at="sent_at"),
        "email": _contact(Clock.FORM, Gone.ROW, "email"),
        "email_key": _contact(Clock.FORM, Gone.ROW),
    },
    "message": {
        **_technical(
            "id once_key training_id registration_id session_id staff_id trainer_id circular_id"
            " facts message_id due_at lease_until attempts last_error retried_at"
        ),
        **_told(
            kind="kind",
            state="state",
            language="language",
            created_at="owed_at",
            sent_at="sent_at",
            printed_at="printed_at",
        ),
        "address": _contact(Clock.LOG, None, "address"),
        "recipient_key": _contact(Clock.LOG, None),
    },
    "circular": {
        **_technical("id training_id staff_id created_at"),
        "subject": _text(Clock.LOG, "", "subject"),
        "body": _text(Clock.LOG, "", "body"),
    },
    # Under a random key: it belongs to nobody, so nobody can ask for it.
    "survey_answer": {
        **_technical("key training_id"),
        "answers": _text(Clock.KEPT, {}, erased=False),
    },
    "trainer": {
        **_technical("id key uid training_id link_version"),
        "name": Column(Class.IDENTITY, Clock.KEPT, "–", "name"),
        "email": _contact(Clock.KEPT, "", "email"),
    },
    "staff": {
        **_technical("id digest"),
        **_told(role="role", language="language", active="active", created_at="created_at"),
        "email": _contact(Clock.KEPT, "", "email"),
        "email_key": _contact(Clock.KEPT, "erased {id}"),
    },
    "sign_in_link": _technical("id token_hash staff_id created_at expires_at used_at"),
    "staff_session": _technical("id token_hash staff_id created_at seen_at revoked_at"),
    # By number only, and never a typed text. A row can be neither changed nor deleted.
    "audit": _technical("id at actor action training_id registration_id facts"),
    "training": {
        **_technical(
            "id uid slug state title summary description topic language capacity waitlist"
            " waitlist_limit offer_hours email_confirmation registration_opens"
            " registration_closes cancel_until reminder_days survey questions minimum decide_by"
            " own_sentences survey_questions attendance_percent trainers_see_addresses version"
            " kept_until funding_id lock_count created_at"
        ),
        "contact_name": Column(Class.IDENTITY, Clock.KEPT, "", "contact_name"),
        "contact_email": _contact(Clock.KEPT, "", "contact_email"),
        "contact_phone": _contact(Clock.KEPT, "", "contact_phone"),
        # About the training, written by the team; found by no address.
        "internal_notes": _text(Clock.KEPT, "", erased=False),
        "cancel_reason": _text(Clock.KEPT, "", erased=False),
    },
    "session": _technical(
        "id uid training_id starts ends place address online_url sequence list_completed_at"
        " dropped_at"
    ),
    # What the team may take back for five minutes.
    "undoable": {
        **_technical(
            "id training_id action made_at until undone_at held last_person last_letter dates"
        ),
        "rows": _text(Clock.FORM, Gone.ROW),
    },
    "funding": _technical(
        "id key title programme notice reference retention_years proof_submitted_on"
    ),
    "funding_logo": _technical("id funding_id label mimetype content"),
    "survey_template": _technical("id title questions"),
    "privacy_notice": _technical("id version text first_used_at"),
    "round": _technical("id key training_id done_at"),
    "heartbeat": _technical("process seen_at"),
    # A mail server's words are tidied of addresses before they are kept.
    "trouble": _technical("name since failures retry_at reason words"),
}


def personal_columns() -> Iterator[tuple[str, str, Column]]:
    """Table, name and entry of each column that says something about a person."""
    for table, columns in TABLES.items():
        yield from ((table, name, column) for name, column in columns.items() if column.personal)


def emptied(table: str, *clocks: Clock) -> dict[str, Any]:
    """What the columns of a table are set to once a clock is over; of all without ``clocks``."""
    return _empty(table, lambda column: not clocks or column.leaves in clocks)


def erasable(table: str) -> dict[str, Any]:
    """What the columns of a table are set to when their person asks to be forgotten."""
    return _empty(table, lambda column: column.erased)


def _empty(table: str, wanted: Callable[[Column], bool]) -> dict[str, Any]:
    columns = TABLES[table].items()
    return {name: copy(c.empty) for name, c in columns if c.personal and wanted(c)}


def exported(table: str) -> dict[str, str]:
    """The columns of a table that a person is given, with the names under which she gets them."""
    return {name: c.exported for name, c in TABLES[table].items() if c.exported}
