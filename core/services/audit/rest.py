"""What is suggested in files that nobody has read to the end, and what accepting it is expected to lead to."""

from __future__ import annotations

from collections import defaultdict
from functools import partial

from core.domain.audit.figures import Figure, rest_report
from core.domain.audit.rest import Rest, Suggested
from core.domain.audit.sampling import Kind, Stratum
from core.domain.models.model import Model
from core.domain.project.entries import FileEntry
from core.domain.tagging.tags import Suggestion
from core.domain.text.spans import Span
from core.errors import AutotagError
from core.services.audit.judging import OpenAudit, latest_audit
from core.services.project.files import list_files
from core.services.project.projects import Project
from core.services.training.models import list_models
from core.store.tags.taggings import load_record
from core.store.texts.finding import read_document


def look_at_rest(project: Project) -> Rest:
    """Return what is suggested in files that nobody has read to the end, and what the latest audit says about it.

    Raises:
        StorageError: the project cannot be read.
    """
    unread = [entry for entry in list_files(project).usable().settled() if not entry.confirmed]
    models = {model.name: model for model in list_models(project)}
    audit = latest_audit(project)
    comparison = _Comparison(audit)
    scores: defaultdict[str, list[float]] = defaultdict(list)
    files = unsaved = 0
    for entry in unread:
        suggestions = _suggestions(project, entry)
        comparison.take(entry, suggestions)
        files += bool(suggestions) and not entry.unsaved
        unsaved += bool(suggestions) and entry.unsaved
        for each in () if entry.unsaved else suggestions:
            scores[each.model].append(each.score)
    why_not = comparison.why_not
    return Rest(
        files,
        sum(not entry.job for entry in unread),
        unsaved,
        [_suggested(found, models.get(name)) for name, found in scores.items()],
        partial(rest_report, audit.audit, audit.judgements) if audit and not why_not else None,
        why_not,
    )


def _suggestions(project: Project, entry: FileEntry) -> list[Suggestion]:
    if not entry.suggestions:
        return []
    try:
        return list(load_record(project.paths, read_document(project.paths, entry.name)).tagging.suggestions)
    except AutotagError:
        return []  # the list of files shows the problem


def _suggested(scores: list[float], model: Model | None) -> Suggested:
    """Return suggestions with what is known of their model; nothing is of a guesser, whose scores mean less."""
    if model is None or not model.calibrated:
        return Suggested(scores)
    total = model.evaluation.total

    def shown_from(score: float) -> int:
        found = (model.outlook(entity, score) for entity in model.entities)
        return sum(each.shown for each in found if each)

    return Suggested(scores, total.recall or None, total.expected, shown_from)


class _Comparison:
    """Finds out whether an audit is of the suggestions that are there now."""

    def __init__(self, audit: OpenAudit | None) -> None:
        self._audit = audit
        units = audit.audit.units if audit else ()
        self._sampled = {
            (unit.name, unit.hash, Span(unit.start, unit.end, unit.entity), unit.score)
            for unit in units
            if unit.kind is Kind.SUGGESTION
        }
        self._there = self._all = 0

    def take(self, entry: FileEntry, suggestions: list[Suggestion]) -> None:
        """Compare the suggestions of a file."""
        self._all += len(suggestions)
        self._there += sum((entry.name, entry.hash, each.span, each.score) in self._sampled for each in suggestions)

    @property
    def why_not(self) -> str:
        """Why the audit says nothing about these suggestions, in a sentence; empty if it does."""
        if self._audit is None:
            return "No audit checks these figures: draw the sample of one, and judge some of it."
        drawn_from = sum(self._audit.audit.sizes.get(Stratum.SUGGESTED, {}).values())
        if (drawn_from, len(self._sampled)) != (self._all, self._there):
            return "The latest audit is of other suggestions, so that it cannot check these figures: draw a new sample."
        if rest_report(self._audit.audit, self._audit.judgements, 0.0)[Figure.RECALL].value is None:
            return "Too little of the latest audit's sample is judged to check these figures."
        return ""
