"""Keeps the catalogues in step with the code: ``make translations``.

Extracts all messages, keeps the translations that stand, and compiles. With
``python -m tests.support.translations set de new.json`` it takes new translations from a
JSON object: message id (``context|id`` with a context) to text, or to a list of plural forms.
"""

import fcntl
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

FOLDER = Path("registration/translations")
_KEYWORDS = ("_l", "msgid", "lazy_gettext", "pgettext:1c,2", "npgettext:1c,2,3")
# Headers that change with each run would make each run a change.
_RESTLESS = (
    "POT-Creation-Date",
    "PO-Revision-Date",
    "Generated-By",
    "Report-Msgid-Bugs-To",
    "Last-Translator",
    "Language-Team",
    "Project-Id-Version",
)
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)


def extract() -> Catalog:
    """All messages of code and templates."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "messages.pot"
        keywords = [word for keyword in _KEYWORDS for word in ("-k", keyword)]
        arguments = ["pybabel", "-q", "extract", "-F", "pyproject.toml", *keywords]
        CommandLineInterface().run([*arguments, "-o", str(path), "."])  # type: ignore[no-untyped-call]
        with path.open("rb") as file:
            return read_po(file)


def key_of(message: Message) -> str:
    """How a message is named in JSON."""
    text = message.id[0] if isinstance(message.id, tuple) else message.id
    return f"{message.context}|{text}" if message.context else str(text)


def read(language: str) -> Catalog:
    """The catalogue of a language; empty if there is none yet."""
    path = _path(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def languages() -> list[str]:
    """All languages with a catalogue. English stands in the code itself."""
    return sorted(path.name for path in FOLDER.iterdir() if (path / "LC_MESSAGES").is_dir())


def missing(catalogue: Catalog) -> list[str]:
    """The messages without a translation, or with one that is unsure."""
    return [key_of(m) for m in catalogue if m.id and (not _given(m) or m.fuzzy)]


def update(language: str, new: Mapping[str, Any] | None = None) -> list[str]:
    """Bring a catalogue in step; the messages that still have no translation."""
    with _alone():
        old = {key_of(m): m for m in read(language) if m.id and _given(m)}
        catalogue = _fresh(language)
        for message in extract():
            if message.id:
                text = (new or {}).get(key_of(message))
                stands = old.get(key_of(message))
                catalogue.add(
                    message.id,
                    _text(message, text if text is not None else stands and stands.string),
                    context=message.context,
                    flags=message.flags - {"fuzzy"},
                )
        _write(language, catalogue)
    return missing(catalogue)


def _text(message: Message, text: Any) -> Any:
    if isinstance(message.id, tuple):
        return tuple(text) if text else ()
    return text or ""


def _given(message: Message) -> bool:
    forms = message.string if isinstance(message.string, tuple | list) else [message.string]
    return bool(forms) and all(forms)


def _fresh(language: str) -> Catalog:
    return Catalog(locale=language, fuzzy=False, header_comment="", charset="utf-8")


def _path(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "messages.po"


def _write(language: str, catalogue: Catalog) -> None:
    path = _path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, sort_output=True, width=100, no_location=True)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith(tuple(f'"{h}' for h in _RESTLESS))]
    path.write_text("".join(kept).lstrip(), encoding="utf-8")
    compiled_path(language).write_bytes(compiled(language))


def compiled_path(language: str) -> Path:
    """Where the compiled catalogue of a language lies."""
    return _path(language).with_suffix(".mo")


def compiled(language: str) -> bytes:
    """A catalogue as programs read it; the same catalogue always gives the same bytes."""
    catalogue = read(language)
    catalogue.creation_date = catalogue.revision_date = _NO_DATE
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


@contextmanager
def _alone() -> Iterator[None]:
    """One at a time: two who add words at once must not lose any."""
    with (FOLDER / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main() -> int:
    """Update all catalogues, or set translations of one."""
    if sys.argv[1:2] == ["set"]:
        new = json.loads(Path(sys.argv[3]).read_text(encoding="utf-8"))
        wanted = {sys.argv[2]: new}
    else:
        wanted = {language: {} for language in languages()}
    gaps = {language: update(language, new) for language, new in wanted.items()}
    for language, messages in gaps.items():
        print(f"{language}: {len(messages)} messages without translation")
        print("".join(f"  {message}\n" for message in messages), end="")
    return 1 if any(gaps.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
