"""Generated texts with tags, as hostile as texts get, and short ways to read and write them."""

import io
import json
from pathlib import Path

from hypothesis import strategies as st

from core.domain.models.splits import Dataset
from core.domain.project.jobs import FileFailure
from core.domain.tagging.tags import Suggestion
from core.domain.text.spans import Span
from core.formats import FORMATS, ExchangedFile, Source
from core.formats.encodings import kind_of
from core.formats.interface import FolderFormat
from core.formats.sample import sampled

PIECES = [
    "a",
    "B",
    "7",
    " ",
    "  ",
    "\r\n",
    "\n",
    "\r",
    "\t",
    "é",
    "e\u0301",
    "👍🏽",
    "𝒳",
    "مرحبا",
    "日本",
    "\x00",
    "\x1b[2J",
]
PIECES += ["\u202e", "\ufeff", '"', "\\", "\u2028", ",", "-DOCSTART-", "O", "<b>", "#", "\xa0"]
ENTITIES = ["A", "Loan Amount", "日付", 'x"y', "a\\b"]

# NULs between letters are UTF-16 without a mark, byte by byte: neither a project nor a format takes such a text.
TEXTS = (
    st.lists(st.sampled_from(PIECES) | st.characters(exclude_categories=["Cs"]), min_size=1, max_size=25)
    .map("".join)
    .filter(lambda text: not kind_of(text.encode()))
)


@st.composite
def spans(draw, text):
    """Spans of the text that do not overlap."""
    borders = sorted(draw(st.sets(st.integers(0, len(text)), max_size=8)))
    pairs = zip(borders[::2], borders[1::2], strict=False)
    return tuple(Span(start, end, draw(st.sampled_from(ENTITIES))) for start, end in pairs)


@st.composite
def exchanged(draw, *, name="x.txt", suggestions=False, confirmed=True, dataset=True):
    """A text of a project."""
    text = draw(TEXTS)
    tags = draw(spans(text))
    scored = draw(spans(text)) if suggestions else ()
    return ExchangedFile(
        name,
        text,
        tags,
        tuple(Suggestion(s.start, s.end, s.entity, 0.25, model="m") for s in scored),
        bool(tags) or (confirmed and draw(st.booleans())),
        draw(st.sampled_from(Dataset)) if dataset else Dataset.TRAINING,
    )


def projects(**of_files):
    """Some texts, each with a name of its own."""
    names = st.lists(st.sampled_from(["a.txt", "b c.txt", "é/日本.txt"]), unique=True, max_size=3)
    return names.flatmap(lambda names: st.tuples(*(exchanged(name=name, **of_files) for name in names))).map(list)


def written(format_, files, *about):
    """The content that a format makes of files, and what it could not hold."""
    stream = io.BytesIO()
    losses = format_.write(files, stream, *about)
    return stream.getvalue(), losses


def read(format_, content, folder=None, **how):
    """Return what a format finds in a content."""
    return list(format_.read(io.BytesIO(content), Source("data", folder, **how)))


def files_of(format_: FolderFormat, folder: Path) -> list[ExchangedFile]:
    """Return the texts that a format finds in a folder; nothing else may be there."""
    found = list(format_.read(folder))
    files = [item for item in found if isinstance(item, ExchangedFile)]
    assert files == found
    return files


def recognised(content):
    """Return the name of the format of a content, or None."""
    sample = sampled(io.BytesIO(content))
    return next((name for name, format_ in FORMATS.items() if format_.recognises(sample)), None)


def failures(items):
    """Return the reasons for what could not be read."""
    return [item.reason for item in items if isinstance(item, FileFailure)]


FOUND = [("Ada", "Person"), ("Ben", "Person"), ("Riga", "City")]
"""What is tagged in each of the samples."""


def texts(items):
    """Return the texts among what a format read."""
    return [item for item in items if isinstance(item, ExchangedFile)]


def found(file):
    """Return what is tagged in a text, each string with its entity."""
    return [(file.text[s.start : s.end], s.entity) for s in file.spans]


def one(name, value):
    """Read one value, which the format has to recognise."""
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    assert recognised(content) == name
    [file] = texts(read(FORMATS[name], content))
    return file
