"""`autotag accept` where a file cannot be changed."""

from core.services.project import files
from tests.core.services.audit.test_rest import SUGGESTED, suggest
from tui.cli.main import run


def test_accept_that_fails_in_a_file_says_how_many_it_changed_and_how_to_take_them_back(project, capsys):
    for name, spans in SUGGESTED.items():
        suggest(project, name, spans)
    path = project.paths.tags_file("b.txt")
    path.with_name(f".{path.name}.partial").mkdir()  # so that its tags cannot be written
    assert run(["accept", str(project.folder)]) == 1
    said = capsys.readouterr()
    assert "3 suggestions accepted in 1 file." in said.out
    assert "b.txt was left as it is" in said.err
    assert "1 file was changed; 'autotag restore" in said.err
    assert files.entry(project, "a.txt").tag_count == 3
    step = said.err.rpartition("takes them back")[0].rpartition("'")[0].split()[-1]
    assert run(["restore", str(project.folder), step]) == 0
    assert files.entry(project, "a.txt").tag_count == 0
