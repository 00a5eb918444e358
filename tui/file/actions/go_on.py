"""Save, and go on to other files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from core.domain.finding.candidates import Likely
from core.domain.finding.jump_labels import LastingLabels
from core.domain.tagging.review import ReviewSession
from core.domain.text.selection import Borders
from core.domain.wording import counted
from tui.commands import anywhere
from tui.commands import file as commands
from tui.file.modes import base_of
from tui.file.ports import Ports
from tui.file.result import Result, yes_or_no
from tui.file.state import State
from tui.shell.next_steps import EVERY_FILE_DONE


def first_state(ports: Ports, name: str, names: Sequence[str], selection: Borders | None) -> Result:
    """Open the first file of the screen."""
    file, is_known = ports.open(name)
    state = State(name, names, file.document.text, file.session, ports.load_schema(), is_read=file.is_read)
    return _opened(state, ports, selection, is_known=is_known)


def open_file(state: State, ports: Ports, name: str) -> Result:
    """Open another file in the same mode; unsaved decisions on this one stay on disk."""
    file, is_known = ports.open(name)
    state = replace(
        state,
        name=name,
        text=file.document.text,
        session=file.session,
        mode=base_of(state.mode),
        labels=LastingLabels(),
        visible=(0, 0),
        is_read=file.is_read,
        has_decided=False,
    )
    return _opened(state, ports, None, is_known=is_known)


def _opened(state: State, ports: Ports, selection: Borders | None, *, is_known: bool) -> Result:
    notes = list(ports.file.notes)
    if ports.file.has_restored and not is_known:
        notes.append(f"Unsaved decisions of an earlier session were restored; {commands.SAVE} saves them.")
    if not notes and not len(state.schema):
        notes = [f"This project has no entity yet; {commands.ENTITY} adds the first one."]
    state = replace(state, likely=Likely(state.text, state.evidence.strings, state.evidence.untagged_words))
    return Result(state.selecting(selection), " ".join(notes) or None)


def save(state: State, ports: Ports) -> Result:
    """Save the decisions."""
    before, was_read = state.session, state.is_read
    state = ports.save(state)
    saved, unsaved = state.session.saved, before.unsaved
    parts = [f"{counted(len(saved.tags), 'tag')} ({len(saved.tags) - len(before.saved.tags):+d})"]
    if unsaved.rejections:
        parts.append(counted(unsaved.rejections, "rejection"))
    sentence = f"Saved: {', '.join(parts)}"
    if not before.has_unsaved and state.is_read == was_read:
        sentence = f"Nothing to save: {counted(len(saved.tags), 'tag')} in this file"
    if saved.suggestions:
        sentence += f"; {counted(len(saved.suggestions), 'suggestion')} left to decide"
    return Result(state, f"{sentence}.{_gone(before, state.session)}")


def _gone(before: ReviewSession, after: ReviewSession) -> str:
    """Say so if a training or a job has removed suggestions while the file was open."""
    gone = before.current.suggestions.not_in(after.current.suggestions)
    if not gone:
        return ""
    were = "was" if len(gone) == 1 else "were"
    return f" {counted(len(gone), 'suggestion')} shown here {were} removed meanwhile by a training or a new job."


def save_next(state: State, ports: Ports) -> Result:
    """Save, and open the next file with suggestions or without a reader; stay while suggestions are left."""
    left = len(state.session.current.suggestions)
    # A file saved without a tag counts as one without entities.
    saves = state.session.has_unsaved or not (left or state.is_read)
    if saves:
        state = save(state, ports).state
        left = len(state.session.current.suggestions)
    if not left:
        return open_next(state, ports)
    following = state.session.next_suggestion()
    say = f"{counted(left, 'suggestion')} left in this file: {commands.ACCEPT_REST} accepts, {commands.REJECT_REST} "
    say += f"rejects all; {commands.NEXT_FILE} goes on without."
    return Result(state.selecting(following.borders if following else None), f"Saved. {say}" if saves else say)


def open_next(state: State, ports: Ports, done: str = "") -> Result:
    """Open the next file of the list with something to do, once this one is saved.

    Args:
        state: of this file.
        ports: services.
        done: a sentence about this file, to be said before anything else.
    """
    following = ports.next_to_do(state.names, state.name)
    if following is None:
        return Result(state, f"{done}Saved. {_end_of_list(ports)}")
    if state.session.done:
        state = replace(state, trail=(*state.trail, state.name))
    result = open_file(state, ports, following)
    return replace(result, say=result.say or "", later=partial(_progress, ports, done))


def _end_of_list(ports: Ports) -> str:
    left = len(ports.list_files().to_do())
    if not left:
        return EVERY_FILE_DONE
    return f"Every file of this list is done; {counted(left, 'other file')} in the project {_wait(left)}."


def _wait(number: int) -> str:
    return "waits" if number == 1 else "wait"


def _progress(ports: Ports, done: str) -> str:
    """Say how far the review is."""
    listed = ports.list_files()
    finished, waiting = len(listed) - len(listed.to_do()), listed.suggestion_count
    left = counted(waiting, "suggestion") + " to review"
    if not waiting:
        left = f"{anywhere.ROUND} trains and tags the next ten"
    keys = ports.statistics.keys_saved
    saved = f", {counted(keys, 'key')} saved" if keys else ""
    bar = ports.meter(finished / max(len(listed), 1))
    return f"{done}{bar} {finished} of {counted(len(listed), 'file')} done, {left}{saved}"


def save_before_round(state: State, ports: Ports) -> Result:
    """Save decisions made here: the next model learns from saved tags only.

    Tags made here from another file wait until this one is read.
    """
    if state.has_decided and state.session.has_unsaved:
        return save(state, ports)
    return Result(state)


def discard(state: State, _ports: Ports) -> Result:
    """Give up all unsaved decisions, after asking."""
    if not state.session.has_unsaved:
        return Result(state)
    question = f"Give up all unsaved decisions in this file ({state.session.unsaved})?"
    return Result(state, ask=yes_or_no(question, lambda state, ports: Result(ports.discard(state))))


def flag(state: State, ports: Ports) -> Result:
    """Flag the file, or take the flag off."""
    is_flagged = ports.file.flag()
    return Result(state, "Flagged; Tag data has a filter for such files." if is_flagged else "The flag is off.")


def next_file(state: State, ports: Ports) -> Result:
    """Open the next file of the list."""
    return _go(state, ports, 1, "This is the last file of the list.")


def previous_file(state: State, ports: Ports) -> Result:
    """Open the file before this one in the list."""
    return _go(state, ports, -1, "This is the first file of the list.")


def _go(state: State, ports: Ports, step: int, at_end: str) -> Result:
    index = state.names.index(state.name) + step if state.name in state.names else 0
    if 0 <= index < len(state.names):
        return open_file(state, ports, state.names[index])
    return Result(state, at_end)
