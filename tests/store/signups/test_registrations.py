"""Finding one row, or a few, beside rows that are nearly the same."""

from datetime import timedelta

from flask import Flask

from registration.domain.states import RegistrationState
from registration.store import fundings, surveys
from registration.store.letters import figures
from registration.store.models import Funding, Staff, StaffSession, SurveyTemplate
from registration.store.privacy import notices
from registration.store.signups import registrations
from registration.store.signups.seats import place_in_queue
from registration.store.staff import team
from tests.conftest import NOW
from tests.support.rows import DAY, HOUR, a_letter, a_person, a_training, keep

ADDRESS = "amina@borken.example"
SECOND = timedelta(seconds=1)


def with_address(training: object, **changes: object) -> object:
    values = {"email": ADDRESS, "email_key": ADDRESS, **changes}
    return a_person(training, **values)  # type: ignore[arg-type]


def test_an_address_finds_its_active_registration_of_this_training(app: Flask) -> None:
    training, other = a_training(), a_training()
    assert registrations.active_with_address(training.id, ADDRESS) is None
    with_address(training, state="cancelled")
    a_person(training)
    elsewhere = with_address(other)
    assert registrations.active_with_address(training.id, ADDRESS) is None
    shared = with_address(training, shared_address=True)
    assert registrations.active_with_address(training.id, ADDRESS) is shared
    own = with_address(training)
    further = with_address(training, shared_address=True)
    assert registrations.active_with_address(training.id, "Amina@Borken.example") is own
    assert list(registrations.all_active_of(ADDRESS)) == [elsewhere, shared, own, further]


def test_people_of_a_training_come_as_holders_then_the_queue(app: Flask) -> None:
    training = a_training()
    second = a_person(training, state="waitlisted", queue_rank=9)
    first = a_person(training, state="waitlisted", queue_rank=2)
    late = a_person(training, created_at=NOW + HOUR)
    early = a_person(training, created_at=NOW - HOUR)
    gone = a_person(training, state="cancelled", created_at=NOW)
    a_person(a_training())
    assert list(registrations.of_training(training.id)) == [early, gone, late, first, second]
    holders = registrations.of_training(training.id, [RegistrationState.CONFIRMED])
    assert list(holders) == [early, late]


def test_a_place_counts_who_stands_before_in_the_same_queue(app: Flask) -> None:
    training, other = a_training(), a_training()
    second = a_person(training, state="waitlisted", queue_rank=5)
    third = a_person(training, state="unconfirmed", queue_rank=5)
    first = a_person(training, state="waitlisted", queue_rank=1)
    a_person(other, state="waitlisted", queue_rank=1)
    assert [place_in_queue(one) for one in (first, second, third)] == [1, 2, 3]
    assert place_in_queue(a_person(training)) is None


def test_sessions_are_one_s_own_that_still_open_the_newest_first(app: Flask) -> None:
    used, begun = NOW - 12 * HOUR, NOW - 30 * 24 * HOUR
    me, other = (
        keep(
            Staff(email=f"{n}@b.example", email_key=f"{n}@b.example", role="editor", created_at=NOW)
        )
        for n in "ab"
    )

    def session(staff: Staff, **changes: object) -> object:
        values = {"created_at": NOW, "seen_at": NOW, "token_hash": f"{len(made)}", **changes}
        made.append(keep(StaffSession(staff_id=staff.id, **values)))
        return made[-1]

    made: list[object] = []
    older = session(me, created_at=begun + SECOND, seen_at=used + SECOND)
    session(me, seen_at=used)
    session(me, created_at=begun)
    session(me, revoked_at=NOW)
    session(other)
    newer = session(me)
    assert team.sessions_of(me.id, used, begun) == [newer, older]


def test_the_team_stands_by_address_and_whoever_has_left_last(app: Flask) -> None:
    for email, active in (("c@b.example", True), ("a@b.example", False), ("b@b.example", True)):
        keep(Staff(email=email, email_key=email, role="editor", active=active, created_at=NOW))
    assert [one.email[0] for one in team.members()] == ["b", "c", "a"]


def test_grants_and_templates_stand_by_title(app: Flask) -> None:
    texts = {"programme": "EU", "notice": "x", "reference": "1", "retention_years": 5}
    for title in "ZAM":
        keep(Funding(key=title, title=title, **texts))
        keep(SurveyTemplate(title=title, questions=[]))
    assert [one.title for one in fundings.by_title()] == ["A", "M", "Z"]
    assert [one.title for one in surveys.templates()] == ["A", "M", "Z"]


def test_a_notice_is_kept_once_and_known_by_its_version(app: Flask) -> None:
    assert notices.keep_notice("v1", "Text", NOW) == "v1"
    notices.keep_notice("v1", "Text", NOW + DAY)
    assert notices.is_kept("v1")
    assert not notices.is_kept("v2")


def test_figures_count_letters_and_how_long_they_took(app: Flask) -> None:
    training = a_training()
    for state, due in (("sent", -9), ("failed", -8), ("withdrawn", -7), ("retrying", 1)):
        a_letter(training, state=state, due_at=NOW + due * HOUR)
    assert figures.oldest_due(NOW) is None
    for state, due in (("queued", 0), ("sending", -1), ("retrying", -2)):
        a_letter(training, state=state, due_at=NOW + due * HOUR)
        assert figures.oldest_due(NOW) == NOW + due * HOUR
    # Put off or tried again by hand, they wait since they were owed, not since the last try.
    later = {"due_at": NOW + HOUR, "created_at": NOW - 5 * HOUR}
    a_letter(training, state="sent", attempts=2, **later | {"created_at": NOW - 9 * HOUR})
    a_letter(training, **later)
    assert figures.oldest_due(NOW) == NOW - 2 * HOUR
    a_letter(training, state="retrying", attempts=1, **later)
    assert figures.oldest_due(NOW) == NOW - 5 * HOUR
    a_letter(training, retried_at=NOW, **later | {"created_at": NOW - 6 * HOUR})
    assert figures.oldest_due(NOW) == NOW - 6 * HOUR
    for hours in (0, 1, 2):
        sent = NOW - hours * HOUR
        a_letter(training, state="sent", created_at=sent - 5 * SECOND, sent_at=sent)
    a_letter(training, kind="reminder")
    assert figures.recent_delivery_times(NOW) == [5.0]
    assert sorted(figures.letters_by_state()) == [
        ("confirmation", "failed", 1),
        ("confirmation", "queued", 3),
        ("confirmation", "retrying", 3),
        ("confirmation", "sending", 1),
        ("confirmation", "sent", 5),
        ("confirmation", "withdrawn", 1),
        ("reminder", "queued", 1),
    ]
