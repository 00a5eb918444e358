"""A project of notes on a meeting, and what an open one of them shows."""

from core.services.project import projects

TEXT = (
    "Ann Lee met the board of Acme Corp in Oslo.\nThen Ann Lee left Oslo, and then Acme Corp paid $40,000 to Ann Lee.\n"
)


def tags(app):
    session = app.screen.state.session
    return [(TEXT[t.start : t.end], t.entity) for t in session.current.tags]


def selected(app):
    return app.screen.state.selected_text


def labels(app):
    """Labels by the text that they are on; of places with the same text, the first one's."""
    places = reversed(list(app.screen.state.shown_labels.items()))
    return {app.screen.state.text[slice(*place)]: label for label, place in places}


def notes(folder):
    """Write notes on a meeting, and make a project of them."""
    (folder / "a.txt").write_text(TEXT, "utf-8")
    (folder / "b.txt").write_text("Ben of Acme Corp wrote to Rome.\n", "utf-8")
    return projects.create_project(folder, ["Person", "Company", "City"])
