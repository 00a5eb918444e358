"""Formats against the libraries of the tools themselves, where they are installed."""

import importlib
import json
from types import SimpleNamespace

import pytest

from core.domain.text.spans import Span
from core.formats import FOLDER_FORMATS, FORMATS, About, ExchangedFile
from tests.core.formats.projects import read, recognised, written

TEXT = "👍 Ada met Ben in Riga.\n"
SPANS = [(2, 5, "Person"), (10, 13, "Person"), (17, 21, "City")]
FILE = ExchangedFile("a.txt", TEXT, tuple(Span(*span) for span in SPANS), tagged=True)


def file(name, text, *quotes):
    """Make a text with tags on these words, in their order."""
    starts = [text.index(quote) for quote, _ in quotes]
    spans = tuple(Span(at, at + len(quote), entity) for at, (quote, entity) in zip(starts, quotes, strict=True))
    return ExchangedFile(name, text, spans, tagged=True)


FILES = [
    FILE,
    file("ends.txt", "Ada\r\nNovak, left Riga.\r\n", ("Ada\r\nNovak", "Person"), ("Riga", "City")),
    file("blanks.txt", 'Ada\u00a0Lee,\u2003in "Oslo"', ("Ada\u00a0Lee", "Person"), ("Oslo", "City")),
    file("marks.txt", "Zoe\u0308 und 日本 مرحبا", ("Zoe\u0308", "Person"), ("日本", "City")),
    file("together.txt", "Ada Ben Riga", ("Ada", "Person"), ("Ben", "Person"), ("Riga", "City")),
    file("cells.txt", '=1+1, "x"\n;\tAda', ("Ada", "Person")),
    file("nobody.txt", "Nobody came."),
]


def found(file):
    return [(file.text[s.start : s.end], s.entity) for s in file.spans]


FOUND = found(FILE)


def worded(files):
    """Return what is tagged in texts, blanks and line ends as one space."""
    return [(" ".join(words.split()), entity) for file in files for words, entity in found(file)]


@pytest.mark.parametrize("kind", ["xmi", "json"])
def test_uima_cas_as_cassis_writes_it(kind):
    cassis = pytest.importorskip("cassis")
    types = cassis.TypeSystem()
    entity = types.create_type("de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity", "uima.tcas.Annotation")
    types.create_feature(entity, "value", "uima.cas.String")
    cas = cassis.Cas(types)
    cas.sofa_string = TEXT
    cas.sofa_mime = "text/plain"
    for start, end, label in SPANS:
        cas.add(entity(begin=start, end=end, value=label))
    content = (cas.to_xmi() if kind == "xmi" else cas.to_json()).encode()
    assert recognised(content) == f"cas-{kind}"
    [file] = read(FORMATS[f"cas-{kind}"], content)
    assert (file.text, found(file)) == (TEXT, FOUND)


@pytest.mark.parametrize("name", ["bioc", "bioc-json"])
def test_bioc_as_its_library_writes_it(name):
    bioc = pytest.importorskip("bioc")
    collection, document, passage = bioc.BioCCollection(), bioc.BioCDocument(), bioc.BioCPassage()
    document.id, passage.offset, passage.text = "a", 0, TEXT
    for number, (start, end, label) in enumerate(SPANS):
        annotation = bioc.BioCAnnotation()
        annotation.id, annotation.text = str(number), TEXT[start:end]
        annotation.infons["type"] = label
        annotation.add_location(bioc.BioCLocation(start, end - start))
        passage.add_annotation(annotation)
    document.add_passage(passage)
    collection.add_document(document)
    dumps = bioc.dumps if name == "bioc" else importlib.import_module("bioc.biocjson").dumps
    content = dumps(collection).encode()
    assert recognised(content) == name
    [file] = read(FORMATS[name], content)
    assert found(file) == FOUND


CONFIG = """<View><Labels name="label" toName="text"><Label value="Person"/><Label value="City"/></Labels>
<Text name="text" value="$text"/></View>"""


