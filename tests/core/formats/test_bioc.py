"""BioC, as XML and as JSON: places of passages and quotes, and what is wrong in its files."""

import json

import pytest

from core.errors import RequestError
from core.formats import FORMATS
from harness.samples import SAMPLES
from tests.core.formats.projects import FOUND, failures, found, one, read, texts


def bioc(*passages):
    """Make a collection of passages: offset, text, and the type, offset, length and quote of an annotation."""
    body = "".join(
        f"<passage><offset>{at}</offset><text>{text}</text><annotation id='a'><infon key='type'>{kind}</infon>"
        f"<location offset='{start}' length='{length}'/><text>{quote}</text></annotation></passage>"
        for at, text, (kind, start, length, quote) in passages
    )
    return f"<collection><document><id>d/1</id>{body}</document></collection>".encode()


def test_bioc_passages_lie_at_their_offsets():
    file = one("bioc", bioc((0, "Ada", ("P", 0, 3, "Ada")), (20, "Ben", ("P", 20, 3, "Ben"))))
    assert (file.name, found(file), len(file.text)) == ("d_1.txt", [("Ada", "P"), ("Ben", "P")], 23)


def annotated(start, length, kind, quote):
    """Make an annotation of BioC JSON."""
    return {"id": "a", "infons": {"type": kind}, "text": quote, "locations": [{"offset": start, "length": length}]}


@pytest.mark.parametrize("wrap", [lambda d: d, lambda d: {"documents": [d]}, lambda d: {"PubTator3": [d]}])
def test_bioc_json_reads_passages_and_sentences_at_their_offsets(wrap):
    sentences = [
        {"offset": 20, "text": "Ben left.", "annotations": [annotated(20, 3, "P", "Ben")]},
        {"offset": 30, "text": "So?", "relations": [{"id": "R"}]},
    ]
    passages = [
        {"offset": 0, "text": "Ada", "infons": {}, "annotations": [annotated(0, 3, "P", "Ada")]},
        {"offset": 20, "sentences": sentences, "annotations": [{"id": "b", "infons": {"type": "P"}, "locations": []}]},
    ]
    file = one("bioc-json", wrap({"id": "d/1", "passages": passages}))
    assert (file.name, found(file), file.text[20:]) == ("d_1.txt", [("Ada", "P"), ("Ben", "P")], "Ben left.\nSo?")
    assert sorted(loss.kind for loss in file.losses) == ["annotation without one place", "relation"]


@pytest.mark.parametrize(
    "passage",
    [
        None,
        {},
        {"offset": -1, "text": "Ada"},
        {"offset": 0, "text": 7},
        {"offset": 0, "text": "Ada", "annotations": [7]},
        {"offset": 0, "text": "Ada", "annotations": [annotated(0, 3, "", "Ada")]},
        {"offset": 0, "text": "Ada", "annotations": [annotated(0, 9, "P", "Eve")]},
        {"offset": 0, "sentences": "x"},
    ],
)
def test_a_bad_document_of_bioc_json_is_refused_alone(passage):
    good = {"id": "2", "passages": [{"offset": 0, "text": "Ben", "annotations": [annotated(0, 3, "P", "Ben")]}]}
    items = read(FORMATS["bioc-json"], json.dumps({"documents": [{"id": "1", "passages": [passage]}, good]}).encode())
    assert len(failures(items)) == 1
    assert [found(file) for file in texts(items)] == [[("Ben", "P")]]


def test_offsets_in_bytes_are_known_by_the_quotes():
    file = one("bioc", bioc((0, "Über über Ada", ("P", 12, 3, "Ada"))))
    assert found(file) == [("Ada", "P")]
    assert [loss.kind for loss in file.adjusted] == ["offsets in bytes"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'<!DOCTYPE c [<!ENTITY a "b">]><collection>&a;</collection>', "declares entities"),
        (b'<!DOCTYPE c [<!ENTITY a SYSTEM "/etc/passwd">]><collection>&a;</collection>', "declares entities"),
        (b"<collection><document>", "not well-formed"),
        (b"<collection>" + b"<a>" * 300, "nested"),
    ],
)
def test_hostile_xml_is_refused(content, reason):
    with pytest.raises(RequestError, match=reason):
        read(FORMATS["bioc"], content)


def test_a_document_type_without_entities_is_read():
    content = SAMPLES["bioc"].replace(b"<collection>", b'<!DOCTYPE collection SYSTEM "BioC.dtd"><collection>', 1)
    assert found(one("bioc", content)) == FOUND
