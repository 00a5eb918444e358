"""Labels of the Azure service: texts beside them, descriptions, unknown fields, other kinds of project."""

import json

import pytest

from core.domain.models.splits import Dataset
from core.errors import RequestError
from core.services import exchange
from core.services.exchange import ImportOptions
from core.services.project import entities, files, projects
from tests.core.services.exchange.texts import contents


def azure_labels(path, location, **metadata):
    labels = [{"labels": [{"category": "P", "offset": 0, "length": 3}]}]
    documents = [{"location": location, "entities": labels}]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps({"projectFileVersion": "2022-05-01", "metadata": metadata, "assets": {"documents": documents}})
    )
    return path


def test_an_azure_project_goes_out_with_texts_beside_and_comes_in_whole(full, tmp_path):
    files.set_dataset(full, ["b.txt"], Dataset.TESTING)
    entities.add_entity(full, "Unused")
    out = tmp_path / "azure" / "labels.json"
    out.parent.mkdir()
    report = exchange.export_file(full, out, "azure")
    assert [loss.where for loss in report.listed] == ["it has 2 texts; 10 to 100,000 are allowed"]
    copy = projects.project_for_import(tmp_path / "copy")
    exchange.import_file(copy, out.parent)
    assert contents(copy) == contents(full)
    assert entities.load_schema(copy).names == entities.load_schema(full).names
    again = tmp_path / "again.json"
    exchange.export_file(copy, again, "azure")
    assert json.loads(again.read_bytes()) == json.loads(out.read_bytes())
    (out.parent / "a.txt").write_text("other")
    with pytest.raises(RequestError, match="holds another text"):
        exchange.export_file(full, out, "azure")


def test_labels_in_the_folder_of_the_texts_make_a_project_of_it(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "a.txt").write_bytes(b"Ann\r\n")
    labels = [{"regionOffset": 0, "regionLength": 5, "labels": [{"category": "Who", "offset": 0, "length": 3}]}]
    document = {"location": "a.txt", "entities": labels}
    (folder / "labels.json").write_text(json.dumps({"assets": {"documents": [document]}}))
    report = exchange.import_file(projects.project_for_import(folder), folder / "labels.json")
    assert (report.added, report.merged, report.tags) == (0, 1, 1)


def test_descriptions_travel_with_azure_labels_and_never_replace_the_projects_own(full, tmp_path):
    entities.describe_entity(full, "Person", "A person by name.")
    (tmp_path / "out").mkdir()
    exchange.export_file(full, tmp_path / "out" / "labels.json", "azure")
    other = projects.project_for_import(tmp_path / "other")
    exchange.import_file(other, tmp_path / "out" / "labels.json")
    assert {e.name: e.description for e in entities.load_schema(other)} == {"Person": "A person by name.", "City": ""}
    entities.describe_entity(other, "Person", "Anybody with a name.")
    report = exchange.import_file(other, tmp_path / "out" / "labels.json")
    assert entities.load_schema(other).get("Person").description == "Anybody with a name."
    assert report.losses == {"description of an entity that has another": 1}


@pytest.mark.parametrize("holder", ["metadata", "assets"])
def test_another_kind_of_project_of_the_same_service_is_refused_by_name(holder, tmp_path):
    source = tmp_path / "x.json"
    content = {"projectFileVersion": "2023-04-01", "assets": {}, holder: {"projectKind": "Conversation"}}
    source.write_text(json.dumps(content))
    with pytest.raises(RequestError, match="'Conversation'"):
        exchange.import_file(projects.project_for_import(tmp_path / "new"), source)


@pytest.mark.parametrize("place", ["project", "beside", "one up", "named"])
def test_texts_of_azure_are_found_wherever_they_may_lie(place, tmp_path):
    labels = azure_labels(tmp_path / "azure" / "labels" / "l.json", "box/a.txt", storageInputContainerName="box")
    project = projects.project_for_import(tmp_path / "project")
    folder = {
        "project": project.folder,
        "beside": labels.parent,
        "one up": labels.parent.parent,
        "named": tmp_path / "named",
    }[place]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.txt").write_text("Ann left.")
    report = exchange.import_file(project, labels, options=ImportOptions(texts=tmp_path / "named"))
    assert (report.tags, report.refused) == (1, ())
    assert (report.merged, report.added) == ((1, 0) if place == "project" else (0, 1))
    assert files.list_files(project).names == ["a.txt"]


def test_what_azure_keeps_of_a_project_and_its_entities_survives(tmp_path):
    source = tmp_path / "in" / "l.json"
    azure_labels(source, "a.txt", multiLingual=True, projectName="x")
    content = json.loads(source.read_text())
    content["assets"]["entities"] = [{"category": "P", "compositionSetting": "combineComponents"}]
    source.write_text(json.dumps(content))
    (source.parent / "a.txt").write_text("Ann left.")
    project = projects.project_for_import(tmp_path / "project")
    exchange.import_file(project, source)
    out = tmp_path / "new" / "folder" / "l.json"
    exchange.export_file(project, out, "azure")
    written = json.loads(out.read_text())
    assert written["metadata"]["multiLingual"] is True
    assert "multilingual" not in written["metadata"]
    assert written["assets"]["entities"] == [{"category": "P", "compositionSetting": "combineComponents"}]
