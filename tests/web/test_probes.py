"""Questions that may hang: who waits gets an answer or silence, and nobody asks twice at once."""

from threading import Event

import pytest

from registration.web.probes import Probe

ENOUGH = 20


def test_what_nobody_has_asked_is_silence() -> None:
    assert Probe(lambda: "said", "silent").answer(ENOUGH) == "silent"


def test_what_was_asked_is_answered_each_time_anew() -> None:
    answers = iter(["first", "second"])
    probe = Probe(lambda: next(answers), "silent")
    for said in ("first", "second"):
        probe.begin()
        assert probe.answer(ENOUGH) == said


def test_what_hangs_is_silence_and_is_asked_once_by_all_who_come() -> None:
    go_on, asked = Event(), list[str]()

    def ask() -> str:
        asked.append("once")
        go_on.wait(ENOUGH)
        return "said"

    probe = Probe(ask, "silent")
    probe.begin()
    assert probe.answer(0) == probe.answer(-1) == "silent"
    probe.begin()
    go_on.set()
    assert probe.answer(ENOUGH) == "said"
    assert asked == ["once"]


def test_a_question_that_fails_says_so_to_whoever_waits() -> None:
    def fail() -> str:
        raise LookupError("no answer")

    probe = Probe(fail, "silent")
    probe.begin()
    with pytest.raises(LookupError, match="no answer"):
        probe.answer(ENOUGH)
