"""A job's page: how far it is, and what it came to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from textwrap import wrap
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from core.domain.models.model import Model
from core.domain.models.verdict import in_words
from core.domain.project.autotag_draft import AutotagDraft
from core.domain.project.entries import FileEntry
from core.domain.project.file_filter import AUTO_TAGGED, FileFilter
from core.domain.project.jobs import AutotagSpec, Job, JobKind, JobState
from core.domain.wording import counted
from core.services.jobs import autotagging, jobs
from core.services.project import files
from core.services.training import models
from tui.commands import Offer
from tui.commands import job as commands
from tui.shell.destinations import ChooseFiles, FileList, FilePage, ModelPage, ReviewByText
from tui.shell.next_steps import EVERY_FILE_DONE
from tui.shell.screen import AutotagScreen
from tui.terminal.plain import visible
from tui.widgets import plots
from tui.widgets.measured_on import MEASURED_ON
from tui.widgets.meter import meter

_WHAT_NEXT = f"Press {commands.OPEN} to review file by file, {commands.BY_TEXT} to review by text."
_NOTHING_FOUND = f"Nothing found. Press {commands.OPEN} to tag the files by hand; the next model learns from them."
_SHOWN_FAILURES = 10
_SHOWN_FILES = 20
_LABEL = 18
_SCROLL_BAR = 2
_METER = 20
"""Cells of the bar of progress; the work in progress is named behind it, on one line of 80 cells."""
_OF_AUTOTAG_JOBS = (commands.OPEN, commands.BY_TEXT, commands.REVIEW)
_OF_TRAINING_JOBS = (commands.TAG_FILES, commands.MODEL)


class JobScreen(AutotagScreen):
    """Follows a job until it ends.

    Args:
        job_id: of the job.
    """

    SECTION: ClassVar[str] = "Autotag"
    HEADING: ClassVar[str] = "Job"

    def __init__(self, job_id: str) -> None:
        super().__init__()
        self._job_id = job_id
        self._job: Job | None = None
        self._training: Job | None = None
        self._model: Model | None = None
        self._page = Static(markup=False)
        self._scroll = VerticalScroll(self._page, classes="pad")
        self._files: Sequence[FileEntry] = ()

    def compose_body(self) -> Iterable[Widget]:
        """Yield one page."""
        yield self._scroll

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.OPEN, self.do_open, when=self._can_open),
            Offer(commands.BY_TEXT, self.do_by_text, when=self._can_review),
            Offer(commands.REVIEW, self.do_review, when=self._can_review),
            Offer(commands.TAG_FILES, self.do_tag_files, when=self._has_model),
            Offer(commands.MODEL, self.do_model, when=self._has_model),
            Offer(commands.CANCEL, self.do_cancel, when=self._can_cancel),
            Offer(commands.RESUME, self.do_resume, when=self._can_resume),
            Offer(commands.LOG, self.do_log),
        )

    async def load(self) -> None:
        """Show the job, which says what keys mean here, and start to follow it in the background."""
        job = self._job = await self.blocking(jobs.get_job, self.project, self._job_id)
        self._scroll.focus()
        self._show()
        self.in_background(partial(self._follow, job), "follow")

    async def _follow(self, job: Job) -> None:
        if isinstance(job.spec, AutotagSpec) and job.spec.after:
            async for training in jobs.watch_job(self.project, job.spec.after):
                self._training = training
                self._show()
        async for job in jobs.watch_job(self.project, self._job_id):
            self._job = job
            self._show()
        if job.kind is JobKind.TRAINING and job.state is JobState.SUCCEEDED:
            self._model = await self.blocking(models.get_model, self.project, job.spec.model)
            self._show()
        if job.kind is JobKind.AUTOTAG and job.suggested:
            self._files = (await self.blocking(files.list_files, self.project)).auto_tagged(self._job_id)
            self._show()

    @property
    def in_footer(self) -> Sequence[Offer]:
        """The commands that suit a job of this kind."""
        is_training = self._job is not None and self._job.kind is JobKind.TRAINING
        other = _OF_AUTOTAG_JOBS if is_training else _OF_TRAINING_JOBS
        own = [offer for offer in super().in_footer if offer.command not in other]
        return sorted(own, key=lambda offer: not offer.when())  # cancelling while it runs, reviewing afterwards

    def _can_open(self) -> bool:
        return self._job is not None and self._job.kind is JobKind.AUTOTAG and self._job.done > 0

    def _can_review(self) -> bool:
        return self._job is not None and self._job.kind is JobKind.AUTOTAG and self._job.suggested > 0

    def _has_model(self) -> bool:
        job = self._job
        return job is not None and job.kind is JobKind.TRAINING and job.state is JobState.SUCCEEDED

    def _can_cancel(self) -> bool:
        return self._job is not None and self._job.state in (JobState.QUEUED, JobState.RUNNING)

    def _can_resume(self) -> bool:
        return self._job is not None and self._job.state.can_resume

    def _show(self) -> None:
        job = self._job
        assert job is not None
        kind = "Autotag job" if job.kind is JobKind.AUTOTAG else "Training job"
        is_waiting = self._training is not None and self._training.state.is_active
        self.title_bar.show(f"{kind} {job.id}", "training first" if is_waiting else job.state)
        self._page.update(self._text(job))
        self.show_commands()

    def _text(self, job: Job) -> Text:
        """Return how it goes or what came out, and the facts below."""
        text = Text()
        for sentence in self._conclusion(job):
            text.append(f"{self.host.with_keys(sentence)}\n", Style(bold=True))
        if self._training is not None and self._training.state.is_active:
            stage = ": ".join(filter(None, (f"Training {self._training.spec.model}", self._training.stage)))
            done = self._training.progress
            text.append(f"{meter(done, _METER, self.appearance.glyphs)} {done:.0%}  {visible(stage)}\n")
        elif job.state.is_active:
            text.append(meter(job.progress, _METER, self.appearance.glyphs) + f" {job.progress:.0%}\n")
        if job.error:
            text.append(f"{visible(job.error)}\n", Style(bold=True))
        for failure in job.failures[:_SHOWN_FAILURES]:
            text.append(f"{visible(failure.name)}: {visible(failure.reason)}\n")
        if len(job.failures) > _SHOWN_FAILURES:
            text.append(f"and {len(job.failures) - _SHOWN_FAILURES} more files\n")
        if job.state.is_active:
            text.append("The job goes on whatever you do meanwhile, also when you leave.\n", Style(dim=True))
        text.append_text(self._outcome())
        return text.append_text(self._fact_lines(job))

    def _fact_lines(self, job: Job) -> Text:
        text = Text("\n")
        for label, value in _facts(job, jobs.now()):
            text.append(f"{label:<{_LABEL}}", Style(dim=True))
            lines = wrap(visible(value), max(self.size.width - _LABEL - _SCROLL_BAR - 3, _LABEL)) or [""]
            text.append(f"\n{'':{_LABEL}}".join(lines) + "\n")
        return text

    def _outcome(self) -> Text:
        """Return the files that wait for a review, or the entities of the new model, as bars."""
        glyphs, width = self.appearance.glyphs, self.size.width - _SCROLL_BAR
        if self._model is not None:
            counts = self._model.evaluation.entities
            rows = [(name, each.f1, f"{each.f1:.0%}") for name, each in sorted(counts.items())]
            return Text("\n").append_text(
                plots.headed(
                    f"Each entity on such files: {plots.QUALITY}",
                    plots.bars(rows, glyphs, width),
                )
            )
        if not self._files:
            return Text()
        most = max(entry.suggestion_count for entry in self._files)
        shown = self._files[:_SHOWN_FILES]
        rows = [(e.name, e.suggestion_count / most, f"{e.suggestion_count:,}") for e in shown]
        text = Text("\n").append_text(plots.headed("Suggestions to review", plots.bars(rows, glyphs, width)))
        more = len(self._files) - len(shown)
        return text.append(f"and {counted(more, 'more file')}\n") if more else text

    def _conclusion(self, job: Job) -> Sequence[str]:
        """Return what the job came to and what to do next; nothing while that is open."""
        if job.kind is JobKind.TRAINING and job.state is JobState.SUCCEEDED:
            return *_figures(self._model), f"Press {commands.TAG_FILES} to let it tag other files."
        if job.kind is JobKind.AUTOTAG and job.done and not job.state.is_active:
            return [_WHAT_NEXT if job.suggested else _NOTHING_FOUND]
        return []

    async def do_open(self) -> None:
        """Open the first of the job's files with something to do; saving goes on through the others."""
        assert self._job is not None
        assert isinstance(self._job.spec, AutotagSpec)
        names = self._job.spec.files
        first = await self.blocking(files.next_to_do, self.project, names, "")
        if first is None:
            self.say(EVERY_FILE_DONE)
        else:
            self.go(FilePage(first, names))

    def do_review(self) -> None:
        """Open Tag data with the job's files."""
        self.go(FileList(FileFilter(AUTO_TAGGED, self._job_id)))

    async def do_by_text(self) -> None:
        """Open the job's suggestions as questions."""
        assert self._job is not None
        assert isinstance(self._job.spec, AutotagSpec)
        found = await self.blocking(files.list_files, self.project)
        self.go(ReviewByText(found.auto_tagged(self._job_id).names, self._job.spec.files))

    async def do_tag_files(self) -> None:
        """Go straight to choosing files for the model."""
        assert self._job is not None
        model = self._job.spec.model
        known = await self.blocking(autotagging.usable_entities, self.project, model)
        self.go(ChooseFiles(AutotagDraft(model, set(known))))

    def do_model(self) -> None:
        """Open the model's page."""
        assert self._job is not None
        self.go(ModelPage(self._job.spec.model))

    async def do_cancel(self) -> None:
        """Stop the job."""
        await self.blocking(jobs.cancel_job, self.project, self._job_id)

    async def do_resume(self) -> None:
        """Let the job go on."""
        await self.blocking(jobs.resume_job, self.project, self._job_id)
        await self.load()

    async def do_log(self) -> None:
        """Show the log below the facts."""
        log = await self.blocking(jobs.job_log, self.project, self._job_id)
        assert self._job is not None
        text = self._text(self._job)
        text.append("\n" + "\n".join(map(visible, (log or "The log is empty.").splitlines())))
        self._page.update(text)


