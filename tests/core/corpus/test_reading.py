"""Records of a corpus are read from what people have, and a bad record never stops the next one."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from core.corpus.inputs import Input, find_inputs, open_input
from core.corpus.reading import Fields, read_records
from core.corpus.records import Record, RefusedRecord
from core.errors import AutotagError, NotFoundError, RequestError, WorkError


def records_of(*addresses: Path | str, fields: Fields | None = None) -> list[Record | RefusedRecord]:
    found: list[Record | RefusedRecord] = []
    for source in find_inputs([str(address) for address in addresses]):
        with open_input(source) as (content, _):
            found += read_records(source, content, fields or Fields())
    return found


def test_a_text_file_is_one_record_without_its_byte_order_mark(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("\ufeffAnn\r\nBen".encode())
    assert records_of(tmp_path / "a.txt") == [Record("a.txt", "Ann\r\nBen", "a.txt")]


def test_a_folder_is_read_below_in_order_of_names_and_other_files_are_passed_over(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b.md", "c.jsonl"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text('{"text": "x"}', "utf-8")
    assert [record.place for record in records_of(tmp_path)] == ["a/z.txt", "b.txt", "c.jsonl:1"]


def test_a_glob_and_named_fields_are_understood(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text('{"message": "Ann", "key": 7}\n\n{"message": "Ben"}\n', "utf-8")
    found = records_of(tmp_path / "*.jsonl", fields=Fields("message", "key"))
    assert [record.id for record in found if isinstance(record, Record)] == ["7", f"{tmp_path}/x.jsonl:3"]


@pytest.mark.parametrize(
    "line",
    [b"{", b"[1]", b'{"text": 5}', b'{"other": "x"}', b'"text"', b"\xff\xfe", b'{"text": "\\ud800"}', b"[" * 100_000],
)
def test_a_bad_line_is_refused_with_its_place_and_the_next_is_read(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "x.jsonl").write_bytes(line + b'\n{"text": "Ann"}\n')
    refused, read = records_of(tmp_path / "x.jsonl")
    assert isinstance(refused, RefusedRecord)
    assert refused.place == "x.jsonl:1"
    assert read == Record("x.jsonl:2", "Ann", "x.jsonl:2")


def test_a_table_keeps_line_ends_inside_quotes_and_refuses_bytes_that_are_no_text(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b'id,text\r\n1,"Ann\r\nLee"\r\n2,B\xe4r\r\n3,Ben\r\n')
    found = records_of(tmp_path / "x.csv")
    assert [record.text for record in found if isinstance(record, Record)] == ["Ann\r\nLee", "Ben"]
    assert [record.place for record in found if isinstance(record, RefusedRecord)] == ["x.csv:4"]


def test_a_table_without_the_column_says_which_it_has(tmp_path: Path) -> None:
    (tmp_path / "x.tsv").write_text("body\tkey\nAnn\t1\n", "utf-8")
    with pytest.raises(WorkError, match=r"no column 'text', but body, key; name one with --text-field"):
        records_of(tmp_path / "x.tsv")


def test_compressed_files_are_read_and_cut_ones_named(tmp_path: Path) -> None:
    whole = gzip.compress(b'{"text": "Ann"}\n' * 50)
    (tmp_path / "x.jsonl.gz").write_bytes(whole)
    assert len(records_of(tmp_path / "x.jsonl.gz")) == 50
    (tmp_path / "x.jsonl.gz").write_bytes(whole[:-9])
    with pytest.raises(WorkError, match=r"x\.jsonl\.gz could not be read to its end"):
        records_of(tmp_path / "x.jsonl.gz")


def test_zstandard_and_parquet_are_read(tmp_path: Path) -> None:
    zstandard = pytest.importorskip("zstandard")
    parquet = pytest.importorskip("pyarrow.parquet")
    arrow = pytest.importorskip("pyarrow")
    (tmp_path / "x.jsonl.zst").write_bytes(zstandard.compress(b'{"text": "Ann"}\n') * 2)
    parquet.write_table(arrow.table({"id": ["a", None], "text": ["Ben", None]}), tmp_path / "y.parquet")
    assert len(records_of(tmp_path / "x.jsonl.zst")) == 2
    first, second = records_of(tmp_path / "y.parquet")
    assert first == Record("a", "Ben", "y.parquet:1")
    assert isinstance(second, RefusedRecord)


def test_addresses_of_other_file_systems_are_read(tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    with fsspec.open("memory://corpus/a.jsonl", "wb") as file:
        file.write(json.dumps({"id": "1", "text": "Ann"}).encode())
    assert records_of("memory://corpus/*.jsonl") == [Record("1", "Ann", "memory://corpus/a.jsonl:1")]


@pytest.mark.parametrize(("name", "error"), [("nothing.txt", NotFoundError), ("x.pdf", RequestError)])
def test_an_input_that_cannot_be_read_is_refused_at_the_start(tmp_path: Path, name: str, error: type) -> None:
    (tmp_path / "x.pdf").touch()
    with pytest.raises(error):
        find_inputs([str(tmp_path / name)])


@pytest.mark.parametrize("kind", ["text", "jsonl", "csv", "tsv", "parquet", ""])
@pytest.mark.parametrize("content", [b"", b"\0", b"\xff" * 9, b'"', b"text\n\0\n", b"PAR1PAR1", b"\x1f\x8b\x08"])
def test_whatever_an_input_holds_it_is_read_or_refused(tmp_path: Path, kind: str, content: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    source = Input("x", str(path), kind)
    try:
        with open_input(source) as (stream, _):
            list(read_records(source, stream, Fields()))
    except AutotagError:
        pass
