"""What the settings pages show: the team, its sessions, grants, survey templates."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from .database import db
from .models import Funding, FundingLogo, Staff, StaffSession, SurveyTemplate


def team() -> Sequence[Staff]:
    """Everybody who is or was in the team, by address."""
    return db.session.scalars(select(Staff).order_by(Staff.active.desc(), Staff.email_key)).all()


def sessions_of(staff_id: int, used_since: datetime, begun_since: datetime) -> list[StaffSession]:
    """Where somebody is signed in, the newest first."""
    query = (
        select(StaffSession)
        .where(
            StaffSession.staff_id == staff_id,
            StaffSession.revoked_at.is_(None),
            StaffSession.seen_at > used_since,
            StaffSession.created_at > begun_since,
        )
        .order_by(StaffSession.id.desc())
    )
    return list(db.session.scalars(query))


def fundings() -> Sequence[Funding]:
    """All grants with their logos, by title."""
    return db.session.scalars(
        select(Funding).order_by(Funding.title).options(selectinload(Funding.logos))
    ).all()


def funding(funding_id: int) -> Funding | None:
    """One grant; None if there is none."""
    return db.session.get(Funding, funding_id)


def logo(logo_id: int) -> FundingLogo | None:
    """One logo; None if there is none."""
    return db.session.get(FundingLogo, logo_id)


def templates() -> Sequence[SurveyTemplate]:
    """All survey templates, by title."""
    return db.session.scalars(select(SurveyTemplate).order_by(SurveyTemplate.title)).all()


def template(template_id: int) -> SurveyTemplate | None:
    """One survey template; None if there is none."""
    return db.session.get(SurveyTemplate, template_id)
