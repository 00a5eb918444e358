"""The page of a report, read strictly."""

from html.parser import HTMLParser

from core.services.project import projects

VOID = {"meta", "br", "link", "img", "input", "hr"}


ALLOWED = {
    "html", "head", "meta", "title", "style", "body", "main", "header", "h1", "h2", "p", "bdi", "dl", "div", "dt", "dd",
    "section", "figure", "figcaption", "svg", "rect", "line", "text", "circle", "polyline", "ul", "li", "i", "table",
    "thead", "tbody", "tr", "th", "td", "details", "summary",
}  # fmt: skip


class Page(HTMLParser):
    """Checks that each element is closed in order, and that nothing in the page acts or loads."""

    def __init__(self, raw):
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text: list[str] = []
        self.headings: list[str] = []
        self.feed(raw.decode("utf-8"))
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        assert tag in ALLOWED
        for name, value in attributes:
            assert not name.startswith("on")
            assert name not in ("href", "src", "style")
            assert "url(" not in (value or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.text.append(data)
            if "h2" in self.open:
                self.headings.append(data)

    @property
    def words(self):
        return " ".join(" ".join(self.text).split())


def letters(folder):
    """Write three letters into a new folder, and make a project of them."""
    folder.mkdir()
    for name in ("a.txt", "b.txt", "c.txt"):
        (folder / name).write_text("Ann met Ben in Rome.\n", "utf-8")
    return projects.create_project(folder, ["Person: A human being.", "City"])
