"""Input and output of an S3 server on loopback."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from core.errors import RequestError, WorkError
from core.services.corpus.apply import Options, apply_model

from .conftest import TEXTS

fsspec = pytest.importorskip("fsspec")
pytest.importorskip("s3fs")
server = pytest.importorskip("moto.server")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore"),  # of botocore and moto
]


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    started = server.ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    started.start()
    host, port = started.get_host_and_port()
    # The servers of one process share their buckets.
    urlopen(Request(f"http://{host}:{port}/moto-api/reset", method="POST")).close()
    # As in the user's own ~/.config/fsspec.
    account = {"key": "k", "secret": "s", "endpoint_url": f"http://{host}:{port}"}
    monkeypatch.setitem(fsspec.config.conf, "s3", account)
    monkeypatch.chdir(tmp_path)
    files = fsspec.filesystem("s3", skip_instance_cache=True)
    files.mkdir("corpus")
    yield files
    started.stop()


def applied(pipeline: Path, source: str, output: str) -> int:
    return apply_model(Options(str(pipeline), (source,), output), io.BytesIO(), lambda _: None).tagged


def test_objects_are_read_and_an_object_is_written_once(pipeline: Path, bucket: Any, tmp_path: Path) -> None:
    for part in range(2):
        rows = "".join(json.dumps({"id": f"{part}-{n}", "text": text}) + "\n" for n, text in enumerate(TEXTS))
        bucket.pipe_file(f"corpus/in/{part}.jsonl", rows.encode())
        (tmp_path / f"{part}.jsonl").write_text(rows, "utf-8")
    assert applied(pipeline, "s3://corpus/in/*.jsonl", "s3://corpus/out.jsonl") == 8
    assert applied(pipeline, str(tmp_path / "[01].jsonl"), str(tmp_path / "here.jsonl")) == 8
    assert bucket.cat_file("corpus/out.jsonl") == (tmp_path / "here.jsonl").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.jsonl", "1.jsonl", "here.jsonl"]
    with pytest.raises(RequestError, match=r"s3://corpus/out\.jsonl exists already"):
        applied(pipeline, "s3://corpus/in/*.jsonl", "s3://corpus/out.jsonl")


def test_a_bucket_that_is_gone_is_a_sentence_and_the_work_is_kept(pipeline: Path, bucket: Any, tmp_path: Path) -> None:
    bucket.pipe_file("corpus/in.jsonl", json.dumps({"text": TEXTS[0]}).encode())
    with pytest.raises(WorkError, match=r"s3://nowhere/out\.jsonl could not be written"):
        applied(pipeline, "s3://corpus/in.jsonl", "s3://nowhere/out.jsonl")
    bucket.mkdir("nowhere")
    assert applied(pipeline, "s3://corpus/in.jsonl", "s3://nowhere/out.jsonl") == 1
    assert json.loads(bucket.cat_file("nowhere/out.jsonl"))["spans"]
    with pytest.raises(WorkError, match="could not be opened"):
        applied(pipeline, "s3://missing/in.jsonl", "s3://nowhere/other.jsonl")
