"""Trainers who stay keep their links, also where several share one address."""

from datetime import datetime

import pytest
from flask import Flask

from registration.domain.programme import TrainerSpec
from registration.store.models import Trainer, Training
from tests.support.factories import make_training

ANNA, OMID = TrainerSpec("Anna", "vhs@borken.example"), TrainerSpec("Omid", "vhs@borken.example")
OTHER = TrainerSpec("Berit", "berit@borken.example")


def people(training: Training) -> dict[int, tuple[str, str]]:
    """Name and address of each trainer, by id: the id is what a link names."""
    return {trainer.id: (trainer.name, trainer.email) for trainer in training.trainers}


def again(now: datetime, *trainers: TrainerSpec) -> Training:
    """The same training written once more with these trainers."""
    return make_training(now, trainers=trainers)


@pytest.fixture
def three(app: Flask, now: datetime) -> dict[int, tuple[str, str]]:
    """Two at one address, and one with an address of her own."""
    return people(again(now, ANNA, OMID, OTHER))


def test_a_corrected_name_drops_nobody_at_the_same_address(
    now: datetime, three: dict[int, tuple[str, str]]
) -> None:
    first, second, third = three
    found = people(again(now, TrainerSpec("Anna Berg", ANNA.email), OMID, OTHER))
    assert found == {
        first: ("Anna Berg", ANNA.email),
        second: three[second],
        third: three[third],
    }
    found = people(again(now, TrainerSpec("Anna Berg", ANNA.email), TrainerSpec("O", OMID.email)))
    assert found == {first: ("Anna Berg", ANNA.email), second: ("O", OMID.email)}


def test_who_goes_is_the_one_who_is_not_named(
    now: datetime, three: dict[int, tuple[str, str]]
) -> None:
    _, second, third = three
    assert people(again(now, OMID, OTHER)) == {second: three[second], third: three[third]}


def test_another_spelling_of_an_address_is_the_same_trainer(
    now: datetime, three: dict[int, tuple[str, str]]
) -> None:
    found = people(again(now, ANNA, OMID, TrainerSpec("Berit", "Berit@Borken.example")))
    assert list(found) == list(three)


def test_a_new_address_is_a_new_trainer_whom_no_old_link_opens(
    now: datetime, three: dict[int, tuple[str, str]]
) -> None:
    first, second, third = three
    found = people(again(now, ANNA, OMID, TrainerSpec("Berit", "neu@borken.example")))
    assert set(found) & set(three) == {first, second}
    assert third not in found


def test_the_same_trainers_in_another_order_change_nothing(
    now: datetime, three: dict[int, tuple[str, str]]
) -> None:
    before = again(now, ANNA, OMID, OTHER).version
    training = again(now, OTHER, OMID, ANNA)
    assert (training.version, people(training)) == (before, three)
    assert Trainer.query.count() == 3  # type: ignore[attr-defined]
