"""Jobs in a project in which some files are tagged blindly."""

from core.domain.models.splits import Dataset
from core.services.jobs import autotagging
from core.services.project import files
from core.services.review import open_file
from core.services.team.adjudication import Adjudication
from core.services.team.double import Chosen, mark_double, set_majority
from core.services.training import training
from tests.core.jobs.test_jobs import ended, spec, trained
from tests.core.services.team.people import as_user, plain, suggest, tag


async def test_a_training_learns_from_a_file_only_when_it_is_adjudicated(tickets):
    name = files.list_files(tickets).untagged().names[0]
    mark_double(tickets, Chosen((name,)), ["ann", "bob"])
    suggest(tickets, name, (0, 3, "Product", 0.9))
    tag(tickets, "ann", name, (0, 4, "Product"))
    tag(tickets, "bob", name, (0, 4, "Version"))
    tag(tickets, "carol", name, (0, 4, "Product"))
    with as_user("ann"):
        assert name not in (await trained(tickets, "m1")).training
        adjudication = Adjudication(tickets)
        adjudication.take(adjudication.disagreements()[0], "ann")
        adjudication.save()
        assert name in (await trained(tickets, "m2")).training


async def test_a_training_learns_what_most_annotators_tagged_where_the_project_says_so(tickets):
    names = files.list_files(tickets).untagged().names
    name, waiting, testing = names[:3]
    mark_double(tickets, Chosen((name, waiting, testing)), ["ann", "bob"])
    files.set_dataset(tickets, [testing], Dataset.TESTING)
    for marked in (name, testing):
        tag(tickets, "ann", marked, (0, 4, "Product"), (5, 9, "Version"))
        tag(tickets, "bob", marked, (0, 4, "Product"), (5, 8, "Version"))
    tag(tickets, "ann", waiting, (0, 4, "Product"))
    before = await trained(tickets, "off")
    assert name not in before.training
    set_majority(tickets, True)
    plan = training.plan_training(tickets)
    assert (plan.by_majority, plan.blind) == (1, 2)
    assert "1 file not adjudicated: learned by majority" in plan.caution
    model = await trained(tickets, "on")
    assert set(model.training) - set(before.training) == {name}
    assert model.testing == before.testing
    counts = [{entity: count.tags for entity, count in each.training_tags.items()} for each in (before, model)]
    assert counts[1] == {**counts[0], "Product": counts[0]["Product"] + 1}
    assert files.list_files(tickets).blind().names == [name, waiting, testing]


async def test_a_job_changes_no_version_that_an_annotator_has_begun(tickets):
    await trained(tickets)
    names = files.list_files(tickets).untagged().names
    mark_double(tickets, Chosen(tuple(names)), ["ann", "bob"])
    with as_user("ann"):
        for name in names[:20]:
            open_file.open_file(tickets, name)
    await ended(tickets, autotagging.start_autotag(tickets, spec(tickets, names)))
    suggested = set(files.list_files(tickets).auto_tagged().names)
    assert suggested & set(names[:20])
    with as_user("bob"):
        seen = {name: plain(files.read_tagging(tickets, name)[1].suggestions) for name in names}
        assert not any(seen[name] for name in names[:20])
        assert {name for name in names[20:] if seen[name]} == suggested & set(names[20:])
