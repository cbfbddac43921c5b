from bimtek.models.events import AgendaSlot, Speaker, TrainingEvent
from bimtek.models.records import Attendance, Registration, RegistrationChange, TestScore

__all__ = [
    "AgendaSlot",
    "Attendance",
    "Registration",
    "RegistrationChange",
    "Speaker",
    "TestScore",
    "TrainingEvent",
]
