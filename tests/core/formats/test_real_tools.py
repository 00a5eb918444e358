"""Formats against the libraries of the tools themselves, where they are installed."""

import importlib
import json

import pytest

from core.domain.text.spans import Span
from core.formats import FOLDER_FORMATS, FORMATS, About, ExchangedFile
from tests.core.formats.projects import read, recognised, written

TEXT = "👍 Ada met Ben in Riga.\n"
SPANS = [(2, 5, "Person"), (10, 13, "Person"), (17, 21, "City")]
FILE = ExchangedFile("a.txt", TEXT, tuple(Span(*span) for span in SPANS), tagged=True)


def found(file):
    return [(file.text[s.start : s.end], s.entity) for s in file.spans]


FOUND = found(FILE)


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


@pytest.mark.parametrize(
    ("kind", "name"), [("JSON_MIN", "labelstudio-min"), ("CSV", "labelstudio-csv"), ("CONLL2003", "conll")]
)
def test_label_studio_converts_our_export_and_its_output_comes_in(kind, name, tmp_path):
    converter = pytest.importorskip("label_studio_sdk.converter")
    tasks = tmp_path / "tasks.json"
    tasks.write_bytes(written(FORMATS["labelstudio"], [FILE])[0])
    made = tmp_path / "out"
    made.mkdir()
    method = {"JSON_MIN": "convert_to_json_min", "CSV": "convert_to_csv", "CONLL2003": "convert_to_conll2003"}[kind]
    convert = getattr(converter.Converter(CONFIG, project_dir=None), method)
    convert(str(tasks), str(made), is_dir=False, **({"sep": ","} if kind == "CSV" else {}))
    [path] = [path for path in made.iterdir() if path.is_file()]
    content = path.read_bytes()
    assert recognised(content) == name
    [file] = [item for item in read(FORMATS[name], content) if isinstance(item, ExchangedFile)]
    assert found(file) == FOUND


def test_parquet_columns_have_the_types_that_data_sets_of_hugging_face_have(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    FOLDER_FORMATS["parquet"].write([FILE], tmp_path / "x.parquet", About(entities=("Person", "City")))
    table = parquet.read_table(tmp_path / "x.parquet")
    features = json.loads(table.schema.metadata[b"huggingface"])["info"]["features"]
    names = features["ner_tags"]["feature"]["names"]
    row = table.to_pylist()[0]
    assert [names[tag] for tag in row["ner_tags"]][:2] == ["O", "B-Person"]
