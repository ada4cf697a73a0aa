"""The pages in docs/ and the README name what is there: files, settings, kinds, keys."""

import re
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path

import pytest

from registration.domain.letters.kinds import Kind
from registration.domain.programme import schema
from registration.domain.programme.table import TableReader
from registration.settings import Settings
from tests.docs.letters_table import rows

PAGES = sorted(["README.md", "CHANGELOG.md", *map(str, Path("docs").rglob("*.md"))])
_LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#]+)(?:#[^)]*)?\)")
_FILE = re.compile(r"`((?:[\w-]+/)*[\w-]+\.(?:py|md|toml|html|css|js))(?:: ([a-z_, ]+))?`")
_FENCE = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
# Names that stand for a file of the reader's own, or for one of another program.
_NOT_OURS = {"thanks.md", "programme.toml", "csp.yaml", "config/sites/csp.yaml"}


def read(page: str) -> str:
    return Path(page).read_text(encoding="utf-8")


def section(page: str, heading: str) -> str:
    return read(page).split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]


def first_cells(text: str) -> Iterator[str]:
    """What stands in backticks in the first cell of each row of the tables."""
    for line in text.splitlines():
        if line.startswith("| `"):
            yield from re.findall(r"`([^`]+)`", line.split("|")[1])


def found_files(name: str) -> list[Path]:
    roots = (".", "registration", "templates", "docs")
    return [path for root in roots if (path := Path(root, name)).is_file()]


@pytest.mark.parametrize("page", PAGES)
def test_each_link_of_a_page_leads_to_a_file(page: str) -> None:
    broken = [to for to in _LINK.findall(read(page)) if not (Path(page).parent / to).exists()]
    assert broken == []


@pytest.mark.parametrize("page", PAGES)
def test_each_file_and_function_that_a_page_names_exists(page: str) -> None:
    missing = []
    for name, functions in _FILE.findall(_FENCE.sub("", read(page))):
        if Path(name).name in _NOT_OURS:
            continue
        files = found_files(name)
        source = files[0].read_text(encoding="utf-8") if files else ""
        wanted = [word.strip() for word in functions.split(",") if word.strip()]
        missing += [name] if not files else []
        missing += [f"{name}: {word}" for word in wanted if f"def {word}(" not in source]
    assert missing == []


SETTINGS = {one.metadata["setting"].name: one for one in fields(Settings)}


def test_the_readme_names_every_setting_and_no_other() -> None:
    assert set(first_cells(section("README.md", "Settings"))) == set(SETTINGS)


def test_the_readme_says_what_each_setting_is_without_a_word() -> None:
    wrong = []
    for line in section("README.md", "Settings").splitlines():
        for name in first_cells(line):
            default, said = SETTINGS[name].default, line.split("|")[2].strip()
            words = re.match(r"`([^`]+)`", said)
            if words:
                good = SETTINGS[name].metadata["setting"].check(words.group(1)) == default
            elif said == "required":
                good = default is MISSING
            else:
                good = not default or name == "DATABASE_URL"
            wrong += [] if good else [name]
    assert wrong == []


def test_the_table_of_letters_names_every_kind_and_no_other() -> None:
    first = read("docs/letters.md").split("\n## ", 1)[0]
    assert set(first_cells(first)) == set(Kind)


def test_the_page_on_letters_says_of_each_kind_what_its_row_says() -> None:
    table = section("docs/letters.md", "What holds for each kind")
    assert [line for line in table.splitlines() if line.startswith("|")] == rows()


def test_the_page_on_the_programme_file_names_every_key_and_no_other() -> None:
    training = schema.Schemas(TableReader(), str).training("")
    tables = {
        "`[[training]]`": training,
        "`[[training.session]]`": schema.SESSION,
        "`[[training.question]]`": schema.QUESTION,
        "`[[funding]]`": schema.FUNDING,
    }
    for heading, wanted in tables.items():
        assert set(first_cells(section("docs/programme.md", heading))) == set(wanted.known)
