"""Postausgang: which letters wait, failed or went; try again, withdraw, send once more."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from ....actions.letters.outbox import resend_letter, retry_letters, withdraw_letters
from ....actions.privacy import audit
from ....domain.letters.messages import why_not_again
from ....domain.states import MessageState
from ....store.letters import outbox_lists
from ....store.letters.outbox_lists import OutboxFilter
from ....store.models import Message
from ....store.trainings import trainings as find
from ...context import utc_now
from ...numbers import ids_in
from .. import list_filters
from ..auth import EDITORS, READERS, actor, for_roles
from ..blueprint import staff_pages
from ..flash import done
from ..letter_preview import preview

STATES = ("care", *MessageState, "all")


@staff_pages.get("/outbox")
@for_roles(READERS)
def outbox() -> ResponseReturnValue:
    """Letters by state, with attempts and the reason why one did not go."""
    wanted = OutboxFilter(
        state=list_filters.one_of("state", STATES),
        text=list_filters.search_text(),
        training_id=list_filters.number("training"),
        circular_id=list_filters.number("circular"),
        page=list_filters.page_number(),
    )
    if wanted.training_id is not None and not find.exists(wanted.training_id):
        abort(404)
    audit.log_view(actor(), "the outbox", utc_now(), wanted.training_id)
    return render_template(
        "staff/letters/outbox.html",
        page=outbox_lists.outbox_page(wanted),
        wanted=wanted,
        states=STATES,
        counts=outbox_lists.counts(),
    )


@staff_pages.post("/outbox")
@for_roles(EDITORS)
def outbox_post() -> ResponseReturnValue:
    """Retry or withdraw the chosen letters, or retry all that failed."""
    do = request.form.get("do", "")
    ids = ids_in(request.form.getlist("letter"))
    back = {name: request.args.get(name) or None for name in ("state", "training", "circular")}
    if do == "retry-all":
        count = retry_letters(None, utc_now(), actor())
    elif do == "retry":
        count = retry_letters(ids, utc_now(), actor())
    elif do == "withdraw":
        count = withdraw_letters(ids, utc_now(), actor())
    else:
        abort(400)
    if do == "retry" and ids and not count:
        return done("not-retried", ".outbox", None, **back)
    return done("withdrawn" if do == "withdraw" else "retried", ".outbox", count, **back)


@staff_pages.get("/outbox/<int:message_id>")
@for_roles(READERS)
def letter(message_id: int) -> ResponseReturnValue:
    """One letter as its receiver reads it, with dead links."""
    return _letter_page(_message(message_id))


def _letter_page(message: Message) -> str:
    _note_look(message)
    written, useless = preview(message)
    return render_template(
        "staff/letters/letter.html",
        message=message,
        letter=written,
        useless=useless,
        not_again=_why_not_again(message) or useless,
    )


def _note_look(message: Message) -> None:
    if message.registration is not None:
        audit.log_person_view(message.registration, actor(), "a letter", utc_now())
    else:
        audit.log_view(actor(), "a letter", utc_now(), message.training_id)


@staff_pages.post("/outbox/<int:message_id>")
@for_roles(EDITORS)
def letter_post(message_id: int) -> ResponseReturnValue:
    """Send a letter that went already once more, or say why that can't be."""
    message = _message(message_id)
    if _why_not_again(message) or preview(message)[1]:
        return _letter_page(message), 409
    again = resend_letter(message_id, utc_now(), actor())
    return done("resent", ".letter", message_id=again)


def _why_not_again(message: Message) -> str:
    return why_not_again(message.kind, message.state)


def _message(message_id: int) -> Message:
    message = outbox_lists.by_id(message_id)
    if message is None:
        abort(404)
    return message
