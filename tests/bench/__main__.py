"""``python -m tests.bench``: one table of ratios, measured in one run on both databases."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence

from .letters import letters, two_workers
from .place import Place, place
from .plan import FULL, QUICK, Plan
from .sign_up import forms, sign_ups
from .table import Row, printed

Part = Callable[[Place, Plan], Iterator[Row]]

PARTS: dict[str, list[Part]] = {
    "signup": [sign_ups],
    "form": [forms],
    "letters": [letters, two_workers],
}


def run(plan: Plan, names: Sequence[str]) -> Iterator[Row]:
    """Measure the named parts; each line as soon as it is known."""
    for name in names:
        for part in PARTS[name]:
            for database in plan.databases:
                with place(database) as found:
                    yield from part(found, plan)


def _arguments(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", help=f"a list of parts, of {','.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="small sizes, for a first look")
    parser.add_argument("--database", choices=FULL.databases, help="only one of the two")
    found = parser.parse_args(words)
    found.parts = found.only.split(",") if found.only else list(PARTS)
    if unknown := set(found.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    return found


def main(words: Sequence[str]) -> None:
    """Measure, tell each line as it comes, then print the table."""
    begin, rows = time.monotonic(), []
    arguments = _arguments(words)
    for row in run(QUICK if arguments.quick else FULL, arguments.parts):
        rows.append(row)
        print(" ".join(cell for cell in row.cells if cell), file=sys.stderr, flush=True)
    print(printed(rows))
    print(f"\nMeasured in {time.monotonic() - begin:.0f} s.")


if __name__ == "__main__":
    main(sys.argv[1:])
