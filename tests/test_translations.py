"""The catalogues: complete, sure, in step with the code, and true to what they translate."""

import ast
import gettext
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message

from registration.web.language import LANGUAGES
from tests.support import translations

SOURCE = "en"
NAMED = re.compile(r"%\((\w+)\)[a-z]")
TAG = re.compile(r"</?[a-z]+[^>]*>")
# Enough numbers to meet every plural rule that looks at the last two digits.
NUMBERS = range(1000)


@pytest.fixture(params=sorted(set(LANGUAGES) - {SOURCE}))
def language(request: pytest.FixtureRequest) -> str:
    """Each language that has a catalogue."""
    return str(request.param)


@pytest.fixture
def catalogue(language: str) -> Catalog:
    """The translations of a language."""
    return translations.read(language)


@pytest.fixture(scope="module")
def in_the_code() -> set[str]:
    """What code and templates say."""
    return {translations.key_of(message) for message in translations.extract() if message.id}


def test_every_language_on_offer_has_a_catalogue_and_no_other_lies_about() -> None:
    assert set(translations.languages()) == set(LANGUAGES) - {SOURCE}


def test_no_message_is_missing_or_unsure(catalogue: Catalog) -> None:
    assert translations.missing(catalogue) == []


def test_the_catalogue_says_all_that_the_code_says_and_nothing_else(
    catalogue: Catalog, in_the_code: set[str]
) -> None:
    assert {translations.key_of(message) for message in _messages(catalogue)} == in_the_code


def test_plurals_have_as_many_forms_as_the_language(catalogue: Catalog) -> None:
    odd = [m.id for m in _plurals(catalogue) if len(_forms(m)) != catalogue.num_plurals]
    assert odd == []


def test_no_placeholder_is_lost_or_made_up(catalogue: Catalog) -> None:
    odd = [
        (message.id, form)
        for message in _messages(catalogue)
        for number, form in enumerate(_forms(message))
        if form and not _fills_in_the_same(message, form, number in _forms_of_one_number(catalogue))
    ]
    assert odd == []


def test_no_tag_is_lost_or_made_up(catalogue: Catalog) -> None:
    odd = [
        (message.id, form)
        for message in _messages(catalogue)
        for form in _forms(message)
        if form and Counter(TAG.findall(form)) != Counter(TAG.findall(_sources(message)[-1]))
    ]
    assert odd == []


def test_no_translation_begins_or_ends_with_other_space_than_its_message(
    catalogue: Catalog,
) -> None:
    odd = [m.id for m in _messages(catalogue) for form in _forms(m) if form != form.strip()]
    assert odd == []


def test_what_is_compiled_is_what_is_written(language: str) -> None:
    assert translations.compiled_path(language).read_bytes() == translations.compiled(language)


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _plurals(catalogue: Catalog) -> list[Message]:
    return [message for message in _messages(catalogue) if isinstance(message.id, tuple)]


def _sources(message: Message) -> list[str]:
    return _listed(message.id)


def _forms(message: Message) -> list[str]:
    return _listed(message.string)


def _listed(text: str | Sequence[str] | None) -> list[str]:
    """One text, or each form of it."""
    return [text] if isinstance(text, str) else list(text or ())


def _fills_in_the_same(message: Message, form: str, says_its_number: bool) -> bool:
    """Whether a translation fills in what its message does.

    A form that stands for one number alone may spell it out, as Arabic does for "two seats".
    """
    filled = set(NAMED.findall(form))
    wanted = [set(NAMED.findall(source)) for source in _sources(message)]
    if says_its_number and isinstance(message.id, tuple):
        return filled <= wanted[-1] and wanted[-1] - filled <= {"num", "count"}
    return filled == wanted[-1]


def _forms_of_one_number(catalogue: Catalog) -> set[int]:
    """The plural forms that stand for one number alone."""
    form_of = gettext.c2py(catalogue.plural_expr)
    counted = Counter(form_of(number) for number in NUMBERS)
    return {form for form, numbers in counted.items() if numbers == 1}


@pytest.mark.parametrize("path", sorted(Path("registration").rglob("*.py")), ids=str)
def test_each_reason_why_a_letter_does_not_go_is_marked_for_the_catalogue(path: Path) -> None:
    """The team reads it in its own language: ``withdraw(one, msgid("…"))``, never a bare text."""
    bare = [
        f"line {node.lineno}: {ast.unparse(part)}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith(("withdraw", "NotNeeded", "NotAgain"))
        for part in node.args
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    ]
    assert bare == []


@pytest.mark.parametrize("path", sorted(Path("templates").rglob("*.*")), ids=str)
def test_a_template_looks_up_our_own_words_only(path: Path) -> None:
    """``_(…)`` takes its text for markup and fills in %: what somebody typed must not go there."""
    typed = re.findall(r"\b_\((?![\"'])[^)]*\)", path.read_text(encoding="utf-8"))
    assert typed == []


# Fields are declared in the domain, which knows no catalogue: here is where their texts pass.
DECLARED = {"registration/web/forms/declared.py": ["lazy_gettext(text)"]}


@pytest.mark.parametrize("path", sorted(Path("registration").rglob("*.py")), ids=str)
def test_what_is_looked_up_later_is_a_text_of_ours(path: Path) -> None:
    """A page shows a ``lazy_gettext`` as it is, without escaping."""
    typed = [
        ast.unparse(node)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith("lazy_gettext")
        and not all(isinstance(part, ast.Constant) for part in node.args)
    ]
    assert typed == DECLARED.get(str(path), [])


def test_declared_texts_are_looked_up_when_forms_are_made() -> None:
    """``later`` gets parts of declarations only: nothing that comes with a request."""
    calls = [
        ast.unparse(part)
        for path in Path("registration").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "later"
        for part in node.args
    ]
    assert set(calls) == {"one.label", "one.hint", "one.missing", "word"}
