"""What runs once the answer has gone: its faults are logged, for no page can say them."""

from flask import Flask, Response
from structlog.testing import capture_logs

from registration.web.after import after_answer

SECRET = "amina@borken.example"


def test_it_runs_when_the_answer_is_closed_and_not_before(app: Flask) -> None:
    answer, done = Response("said"), list[str]()
    after_answer(answer, lambda: done.append(app.name))
    assert done == []
    answer.close()
    assert done == ["registration"]


def test_a_fault_in_it_is_logged_and_raised_to_nobody(app: Flask) -> None:
    def fail() -> None:
        raise ValueError(SECRET)

    answer = Response("said")
    after_answer(answer, fail)
    with capture_logs() as found:
        answer.close()
    (line,) = found
    assert (line["event"], line["log_level"]) == ("after_answer.failed", "error")
    assert line["exc_info"]
