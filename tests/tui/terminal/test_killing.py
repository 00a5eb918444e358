"""The app killed while it is driven by keys: what its title has shown is there."""

from harness import killing


def test_what_the_screen_has_shown_survives_every_kill(tmp_path, monkeypatch):
    monkeypatch.setenv("AUTOTAG_HOME", "")
    tally = killing.kill_often(killing.App(tmp_path / "load"), 4)
    assert tally.acknowledged
    assert tally.is_clean, tally
