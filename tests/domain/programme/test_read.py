"""A programme file is taken whole, or refused with every fault at once."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registration.addresses import address_in
from registration.domain.programme import ProgrammeFaults, QuestionKind, read_programme
from registration.domain.states import WaitlistMode

SAMPLE = Path(__file__).parents[3] / "docs/sample/programme.toml"
START = datetime(2027, 1, 21, 9, tzinfo=UTC)


def session(**changes: Any) -> dict[str, Any]:
    """A session as TOML gives it; None leaves a key out."""
    return _table({"starts": START, "ends": START.replace(hour=12), "place": "Rathaus"}, changes)


def training(slug: str = "kurs", **changes: Any) -> dict[str, Any]:
    """A training as TOML gives it; None leaves a key out."""
    contact = {"name": "Amt", "email": "amt@borken.example"}
    usual = {"slug": slug, "title": "Kurs", "capacity": 20, "contact": contact}
    return _table(usual | {"session": [session()]}, changes)


def question(**changes: Any) -> dict[str, Any]:
    """A question as TOML gives it; None leaves a key out."""
    return _table({"key": "diet", "label": "Was essen Sie?", "kind": "text"}, changes)


def _table(usual: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in {**usual, **changes}.items() if value is not None}


def faults(**file: Any) -> list[str]:
    """The faults of a file, each as it is shown."""
    with pytest.raises(ProgrammeFaults) as refused:
        read_programme(file, address_in)
    return [str(fault) for fault in refused.value.faults]


def faults_of(**changes: Any) -> list[str]:
    """The faults of a file with one training."""
    return faults(training=[training(**changes)])


def test_the_sample_programme_reads() -> None:
    programme = read_programme(tomllib.loads(SAMPLE.read_text(encoding="utf-8")), address_in)
    assert [funding.key for funding in programme.fundings] == ["leader-integration"]
    assert len(programme.trainings) == 5
    patron = programme.trainings[1]
    assert patron.waitlist is WaitlistMode.OFFER
    assert [question.kind for question in patron.questions] == [
        QuestionKind.TEXT,
        QuestionKind.CHOICE,
    ]
    assert patron.questions[1].options == ("Ja", "Nein")
    assert patron.sessions[2].online_url == "https://konferenz.borken.example/sprachpaten"
    assert len(patron.trainers) == 2


def test_what_a_file_leaves_out_has_its_default() -> None:
    (read,) = read_programme({"training": [training()]}, address_in).trainings
    assert (read.waitlist, read.waitlist_limit, read.offer_hours) == (WaitlistMode.AUTO, None, 48)
    assert (read.email_confirmation, read.reminder_days, read.survey) == (True, (7, 1), "standard")
    assert (read.language, read.funding, read.trainers, read.questions) == ("de", None, (), ())


def test_line_breaks_of_all_kinds_are_kept_as_one_kind() -> None:
    file = {"training": [training(description="\neins\r\nzwei\rdrei\n")]}
    assert read_programme(file, address_in).trainings[0].description == "eins\nzwei\ndrei"


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"colour": "red"}, 'training "kurs": colour is not a key of this format'),
        ({"title": None}, 'training "kurs": title is missing'),
        ({"title": " "}, 'training "kurs": title must be a text that is not empty'),
        ({"title": 7}, 'training "kurs": title must be a text that is not empty'),
        ({"title": "a\nb"}, 'training "kurs": title must be one line of at most 300 characters'),
        ({"title": "a" * 301}, 'training "kurs": title must be one line of at most 300 characters'),
        ({"description": "\x00"}, 'training "kurs": description must be a text of at most 20000 characters'),
        ({"slug": "Über uns"}, 'training "Über uns": slug must be made of a-z'),
        ({"slug": "kurs\n"}, "slug must be made of a-z"),
        ({"slug": "-kurs"}, 'training "-kurs": slug must be made of a-z'),
        ({"slug": None}, "training 1: slug is missing"),
        ({"slug": 7}, "training 1: slug must be made of a-z"),
        ({"capacity": 0}, 'training "kurs": capacity must be a whole number from 1 to 100000'),
        ({"capacity": -1}, 'training "kurs": capacity must be a whole number from 1 to 100000'),
        ({"capacity": True}, 'training "kurs": capacity must be a whole number from 1 to 100000'),
        ({"capacity": 2.5}, 'training "kurs": capacity must be a whole number from 1 to 100000'),
        ({"capacity": "20"}, 'training "kurs": capacity must be a whole number from 1 to 100000'),
        ({"waitlist": "yes"}, 'training "kurs": waitlist must be one of "auto", "offer", "off"'),
        ({"waitlist": ["auto"]}, 'training "kurs": waitlist must be one of "auto", "offer", "off"'),
        ({"email_confirmation": 1}, 'training "kurs": email_confirmation must be true or false'),
        ({"reminder_days": 7}, 'training "kurs": reminder_days must be a list of 0 to 10 entries'),
        ({"reminder_days": [0]}, 'training "kurs": reminder_days must be a whole number from 1 to 60'),
        ({"survey": "long"}, 'training "kurs": survey must be one of "standard", "none"'),
        ({"language": "deutsch"}, 'training "kurs": language must be a language code such as de or en'),
        ({"offer_hours": 0}, 'training "kurs": offer_hours must be a whole number from 1 to 672'),
        ({"funding": "leader"}, 'training "kurs": funding names no [[funding]]: "leader"'),
        ({"contact": "Amt"}, 'training "kurs", contact: entry must be a table of keys and values'),
        ({"contact": {"name": "Amt"}}, 'training "kurs", contact: email is missing'),
        ({"contact": {"name": "Amt", "email": "amt"}}, 'training "kurs", contact: email must be an e-mail address'),
        ({"trainers": {}}, 'training "kurs": trainers must be a list of { name, email }'),
        ({"trainers": [{"name": "VHS", "email": "a@b@c"}]}, 'training "kurs", trainer 1: email must be an e-mail address'),
        ({"trainers": ["VHS"]}, 'training "kurs", trainer 1: entry must be a table'),
        ({"registration_opens": START.replace(tzinfo=None)}, 'training "kurs": registration_opens needs its offset from UTC'),
        ({"registration_opens": START.date()}, 'training "kurs": registration_opens must be a time such as'),
        ({"registration_opens": START}, 'training "kurs": registration_opens must be earlier than the first session starts'),
        ({"registration_closes": START.replace(hour=10)}, 'training "kurs": registration_closes must not be later than the first session starts'),
        ({"cancel_until": START.replace(hour=10)}, 'training "kurs": cancel_until must not be later than the first session starts'),
        ({"session": None}, 'training "kurs": session is missing'),
        ({"session": []}, 'training "kurs": session is missing'),
        ({"session": session()}, 'training "kurs": session must be written as a list of tables, [[session]]'),
        ({"session": [7]}, 'training "kurs", session 1: entry must be a table'),
        ({"session": [session(ends=START)]}, 'training "kurs", session 1: ends must be later than starts'),
        ({"session": [session(starts=None)]}, 'training "kurs", session 1: starts is missing'),
        ({"session": [session(ends="12:00")]}, 'training "kurs", session 1: ends must be a time such as'),
        ({"session": [session(starts=START.replace(year=1))]}, 'training "kurs", session 1: starts must be of a year from 2000 to 2199'),
        ({"session": [session(online_url="konferenz.example")]}, 'training "kurs", session 1: online_url must be a web address'),
        ({"session": [session(online_url="https://[")]}, 'training "kurs", session 1: online_url must be a web address'),
        ({"session": [session(online_url="javascript:alert(1)")]}, 'training "kurs", session 1: online_url must be a web address'),
        ({"session": [session(), session()]}, 'training "kurs": session of 21.01.2027 09:00 overlaps the one before'),
        ({"question": question()}, 'training "kurs": question must be written as a list of tables, [[question]]'),
        ({"question": [question(kind="colour")]}, 'training "kurs", question 1: kind must be one of "text"'),
        ({"question": [question(key="Diät")]}, 'training "kurs", question 1: key must be made of a-z'),
        ({"question": [question(kind="choice")]}, 'training "kurs", question 1: options must be a list of at least two'),
        ({"question": [question(kind="choice", options=["Ja", "Ja"])]}, 'training "kurs", question 1: options must be a list of at least two'),
        ({"question": [question(kind="several", options=["Ja", 2])]}, 'training "kurs", question 1: options must be a text'),
        ({"question": [question(options=["Ja", "Nein"])]}, 'training "kurs", question 1: options belong only to'),
        ({"question": [question(required="no")]}, 'training "kurs", question 1: required must be true or false'),
        ({"question": [question(), question()]}, 'training "kurs", question "diet": key stands 2 times in the file'),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_training_and_key(changes: dict[str, Any], fault: str) -> None:
    found = faults_of(**changes)
    assert any(fault in one for one in found), found


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        ({"Training": []}, "file: Training is not a key of this format"),
        ({"training": {}}, "file: training must be written as a list of tables, [[training]]"),
        ({"training": [7]}, "training 1: entry must be a table of keys and values"),
        ({"funding": [{"key": "leader"}]}, 'funding "leader": title is missing'),
        ({"funding": [{"title": "LEADER"}]}, "funding 1: key is missing"),
        ({"funding": [{"key": "a", "title": "A", "retention_years": 31}]}, 'funding "a": retention_years must be a whole number from 0 to 30'),
        ({"funding": [{"key": "a", "title": "A"}] * 2}, 'funding "a": key stands 2 times in the file'),
        ({"training": [training(), training()]}, 'training "kurs": slug stands 2 times in the file'),
    ],
)  # fmt: skip
def test_a_fault_of_the_file_itself_is_named(file: dict[str, Any], fault: str) -> None:
    found = faults(**file)
    assert any(fault in one for one in found), found


def test_every_fault_is_listed_at_once_with_nothing_else() -> None:
    bad = training(
        capacity=0,
        colour="red",
        funding="leader",
        session=[session(ends=START, place=None)],
        question=[question(kind="choice"), question(label=None)],
    )
    other = training(capacity="many")
    assert sorted(faults(training=[bad, other], extra=1)) == sorted(
        [
            "file: extra is not a key of this format",
            'training "kurs": colour is not a key of this format',
            'training "kurs": capacity must be a whole number from 1 to 100000',
            'training "kurs": funding names no [[funding]]: "leader"',
            'training "kurs", session 1: ends must be later than starts',
            'training "kurs", session 1: place is missing',
            'training "kurs", question 1: options must be a list of at least two different answers',
            'training "kurs", question 2: label is missing',
            'training "kurs", question "diet": key stands 2 times in the file',
            'training "kurs": capacity must be a whole number from 1 to 100000',
            'training "kurs": slug stands 2 times in the file',
        ]
    )


def test_a_faulty_grant_does_not_make_its_trainings_look_wrong() -> None:
    found = faults(funding=[{"key": "leader"}], training=[training(funding="leader")])
    assert found == ['funding "leader": title is missing']


def test_two_sessions_inside_a_long_one_both_overlap_it() -> None:
    inside = [
        session(starts=START.replace(hour=10), ends=START.replace(hour=11)),
        session(starts=START.replace(hour=13), ends=START.replace(hour=14)),
    ]
    long = session(ends=START.replace(hour=17))
    assert len(faults_of(session=[long, *inside])) == 2


# Whatever TOML can say.
values = st.recursive(
    st.text(max_size=5) | st.integers() | st.booleans() | st.floats() | st.datetimes() | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=4,
)


@given(st.sampled_from([*training(), "question", "trainers", "reminder_days", "funding"]), values)
def test_no_value_of_a_training_ends_in_anything_but_faults(key: str, value: object) -> None:
    try:
        read_programme({"training": [training() | {key: value}]}, address_in)
    except ProgrammeFaults as refused:
        assert refused.faults


@given(st.dictionaries(st.sampled_from(["funding", "training", "x"]), values))
def test_no_file_ends_in_anything_but_faults(file: dict[str, Any]) -> None:
    try:
        read_programme(file, address_in)
    except ProgrammeFaults as refused:
        assert refused.faults
