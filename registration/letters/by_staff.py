"""What letters say that staff caused or that staff get."""

from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext, ngettext

from .. import formats, markdown
from ..domain.letters.kinds import Kind
from ..domain.letters.placeholders import fill
from ..domain.trainings.decisions import Decision
from ..links import Links
from ..settings import Settings
from ..store.letters import digest
from ..store.models import Circular, Message, Registration, Training
from ..store.privacy.retention import names_leaving
from ..store.signups import registrations
from ..store.trainings.decisions import ToDecide, to_decide
from .escaping import Md


def own_sentence(training: Training, kind: Kind) -> str:
    """The sentence that the team wrote for letters of this kind; empty if none."""
    return training.own_sentences.get(kind.row.sentence, "")


def about_move(message: Message) -> dict[str, Any]:
    """The values for the letter that tells of a move to another training."""
    old = registrations.by_id(message.facts.get("moved_from", 0))
    return {"old_training": formats.isolated(old.training.title) if old else ""}


def about_circular(message: Message, settings: Settings, links: Links) -> dict[str, Any]:
    """The values for what the team wrote itself."""
    if message.circular is None or message.registration is None:
        return {"nothing_to_say": True}
    # A test letter goes to staff, who must not hold somebody's own link.
    mine = message.staff is None
    person = message.registration
    link = links.my(person.key, person.link_version) if mine else links.url("/my/preview")
    return own_words(message.circular, person, settings, link)


def decision_words(decision: ToDecide, zone: ZoneInfo) -> str:
    """What is to be decided or done about a training, and until when."""
    training = decision.training
    if decision.what is Decision.LETTERS_TO_PRINT:
        return ngettext(
            "%(num)d letter is to be printed", "%(num)d letters are to be printed", decision.letters
        )
    if decision.what is Decision.TOO_FEW and training.decide_by:
        return gettext(
            "fewer than %(minimum)d people; decide by %(when)s whether it takes place",
            minimum=training.minimum,
            when=formats.moment(training.decide_by, zone),
        )
    if decision.what is Decision.QUEUE_BY_HAND:
        return gettext("seats are free and people wait: nobody moves up by itself any more")
    return gettext("begins soon and is still a draft")


def own_words(
    circular: Circular, person: Registration, settings: Settings, link: str
) -> dict[str, Any]:
    """What staff wrote, with its placeholders filled in; what is filled in is no Markdown."""
    zone, training = settings.zone, person.training
    values = {
        "Vorname": person.given_name,
        "Nachname": person.family_name,
        "Schulung": training.title,
        "Termine": "; ".join(formats.span(s.starts, s.ends, zone) for s in training.sessions),
        "Ort": ", ".join(dict.fromkeys(s.place for s in training.sessions)),
        "Kontakt": training.contact_name,
    }
    safe = {word: markdown.escape(text) for word, text in values.items()}
    return {
        "own_subject": fill(circular.subject, values | {"Link": link}),
        "own_body": Md(fill(circular.body, safe | {"Link": f"<{link}>"})),
    }


def overview(message: Message, settings: Settings, links: Links) -> dict[str, Any]:
    """The values for the morning letter to the team."""
    since = digest.since_of(message.facts)
    news = digest.news_since(since, message.created_at)
    return {
        "since": formats.moment(since, settings.zone),
        "news": [
            (formats.isolated(one.title), one.signed_up, one.ended, one.waiting) for one in news
        ],
        "decisions": [
            (formats.isolated(one.training.title), decision_words(one, settings.zone))
            for one in to_decide(message.created_at)
        ],
        "failed": digest.failed_letters(),
        "leaving": [
            formats.names_leave(one.day, one.people, one.trainings)
            for one in names_leaving(message.created_at, settings.zone)
        ],
        "staff_url": Md(links.url("/staff/")),
        "settings_url": Md(links.url("/staff/settings")),
        "nothing_to_say": False,
    }
