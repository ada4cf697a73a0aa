"""The privacy notice: the town's own, or a sample that says it is one."""

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from ..actions.signups.sign_up import Notice
from ..store.privacy.notices import is_kept
from .guards import settings

SAMPLE = Path(__file__).parent / "sample_privacy_notice.md"


def current_notice() -> Notice:
    """The notice that forms show now; its version follows from its wording."""
    return _notice(settings().privacy_notice)


@lru_cache(maxsize=4)
def _notice(own: str) -> Notice:
    text = own or SAMPLE.read_text(encoding="utf-8")
    return Notice(version=sha256(text.encode()).hexdigest()[:12], text=text)


def shown_notice(version: str) -> Notice | None:
    """The notice of a version that a form sent back; None if we never showed it."""
    current = current_notice()
    if version == current.version:
        return current
    # A form opened before the wording changed: kept if somebody signed up under it.
    return Notice(version, "") if is_kept(version) else None
