"""Makes the pictures of the tour anew: drives the app through it, with real training.

Run as `python docs/make_pictures.py`.
"""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

PICTURES = Path(__file__).parent / "pictures"


async def main(folder: Path) -> None:
    """Goes through the tour and takes a picture at each step."""
    from core.domain.project.jobs import JobState
    from core.services.jobs.jobs import list_jobs
    from core.services.project import preferences, projects
    from core.services.project.preferences import Preferences
    from tui.app import AutotagApp
    from tui.terminal.appearance import Appearance

    preferences.save_preferences(Preferences(author="you"))
    project = projects.open_project(projects.copy_sample("loan_agreements", folder / "autotag-demo-loan_agreements"))
    app = AutotagApp(project, preferences.load_preferences(), Appearance())
    async with app.run_test(size=(80, 24)) as pilot:

        async def press(*keys: str) -> None:
            for key in keys:
                await pilot.press(key)
                await pilot.pause(0.4)

        async def until(condition: Callable[[], bool]) -> None:
            while not condition():
                await pilot.pause(0.1)
            await pilot.pause(0.6)

        def ended() -> bool:
            return all(job.state is JobState.SUCCEEDED for job in list_jobs(project))

        def take(name: str) -> None:
            (PICTURES / f"{name}.svg").write_text(app.export_screenshot(title="autotag"), "utf-8")

        await press()
        await pilot.pause(1)
        take("1-files")
        await press("end", "enter", *["right"] * 8)
        take("2-tagging")
        await press("f4")
        take("3-train")
        await press("s")
        await until(ended)
        take("4-trained")
        await press("o")
        take("5-model")
        await press("f6", "t")
        take("6-choose-model")
        await press("enter")
        take("7-choose-entities")
        await press("enter", "*")
        take("8-choose-files")
        await press("enter")
        take("9-review")
        await press("enter")
        await until(ended)
        take("10-job")
        await press("r")
        take("11-auto-tagged")
        await press("enter")
        take("12-suggestion")
        await press("a", "a", "x")
        take("13-decided")
        await press("A", "y", "s")
        take("14-saved")


if __name__ == "__main__":
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["AUTOTAG_HOME"] = str(Path(temporary) / "home")
        asyncio.run(main(Path(temporary)))
