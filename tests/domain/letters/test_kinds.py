"""The table of kinds is whole, and stands alone: nothing else lists kinds of letters."""

import ast
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest

from registration.domain.letters.kinds import (
    Kind,
    Row,
    Sentence,
    first_letter,
    kinds_where,
)
from registration.domain.states import ACTIVE, ANYBODY, PROVED, RegistrationState
from tests.support import translations

TABLE = Path("registration/domain/letters/kinds.py")
NAMES = {kind.name for kind in Kind}
WORDS = set(Kind)


def _source_files() -> list[Path]:
    code = [path for root in ("registration", "worker") for path in Path(root).rglob("*.py")]
    return sorted(path for path in code if path != TABLE and "migrations" not in path.parts)


def _named(node: ast.AST) -> set[str]:
    """The kinds that stand as members right in a node."""
    return {
        part.attr
        for part in ast.iter_child_nodes(node)
        if isinstance(part, ast.Attribute) and ast.unparse(part.value) == "Kind"
    } & NAMES


def _collections(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Set | ast.List | ast.Tuple | ast.Dict) and len(_named(node)) > 1:
            yield f"line {node.lineno}: {', '.join(sorted(_named(node)))}"
        if isinstance(node, ast.Subscript | ast.Set | ast.List | ast.Tuple):
            texts = {n.value for n in ast.iter_child_nodes(node) if isinstance(n, ast.Constant)}
            if len(texts & WORDS) > 1 and not texts - WORDS:
                yield f"line {node.lineno}: {', '.join(sorted(map(str, texts)))}"


@pytest.mark.parametrize("path", _source_files(), ids=str)
def test_no_collection_of_kinds_stands_elsewhere(path: Path) -> None:
    assert list(_collections(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        "ENDING = frozenset({Kind.OFFER, Kind.CHANGE})",
        "if kind in (Kind.OFFER, Kind.CHANGE): pass",
        "withdraw(1, 'why', [Kind.OFFER, Kind.CHANGE])",
        "WORDS = {Kind.OFFER: 'offer', Kind.CHANGE: 'change'}",
        "SLOTS = {'offer': Kind.OFFER, 'change': Kind.CHANGE}",
        "BY_WORD = ('offer', 'change')",
    ],
)
def test_a_collection_of_kinds_is_found_however_it_is_written(source: str) -> None:
    assert list(_collections(source))


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_every_column(kind: Kind) -> None:
    values = {field.name: getattr(kind.row, field.name) for field in fields(Row)}
    assert None not in values.values()
    assert kind.row.word
    assert kind.row.states


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_has_a_template(kind: Kind) -> None:
    assert Path(f"templates/letters/{kind}.md").is_file()


def test_no_template_is_of_no_kind() -> None:
    shared = {"_letter", "_parts"}
    assert {path.stem for path in Path("templates/letters").glob("*.md")} - shared == WORDS


@pytest.mark.parametrize("language", translations.languages())
def test_each_kind_and_each_reason_has_a_word_in_each_language(language: str) -> None:
    given = {str(message.id): message.string for message in translations.read(language)}
    reasons = {kind.row.not_again for kind in Kind if kind.row.not_again}
    assert [w for w in {kind.row.word for kind in Kind} | reasons if not given.get(w)] == []


def test_no_two_kinds_have_the_same_word() -> None:
    assert len({kind.row.word for kind in Kind}) == len(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_a_kind_goes_in_one_state_in_all_active_ones_in_all_proved_ones_or_in_all(
    kind: Kind,
) -> None:
    assert kind.row.states in (ANYBODY, ACTIVE, PROVED) or len(kind.row.states) == 1


@pytest.mark.parametrize("kind", sorted(kinds_where(lambda row: row.sentence is not Sentence.NONE)))
def test_the_town_s_own_sentence_stands_in_the_letter(kind: Kind) -> None:
    assert "{{ own_sentence }}" in Path(f"templates/letters/{kind}.md").read_text()


@pytest.mark.parametrize("kind", sorted(kinds_where(lambda row: row.sentence is Sentence.NONE)))
def test_no_other_letter_asks_for_an_own_sentence(kind: Kind) -> None:
    assert "own_sentence" not in Path(f"templates/letters/{kind}.md").read_text()


def test_reminders_and_surveys_go_to_people_with_a_seat_only() -> None:
    """Written out here once more: whoever widens one of these says so in this test too."""
    told = kinds_where(lambda row: row.seat_only)
    assert told == {"confirmation", "promoted", "reminder", "survey", "survey_repeat"}
    assert Kind.REMINDER.row.states == {RegistrationState.CONFIRMED}


def test_the_first_letter_follows_the_state_and_is_for_people_in_it() -> None:
    letters = {
        RegistrationState.UNCONFIRMED: Kind.CONFIRM_ADDRESS,
        RegistrationState.WAITLISTED: Kind.WAITLISTED,
        RegistrationState.CONFIRMED: Kind.CONFIRMATION,
    }
    for state, kind in letters.items():
        assert first_letter(state) is kind
        assert state in kind.row.states
