"""How much is measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """Sizes of one run. ``seconds`` is the length of one round of one side."""

    rounds: int
    seconds: float
    clients: tuple[int, ...]
    letters: int
    samples: int
    due: int
    registrations: tuple[int, int]
    full_seconds: float
    databases: tuple[str, ...] = ("sqlite", "postgresql")

    @property
    def turns(self) -> range:
        """The rounds, to be gone through."""
        return range(self.rounds)

    @property
    def most_requests(self) -> int:
        """More than two cores answer in one round."""
        return int(2500 * self.seconds) + 10


FULL = Plan(3, 1.2, (1, 8, 32), 300, 100, 1000, (10_000, 1_000_000), 60)
QUICK = Plan(3, 0.6, (1, 8, 32), 100, 30, 200, (10_000, 50_000), 8)
TINY = Plan(1, 0.1, (2,), 4, 2, 3, (20, 60), 0.2, ("sqlite",))
