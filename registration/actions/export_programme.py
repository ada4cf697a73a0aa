"""The published programme as values that import back to the same."""

from ..domain.programme import (
    Contact,
    FundingSpec,
    Programme,
    SessionSpec,
    TrainerSpec,
    TrainingSpec,
)
from ..domain.states import WaitlistMode
from ..store import trainings as find
from ..store.models import Funding, Training


def export_programme() -> Programme:
    """All published trainings and the grants they name. Drafts and cancelled ones stay out."""
    trainings = find.published()
    fundings = {t.funding.key: t.funding for t in trainings if t.funding}
    return Programme(
        fundings=tuple(_funding(funding) for _, funding in sorted(fundings.items())),
        trainings=tuple(spec_of(training) for training in trainings),
    )


def _funding(funding: Funding) -> FundingSpec:
    return FundingSpec(
        key=funding.key,
        title=funding.title,
        programme=funding.programme,
        notice=funding.notice,
        reference=funding.reference,
        retention_years=funding.retention_years,
    )


def spec_of(training: Training) -> TrainingSpec:
    """A training as the programme file would say it."""
    return TrainingSpec(
        slug=training.slug,
        title=training.title,
        capacity=training.capacity,
        contact=Contact(training.contact_name, training.contact_email, training.contact_phone),
        sessions=tuple(
            SessionSpec(s.starts, s.ends, s.place, s.address, s.online_url)
            for s in training.sessions
        ),
        summary=training.summary,
        description=training.description,
        topic=training.topic,
        language=training.language,
        waitlist=WaitlistMode(training.waitlist),
        waitlist_limit=training.waitlist_limit,
        offer_hours=training.offer_hours,
        email_confirmation=training.email_confirmation,
        registration_opens=training.registration_opens,
        registration_closes=training.registration_closes,
        cancel_until=training.cancel_until,
        reminder_days=tuple(training.reminder_days),
        survey=training.survey,
        funding=training.funding.key if training.funding else None,
        trainers=tuple(TrainerSpec(t.name, t.email) for t in training.trainers),
        questions=tuple(training.question_specs),
    )
