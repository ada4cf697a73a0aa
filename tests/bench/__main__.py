"""``python -m tests.bench``: one table of ratios, measured in one run on both databases."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from tests.bench.latency import latency
from tests.bench.letters import letters, two_workers
from tests.bench.many import fill
from tests.bench.memory import memory
from tests.bench.papers import papers
from tests.bench.place import Place, place
from tests.bench.plan import FULL, QUICK, Plan
from tests.bench.rush import rush
from tests.bench.scale import pages, ticks
from tests.bench.sign_up import forms, sign_ups
from tests.bench.table import Row, printed

Part = Callable[[Place, Plan], Iterator[Row]]
Growth = Callable[[Place, Place, Plan], Iterator[Row]]

PARTS: dict[str, list[Part]] = {
    "signup": [sign_ups],
    "form": [forms],
    "letters": [letters, two_workers],
    "latency": [latency],
    "memory": [memory],
    "full": [rush],
    "documents": [papers],
}
GROWTHS: dict[str, Growth] = {"scale": pages, "tick": ticks}
NAMES = [*PARTS, *GROWTHS]


def run(plan: Plan, names: Sequence[str]) -> Iterator[Row]:
    """Measure the named parts; each line as soon as it is known."""
    for part in (part for name, parts in PARTS.items() if name in names for part in parts):
        for database in plan.databases:
            with place(database) as found:
                yield from part(found, plan)
    if growths := [growth for name, growth in GROWTHS.items() if name in names]:
        for database in plan.databases:
            yield from _grown(database, growths, plan)


def _grown(database: str, growths: Sequence[Growth], plan: Plan) -> Iterator[Row]:
    """Two towns are filled once for all that is measured in both."""
    with place(database) as small, place(database) as large:
        for town, registrations in zip((small, large), plan.registrations, strict=True):
            fill(town, registrations)
        for growth in growths:
            yield from growth(small, large, plan)


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", help=f"a list of parts, of {','.join(NAMES)}")
    parser.add_argument("--quick", action="store_true", help="small sizes, for a first look")
    parser.add_argument("--database", choices=FULL.databases, help="only one of the two")
    found = parser.parse_args(words)
    found.parts = found.only.split(",") if found.only else NAMES
    if unknown := set(found.parts) - set(NAMES):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    return found


def main(words: Sequence[str]) -> None:
    """Measure, tell each line as it comes, then print the table."""
    begin, rows = time.monotonic(), []
    arguments = _arguments(words)
    plan = QUICK if arguments.quick else FULL
    if arguments.database:
        plan = replace(plan, databases=(arguments.database,))
    for row in run(plan, arguments.parts):
        rows.append(row)
        print(" ".join(cell for cell in row.cells if cell), file=sys.stderr, flush=True)
    print(printed(rows))
    print(f"\nMeasured in {time.monotonic() - begin:.0f} s.")


if __name__ == "__main__":
    main(sys.argv[1:])