LABEL_STUDIO = {
    "JSON": ("convert_to_json", {}, "labelstudio"),
    "JSON_MIN": ("convert_to_json_min", {}, "labelstudio-min"),
    "CSV": ("convert_to_csv", {"sep": ","}, "labelstudio-csv"),
    "TSV": ("convert_to_csv", {"sep": "\t"}, "labelstudio-csv"),
    "CONLL2003": ("convert_to_conll2003", {}, "conll"),
}


@pytest.mark.parametrize("kind", LABEL_STUDIO)
def test_label_studio_converts_our_export_and_its_output_comes_in(kind, tmp_path):
    converter = pytest.importorskip("label_studio_sdk.converter")
    method, options, name = LABEL_STUDIO[kind]
    tasks = tmp_path / "tasks.json"
    tasks.write_bytes(written(FORMATS["labelstudio"], FILES)[0])
    made = tmp_path / "out"
    made.mkdir()
    getattr(converter.Converter(CONFIG, project_dir=None), method)(str(tasks), str(made), is_dir=False, **options)
    [path] = [path for path in made.iterdir() if path.is_file()]
    content = path.read_bytes()
    assert recognised(content) == name
    files = [item for item in read(FORMATS[name], content) if isinstance(item, ExchangedFile)]
    assert worded(files) == worded(FILES)
    if kind != "CONLL2003":
        assert [(file.text, file.spans) for file in files] == [(file.text, file.spans) for file in FILES]


@pytest.mark.parametrize("name", ["json", "parquet"])
def test_datasets_loads_our_export_and_what_it_saves_comes_in(name, tmp_path):
    datasets = pytest.importorskip("datasets")
    ours = tmp_path / f"ours.{name}"
    if name == "json":
        ours.write_bytes(written(FORMATS["huggingface"], FILES)[0])
    else:
        FOLDER_FORMATS["parquet"].write(FILES, ours, About(entities=("Person", "City")))
    loaded = datasets.load_dataset(name, data_files=str(ours), split="train", cache_dir=str(tmp_path / "cache"))
    loaded.to_parquet(tmp_path / "theirs.parquet")
    files = list(FOLDER_FORMATS["parquet"].read(tmp_path / "theirs.parquet"))
    assert worded(files) == worded(FILES)
    assert [file.name for file in files] == [file.name for file in FILES]


def test_gliner_finds_the_same_spans_in_our_export(monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    processor = pytest.importorskip("gliner.data_processing.processor")
    rows = json.loads(written(FORMATS["gliner"], FILES)[0])
    settings = {"max_len": 384, "max_width": 12, "max_types": 25, "max_neg_type_ratio": 1, "span_mode": "markerV0"}
    tokens = SimpleNamespace(unk_token="?", pad_token="_", cls_token="^", sep_token="|")  # a tokenizer; it is not asked
    config = SimpleNamespace(**settings, shuffle_types=False, random_drop=False, ent_token="<E>", sep_token="<S>")
    batch = processor.UniEncoderSpanProcessor(config, tokens, words_splitter=str.split).collate_raw_batch(rows)
    for number, row in enumerate(rows):
        names = batch["id_to_classes"]
        names = names[number] if isinstance(names, list) else names
        labelled = zip(batch["span_idx"][number].tolist(), batch["span_label"][number].tolist(), strict=True)
        assert {(*span, names[label]) for span, label in labelled if label > 0} == {tuple(each) for each in row["ner"]}


def test_parquet_columns_have_the_types_that_data_sets_of_hugging_face_have(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    FOLDER_FORMATS["parquet"].write([FILE], tmp_path / "x.parquet", About(entities=("Person", "City")))
    table = parquet.read_table(tmp_path / "x.parquet")
    features = json.loads(table.schema.metadata[b"huggingface"])["info"]["features"]
    names = features["ner_tags"]["feature"]["names"]
    row = table.to_pylist()[0]
    assert [names[tag] for tag in row["ner_tags"]][:2] == ["O", "B-Person"]
