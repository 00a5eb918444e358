"""Judging the units of an audit, and what the judgements say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.domain.audit.figures import Report, report
from core.domain.audit.judging import Judgement, Verdict, latest
from core.domain.audit.sampling import Audit, Unit
from core.domain.project.documents import Document
from core.errors import NotFoundError, RequestError, StorageError
from core.services.project.preferences import author
from core.services.project.projects import Project
from core.store.disk.clock import now
from core.store.project.projects import load_schema
from core.store.team import audits
from core.store.texts.finding import read_document


@dataclass(frozen=True, slots=True)
class Question:
    """A unit to judge, with its text.

    Attributes:
        number: of the unit in the queue, from 1.
        unit: to judge.
        document: the file that it is in.
    """

    number: int
    unit: Unit
    document: Document


def latest_audit(project: Project) -> OpenAudit | None:
    """Return the latest audit; None if there is none.

    Raises:
        StorageError: it cannot be read.
    """
    return OpenAudit(project) if audits.audit_ids(project.paths) else None


class OpenAudit:
    """An audit whose units are judged.

    Args:
        project: that it is of.
        audit_id: the latest if not given.

    Raises:
        NotFoundError: there is none.
        StorageError: it cannot be read.
    """

    def __init__(self, project: Project, audit_id: str = "") -> None:
        ids = audits.audit_ids(project.paths)
        if not (audit_id or ids):
            raise NotFoundError("There is no audit yet; 'autotag audit PROJECT --start' draws the sample of one.")
        self._project = project
        self.audit: Audit = audits.load_audit(project.paths, audit_id or ids[0])
        self._all: list[Judgement] = []
        self._changed: set[int] = set()
        self.refresh()

    @property
    def judgements(self) -> dict[int, Judgement]:
        """The judgements that count, by the number of their unit, latest last."""
        return latest(self._all)

    def refresh(self) -> None:
        """Take in what others have judged.

        Raises:
            StorageError: the judgements cannot be read.
        """
        found = audits.load_judgements(self._project.paths, self.audit.id)
        self._all = [judgement for judgement in found if 0 < judgement.unit <= len(self.audit.units)]

    def question(self) -> Question | None:
        """Return the next unit to judge; None if none is left. Units whose text has changed are passed over."""
        judged = self.judgements
        for number, unit in enumerate(self.audit.units, 1):
            if number not in judged and number not in self._changed:
                if question := self.ask(number, unit):
                    return question
                self._changed.add(number)
        return None

    def open_questions(self) -> list[Question]:
        """Return all units that are left to judge."""
        judged = self.judgements
        left = [(number, unit) for number, unit in enumerate(self.audit.units, 1) if number not in judged]
        return [question for number, unit in left if (question := self.ask(number, unit))]

    def ask(self, number: int, unit: Unit) -> Question | None:
        """Return a unit with its text; None if the text is gone or has changed."""
        try:
            document = read_document(self._project.paths, unit.name)
        except (NotFoundError, StorageError):
            return None
        return Question(number, unit, document) if document.hash == unit.hash else None

    def judge(self, number: int, verdict: Verdict, entities: Sequence[str] = ()) -> None:
        """Note the answer about a unit; it is on disk on return.

        Raises:
            RequestError: it is no answer about this unit.
            StorageError: it could not be written.
        """
        self.judge_all([Judgement(number, verdict, tuple(entities))])

    def judge_all(self, judgements: Sequence[Judgement]) -> None:
        """Note several answers of the user, all or none.

        Raises:
            RequestError: one of them is no answer about its unit, or names an entity that the project lacks.
            StorageError: they could not be written.
        """
        by, at, schema = author(), now(), load_schema(self._project.paths)
        for judgement in judgements:
            if not 0 < judgement.unit <= len(self.audit.units):
                raise RequestError(f"There is no unit {judgement.unit}; there are {len(self.audit.units):,}.")
            judgement.check(self.audit.units[judgement.unit - 1])
            for entity in judgement.entities:
                schema.get(entity)
        audits.add_judgements(
            self._project.paths, self.audit.id, [replace(judgement, by=by, at=at) for judgement in judgements]
        )
        self.refresh()

    def undo(self) -> int | None:
        """Undo the user's latest judgement; return the number of its unit, None if there is none.

        Raises:
            StorageError: it could not be written.
        """
        by = author()
        number = next((number for number, each in reversed(self.judgements.items()) if each.by == by), None)
        if number is not None:
            self.judge(number, Verdict.UNDONE)
        return number

    def report(self) -> Report:
        """Return what the judgements say."""
        return report(self.audit, self.judgements)
