"""Kills real processes while they write, and looks at what is left of what they have acknowledged."""

from harness.killing.app import App
from harness.killing.commands import Commands
from harness.killing.load import Load, kill_often
from harness.killing.worker import Worker
from harness.killing.writers import CachingRows, Decisions, JsonStorageRows, RecordFileRows

__all__ = [
    "LOADS",
    "RIVALS",
    "App",
    "CachingRows",
    "Commands",
    "Decisions",
    "JsonStorageRows",
    "Load",
    "RecordFileRows",
    "Worker",
    "kill_often",
]

LOADS: list[type[Load]] = [RecordFileRows, Decisions, App, Commands, Worker]
RIVALS: list[type[Load]] = [JsonStorageRows, CachingRows]
