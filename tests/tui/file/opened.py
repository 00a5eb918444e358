"""A file as actions see it: real services on a project, without a screen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.domain.tagging.statistics import Statistics
from core.domain.text.spans import ScoredSpan
from core.store.tags.taggings import change_record
from core.store.texts.finding import read_document
from tui.commands import Command
from tui.file.actions import ACTIONS, action_of, go_on, label
from tui.file.ports import Ports, Sessions


def suggest(project, name, *spans):
    """Suggest spans in a file, as a job does."""
    document = read_document(project.paths, name)
    scored = [ScoredSpan(*span) for span in spans]
    change_record(project.paths, document, lambda r: replace(r, tagging=r.tagging.proposed(scored, "job", "model")[0]))


_NAMES = {
    "<": "less_than_sign", ">": "greater_than_sign", "{": "left_curly_bracket", "[": "left_square_bracket",
    "]": "right_square_bracket", "%": "percent_sign",
}  # fmt: skip


class Opened:
    """A file that is open; `press` does what the screen does with a key, and answers questions in turn."""

    def __init__(self, project, name, names=None, keymap=None, selection=None):
        self.keymap = keymap or {}
        self.sessions: Sessions = {}
        self.ports = Ports(
            project,
            lambda: self.keymap,
            self.sessions,
            Statistics(),
            lambda selection, rows: None,
            lambda share: f"[{share:.0%}]",
        )
        self.said = ""
        self.asked: Any = None
        self.left = None
        self._take(go_on.first_state(self.ports, name, names or [name], selection))

    def _take(self, result):
        whole = (0, len(result.state.text))
        self.state = label.labelled(replace(result.state, visible=whole), self.keymap)
        self.asked, self.left = result.ask, result.leave
        if result.say is not None:
            self.said = result.say
        if result.later:
            self.said = result.later()

    def do(self, action):
        self._take(action(self.state, self.ports))

    def run(self, command: Command):
        self.do(ACTIONS[command])

    def answer(self, answer):
        self.do(self.asked.then(answer))

    def press(self, *keys):
        for key in keys:
            meaning = self.state.meaning_of(_NAMES.get(key, key), key if len(key) == 1 else None, self.keymap)
            if meaning is not None:
                self.do(action_of(meaning))

    @property
    def session(self):
        return self.state.session

    @property
    def selected(self):
        return self.state.selected_text

    @property
    def tags(self):
        return [(self.state.text[t.start : t.end], t.entity) for t in self.session.current.tags]

    @property
    def labels(self):
        """Labels by the text that they are on; of places with the same text, the first one's."""
        places = reversed(list(self.state.shown_labels.items()))
        return {self.state.text[slice(*place)]: label for label, place in places}
