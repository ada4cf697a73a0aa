"""Several people at once: confirm, cancel, write to them; counted before anything happens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from ....actions.letters.circulars import write_circular, write_test_letter
from ....actions.privacy import audit
from ....actions.signups.confirming import confirm_several
from ....actions.signups.ending import cancel_several, foresee_cancelling
from ....domain.letters.kinds import Kind
from ....domain.letters.placeholders import KNOWN, unknown
from ....domain.text import has_control_characters, is_blank, reason_in, tidy
from ....store.models import Circular, Message, Registration, Training
from ....store.signups import registration_lists
from ....store.signups.registration_lists import SHOWS, PeopleFilter
from ...context import utc_now
from ...numbers import ids_in
from ..affected_people import named
from ..auth import EDITORS, actor, current_staff, for_roles
from ..blueprint import staff_pages
from ..finding import training_or_404
from ..flash import done
from ..letter_preview import preview

LONGEST_SUBJECT, LONGEST_BODY = 150, 10_000


@dataclass(frozen=True)
class Words:
    """What somebody writes, and what is wrong with it, by field."""

    subject: str
    body: str
    faults: Mapping[str, str]


@staff_pages.post("/trainings/<slug>/selection")
@for_roles(EDITORS)
def selection(slug: str) -> ResponseReturnValue:
    """Go on with the chosen people; nothing has happened yet."""
    training = training_or_404(slug)
    ids = [person.id for person in _chosen(training)]
    do = request.form.get("do", "")
    if not ids:
        return done("", ".training", slug=slug, nobody="1")
    if do not in _STEPS:
        abort(400)
    audit.log_view(actor(), "registrations", utc_now(), training.id)
    # After a commit each row would be read anew by itself.
    return _STEPS[do](training, registration_lists.chosen(training.id, ids))


def _chosen(training: Training) -> Sequence[Registration]:
    """The ticked people; or all that the list's filter finds, on every page of it.

    From then on they are carried in one field: a form may not have a field for each.
    """
    carried = request.form.get("chosen", "")
    if request.form.get("all") and not carried:
        show = request.form.get("show", "active")
        wanted = PeopleFilter(tidy(request.form.get("q", "")), show if show in SHOWS else "active")
        return registration_lists.people_matching(training.id, wanted)
    texts = carried.split(",") if carried else request.form.getlist("person")
    return registration_lists.chosen(training.id, ids_in(texts))


def _confirm(training: Training, people: Sequence[Registration]) -> ResponseReturnValue:
    open_ones = [p for p in people if p.allowed(utc_now()).confirm]
    if not request.form.get("sure"):
        return _ask(training, open_ones, "confirm")
    count = confirm_several(training.id, [person.id for person in open_ones], utc_now(), actor())
    return done("done-with", ".training", count, slug=training.slug)


def _cancel(training: Training, people: Sequence[Registration]) -> ResponseReturnValue:
    open_ones = [p for p in people if p.allowed(utc_now()).cancel_by_staff]
    if not request.form.get("sure"):
        return _ask(training, open_ones, "cancel")
    reason = reason_in(request.form.get("reason", ""))
    if reason is None:
        fault = gettext("Give a reason in one line. The people will read it.")
        return _ask(training, open_ones, "cancel", fault), 422
    ids = [person.id for person in open_ones]
    count = cancel_several(training.id, ids, utc_now(), actor(), reason)
    return done("done-with", ".training", count, slug=training.slug)


def _ask(training: Training, people: Sequence[Registration], do: str, fault: str = "") -> str:
    follows = foresee_cancelling(training, people, utc_now()) if do == "cancel" else None
    return render_template(
        "staff/signups/bulk.html",
        training=training,
        people=people,
        follows=follows,
        named=named(follows) if follows else {},
        do=do,
        at={"reason": fault} if fault else {},
        reason=request.form.get("reason", ""),
    )


def _write(training: Training, people: Sequence[Registration]) -> ResponseReturnValue:
    return _writing_page(training, people, Words("", "", {}))


def _check_words(training: Training, people: Sequence[Registration]) -> ResponseReturnValue:
    """The letter as one person reads it, and how many get it."""
    words = _typed()
    if words.faults:
        return _writing_page(training, people, words), 422
    return _writing_page(training, people, words, checked=True)


def _send(training: Training, people: Sequence[Registration]) -> ResponseReturnValue:
    words = _typed()
    if words.faults:
        return _writing_page(training, people, words), 422
    text, staff = (words.subject, words.body), current_staff()
    circular, count = write_circular(training.id, people, text, staff, utc_now())
    return done("written", ".outbox", count, circular=circular)


def _test(training: Training, people: Sequence[Registration]) -> ResponseReturnValue:
    words = _typed()
    if words.faults:
        return _writing_page(training, people, words), 422
    text, staff = (words.subject, words.body), current_staff()
    ids = [person.id for person in people]
    write_test_letter(_as_whom(people), text, staff, utc_now())
    people = registration_lists.chosen(training.id, ids)
    return _writing_page(training, people, words, checked=True, tested=True)


_STEPS = {
    "confirm": _confirm,
    "cancel": _cancel,
    "write": _write,
    "change": lambda training, people: _writing_page(training, people, _typed()),
    "check": _check_words,
    "test": _test,
    "send": _send,
}


def _typed() -> Words:
    subject = request.form.get("subject", "")
    body = request.form.get("body", "").replace("\r\n", "\n")
    return Words(
        tidy(subject) if not has_control_characters(subject) else subject,
        body,
        _faults_in(subject, body),
    )


def _faults_in(subject: str, body: str) -> dict[str, str]:
    fields = (
        ("subject", gettext("Subject"), _fault(subject, LONGEST_SUBJECT, lines=False)),
        ("body", gettext("Text"), _fault(body, LONGEST_BODY, lines=True)),
    )
    return {name: f"{label}: {fault}" for name, label, fault in fields if fault}


def _fault(text: str, longest: int, lines: bool) -> str:
    if is_blank(text):
        return gettext("Write something here.")
    if has_control_characters(text, lines=lines):
        return gettext("Please use letters and ordinary characters only.")
    if len(text) > longest:
        return gettext("Please use at most %(count)d characters.", count=longest)
    wrong = ", ".join(f"{{{word}}}" for word in unknown(text))
    if wrong:
        known = ", ".join(f"{{{word}}}" for word in KNOWN)
        return gettext(
            "%(wrong)s is no placeholder. These are: %(known)s", wrong=wrong, known=known
        )
    return ""


def _as_whom(people: Sequence[Registration]) -> Registration:
    wanted = request.form.get("as", "")
    return next((person for person in people if str(person.id) == wanted), people[0])


def _writing_page(
    training: Training,
    people: Sequence[Registration],
    words: Words,
    checked: bool = False,
    tested: bool = False,
) -> str:
    reader = _as_whom(people)
    reachable = sum(p.reachable for p in people)
    return render_template(
        "staff/signups/write.html",
        training=training,
        people=people,
        reachable=reachable,
        words=words,
        known=KNOWN,
        checked=checked,
        tested=tested,
        one=reader,
        letter=_as_read(reader, words) if checked else None,
    )


def _as_read(person: Registration, words: Words) -> object:
    """The letter as one person would read it; the row is never stored."""
    message = Message(
        kind=Kind.CUSTOM,
        language=person.language,
        facts={},
        message_id="preview",
        created_at=utc_now(),
    )
    # Somebody without an address is shown too.
    message.staff = current_staff()
    message.registration, message.training = person, person.training
    message.circular = Circular(subject=words.subject, body=words.body)
    return preview(message)[0]
