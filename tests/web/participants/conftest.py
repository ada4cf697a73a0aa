"""The time stands still on 4 January 2027."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine


@pytest.fixture(autouse=True)
def frozen(now: datetime) -> Iterator[time_machine.Traveller]:
    """Freeze the time; a test moves it with ``frozen.move_to``."""
    with time_machine.travel(now, tick=False) as traveller:
        yield traveller
