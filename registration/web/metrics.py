"""Figures for Prometheus, read from the database: the same from every web process."""

from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge, Histogram, generate_latest

from ..store.letters import figures

_SECONDS = (0.5, 1, 5, 15, 60, 300, 900, 3600, 14_400, 86_400)


def exposition(now: datetime) -> bytes:
    """The text that Prometheus scrapes."""
    registry = CollectorRegistry()
    letters = Gauge(
        "zusage_letters", "Letters in the mail log.", ["kind", "state"], registry=registry
    )
    for kind, state, count in figures.letters_by_state():
        letters.labels(kind, state).set(count)
    _gauge(registry, "zusage_oldest_due_letter_seconds", "How long a letter has been due.").set(
        _age(figures.oldest_due(now), now)
    )
    delivery = Histogram(
        "zusage_delivery_seconds",
        "From owing a letter to handing it over, letters of the last hour.",
        buckets=_SECONDS,
        registry=registry,
    )
    for seconds in figures.recent_delivery_times(now):
        delivery.observe(seconds)
    seen = Gauge(
        "zusage_last_seen_seconds", "Since a process was at work.", ["process"], registry=registry
    )
    for process, at in figures.last_seen().items():
        seen.labels(process).set(_age(at, now))
    return generate_latest(registry)


def _gauge(registry: CollectorRegistry, name: str, text: str) -> Gauge:
    return Gauge(name, text, registry=registry)


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0
