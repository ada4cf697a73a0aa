"""The row of somebody who comes new to a training."""

from typing import Any

from ..domain.text import address_key
from ..store.models import Registration
from .sign_up import Applicant


def registration_of(training_id: int, person: Applicant, **columns: Any) -> Registration:
    """A registration from what somebody typed or said; it is not stored yet."""
    return Registration(
        training_id=training_id,
        given_name=person.given_name,
        family_name=person.family_name,
        email=person.email or None,
        email_key=address_key(person.email) if person.email else None,
        phone=person.phone,
        organisation=person.organisation,
        role=person.role,
        note=person.note,
        answers=person.answers,
        language=person.language,
        **columns,
    )