def _facts(job: Job, now: str) -> list[tuple[str, str]]:
    """Label and value of each line."""
    facts = [("Job", job.id), ("State", job.state), ("Model", job.spec.model)]
    if isinstance(job.spec, AutotagSpec):
        facts += [
            ("Files", f"{job.done} done of {len(job.spec.files)}"),
            ("Suggestions", f"{job.suggested:,}{_left_out(job)}"),
            ("Text records", f"{job.records:,}"),
            ("Entities", ", ".join(job.spec.entities)),
        ]
        if job.note:
            facts.append(("Note", job.note))
        if job.failures:
            facts.append(("Failed files", str(len(job.failures))))
    else:
        facts += [("Recipe", job.spec.recipe), ("Measured on", MEASURED_ON[job.spec.split.kind])]
    if job.tokens:
        facts.append(("Tokens", f"{job.tokens:,}" + (f", {job.cost:.4f} in all" if job.cost else "")))
    if job.dropped:
        facts.append(("Not in the text", f"{job.dropped:,} strings named by the guesser"))
    if job.stage and job.state.is_active:
        facts.append(("Now", job.stage))
    facts.append(("Submitted", job.submitted[:19].replace("T", " ") + " UTC"))
    if job.started:
        facts.append(("Time", _duration(job.seconds(now))))
    left = job.seconds_left(now)
    if left is not None:
        facts.append(("Time left, about", _duration(left)))
    return facts


def _left_out(job: Job) -> str:
    return f" new; {job.suppressed:,} left out, tagged or rejected before" if job.suppressed else ""


def _figures(model: Model | None) -> Sequence[str]:
    """Return how good a new model is, once that is known."""
    if model is None:
        return []
    words = in_words(model.evaluation.total)
    return [f"On files that it had not seen, {words[0].lower()}{words[1:]} {commands.MODEL} shows more."]


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s" if minutes else f"{seconds:.1f} s"
