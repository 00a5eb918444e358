"""Hostile names in a report are shown as text and do nothing."""

from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from core.domain.text.spans import Span
from core.services.project import entities
from core.services.project.preferences import Preferences, save_preferences
from core.services.report.content import Section, Table, Text
from core.services.report.gathering import gather
from core.services.report.markdown import markdown
from core.services.report.page import html_page
from core.services.report.plain import plain
from core.services.report.sections import content_of
from core.services.review import open_file
from tests.core.services.report.page import Page, letters

HOSTILE = "<script>alert(1)</script>\"'&|`*_[x](javascript:1)\x1b[31m\u202egnp\n# x <img src=x onerror=1>"


@pytest.fixture
def project(tmp_path):
    return letters(tmp_path / "letters")


def tag(project, name, *spans, by="ann"):
    save_preferences(Preferences(author=by))
    opened = open_file.open_file(project, name)
    for span in spans:
        opened.record(opened.session.tag(span))
    opened.save()


def test_hostile_names_are_shown_as_text_and_do_nothing(project):
    tag(project, "a.txt", Span(0, 3, "Person"), by=HOSTILE)
    entities.describe_entity(project, "City", HOSTILE.replace("\x1b", "").replace("\n", " "))
    entities.rename_entity(project, "Person", "<b>x|`_")
    gathered = replace(gather(project), project=HOSTILE)
    raw = html_page(content_of(gathered))
    page = Page(raw)
    assert "<script>alert(1)</script>" in page.words
    assert "<b>x|`_" in page.words
    for sign in ("\x1b", "\u202e"):
        assert sign not in raw.decode("utf-8")
        assert sign not in markdown(content_of(gathered)).decode("utf-8")


@pytest.mark.parametrize(
    "name", [HOSTILE, "1. x", "- x", "# x", "www.x.org http://x.org", "a | b", "&lt;b&gt;", "=== x", "> x"]
)
def test_in_markdown_a_name_is_nothing_but_text(project, name):
    tag(project, "a.txt", Span(0, 3, "Person"), by=name)
    content = replace(
        content_of(gather(project)),
        title=name,
        sections=[Section("x", [Text(name), Table((name, name), [(name, name)])])],
    )
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown(content).decode("utf-8"))
    inline = [child for token in tokens if token.type == "inline" for child in token.children or ()]
    assert {token.type for token in inline} <= {"text", "text_special", "strong_open", "strong_close"}
    assert [token.type for token in tokens].count("td_open") == 2
    shown = " ".join(plain(name).split())
    cells = [
        tokens[n + 1]
        for n, token in enumerate(tokens)
        if token.type in ("h1_open", "th_open", "td_open") or token.tag == "h1"
    ]
    texts = ["".join(child.content for child in cell.children or ()) for cell in cells if cell.type == "inline"]
    assert texts == [shown] * 5
