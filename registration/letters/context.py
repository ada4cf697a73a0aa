"""What a letter's template may use: words and dates in the receiver's language."""

from collections.abc import Sequence
from datetime import datetime
from textwrap import shorten
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext

from .. import formats
from ..domain.letters.due import FOLD_WITHIN, reminders, survey_closes
from ..domain.letters.kinds import Calendar, Kind, Nameless
from ..domain.letters.last_notified import all_from_facts
from ..domain.programme import SessionSpec
from ..domain.signups.deadlines import cancels_until, sign_in_until
from ..domain.states import RegistrationState, WaitlistMode
from ..domain.tick_parts import PARTS
from ..links import Links
from ..settings import Settings
from ..store.models import Message, Registration, Training
from ..store.signups import registrations
from ..store.signups.seats import place_in_queue
from .by_staff import about_circular, about_move, overview, own_sentence
from .calendar_part import held_seat
from .changed import about_change, reads_links
from .dates import date_of
from .escaping import Md
from .to_trainers import about_trainer_letter

# What comes after a long title would not be seen in a list of letters.
LONGEST_IN_SUBJECT = 70
TYPED = (
    *("town", "name", "training", "brief", "contact", "phone", "funder"),
    *("reason", "staff_reason", "own_sentence", "words"),
)


def letter_context(
    message: Message, settings: Settings, links: Links, now: datetime
) -> dict[str, Any]:
    """The values for a letter's template."""
    context: dict[str, Any] = {
        "town": settings.town_name,
        "name": None,
        "privacy_url": Md(links.url("/privacy")),
        "imprint_url": Md(settings.imprint_url),
        "comma": Md(formats.comma()),
    }
    if message.training is not None:
        context |= _about_training(message, message.training, settings, links)
    if message.registration is not None:
        context |= _about_person(message, message.registration, settings, links, now)
    return _apart(context | _about_kind(message, settings, links, now))


def _apart(context: dict[str, Any]) -> dict[str, Any]:
    """Typed texts keep their order inside a language that runs the other way."""
    typed = {key: formats.isolated(context[key]) for key in TYPED if context.get(key)}
    return context | typed


def _about_training(
    message: Message, training: Training, settings: Settings, links: Links
) -> dict[str, Any]:
    zone = settings.zone
    dates = [date_of(slot, zone, reads_links(message)) for slot in _dates(message, training)]
    return {
        "training": training.title,
        "brief": shorten(training.title, LONGEST_IN_SUBJECT, placeholder="…"),
        "offers": training.waitlist == WaitlistMode.OFFER,
        "dates": dates,
        "first": dates[0].short if dates else "",
        "contact": training.contact_name,
        "contact_email": training.contact_email,
        "phone": training.contact_phone,
        "funder": training.funding.notice if training.funding else "",
        "training_url": Md(links.training(training.slug)),
        "reason": training.cancel_reason,
        "own_sentence": own_sentence(training, message.kind),
        "survey_until": _moment(survey_closes(training.last_end), zone)
        if training.last_end
        else "",
        "cancel_until": _moment(cancels_until(training.cancel_until, training.first_start), zone),
    }


def _dates(message: Message, training: Training) -> list[SessionSpec]:
    """All dates; in a letter that takes them away those that its receiver knows."""
    if message.kind.row.calendar is Calendar.CANCEL and message.facts.get("was"):
        known = all_from_facts(message.facts).values()
        return sorted((slot for slot in known if slot), key=lambda slot: slot.starts)
    return [session.slot for session in training.sessions]


def _about_person(
    message: Message, person: Registration, settings: Settings, links: Links, now: datetime
) -> dict[str, Any]:
    unasked = _unasked(message, person)
    nameless = message.kind.row.nameless is Nameless.ALWAYS
    known = person.state is not RegistrationState.UNCONFIRMED and not nameless
    key = (person.key, person.link_version)
    return {
        "name": person.full_name if known and not unasked else None,
        "unasked": unasked,
        "confirm_url": Md(_confirm_url(message, links, *key)),
        "new_address": bool(message.facts.get("new_address")),
        "my_url": Md(links.my(*key)),
        "survey_url": Md(links.survey(*key)),
        "unsubscribe_url": Md(f"{links.survey(*key)}/unsubscribe"),
        "answer_by": _moment(person.answer_by, settings.zone),
        "waits": person.waits,
        "can_cancel": _can_cancel(person, now),
        "place": place_in_queue(person),
        "state": person.state,
        "staff_reason": person.end_reason,
        "held_seat": held_seat(message, person),
        "replaces_reminder": _replaces_reminder(message, person, settings.zone, now),
    }


