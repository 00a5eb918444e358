"""What can go wrong, each as one sentence for the user: what is wrong, where, and what to do.

AutotagError
├── RequestError          the request was wrong; nothing was done (exit status 2)
│   ├── NotFoundError     it names something that is not there
│   └── QuotaError        it asks for more text records than are left this month
└── WorkError             the request was right, the work failed (exit status 1)
    ├── StorageError      a file could not be read or written
    │   └── UnusableError it was read, but does not hold what it should (exit status 2)
    └── ConflictError     somebody else saved something that contradicts this
"""

__all__ = [
    "AutotagError",
    "ConflictError",
    "NotFoundError",
    "QuotaError",
    "RequestError",
    "StorageError",
    "UnusableError",
    "WorkError",
]


class AutotagError(Exception):
    """Base of all errors that are meant to be read by a user; `str()` is the sentence."""

    exit_status = 1


class RequestError(AutotagError):
    """The request was wrong; nothing was done."""

    exit_status = 2


class NotFoundError(RequestError):
    """The request names a project, file, entity, model or job that does not exist."""


class QuotaError(RequestError):
    """The request needs more text records than the resource has left this month."""


class WorkError(AutotagError):
    """The request was right, the work failed."""


class StorageError(WorkError):
    """A file could not be read or written."""


class UnusableError(StorageError):
    """A file was read, but it is damaged, of a later version, or no text: bad input, not failed work."""

    exit_status = 2


class ConflictError(WorkError):
    """Somebody else's newer save contradicts this one."""
