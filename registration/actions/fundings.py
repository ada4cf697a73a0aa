"""Managers keep grants: their wording, their logos, and when the proof was handed in."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ..domain.trainings.slugs import slug_of
from ..store import fundings
from ..store.database import db
from ..store.locks import lock_row
from ..store.models import Funding, FundingLogo
from ..store.privacy.retention import TOLD_BEFORE, names_due
from .privacy import audit
from .refusal import refuse_second


@dataclass(frozen=True)
class Wording:
    """What a grant says about itself, and how long its proof is kept."""

    title: str
    programme: str
    notice: str
    reference: str
    retention_years: int
    proof_submitted_on: date | None


def wording_of(funding: Funding) -> Wording:
    """What stands."""
    return Wording(**{field.name: getattr(funding, field.name) for field in fields(Wording)})


class NamesWouldLeave(Exception):
    """With these values names would leave within a week; ``people`` says how many."""

    def __init__(self, people: int) -> None:
        super().__init__(people)
        self.people = people


def save_funding(
    funding_id: int | None,
    wording: Wording,
    now: datetime,
    actor: str,
    zone: ZoneInfo,
    agreed: int = 0,
    was: Wording | None = None,
) -> Funding:
    """Make a grant or change one; its key is made from the title and stays.

    Raises SecondEditor if ``was`` no longer stands, and NamesWouldLeave if this makes more
    names leave soon than were ``agreed``.
    """
    funding = _locked(funding_id, was) if funding_id is not None else _new(wording)
    before = names_due(now + TOLD_BEFORE, zone)
    for name, value in vars(wording).items():
        setattr(funding, name, value)
    db.session.flush()
    _refuse_to_erase(names_due(now + TOLD_BEFORE, zone) - before, agreed)
    audit.note(actor, "saved a funding", now, funding=funding.id)
    db.session.commit()
    return funding


def _refuse_to_erase(due: Collection[object], agreed: int) -> None:
    if len(due) > agreed:
        db.session.rollback()
        raise NamesWouldLeave(len(due))


def _locked(funding_id: int, was: Wording | None) -> Funding:
    lock_row(Funding, funding_id)
    funding = db.session.get_one(Funding, funding_id)
    refuse_second(wording_of(funding), was)
    return funding


def _new(wording: Wording) -> Funding:
    db.session.rollback()
    funding = Funding(key=slug_of(wording.title, fundings.by_key().keys()), **vars(wording))
    db.session.add(funding)
    return funding


def add_logo(
    funding_id: int, label: str, content: bytes, mimetype: str, now: datetime, actor: str
) -> None:
    """Keep a logo that was checked."""
    db.session.rollback()
    funding = db.session.get_one(Funding, funding_id)
    funding.logos.append(FundingLogo(label=label, content=content, mimetype=mimetype))
    audit.note(actor, "added a logo", now, funding=funding_id)
    db.session.commit()


def remove_logo(funding_id: int, logo_id: int, now: datetime, actor: str) -> None:
    """Take a logo of this grant away."""
    db.session.rollback()
    funding = db.session.get_one(Funding, funding_id)
    funding.logos = [logo for logo in funding.logos if logo.id != logo_id]
    audit.note(actor, "removed a logo", now, funding=funding_id)
    db.session.commit()
