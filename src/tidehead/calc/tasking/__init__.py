"""Tasks judged by evidence and time; see docs/methods/tasking.md. Days are plain numbers of any count."""

from tidehead.calc.tasking.auditing import AuditSample, allotted, audit_sample, chance_of_finding, size_needed
from tidehead.calc.tasking.changes import Change, Move, changes
from tidehead.calc.tasking.escalating import Escalation, EscalationRule, Ground, Situation, escalations
from tidehead.calc.tasking.finishing import Finish, FinishReason, finish_from_peers, finish_from_reports
from tidehead.calc.tasking.lateness import Block, Delay, delay_split
from tidehead.calc.tasking.statuses import (
    Done,
    Node,
    Report,
    Task,
    TaskingRefused,
    TaskStatus,
    expected_share,
    share_done,
    task_status,
)
from tidehead.calc.tasking.trees import RolledUp, roll_up

__all__ = [
    "AuditSample",
    "Block",
    "Change",
    "Delay",
    "Done",
    "Escalation",
    "EscalationRule",
    "Finish",
    "FinishReason",
    "Ground",
    "Move",
    "Node",
    "Report",
    "RolledUp",
    "Situation",
    "Task",
    "TaskStatus",
    "TaskingRefused",
    "allotted",
    "audit_sample",
    "chance_of_finding",
    "changes",
    "delay_split",
    "escalations",
    "expected_share",
    "finish_from_peers",
    "finish_from_reports",
    "roll_up",
    "share_done",
    "size_needed",
    "task_status",
]
