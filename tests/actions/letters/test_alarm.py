"""An alarm goes to each active manager, in her language, once an hour and cause."""

from datetime import datetime, timedelta

from flask import Flask

from registration.actions.letters.alarm import alarm
from registration.domain.states import Role
from registration.store.models import Staff
from tests.conftest import NOW
from tests.support.rows import keep, letters

HOUR_ENDS = NOW.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def a_member(name: str, role: Role, **changes: object) -> Staff:
    email = f"{name}@borken.example"
    values = {"email": email, "email_key": email, "created_at": NOW, "role": role.value}
    made: Staff = keep(Staff(**(values | changes)))
    return made


def alarmed(at: datetime, what: str = "breaker") -> int:
    """How many letters one more alarm owes."""
    before = len(letters(kind="alarm"))
    alarm(what, at)
    return len(letters(kind="alarm")) - before


def test_it_goes_to_active_managers_and_to_nobody_else(app: Flask) -> None:
    boss, deputy = a_member("a", Role.MANAGER, language="ar"), a_member("b", Role.MANAGER)
    a_member("gone", Role.MANAGER, active=False)
    a_member("editor", Role.EDITOR)
    a_member("auditor", Role.AUDITOR)
    alarm("mail", NOW, reason="refused", words="5.7.1 no")
    found = letters(kind="alarm")
    assert [(one.staff_id, one.address, one.language) for one in found] == [
        (boss.id, boss.email, "ar"),
        (deputy.id, deputy.email, "de"),
    ]
    facts = {"what": "mail", "at": NOW.isoformat(), "reason": "refused", "words": "5.7.1 no"}
    assert [one.facts for one in found] == [facts, facts]
    assert {one.due_at for one in found} == {NOW}


def test_it_goes_once_an_hour_for_each_cause(app: Flask) -> None:
    a_member("a", Role.MANAGER)
    last = HOUR_ENDS - timedelta(seconds=1)
    assert [alarmed(NOW), alarmed(last), alarmed(HOUR_ENDS)] == [1, 0, 1]
    assert alarmed(last, "tick.purge") == 1
    assert alarmed(HOUR_ENDS + timedelta(days=1)) == 1
