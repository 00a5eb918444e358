"""Completion for bash, zsh and fish, made of the parser itself, so that it can never lag behind the commands."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class _Option:
    """An option of a command: its name, what it does, whether a value follows, and which may."""

    name: str
    help: str
    takes_value: bool
    choices: tuple[str, ...]


@dataclass(frozen=True)
class _Command:
    """A command and what may follow it; `words` may stand in place of a file."""

    name: str
    help: str
    options: tuple[_Option, ...]
    words: tuple[str, ...]


def completion_script(parser: argparse.ArgumentParser, shell: str) -> str:
    """What a shell has to read to complete the parser's commands, options and their values."""
    return SHELLS[shell](list(_commands(parser)))


# argparse has no other way to look at a parser than its actions, whose names begin with an underscore.


def _commands(parser: argparse.ArgumentParser) -> Iterator[_Command]:
    subparsers = next(a for a in parser._actions if isinstance(a, argparse._SubParsersAction))
    helps = {action.dest: action.help or "" for action in subparsers._choices_actions}
    for name, command in subparsers.choices.items():
        options = [action for action in command._actions if action.option_strings]
        words = [str(c) for action in command._actions if not action.option_strings for c in action.choices or ()]
        yield _Command(name, helps.get(name, ""), tuple(map(_option, options)), tuple(words))


def _option(action: argparse.Action) -> _Option:
    choices = tuple(map(str, action.choices or ()))
    return _Option(action.option_strings[-1], action.help or "", action.nargs != 0, choices)


def _bash(commands: list[_Command]) -> str:
    names = " ".join(command.name for command in commands)
    lines = [
        "_autotag() {",
        '  local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}" words=""',
        '  if [ "$COMP_CWORD" -eq 1 ]; then',
        f'    words="{names}"',
        "  else",
        '    case "${COMP_WORDS[1]} $prev" in',
    ]
    for command in commands:
        lines += [
            f'      "{command.name} {option.name}") words="{" ".join(option.choices)}" ;;'
            for option in command.options
            if option.choices
        ]
    lines += ["      *)", '        case "${COMP_WORDS[1]}" in']
    for command in commands:
        words = " ".join((*(option.name for option in command.options), *command.words))
        lines.append(f'          {command.name}) words="{words}" ;;')
    lines += ["        esac ;;", "    esac", "  fi"]
    lines += ['  COMPREPLY=($(compgen -W "$words" -- "$cur"))', "}", "complete -o default -F _autotag autotag", ""]
    return "\n".join(lines)


def _zsh(commands: list[_Command]) -> str:
    lines = ["#compdef autotag", "_autotag() {", "  local -a commands=("]
    lines += [f"    {shlex.quote(f'{command.name}:{command.help}')}" for command in commands]
    lines += ["  )", "  if (( CURRENT == 2 )); then", "    _describe command commands", "    _files -/", "    return"]
    lines += ["  fi", "  local command=$words[2]", "  shift words", "  (( CURRENT-- ))", "  case $command in"]
    for command in commands:
        values = f"({' '.join(command.words)})" if command.words else "_files"
        specs = [*map(_zsh_option, command.options), f"*:argument:{values}"]
        lines.append(f"    {command.name}) _arguments {' '.join(map(shlex.quote, specs))} ;;")
    lines += [
        "  esac",
        "}",
        'if [ "$funcstack[1]" = _autotag ]; then _autotag "$@"; else compdef _autotag autotag; fi',
        "",
    ]
    return "\n".join(lines)


def _zsh_option(option: _Option) -> str:
    said = option.help.translate({ord(sign): f"\\{sign}" for sign in "[]:\\"})
    spec = f"*{option.name}[{said}]"
    if not option.takes_value:
        return spec
    return f"{spec}:value:({' '.join(option.choices)})" if option.choices else f"{spec}:value:_files"


def _fish(commands: list[_Command]) -> str:
    lines = [
        f"complete -c autotag -n __fish_use_subcommand -a {command.name} -d {_fish_quoted(command.help)}"
        for command in commands
    ]
    for command in commands:
        seen = f"complete -c autotag -n '__fish_seen_subcommand_from {command.name}'"
        if command.words:
            lines.append(f"{seen} -f -a '{' '.join(command.words)}'")
        for option in command.options:
            name = f"-l {option.name[2:]}" if option.name.startswith("--") else f"-s {option.name[1:]}"
            value = f" -x -a '{' '.join(option.choices)}'" if option.choices else " -r" * option.takes_value
            lines.append(f"{seen} {name} -d {_fish_quoted(option.help)}{value}")
    return "\n".join((*lines, ""))


def _fish_quoted(text: str) -> str:
    """Fish knows two escapes inside quotes."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


SHELLS: dict[str, Callable[[list[_Command]], str]] = {"bash": _bash, "zsh": _zsh, "fish": _fish}
"""What makes the script of each shell."""
