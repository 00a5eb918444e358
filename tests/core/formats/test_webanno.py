"""WebAnno TSV 3 as INCEpTION and WebAnno write it."""

from core.formats import FOLDER_FORMATS

HEAD = "#FORMAT=WebAnno TSV {}\n#T_SP=de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity|identifier|value\n\n\n"


def file_of(folder, body, version="3.3"):
    """Read the text of a file with this body."""
    path = folder / "a.tsv"
    path.write_text(HEAD.format(version) + body, "utf-8")
    [file] = FOLDER_FORMATS["webanno"].read(path)
    return file


def found(file):
    return [(file.text[s.start : s.end], s.entity) for s in file.spans]


def test_a_sentence_of_several_lines_has_a_line_of_text_for_each(tmp_path):
    body = (
        "#Sentence.id=s1\n#Text=Ada\n#Text=met Ben.\n1-1\t0-3\tAda\t*\tPerson\t\n1-2\t4-7\tmet\t_\t_\t\n"
        "1-3\t8-11\tBen\t*\tPerson\t\n1-4\t11-12\t.\t_\t_\t\n\n#Text=Riga.\n2-1\t13-17\tRiga\t*\tCity\t\n"
    )
    file = file_of(tmp_path, body)
    assert file.text == "Ada\nmet Ben.\nRiga."
    assert found(file) == [("Ada", "Person"), ("Ben", "Person"), ("Riga", "City")]


def test_version_3_1_writes_characters_as_utf16_units(tmp_path):
    body = "#Text=\\uD83D\\uDC4D \\u00DCber \\\\u0041\n1-1\t0-2\t👍\t_\t_\t\n1-2\t3-7\tÜber\t*\tCity\t\n"
    file = file_of(tmp_path, body, "3.1")
    assert file.text == "👍 Über \\u0041"
    assert found(file) == [("Über", "City")]


def test_later_versions_write_characters_as_they_are(tmp_path):
    file = file_of(tmp_path, "#Text=a\\\\u0041 b\n1-1\t0-7\ta\\u0041\t*\tCity\t\n")
    assert file.text == "a\\u0041 b"
    assert found(file) == [("a\\u0041", "City")]


def test_an_annotation_that_a_token_does_not_share_is_not_counted_as_one_without_a_label(tmp_path):
    tokens = "1-1\t0-3\tAda\t*[1]|*[2]\tPerson[1]|Name[2]\t\n1-2\t4-9\tNovak\t*[1]|_\tPerson[1]|_\t\n"
    file = file_of(tmp_path, f"#Text=Ada Novak\n{tokens}")
    assert {(span.borders, span.entity) for span in file.spans} == {((0, 9), "Person"), ((0, 3), "Name")}
    assert file.losses == ()
