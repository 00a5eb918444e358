"""Kills real processes while they write, and looks at what is left of what they have acknowledged."""

from benchmarks.killing.app import App
from benchmarks.killing.commands import Commands
from benchmarks.killing.load import Load, kill_often
from benchmarks.killing.worker import Worker
from benchmarks.killing.writers import CachingRows, Decisions, JsonStorageRows, RecordFileRows

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
