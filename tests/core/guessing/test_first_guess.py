"""Jobs with a guesser, in a real worker process: suggestions before the first tag."""

import json
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.project.guessers import Guesser, GuesserKind
from core.domain.project.jobs import AutotagSpec, JobState
from core.domain.text.spans import Span
from core.errors import NotFoundError, RequestError
from core.services.jobs import autotagging, guessers, jobs
from core.services.project import files, projects
from core.services.review.open_file import open_file
from harness.chat_server import MODEL, serving

GOLD = [("Anna", "Person"), ("Ben", "Person"), ("Paris", "City")]


@pytest.fixture
def many(tmp_path):
    """Twenty short texts, nothing tagged."""
    root = tmp_path / "many"
    root.mkdir()
    for number in range(20):
        (root / f"{number:02}.txt").write_text(f"Letter {number}: Anna met Ben in Paris.", "utf-8")
    return projects.create_project(root, ["Person: People by name.", "City"])


def with_guesser(project, address, **more):
    guessers.add_guesser(project, Guesser("g", GuesserKind.CHAT, address, **{"model": MODEL, "timeout": 5.0, **more}))


def spec(project, names=None):
    return AutotagSpec("guess:g", ("Person", "City"), tuple(names or files.list_files(project).names))


async def ended(project, job):
    async for seen in jobs.watch_job(project, job.id):
        job = seen
    return job


async def run(project, names=None):
    return await ended(project, autotagging.start_autotag(project, spec(project, names)))


async def test_suggestions_come_before_the_first_tag_and_a_second_run_costs_nothing(many):
    with serving(GOLD) as server:
        with_guesser(many, server.address, price_in=1.0, price_out=2.0)
        job = await run(many)
        assert (job.state, job.done, job.suggested, job.tokens) == (JobState.SUCCEEDED, 20, 60, 2200)
        assert job.cost == pytest.approx(20 * (100 + 20) / 1e6)
        asked = len(server.requests)
        again = await run(many)
        assert (again.state, again.suggested, again.tokens) == (JobState.SUCCEEDED, 60, 0)
        assert len(server.requests) == asked
    opened = open_file(many, "00.txt")
    assert {(s.model, s.job) for s in opened.session.current.suggestions} == {("guess:g", again.id)}


async def test_one_text_that_fails_is_reported_and_the_rest_done(many):
    (many.folder / "05.txt").write_text("Only a fool answers this.")

    def silent(content, number):
        return "Nothing." if '"entities": []' in content else content

    with serving(GOLD, change=silent) as server:
        with_guesser(many, server.address)
        job = await run(many)
    assert (job.state, job.done) == (JobState.SUCCEEDED, 19)
    assert [failure.name for failure in job.failures] == ["05.txt"]


async def test_where_every_text_fails_the_job_fails_with_the_reason(many):
    with serving(GOLD, change=lambda content, number: "Nothing.") as server:
        with_guesser(many, server.address, in_flight=1)
        job = await run(many)
        assert job.state is JobState.FAILED
        assert "without JSON" in job.error
        assert len(server.requests) < 20


async def test_a_limit_stops_the_job_and_resuming_goes_on_where_it_stopped(many):
    with serving(GOLD) as server:
        with_guesser(many, server.address, token_limit=500, in_flight=1)
        job = await run(many)
        assert job.state is JobState.FAILED
        assert "limit of 500 tokens" in job.error
        assert 5 <= job.done < 12
        before = len(server.requests)
        job = await ended(many, jobs.resume_job(many, job.id))
        assert before < len(server.requests) <= before + 8
        assert job.tokens == 110 * len(server.requests)


async def test_a_cancelled_job_stops_within_two_seconds_though_the_server_hangs(many):
    with serving(GOLD, delay=60.0) as server:
        with_guesser(many, server.address, timeout=100.0)
        job = autotagging.start_autotag(many, spec(many))
        while not server.requests:
            time.sleep(0.05)
        began = time.monotonic()
        jobs.cancel_job(many, job.id)
        job = await ended(many, job)
        assert job.state is JobState.CANCELLED
        assert time.monotonic() - began < 2.0


async def test_no_text_goes_to_another_host_before_the_user_agrees_nor_after_withdrawing(many):
    with serving(GOLD) as server:
        elsewhere = server.address.replace("127.0.0.1", "0.0.0.0")  # this machine under a name that does not say so
        with_guesser(many, elsewhere)
        with pytest.raises(RequestError, match="agree first"):
            autotagging.start_autotag(many, spec(many))
        consent = guessers.plan_consent(many, "g")
        assert consent is not None
        assert (consent.texts, consent.host) == (20, f"0.0.0.0:{server.server_port}")
        assert f"{consent.characters:,}" in consent.question
        guessers.agree(many, consent)
        job = await run(many, ["00.txt"])
        assert (job.state, job.suggested) == (JobState.SUCCEEDED, 3)
        guessers.withdraw(many, "g")
        asked = len(server.requests)
        with pytest.raises(RequestError, match="agree first"):
            autotagging.start_autotag(many, spec(many))
        assert len(server.requests) == asked


