"""Who is there, marked by the trainer: one button a person, each of which is sent by itself."""

from flask.typing import ResponseReturnValue

from ..shared import marking
from .auth import enter
from .blueprint import trainer_pages


@trainer_pages.get("/sessions/<session_uid>/attendance")
def attendance(token: str, session_uid: str) -> ResponseReturnValue:
    """The people of a session."""
    return marking.show(enter(token, "the attendance list"), session_uid)


@trainer_pages.post("/sessions/<session_uid>/attendance/<person_uid>")
def mark(token: str, session_uid: str, person_uid: str) -> ResponseReturnValue:
    """One person is there, or is not."""
    return marking.mark(enter(token), session_uid, person_uid)


@trainer_pages.post("/sessions/<session_uid>/all-present")
def all_present(token: str, session_uid: str) -> ResponseReturnValue:
    """Everybody whom nobody has marked yet is there."""
    return marking.all_present(enter(token), session_uid)


@trainer_pages.post("/sessions/<session_uid>/walk-ins")
def add_walk_in(token: str, session_uid: str) -> ResponseReturnValue:
    """Somebody came without a registration."""
    return marking.add_walk_in(enter(token), session_uid)


@trainer_pages.post("/sessions/<session_uid>/walk-ins/<key>/remove")
def remove_walk_in(token: str, session_uid: str, key: str) -> ResponseReturnValue:
    """A walk-in was a mistake."""
    return marking.remove_walk_in(enter(token), session_uid, key)


@trainer_pages.post("/sessions/<session_uid>/complete")
def complete(token: str, session_uid: str) -> ResponseReturnValue:
    """The list is complete, or is not after all."""
    return marking.complete(enter(token), session_uid)
