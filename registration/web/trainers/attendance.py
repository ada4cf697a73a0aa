"""Who is there, marked by the trainer: one button a person, each of which is sent by itself."""

from flask.typing import ResponseReturnValue

from . import marking, trainer_pages
from .door import enter


@trainer_pages.get("/sessions/<int:session_id>/attendance")
def attendance(token: str, session_id: int) -> ResponseReturnValue:
    """The people of a session."""
    return marking.show(enter(token, "the attendance list"), session_id)


@trainer_pages.post("/sessions/<int:session_id>/attendance/<int:registration_id>")
def mark(token: str, session_id: int, registration_id: int) -> ResponseReturnValue:
    """One person is there, or is not."""
    return marking.mark(enter(token), session_id, registration_id)


@trainer_pages.post("/sessions/<int:session_id>/all-present")
def all_present(token: str, session_id: int) -> ResponseReturnValue:
    """Everybody whom nobody has marked yet is there."""
    return marking.all_present(enter(token), session_id)


@trainer_pages.post("/sessions/<int:session_id>/walk-ins")
def add_walk_in(token: str, session_id: int) -> ResponseReturnValue:
    """Somebody came without a registration."""
    return marking.add_walk_in(enter(token), session_id)


@trainer_pages.post("/sessions/<int:session_id>/walk-ins/<int:walk_in_id>/remove")
def remove_walk_in(token: str, session_id: int, walk_in_id: int) -> ResponseReturnValue:
    """A walk-in was a mistake."""
    return marking.remove_walk_in(enter(token), session_id, walk_in_id)


@trainer_pages.post("/sessions/<int:session_id>/complete")
def complete(token: str, session_id: int) -> ResponseReturnValue:
    """The list is complete, or is not after all."""
    return marking.complete(enter(token), session_id)
