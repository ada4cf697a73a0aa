"""Finding what a staff page is about, or 404."""

from flask import abort

from ...store.models import Registration, Training
from ...store.signups import registration_lists
from ...store.trainings import trainings


def training_or_404(slug: str) -> Training:
    """The training of a slug, in whatever state."""
    training = trainings.by_slug(slug)
    if training is None:
        abort(404)
    return training


def person_or_404(registration_id: int) -> Registration:
    """The registration of an id, with its training."""
    person = registration_lists.with_training(registration_id)
    if person is None:
        abort(404)
    return person
