"""The application on an SQLite file that may not grow while the file $DISK_IS_FULL exists."""

import os
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event

from wsgi import app

MOST_PAGES = 1_073_741_823
_MARK = Path(os.environ["DISK_IS_FULL"])

__all__ = ["app"]


@event.listens_for(Engine, "checkout")
def _limit(connection: Any, _record: Any, _proxy: Any) -> None:
    # A limit below the file's size means its size: not one page more.
    connection.execute(f"PRAGMA max_page_count={1 if _MARK.exists() else MOST_PAGES}")
