"""Words that only the team reads."""

from datetime import datetime, timedelta

from babel.dates import format_date
from flask_babel import format_decimal, get_locale, gettext, pgettext

from ... import formats
from ...letters.by_staff import decision_words
from ...store.privacy.retention import Leaving
from ...store.signups.answers import Asked
from ...store.trainings.decisions import ToDecide
from ..guards import settings


def decision_word(decision: ToDecide) -> str:
    """What is to be decided or done about a training, as the morning letter says it."""
    return decision_words(decision, settings().zone)


def numeric_date(value: datetime) -> str:
    """A date as lists show it: Do 21.01.2027."""
    local = value.astimezone(settings().zone).date()
    locale = str(get_locale() or "de")
    pattern = "EE dd.MM.yyyy" if locale == "de" else "EE d MMM yyyy"
    text = format_date(local, pattern, locale=locale)
    return text.replace(".", "", 1) if locale == "de" else text


def role_name(role: str) -> str:
    """What a member of the team may do."""
    return {
        "editor": gettext("plans and sees people"),
        "manager": gettext("also team and funding"),
        "auditor": gettext("reads only"),
    }.get(role, str(role))


def who_word(who: str) -> str:
    """Who did something, if it was nobody whose name is known."""
    return {
        "participant": gettext("the person"),
        "clock": gettext("by itself"),
        "command line": gettext("on the command line"),
        "trainer": gettext("a trainer"),
        "staff": gettext("somebody of the team"),
    }.get(who, who)


def action_word(action: str) -> str:
    """What was done, as a history says it."""
    known = {**_of_people(), **_of_trainings(), **_of_letters(), **_of_lists()}
    return known.get(action, action)


def _of_people() -> dict[str, str]:
    return {
        "signed up": gettext("signed up"),
        "confirmed the address": gettext("address confirmed"),
        "promoted": gettext("moved up"),
        "accepted": gettext("offer accepted"),
        "declined": gettext("offer declined"),
        "lapsed": gettext("ended, no answer in time"),
        "cancelled": pgettext("registration", "cancelled"),
        "added by hand": gettext("added by the team"),
        "edited": gettext("details changed"),
        "changed details": gettext("details changed"),
        "confirmed a new address": gettext("new address confirmed"),
        "moved in the queue": gettext("moved in the queue"),
        "moved away": gettext("moved to another training"),
        "moved here": gettext("moved here from another training"),
        "address wrong": gettext("address marked as wrong"),
        "address right": gettext("address marked as right"),
        "saw a registration": gettext("looked at"),
        "erased": gettext("data erased"),
        "exported": gettext("data exported"),
        "erased a person's data": gettext("a person's data erased"),
        "exported a person's data": gettext("a person's data exported"),
    }


def _of_letters() -> dict[str, str]:
    return {
        "sent a letter again": gettext("letter sent again"),
        "wrote to people": gettext("wrote to people"),
        "wrote a test letter": gettext("wrote a test letter"),
        "saw a letter": gettext("letter looked at"),
        "saw a letter to print": gettext("letter to print made"),
        "printed a letter": gettext("letter printed"),
        "did not print a letter": gettext("letter not printed after all"),
    }


def _of_trainings() -> dict[str, str]:
    return {
        "created the training": gettext("training created"),
        "changed the training": gettext("training changed"),
        "published the training": gettext("training published"),
        "took back": gettext("taken back"),
        "cancelled the training": gettext("training cancelled"),
        "deleted the draft": gettext("draft deleted"),
        "imported a programme": gettext("programme imported"),
    }


def _of_lists() -> dict[str, str]:
    return {
        "marked attendance": gettext("attendance marked"),
        "marked all present": gettext("all marked as present"),
        "added a walk-in": gettext("somebody without a registration added"),
        "removed a walk-in": gettext("somebody without a registration removed"),
        "completed the list": gettext("list completed"),
        "reopened the list": gettext("list reopened"),
        "sent a trainer's link": gettext("link sent to a trainer"),
        "revoked a trainer's link": gettext("a trainer's links withdrawn"),
        "used a dead link": gettext("a link that opens nothing was used"),
    }


def reason_word(reason: str) -> str:
    """Why a letter did not go; a mail server's own words stay as they are."""
    return str(gettext(reason)) if reason else ""


def answer_word(answer: object) -> str:
    """An answer as it was given, whatever is asked by now."""
    if isinstance(answer, list):
        return ", ".join(str(part) for part in answer)
    if isinstance(answer, bool):
        return gettext("yes") if answer else gettext("no")
    return "" if answer is None else str(answer)


def question_word(question: Asked) -> str:
    """A question as a list names it."""
    if not question.removed:
        return question.label
    return gettext("%(question)s (removed)", question=question.label)


def process_word(name: str) -> str:
    """What a process does, with the name that a technician knows it by."""
    known = {"worker": gettext("the postman (worker)"), "clock": gettext("the clock (clock)")}
    return known.get(name, name)


def names_leave(leaving: Leaving) -> str:
    """On which day how many names are erased."""
    return formats.names_leave(leaving.day, leaving.people, leaving.trainings)


def hours(duration: timedelta) -> str:
    """A duration as hours with a comma or point: 7,5."""
    return str(format_decimal(duration.total_seconds() / 3600, format="0.#"))


def no_room() -> str:
    """Why nobody can be added now, and what to do."""
    return gettext("All seats are taken and the waiting list takes nobody. Raise the seats first.")


def not_open() -> str:
    """Why nobody can be added at all."""
    return gettext("Nobody can be added to a draft, or to a training that is cancelled or over.")
