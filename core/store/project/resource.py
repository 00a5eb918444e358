"""The resource: the monthly quota of text records, and what each job took of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace

from tinydb import TinyDB, where

from core.domain.project.quota import DEFAULT_LIMIT, Quota
from core.errors import StorageError
from core.store.disk.folders import resource_file
from core.store.disk.storage import RecordFile
from core.store.disk.values import from_document, from_documents, to_document


@dataclass(frozen=True, slots=True)
class _Limit:
    limit: int | None = DEFAULT_LIMIT


@dataclass(frozen=True, slots=True)
class Use:
    """Text records that a job reserved or used.

    Attributes:
        month: as YYYY-MM.
        job: id of the job.
        project: path of the project's folder, for people who read the file.
        records: how many.
    """

    month: str
    job: str
    project: str
    records: int


def load_quota(month: str) -> Quota:
    """Limit and use in a month.

    Raises:
        StorageError: the resource's file is damaged, or of a later version.
    """
    used = load_use().get(month, 0)
    return Quota(month, _load_limit(), used)


def load_use() -> Counter[str]:
    """Text records used, by month.

    Raises:
        StorageError: the resource's file is damaged, or of a later version.
    """
    file = _file()
    used: Counter[str] = Counter()
    for use in from_documents(file.read().table("use").all(), Use, file.path):
        used[use.month] += use.records
    return used


def set_limit(limit: int | None) -> None:
    """Set the limit of text records a month; None lifts it.

    Raises:
        StorageError: the resource's file cannot be read or written.
    """
    with _file().transaction() as db:
        db.drop_table("limit")
        db.table("limit").insert(to_document(_Limit(limit)))


def reserve(use: Use) -> None:
    """Take text records from the month's quota, in place of what the job had reserved in it before.

    A job that is resumed in a later month needs only the rest of its text records from that month.

    Two jobs submitted at once cannot both take the last records: the check is made under the file's lock.

    Raises:
        QuotaError: fewer are left.
        StorageError: the resource's file cannot be read or written.
    """
    file = _file()
    before: list[Use] = []
    try:
        with file.transaction() as db:
            uses = from_documents(db.table("use").all(), Use, file.path)
            before = [other for other in uses if other.job == use.job]
            earlier = [other for other in before if other.month != use.month]
            use = replace(use, records=max(0, use.records - sum(other.records for other in earlier)))
            used = sum(other.records for other in uses if other.month == use.month and other.job != use.job)
            limits = db.table("limit").all()
            limit = from_document(limits[0], _Limit, file.path).limit if limits else DEFAULT_LIMIT
            Quota(use.month, limit, used).check(use.records)
            _put_uses(db, use.job, [*earlier, use])
    except StorageError:
        # It may be in the file though the disk could not say for sure that it stays there.
        with suppress(StorageError), file.transaction() as db:
            _put_uses(db, use.job, before)
        raise


def settle(job: str, records: int) -> None:
    """Give back what a job reserved beyond the text records of the files that it tagged, in whichever month.

    Raises:
        StorageError: the resource's file cannot be read or written.
    """
    with _file().transaction() as db:
        rows = from_documents(db.table("use").search(where("job") == job), Use, _file().path)
        if rows:
            *earlier, latest = sorted(rows, key=lambda use: use.month)
            rest = max(0, records - sum(use.records for use in earlier))
            db.table("use").update({"records": rest}, (where("job") == job) & (where("month") == latest.month))


def _put_uses(db: TinyDB, job: str, uses: Iterable[Use]) -> None:
    table = db.table("use")
    table.remove(where("job") == job)
    table.insert_multiple(to_document(use) for use in uses)


def _load_limit() -> int | None:
    file = _file()
    rows = file.read().table("limit").all()
    return from_document(rows[0], _Limit, file.path).limit if rows else DEFAULT_LIMIT


def _file() -> RecordFile:
    return RecordFile(resource_file(), "resource")
