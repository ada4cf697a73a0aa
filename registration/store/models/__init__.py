"""The tables, one room a subject."""

from .letters import Heartbeat, Message, Round
from .people import Registration, Submission, SurveyAnswer
from .staff import AuditEntry, SignInLink, Staff, StaffSession
from .trainings import Funding, PrivacyNotice, Trainer, Training, TrainingSession

__all__ = [
    "AuditEntry",
    "Funding",
    "Heartbeat",
    "Message",
    "PrivacyNotice",
    "Registration",
    "Round",
    "SignInLink",
    "Staff",
    "StaffSession",
    "Submission",
    "SurveyAnswer",
    "Trainer",
    "Training",
    "TrainingSession",
]