async def test_decided_files_are_shown_as_examples_but_never_the_text_itself(many):
    for name in ("00.txt", "01.txt"):
        opened = open_file(many, name)
        start = opened.document.text.index("Anna")
        opened.record(opened.session.tag(Span(start, start + 4, "Person")))
        opened.save()
    with serving(GOLD) as server:
        with_guesser(many, server.address)
        await run(many, ["00.txt", "02.txt"])
        shown = {}
        for request in server.requests:
            *before, question = [each["content"] for each in request["messages"] if each["role"] == "user"]
            shown[question] = before
    texts = {name: f"Text:\n{(many.folder / name).read_text()}" for name in ("00.txt", "01.txt", "02.txt")}
    assert shown[texts["00.txt"]] == [texts["01.txt"]]
    assert sorted(shown[texts["02.txt"]]) == [texts["00.txt"], texts["01.txt"]]


async def test_removing_a_guesser_removes_the_answers_kept_of_it_and_of_no_other(many):
    with serving(GOLD) as server:
        with_guesser(many, server.address)
        guessers.add_guesser(many, Guesser("other", GuesserKind.CHAT, server.address, MODEL))
        await run(many, ["00.txt"])
        await ended(many, autotagging.start_autotag(many, replace(spec(many), model="guess:other")))
        kept = many.folder / "autotag" / "guesses"
        others = sorted(kept.glob("other/**/*.json"))
        assert list(kept.glob("g/**/*.json"))
        guessers.remove_guesser(many, "g")
        assert sorted(kept.glob("**/*.json")) == others != []
        with_guesser(many, server.address)
        asked = len(server.requests)
        await run(many, ["00.txt"])
        assert len(server.requests) > asked


async def test_the_key_is_kept_nowhere_in_the_project(many, monkeypatch):
    monkeypatch.setenv("MY_KEY", "very-secret")
    with serving(GOLD, key="very-secret") as server:
        with_guesser(many, server.address, key="env:MY_KEY")
        job = await run(many, ["00.txt"])
        assert job.suggested == 3
    with serving(GOLD, key="another", echo=True) as server:
        guessers.remove_guesser(many, "g")
        with_guesser(many, server.address, key="env:MY_KEY")
        job = await run(many, ["01.txt"])
        assert job.state is JobState.FAILED
    kept = [path.read_bytes() for path in (many.folder / "autotag").rglob("*") if path.is_file()]
    assert not any(b"very-secret" in content for content in kept)


@pytest.mark.parametrize("kind", ["env", "file"])
@pytest.mark.parametrize("wanted", ["very-secret", "another"])
async def test_the_key_is_in_no_log_job_error_record_or_process_list(many, monkeypatch, tmp_path, kind, wanted):
    processes: list[bytes] = []

    def looked(content, number):
        processes.extend(path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if path.exists())
        return content

    monkeypatch.setenv("MY_KEY", "very-secret" if kind == "env" else "")
    key = tmp_path / "key"
    key.write_text("very-secret\n")
    with serving(GOLD, key=wanted, echo=True, change=looked) as server:
        with_guesser(many, server.address, key="env:MY_KEY" if kind == "env" else f"file:{key}")
        job = await run(many, ["00.txt"])
    assert job.state is (JobState.SUCCEEDED if wanted == "very-secret" else JobState.FAILED)
    assert processes or wanted == "another"
    homes = (many.folder, Path(os.environ["AUTOTAG_HOME"]))
    kept = [path.read_bytes() for home in homes for path in home.rglob("*") if path.is_file() and path != key]
    assert len(kept) > 20
    said = [*processes, *kept, repr(job).encode(), jobs.job_log(many, job.id).encode()]
    assert not any(b"very-secret" in content for content in said)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": "a b"}, "name"),
        ({"address": "localhost:8080"}, "no URL"),
        ({"address": "http://me:secret@127.0.0.1/v1"}, "no user name"),
        ({"address": "http://127.0.0.1/v1?key=secret"}, "no user name"),
        ({"model": ""}, "name of a model"),
        ({"key": "sk-secret"}, "kept nowhere"),
        ({"samples": 0}, "samples"),
        ({"cost_limit": 5.0}, "prices"),
        ({"labels": {"PER": "Nobody"}}, "no entity 'Nobody'"),
    ],
)
def test_wrong_settings_are_refused_in_a_sentence(many, changes, sentence):
    right = {"name": "g", "kind": GuesserKind.CHAT, "address": "http://127.0.0.1:1/v1", "model": MODEL}
    with pytest.raises(RequestError, match=sentence) as refused:
        guessers.add_guesser(many, Guesser(**{**right, **changes}))
    assert "secret" not in str(refused.value) or "://" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "leaves"),
    [
        ("http://127.0.0.1:8080/v1", False),
        ("http://127.8.9.1/v1", False),
        ("http://[::1]:8080/v1", False),
        ("http://localhost:11434/v1", False),
        ("https://api.example.com/v1", True),
        ("http://127.0.0.1.example.com/v1", True),
        ("http://localhost.example.com/v1", True),
        ("http://10.0.0.1/v1", True),
        ("http://0.0.0.0:80/v1", True),
    ],
)
def test_only_loopback_addresses_need_no_agreement(address, leaves):
    assert Guesser("g", GuesserKind.CHAT, address, "m").needs_agreement is leaves


def test_a_guesser_that_is_not_there_is_named_with_those_that_are(many):
    with_guesser(many, "http://127.0.0.1:1/v1")
    with pytest.raises(NotFoundError, match="its guessers are: g"):
        autotagging.start_autotag(many, AutotagSpec("guess:x", ("Person",), ("00.txt",)))


def test_what_is_kept_of_guessers_is_as_expected(many):
    with_guesser(many, "http://127.0.0.1:1/v1")
    stored = json.loads((many.folder / "autotag" / "guessers.json").read_text())
    assert stored["format"]["1"] == {"kind": "guessers", "version": 1}
