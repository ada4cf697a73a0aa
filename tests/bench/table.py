"""What a run measured, as one table of ratios."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

HEADS = ("What", "Database", "Clients", "Zusage", "Baseline", "Ratio", "Target", "")


@dataclass(frozen=True)
class Row:
    """One line of the table. ``ratio`` or ``reached`` may be missing where nothing is asked."""

    what: str
    database: str
    clients: int | None
    ours: str
    baseline: str = ""
    ratio: str = ""
    target: str = ""
    reached: bool | None = None

    @property
    def cells(self) -> tuple[str, ...]:
        """The line as texts."""
        verdict = {None: "", True: "reached", False: "missed"}[self.reached]
        clients = str(self.clients or "")
        return (
            *(self.what, self.database, clients, self.ours, self.baseline),
            *(self.ratio, self.target, verdict),
        )


def compared(
    what: str,
    database: str,
    clients: int | None,
    rounds: Sequence[tuple[float, float]],
    target: float | None,
    unit: str = "/s",
) -> Row:
    """A line from rounds of (ours, baseline); the ratio is the median of the rounds' own."""
    ratio = median(ours / baseline for ours, baseline in rounds)
    return Row(
        what,
        database,
        clients,
        f"{median(ours for ours, _ in rounds):,.0f}{unit}",
        f"{median(baseline for _, baseline in rounds):,.0f}{unit}",
        f"{ratio:.2f}",
        f"≥ {target}" if target else "",
        ratio >= target if target else None,
    )


def grown(what: str, database: str, rounds: Sequence[tuple[float, float]], most: float) -> Row:
    """A line from rounds of milliseconds in a (small, large) town; growth is to stay small."""
    growth = median(large / small for small, large in rounds)
    small, large = (median(one[side] for one in rounds) for side in (0, 1))
    return Row(
        what,
        database,
        None,
        f"{large:,.1f} ms",
        f"{small:,.1f} ms",
        f"{growth:.2f}",
        f"≤ {most}",
        growth <= most,
    )


def within(what: str, database: str, found: float, most: float, unit: str = "ms") -> Row:
    """A line for one figure that has a limit and nothing beside it."""
    figures = f"{found:,.1f} {unit}", "", "", f"≤ {most:,.0f} {unit}"
    return Row(what, database, None, *figures, found <= most)


def printed(rows: Sequence[Row]) -> str:
    """The table in Markdown, its columns aligned."""
    lines = [HEADS, *(row.cells for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADS))]
    rule = tuple("-" * width for width in widths)
    return "\n".join(_line(line, widths) for line in (lines[0], rule, *lines[1:]))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return f"| {' | '.join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))} |"