def _unasked(message: Message, person: Registration) -> bool:
    """Whether nobody has shown yet that the address is the person's own."""
    asked = person.training.email_confirmation or person.added_by_staff
    return message.kind.row.nameless is Nameless.UNASKED and not asked


def _confirm_url(message: Message, links: Links, key: str, version: int) -> str:
    if message.facts.get("new_address") and message.address:
        return links.confirm_new(key, version, message.address)
    return links.confirm(key, version)


def _can_cancel(person: Registration, now: datetime) -> bool:
    """Whether the link still gives the place back (rule 5)."""
    return person.allowed(now).cancel_by_person


def _about_kind(
    message: Message, settings: Settings, links: Links, now: datetime
) -> dict[str, Any]:
    kind, zone = message.kind, settings.zone
    if message.registration is None and message.training is not None:
        return about_trainer_letter(message, message.training, zone, links)
    if kind is Kind.REMINDER:
        ahead = [s for s in message.sessions or () if s.starts > now]
        dates = [date_of(s.slot, zone, holds=True) for s in ahead]
        return {"dates": dates, "first": dates[0].short, "nothing_to_say": not dates}
    if kind is Kind.CHANGE and message.training is not None:
        return about_change(message, message.training, zone)
    if kind is Kind.MOVED:
        return about_move(message)
    if kind is Kind.DIGEST:
        return overview(message, settings, links)
    if kind is Kind.CUSTOM:
        return about_circular(message, settings, links)
    if kind is Kind.LINK_AGAIN:
        return _all_links(message.address or "", zone, links)
    if kind is Kind.ALARM:
        at = datetime.fromisoformat(message.facts["at"])
        return {
            "what": message.facts.get("what"),
            "part": _part_word(message.facts.get("part")),
            "words": message.facts.get("words", ""),
            "when": formats.moment(at, zone),
            "staff_url": Md(links.url("/staff/")),
        }
    if kind is Kind.SIGN_IN:
        return {
            "sign_in_url": Md(links.sign_in(links.sign_in_token(message.message_id))),
            "sign_in_until": formats.moment(sign_in_until(now), zone),
        }
    return {}


def _all_links(address: str, zone: ZoneInfo, links: Links) -> dict[str, Any]:
    people = registrations.all_active_of(address)
    shown = [
        (
            formats.isolated(p.training.title),
            _short(p.training, zone),
            p.state is RegistrationState.UNCONFIRMED,
            _link(p, links),
        )
        for p in people
    ]
    return {"registrations": shown, "nothing_to_say": not shown}


def _link(person: Registration, links: Links) -> Md:
    if person.state is RegistrationState.UNCONFIRMED:
        return Md(links.confirm(person.key, person.link_version))
    return Md(links.my(person.key, person.link_version))


def _short(training: Training, zone: ZoneInfo) -> str:
    return formats.long_date(training.first_start, zone) if training.first_start else ""


def _moment(value: datetime | None, zone: ZoneInfo) -> str:
    return formats.moment(value, zone) if value else ""


def _replaces_reminder(
    message: Message, person: Registration, zone: ZoneInfo, now: datetime
) -> bool:
    """Whether this letter stands in for a reminder that will not come (rule 6)."""
    if not message.kind.row.all_dates or not person.state.has_certain_seat:
        return False
    training = person.training
    meetings: Sequence[Any] = [s.meeting for s in training.sessions]
    every = reminders(meetings, training.reminder_days, zone)
    ahead = [r for r in every if r.meetings[-1].starts > now]
    return any(r.moment - FOLD_WITHIN < now for r in ahead)


def _part_word(part: str | None) -> str:
    """What the clock does, in words; empty for an alarm about something else."""
    return gettext(PARTS[part]) if part in PARTS else ""
