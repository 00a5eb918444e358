"""Tables: what separates their cells, and columns that are missing."""

import pytest

from core.errors import RequestError
from core.formats import FORMATS
from harness.samples import SAMPLES, TEXT
from tests.core.formats.projects import FOUND, found, read, recognised, texts


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("csv", "file,start,end,entity\nx.txt,0,3,Person\nx.txt,8,11,Person\nx.txt,15,19,City\n"),
        ("comprehend", SAMPLES["comprehend"].decode()),
        ("labelstudio-csv", "annotation_id,annotator,lead_time,label,text\n1,1,2.5,[],Ada met Ben.\n"),
    ],
)
def test_the_cells_of_a_table_may_be_separated_by_semicolons_or_tabs(name, table, separator, tmp_path):
    (tmp_path / "x.txt").write_text(TEXT)
    content = table.replace(",", separator).encode()
    assert recognised(content) == name
    [file] = texts(read(FORMATS[name], content, tmp_path))
    assert found(file) == (FOUND if name != "labelstudio-csv" else [])


@pytest.mark.parametrize("name", ["csv", "comprehend", "labelstudio-csv"])
def test_a_table_without_the_columns_of_its_format_is_refused(name):
    with pytest.raises(RequestError, match=r"^data, line 1: .*column"):
        read(FORMATS[name], b"sentence,kind\nAda left.,x\n")
