"""Which sessions a letter is about."""

from ..store.models import Message, TrainingSession


def sessions_of(message: Message) -> list[TrainingSession] | None:
    """Those of its sessions that take place, by time; None if it is about none in particular."""
    ids = message.facts.get("sessions") or ([message.session_id] if message.session_id else [])
    if not ids or message.training is None:
        return None
    return [session for session in message.training.sessions if session.id in ids]
