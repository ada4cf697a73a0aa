"""A web process that is killed loses nothing that it has acknowledged."""

from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from itertools import count

from tests.faults.promises import assert_everyone_is_owed_a_letter, assert_nothing_is_lost
from tests.faults.town import Town
from tests.support import processes
from tests.support.processes import until

SEATS, QUEUE = 40, 10


def test_every_acknowledged_sign_up_outlives_a_killed_web_process(town: Town) -> None:
    slug = town.training(capacity=SEATS, waitlist_limit=QUEUE)
    forms = [town.form(slug, f"{number}@{slug}.example") for number in range(SEATS + QUEUE)]

    answers: dict[str, int | None] = {}
    with ThreadPoolExecutor(8) as people:
        sending = [people.submit(_send, town, slug, form, answers) for form in forms]
        until(lambda: len(answers) >= 15, "people sign up")
        town.kill_web()
        for one in sending:
            one.result()
    acknowledged = [email for email, status in answers.items() if status == 303]
    assert 10 <= len(acknowledged) < len(forms)
    assert_everyone_is_owed_a_letter(town, acknowledged)

    # Whoever got no answer sends the same form again, and gets the same seat.
    town.start_web()
    again = [town.send(slug, form) for form in forms]
    town.start(processes.worker)
    town.deliver()

    assert again == [303] * len(forms)
    assert_nothing_is_lost(town, acknowledged=[form["email"] for form in forms])
    assert town.held(slug) == SEATS


def _send(town: Town, slug: str, form: dict[str, str], answers: dict[str, int | None]) -> None:
    try:
        answers[form["email"]] = town.send(slug, form)
    except (OSError, HTTPException):
        answers[form["email"]] = None


def test_a_web_process_that_is_asked_to_stop_finishes_what_it_has_begun(town: Town) -> None:
    slug = town.training()
    acknowledged: list[str] = []
    numbers = count()

    def sign_up_until_closed() -> None:
        while True:
            form = town.form(slug, f"{next(numbers)}@{slug}.example")
            answers: dict[str, int | None] = {}
            _send(town, slug, form, answers)
            if answers[form["email"]] is None:
                return
            assert answers[form["email"]] == 303
            acknowledged.append(form["email"])

    with ThreadPoolExecutor(6) as people:
        sending = [people.submit(sign_up_until_closed) for _ in range(6)]
        until(lambda: len(acknowledged) >= 20, "people sign up")
        assert town.web is not None
        code = town.web.stop()
        for one in sending:
            one.result()

    assert code == 0
    # Nobody was registered whose request was cut off before the answer.
    assert sorted(acknowledged) == town.registered(slug)
