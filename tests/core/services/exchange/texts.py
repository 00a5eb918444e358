"""Tagged texts, and lines of JSON that hold them."""

import io
import json

from core.domain.text.spans import Span
from core.formats import ExchangedFile
from core.services import exchange

WITH_TAGS = [
    ExchangedFile("a.txt", "Ann met Ben.", (Span(0, 3, "Person"), Span(8, 11, "Person")), tagged=True),
    ExchangedFile("b.txt", "Rome is large.", (Span(0, 4, "City"),), tagged=True),
]


def line(name, text, *spans, **more):
    rows = [{"start": s, "end": e, "label": label} for s, e, label in spans]
    return json.dumps({"text": text, "spans": rows, "meta": {"name": name, "tagged": True}, **more})


def jsonl(*lines):
    return io.BytesIO("\n".join(lines).encode())


def contents(project):
    out = io.BytesIO()
    exchange.export_file(project, out, "jsonl", suggestions=True)
    return [json.loads(each) for each in out.getvalue().splitlines()]
