"""What these tests share."""

from datetime import UTC, datetime, timedelta


def yesterday() -> datetime:
    return datetime.now(UTC) - timedelta(days=1)
