"""The tables, one room a subject."""

from .letters import Circular, CompletedRun, Heartbeat, Message, Trouble
from .people import Attendance, Registration, Submission, SurveyAnswer, WalkIn
from .staff import AuditEntry, SignInLink, Staff, StaffSession
from .trainings import (
    Funding,
    FundingLogo,
    PrivacyNotice,
    SurveyTemplate,
    Trainer,
    Training,
    TrainingSession,
)
from .undo import Undoable

__all__ = [
    "Attendance",
    "AuditEntry",
    "Circular",
    "CompletedRun",
    "Funding",
    "FundingLogo",
    "Heartbeat",
    "Message",
    "PrivacyNotice",
    "Registration",
    "SignInLink",
    "Staff",
    "StaffSession",
    "Submission",
    "SurveyAnswer",
    "SurveyTemplate",
    "Trainer",
    "Training",
    "TrainingSession",
    "Trouble",
    "Undoable",
    "WalkIn",
]
