"""Autotag data: the jobs of the project."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.widget import Widget

from core.domain.project.autotag_draft import AutotagDraft
from core.domain.project.jobs import AutotagSpec, Job
from core.domain.wording import counted
from core.services.jobs import guessers, jobs
from core.services.training import models
from tui.commands import Offer
from tui.commands import job as commands
from tui.shell.destinations import ChooseModel, JobPage, Section
from tui.shell.screen import AutotagScreen
from tui.widgets.columns import Column
from tui.widgets.meter import stroke
from tui.widgets.row_list import RowList

_INTERVAL = 1.0
"""Seconds between two looks at the jobs, while one is active."""

_BAR = 15
"""Cells of the line for what is done."""


class AutotagDataScreen(AutotagScreen):
    """Lists autotag and training jobs; t begins an autotag job, enter shows one."""

    SECTION: ClassVar[str] = "Autotag"
    HEADING: ClassVar[str] = "Autotag data"

    def __init__(self) -> None:
        super().__init__()
        self._list: RowList[Job] = RowList(
            [
                Column("Job", 22),
                Column("Kind", 8),
                Column("Model", most=40),
                Column("State", 11),
                Column("Done", 9, right=True),
                Column("", _BAR, optional=True),
                Column("Suggested", 9, right=True),
            ],
            self._cells,
            lambda job: job.id,
            self.appearance,
        )

    def compose_body(self) -> Iterable[Widget]:
        """Yield the list."""
        yield self._list

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (Offer(commands.TRIGGER, self.do_trigger),)

    async def load(self) -> None:
        """Get the jobs, and follow them while one is active."""
        self._list.focus()
        self._list.set_rows(await self.blocking(jobs.list_jobs, self.project))
        self.title_bar.show("Autotag data", counted(len(self._list.rows), "job"))
        if not self._list.rows:
            self.say(f"No job yet: press {commands.TRIGGER} to trigger one.")
        self.in_background(self._follow, "follow")

    async def _follow(self) -> None:
        while any(job.state.is_active for job in self._list.rows):
            await asyncio.sleep(_INTERVAL)
            self._list.set_rows(await self.blocking(jobs.list_jobs, self.project))

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        self.go(JobPage(event.key))

    async def do_trigger(self) -> None:
        """Start an autotag job; without a model and a guesser, offer to train a model."""
        for usable in (models.list_models, guessers.list_guessers):
            if await self.blocking(usable, self.project):
                self.go(ChooseModel(AutotagDraft()))
                return
        if await self.ask("This project has no model yet. Train one?"):
            self.go(Section.TRAIN)

    def _cells(self, job: Job) -> Sequence[str]:
        is_autotag = isinstance(job.spec, AutotagSpec)
        done = f"{job.done}/{len(job.spec.files)}" if isinstance(job.spec, AutotagSpec) else f"{job.progress:.0%}"
        bar = stroke(job.progress, _BAR, self.appearance.glyphs)
        return job.id, job.kind, job.spec.model, job.state, done, bar, str(job.suggested) if is_autotag else ""
