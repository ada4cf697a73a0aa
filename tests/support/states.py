"""Every page for participants in every state, as addresses to open."""

from datetime import UTC, datetime, timedelta

from registration.actions.signups.ending import cancel_by_link
from registration.actions.trainings.publishing import cancel_training
from registration.domain.programme import QuestionKind, QuestionSpec
from registration.domain.states import WaitlistMode
from registration.links import CONFIRM, MY, SURVEY, Links
from registration.store.models import Registration
from tests.support.factories import make_confirmed, make_registration, make_training

QUESTIONS = (
    QuestionSpec("experience", "Haben Sie Erfahrung?", QuestionKind.CHOICE, ("Ja", "Nein"), True),
    QuestionSpec("languages", "Welche Sprachen?", QuestionKind.SEVERAL, ("Deutsch", "Arabisch")),
    QuestionSpec("childcare", "Brauchen Sie Kinderbetreuung?", QuestionKind.CHECKBOX),
    QuestionSpec("story", "Erzählen Sie", QuestionKind.LONG_TEXT, help="So viel Sie mögen."),
    QuestionSpec("since", "Seit wann?", QuestionKind.DATE),
)


def every_state(links: Links) -> dict[str, str]:
    """Name and path of every page in every state. Needs an application context."""
    now = datetime.now(UTC)
    opened = make_training(now, "offen", questions=QUESTIONS)
    # The longest words of such a programme, which a phone must break.
    words = "Vereinsbuchhaltung für Flüchtlingshilfeorganisationen"
    full = make_training(now, "voll", capacity=1, title=words, summary=words)
    closed = make_training(now, "geschlossen", registration_closes=now - timedelta(hours=1))
    make_training(now, "kommt", registration_opens=now + timedelta(days=3))
    refused = make_training(now, "ausgebucht", capacity=1, waitlist=WaitlistMode.OFF)
    offers = make_training(now, "angebot", capacity=1, waitlist=WaitlistMode.OFFER)
    called_off = make_training(now, "abgesagt", capacity=3)
    over = make_training(now - timedelta(days=31), "vorbei", days=30)

    def token(purpose: str, person: Registration) -> str:
        return f"/{purpose}/{links.token(purpose, person.key, person.link_version)}"

    unconfirmed = make_registration(opened, now)
    confirmed = make_confirmed(opened, now, organisation="Flüchtlingshilfe")
    cancelled = make_confirmed(opened, now)
    cancel_by_link(cancelled, now)
    make_confirmed(full, now)
    waiting = make_confirmed(full, now)
    make_confirmed(refused, now)
    holder, offered = make_confirmed(offers, now), make_confirmed(offers, now)
    cancel_by_link(holder, now)
    was_there = make_confirmed(over, now - timedelta(days=31))
    of_cancelled = make_confirmed(called_off, now)
    cancel_training(called_off.id, "Die Referentin ist erkrankt.", now, "test")
    return {
        "programme": "/",
        "programme in the frame": "/embed/",
        "training": "/trainings/offen",
        "training with long words": "/trainings/voll",
        "training, over": "/trainings/vorbei",
        "training in the frame": "/embed/trainings/offen",
        "training, cancelled": "/trainings/abgesagt",
        "form": "/trainings/offen/register",
        "form in the frame": "/embed/trainings/offen/register",
        "form for the waiting list": "/trainings/voll/register",
        "not open yet": "/trainings/kommt/register",
        "closed": f"/trainings/{closed.slug}/register",
        "fully booked": "/trainings/ausgebucht/register",
        "confirm": token(CONFIRM, unconfirmed),
        "confirmed already": token(CONFIRM, confirmed),
        "my seat": token(MY, confirmed),
        "my place in the queue": token(MY, waiting),
        "my offer": token(MY, offered),
        "my seat in a training that is over": token(MY, was_there),
        "my cancelled registration": token(MY, cancelled),
        "my unconfirmed registration": token(MY, unconfirmed),
        "my seat in a cancelled training": token(MY, of_cancelled),
        "survey": token(SURVEY, was_there),
        "survey, not open": token(SURVEY, confirmed),
        "unsubscribe": token(SURVEY, confirmed) + "/unsubscribe",
        "link again": "/link-again",
        "link sent": "/link-again?sent=1",
        "privacy": "/privacy",
        "accessibility": "/accessibility",
        "not found": "/my/nonsense",
        "staff sign-in": "/staff/sign-in",
    }
