"""Save, and go on to other files."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial

from core.domain.finding.candidates import Likely
from core.domain.finding.jump_labels import LastingLabels
from core.domain.project.documents import Files
from core.domain.project.first_steps import ENOUGH_FILES
from core.domain.tagging.review import ReviewSession
from core.domain.text.selection import Borders
from core.domain.wording import counted
from core.errors import AutotagError
from tui.commands import anywhere
from tui.commands import file as commands
from tui.file.modes import base_of
from tui.file.ports import Ports
from tui.file.result import Result, StateOnly, yes_or_no
from tui.file.state import State
from tui.shell.destinations import Guidelines
from tui.shell.next_steps import EVERY_FILE_DONE

_NEXT_ROUND = f"{anywhere.ROUND} trains and tags the next ten"


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
    result = _opened(state, ports, None, is_known=is_known)
    if result.state.likely:
        result.state.likely.prepare()  # those of the first file are found with the evidence, once it is shown
    return result


def _opened(state: State, ports: Ports, selection: Borders | None, *, is_known: bool) -> Result:
    sentences = list(ports.file.notes)
    try:
        state = replace(state, notes=ports.load_notes())
    except AutotagError as error:  # the file can be tagged without
        state = replace(state, notes=())
        sentences.append(str(error))
    if ports.file.has_restored and not is_known:
        sentences.append(f"Unsaved decisions of an earlier session were restored; {commands.SAVE} saves them.")
    if not sentences and not len(state.schema):
        sentences = [f"This project has no entity yet; {commands.ENTITY} adds the first one."]
    likely = Likely(state.text, state.evidence.strings, state.evidence.untagged_words)
    state = replace(state, likely=likely)
    return Result(state.selecting(selection or _first_to_decide(state)), " ".join(sentences) or None)


def _first_to_decide(state: State) -> Borders | None:
    """Return the first suggestion, if there is one and none is selected."""
    suggestions = state.session.current.suggestions
    return None if state.session.selected_suggestion or not suggestions else suggestions[0].borders


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
    return replace(result, say=result.say or "", later=partial(_progress, ports, {*state.trail, state.name}, done))


def _end_of_list(ports: Ports) -> str:
    files = ports.list_files()
    left = len(files.to_do())
    if not left:
        return EVERY_FILE_DONE
    waits = "waits" if left == 1 else "wait"
    following = f"{anywhere.TAG_DATA} lists them" if files.suggestion_count else _NEXT_ROUND
    return f"Every file of this list is done; {counted(left, 'other file')} in the project {waits}: {following}."


def _progress(ports: Ports, changed: Collection[str], done: str) -> str:
    """Say how far the review is."""
    listed = ports.count_files(changed)
    finished, waiting = len(listed) - len(listed.to_do()), listed.suggestion_count
    left = counted(waiting, "suggestion") + " to review"
    if not waiting:
        left = _next_round(listed)
    bar = ports.meter(finished / max(len(listed), 1))
    return f"{done}{bar} {finished} of {counted(len(listed), 'file')} done, {left}"


def _next_round(files: Files) -> str:
    wanted = min(ENOUGH_FILES, len(files))
    return f"{anywhere.ROUND} trains after {wanted}" if len(files.tagged()) < wanted else _NEXT_ROUND


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


@StateOnly
def show_guidelines(state: State, _ports: Ports) -> Result:
    """Open the guidelines of the project."""
    return Result(state, leave=Guidelines())


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
