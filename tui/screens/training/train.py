"""Training a model: what to set, and the start."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import on
from textual.widget import Widget
from textual.widgets import Static

from core.domain.models.model import Recipe, TagCounts
from core.domain.models.splits import Split, SplitKind
from core.domain.models.training import TrainingSpec
from core.domain.project.file_filter import WITH_ENTITY, FileFilter
from core.domain.project.schema import check_model_name
from core.domain.wording import counted
from core.errors import RequestError
from core.services.training import models, training
from tui.commands import Offer
from tui.commands import train as commands
from tui.shell.destinations import FileList, JobPage
from tui.shell.screen import AutotagScreen
from tui.terminal.appearance import Glyphs
from tui.widgets import plots
from tui.widgets.columns import Column
from tui.widgets.measured_on import MEASURED_ON
from tui.widgets.meter import stroke
from tui.widgets.row_list import RowList

NAME, RECIPE, BASE, PARTLY_DECIDED, SPLIT, SHARE, SEED, BUDGET = (
    "Model name",
    "Recipe",
    "Base pipeline",
    "Partly decided",
    "Measured on",
    "Test share, %",
    "Seed",
    "Time to choose, s",
)
_TALL = 30
"""Lines of a screen from which on it has room for the models so far."""

_MOST_MODELS = 10
_BAR = 14
"""Cells of the bar for the most frequent entity."""

_NO_BASE = "none"
_DECISIONS, _ALL = "decided places", "all text"

_RECIPES = {
    Recipe.FAST: "seconds; from ten files on",
    Recipe.SPACY: "a neural network: minutes, more files",
    Recipe.MATCHES: "finds texts tagged before; no training",
}
_BASES = {
    Recipe.FAST: "its entities and vectors help",
    Recipe.SPACY: "its weights are the start",
}
_SPLITS = {
    SplitKind.CROSS: "by a model that has not seen it",
    SplitKind.AUTO: "of the files, which is not learned from",
    SplitKind.MANUAL: "files that you put there are not learned from",
}


@dataclass(frozen=True, slots=True)
class Setting:
    """A row: something that can be set, its value, and what that means; or an entity with its tags."""

    name: str
    value: str
    meaning: str
    entity: bool = False

    @property
    def key(self) -> str:
        """Tells it from others: an entity may be called as a setting is."""
        return f"entity {self.name}" if self.entity else self.name


class TrainScreen(AutotagScreen):
    """Settings as rows; enter changes one, s starts."""

    SECTION: ClassVar[str] = "Train"
    HEADING: ClassVar[str] = "Train a model"

    def __init__(self) -> None:
        super().__init__()
        self._plan: training.TrainingPlan | None = None
        self._spec: TrainingSpec | None = None
        self._shows_details = False
        self._list: RowList[Setting] = RowList(
            [Column("Setting", 18), Column("Value", 20), Column("")],
            lambda setting: [setting.name, setting.value, setting.meaning],
            lambda setting: setting.key,
            self.appearance,
        )
        self._so_far = Static(markup=False, classes="pad")
        self._so_far.styles.height = "1fr"

    def compose_body(self) -> Iterable[Widget]:
        """Yield the settings."""
        yield self._list
        yield self._so_far

    def offers(self) -> Sequence[Offer]:
        """Return the commands of this screen."""
        return (
            Offer(commands.START, self.do_start, when=self._can_start),
            Offer(commands.DETAILS, self.do_details),
        )

    async def load(self) -> None:
        """Find what there is to learn from."""
        self._list.focus()
        plan = await self._planned()
        if self._spec is None:
            self._spec = TrainingSpec(plan.free_name, split=plan.split)
        self._show()
        await self._show_models()
        if plan.problem:
            self.message_line.show(plan.problem, error=True)
        else:
            self.say(f"enter changes a setting, {commands.START} starts the training. {plan.caution}")

    async def _show_models(self) -> None:
        """Show how good the models so far are, where there is room."""
        found = await self.blocking(models.list_models, self.project) if self.size.height >= _TALL else []
        latest = found[:_MOST_MODELS][::-1]
        self._so_far.display = bool(latest)
        if latest:  # near the settings
            self._list.styles.height = min(len(self._list.rows) + 2, self.size.height // 2)
        self._so_far.update(plots.models_so_far(latest, self.appearance.glyphs, self.size.width))

    async def _planned(self) -> training.TrainingPlan:
        undecided = self._spec is not None and self._spec.undecided
        self._plan = await self.blocking(training.plan_training, self.project, undecided=undecided)
        return self._plan

    def _can_start(self) -> bool:
        return self._plan is not None and not self._plan.problem

    def _show(self) -> None:
        plan, spec = self._plan, self._spec
        assert plan is not None
        assert spec is not None
        rows = [
            Setting(NAME, spec.model, "exists: will be overwritten" if spec.model in plan.models else "new"),
            Setting(RECIPE, spec.recipe, _RECIPES[spec.recipe]),
            Setting(SPLIT, MEASURED_ON[spec.split.kind], _SPLITS[spec.split.kind]),
        ]
        if plan.partly_decided:
            meaning = (
                "untagged text counts as no entity" if spec.undecided else "the rest of such files is not learned from"
            )
            rows.insert(2, Setting(PARTLY_DECIDED, _ALL if spec.undecided else _DECISIONS, meaning))
        if spec.split.kind is SplitKind.AUTO:
            rows.append(Setting(SHARE, str(spec.split.test_share), "of the tagged files in the training set"))
        if self._shows_details:
            rows += self._details(plan, spec)
        self._list.set_rows([*rows, *_distribution(plan, spec, self.appearance.glyphs)])
        tags = sum(count.tags for count in plan.tags.values())
        self.title_bar.show(
            "Train a model",
            f"{counted(plan.tagged, 'tagged file')}  {counted(tags, 'tag')}  {plan.marked_testing} kept for testing",
        )

    @staticmethod
    def _details(plan: training.TrainingPlan, spec: TrainingSpec) -> Sequence[Setting]:
        rows = [Setting(SEED, str(spec.split.seed), "the same seed, the same division")]
        if spec.recipe in _BASES and (plan.bases or spec.recipe is Recipe.SPACY):
            rows.append(Setting(BASE, spec.base or _NO_BASE, _BASES[spec.recipe]))
        if spec.recipe is Recipe.FAST:
            rows.append(Setting(BUDGET, f"{spec.budget:g}", "for trying what suits these files"))
        return rows

    async def do_details(self) -> None:
        """Show settings that seldom need a change, or hide them."""
        self._shows_details = not self._shows_details
        await self.load()

    @on(RowList.Chosen)
    def _chosen(self, event: RowList.Chosen) -> None:
        chosen = self._list.current
        if chosen is not None and chosen.entity:
            self.go(FileList(FileFilter(WITH_ENTITY + chosen.name)))
        else:
            self.perform(lambda: self._change(event.key))

    async def _change(self, name: str) -> None:
        assert self._spec is not None
        if name == NAME:
            value = await self.question_bar.ask_text("Name of the model:", self._spec.model, check_model_name)
            self._spec = replace(self._spec, model=value.strip()) if value else self._spec
        elif name in (SHARE, SEED, BUDGET):
            self._spec = await self._change_number(name, self._spec)
        else:
            self._spec = await self._choose(name, self._spec)
        await self.load()

    async def _choose(self, name: str, spec: TrainingSpec) -> TrainingSpec:
        assert self._plan is not None
        choices: dict[str, tuple[Sequence[str], str, Callable[[str], TrainingSpec]]] = {
            RECIPE: (list(Recipe), spec.recipe, lambda value: replace(spec, recipe=Recipe(value))),
            SPLIT: (
                list(MEASURED_ON.values()),
                MEASURED_ON[spec.split.kind],
                lambda value: replace(spec, split=replace(spec.split, kind=_kind(value))),
            ),
            BASE: (
                [_NO_BASE, *self._plan.bases],
                spec.base,
                lambda value: replace(spec, base="" if value == _NO_BASE else value),
            ),
            PARTLY_DECIDED: (
                [_DECISIONS, _ALL],
                _ALL if spec.undecided else _DECISIONS,
                lambda value: replace(spec, undecided=value == _ALL),
            ),
        }
        options, present, put = choices[name]
        value = await self.question_bar.ask_choice(f"{name}:", options, present)
        return put(value) if value else spec

    async def _change_number(self, name: str, spec: TrainingSpec) -> TrainingSpec:
        split: Split = spec.split
        present = {SHARE: split.test_share, SEED: split.seed, BUDGET: round(spec.budget)}[name]
        value = await self.question_bar.ask_text(f"{name}:", str(present), _whole_number)
        if value is None:
            return spec
        number = int(value)
        if name == BUDGET:
            return replace(spec, budget=float(number))
        changed = replace(split, test_share=number) if name == SHARE else replace(split, seed=number)
        return replace(spec, split=changed)

    async def do_start(self) -> None:
        """Say what will be deleted or overwritten, ask, submit the job and show it."""
        plan = await self._planned()
        assert self._spec is not None
        overwrite = self._spec.model in plan.models
        if overwrite and not await self.ask(f"There is a model {self._spec.model}. Overwrite it?"):
            return
        if plan.deletion:
            self.say(plan.caution)
            if not await self.ask(f"{plan.deletion} Go on?"):
                return
        job = await self.blocking(training.start_training, self.project, self._spec, overwrite=overwrite)
        self._spec = None
        self.go(JobPage(job.id))


def _distribution(plan: training.TrainingPlan, spec: TrainingSpec, glyphs: Glyphs) -> list[Setting]:
    """Return a row for each entity: its tags to learn from, as a bar too, and those to measure on."""

    def in_files(counts: TagCounts) -> str:
        return f"{counted(counts.tags, 'tag')}, {counted(counts.files, 'file')}"

    rows = []
    found = plan.distribution(spec)
    most = max((learned.tags for learned, _ in found.values()), default=0) or 1
    for entity, (learned, measured) in found.items():
        meaning = f"{stroke(learned.tags / most, _BAR, glyphs):{_BAR}}"
        if spec.split.kind is not SplitKind.CROSS:
            meaning += f" test: {in_files(measured)}"
        rows.append(Setting(entity, in_files(learned), meaning, entity=True))
    return rows


def _kind(measured_on: str) -> SplitKind:
    return next(kind for kind, words in MEASURED_ON.items() if words == measured_on)


def _whole_number(text: str) -> int:
    if not text.strip().isdecimal():
        raise RequestError(f"A whole number is needed, not {text!r}:")
    return int(text)
