"""The legend beside the text: a line for each entity, and the description of the one in focus."""

from textual.app import App, ComposeResult

from core.domain.project.schema import Schema
from tui.terminal.appearance import Appearance
from tui.widgets.legend import Legend

SCHEMA = Schema().with_names(["Person", "Firm", "Amount", "Rate"]).described("Firm", "Companies that lend money.")


class _Shown(App[None]):
    def compose(self) -> ComposeResult:
        yield Legend(Appearance(), "No entity yet.")


async def column(**shown):
    """Return the lines of a legend that was shown below the text before."""
    app = _Shown()
    async with app.run_test(size=(200, 60)) as pilot:
        legend = app.query_one(Legend)
        legend.show(SCHEMA, {}, {})
        await pilot.pause()
        assert legend.size.height == 1
        legend.add_class("column")
        legend.styles.width = 32
        legend.show(SCHEMA, **shown)
        await pilot.pause()
        assert legend.size.height == 60
        return legend.render().plain.splitlines()


async def test_the_column_counts_tags_and_suggestions_of_each_entity():
    lines = await column(counts={"Firm": 12}, left={"Firm": 3, "Rate": 1})
    assert lines[0].split() == ["tags", "left"]
    assert lines[2].split() == ["2", "Firm", "12", "3"]
    assert lines[4].split() == ["4", "Rate", "1"]
    assert {len(line) for line in lines} == {30}


async def test_the_column_describes_the_entity_in_focus():
    lines = await column(counts={}, left={}, focus="Firm")
    assert " ".join(" ".join(lines[5:]).split()) == "2 Firm Companies that lend money."
    assert len(await column(counts={}, left={}, focus="Rate")) == 5
