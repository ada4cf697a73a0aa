"""The table of kinds as docs/letters.md shows it.

``python -m tests.docs.letters_table`` prints it, to be put into the page after a change.
"""

from registration.domain.letters.kinds import Kind
from registration.domain.states import ACTIVE, ANYBODY, PROVED

HEAD = (
    "| Kind | Receiver | Goes while | Useless once | Calendar | Limit | Online link | All dates"
    " | Unsubscribable | On paper | Held back | Once more |"
)
_GROUPS = {ANYBODY: "always", ACTIVE: "active", PROVED: "active, address proved"}


def rows() -> list[str]:
    """Head and one row a kind, in Markdown."""
    return [HEAD, "|---" * HEAD.count(" |") + "|", *(_row(kind) for kind in Kind)]


def _row(kind: Kind) -> str:
    row = kind.row
    cells = (
        f"`{kind}`",
        row.receiver.value,
        _GROUPS.get(row.states) or ", ".join(sorted(row.states)),
        row.until.value,
        row.calendar.value,
        row.budget.value,
        *("yes" if holds else "no" for holds in _marks(kind)),
        row.not_again or "yes",
    )
    return "| " + " | ".join(cells) + " |"


def _marks(kind: Kind) -> tuple[bool, ...]:
    row = kind.row
    return row.online_link, row.all_dates, row.unsubscribable, row.on_paper, row.held_back


if __name__ == "__main__":
    print("\n".join(rows()))
