"""The entities of a project, and the rules for names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from core.errors import NotFoundError, RequestError

MAX_NAME = 50

MAX_DESCRIPTION = 1000
"""Characters in an entity's description: a guideline of one or two sentences, and part of every prompt."""

FORBIDDEN_IN_ENTITY = ":$&%*()+~#/?"

COLOURS = (
    "orange", "sky", "green", "yellow", "blue", "vermilion", "purple", "grey", "pink", "olive", "brown", "teal",
)  # fmt: skip
"""The palette, by name. A screen maps each to a shade that suits its theme and its terminal."""

HOTKEYS = "1234567890"
"""Keys that an entity may have; no command has one of them, so none is ever shadowed."""

_MODEL_NAME = re.compile(r"[A-Za-z0-9_.-]+")


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity type: its name, its guideline, and its look and key on a screen.

    Attributes:
        name: unique in the project.
        colour: one of `COLOURS`.
        hotkey: one of `HOTKEYS`, or empty.
        description: one or two sentences on what counts as this entity and what does not, for the people who tag
            and for the guessers; may be empty.
    """

    name: str
    colour: str = COLOURS[0]
    hotkey: str = ""
    description: str = ""


def check_entity_name(name: str) -> str:
    """Check an entity name and return it without outer blanks.

    Raises:
        RequestError: it is empty, too long, or holds a forbidden or control character.
    """
    name = name.strip()
    _check_length("An entity name", name)
    if bad := next((c for c in name if c in FORBIDDEN_IN_ENTITY or not c.isprintable()), ""):
        raise RequestError(
            f"The entity name {name!r} holds {bad!r}; any letter, digit, space or symbol but "
            f"{' '.join(FORBIDDEN_IN_ENTITY)} may be used."
        )
    return name


def check_description(description: str) -> str:
    """Check a description and return it on one line.

    Raises:
        RequestError: it is too long, or holds a control character.
    """
    description = " ".join(description.split())
    if len(description) > MAX_DESCRIPTION:
        raise RequestError(
            f"A description has at most {MAX_DESCRIPTION:,} characters; this one has {len(description):,}."
        )
    if bad := next((c for c in description if unicodedata.category(c) == "Cc"), ""):
        raise RequestError(f"The description holds the control character {bad!r}; remove it.")
    return description


def split_described(written: str) -> tuple[str, str]:
    """Split `NAME: DESCRIPTION` into its two parts; the description may be missing. A name never holds a colon."""
    name, _, description = written.partition(":")
    return name.strip(), description.strip()


def check_model_name(name: str) -> str:
    """Check a model name and return it without outer blanks.

    Raises:
        RequestError: it is empty, too long, not made of ASCII letters, digits and `_ . -`, or begins with a dot.
    """
    name = name.strip()
    _check_length("A model name", name)
    # The model's name is its folder's name: one that begins with a dot would be hidden, or be a folder above.
    if not _MODEL_NAME.fullmatch(name) or name.startswith("."):
        raise RequestError(
            f"The model name {name!r} may hold letters, digits, '_', '.' and '-' only, and not begin with a dot."
        )
    return name


def _check_length(what: str, name: str) -> None:
    if not name:
        raise RequestError(f"{what} is needed; it was left empty.")
    if len(name) > MAX_NAME:
        raise RequestError(f"{what} has at most {MAX_NAME} characters; this one has {len(name)}.")


class Schema:
    """The entities of a project, in the user's order. A value: changes make a new one."""

    def __init__(self, entities: Iterable[Entity] = ()) -> None:
        self._entities = tuple(entities)

    def __iter__(self) -> Iterator[Entity]:
        return iter(self._entities)

    def __len__(self) -> int:
        return len(self._entities)

    def __contains__(self, name: object) -> bool:
        return any(entity.name == name for entity in self._entities)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Schema) and self._entities == other._entities

    def __hash__(self) -> int:
        return hash(self._entities)

    @property
    def names(self) -> list[str]:
        """The entities' names in order."""
        return [entity.name for entity in self._entities]

    def get(self, name: str) -> Entity:
        """Return the entity of this name.

        Raises:
            NotFoundError: there is none; the sentence lists those that are.
        """
        for entity in self._entities:
            if entity.name == name:
                return entity
        known = ", ".join(self.names) or "none yet"
        raise NotFoundError(f"There is no entity {name!r} in this project; its entities are: {known}.")

    def by_hotkey(self, key: str) -> Entity | None:
        """Return the entity of this key, if any."""
        return next((entity for entity in self._entities if entity.hotkey and entity.hotkey == key), None)

    def added(self, name: str, colour: str = "", description: str = "") -> Schema:
        """Return the schema with one more entity, with the next free colour and key.

        Raises:
            RequestError: the name or the description is not allowed, or the name is taken (case ignored).
        """
        name = self._free_name(name)
        colour = _checked_colour(colour or self._next_colour())
        entity = Entity(name, colour, self._next_hotkey(), check_description(description))
        return Schema((*self._entities, entity))

    def with_names(self, names: Iterable[str]) -> Schema:
        """Return the schema with an entity of each of these names.

        Raises:
            RequestError: a name is not allowed, or taken (case ignored).
        """
        schema = self
        for name in names:
            if name not in schema:
                schema = schema.added(name)
        return schema

    def renamed(self, old: str, new: str) -> Schema:
        """Return the schema with one entity renamed.

        Raises:
            NotFoundError: there is no such entity.
            RequestError: the new name is not allowed, or taken.
        """
        self.get(old)
        new = self._free_name(new, besides=old)
        return self._mapped(old, name=new)

    def recoloured(self, name: str, colour: str) -> Schema:
        """Return the schema with one entity in another colour of the palette.

        Raises:
            NotFoundError: there is no such entity.
            RequestError: there is no such colour.
        """
        self.get(name)
        return self._mapped(name, colour=_checked_colour(colour))

    def rekeyed(self, name: str, hotkey: str) -> Schema:
        """Return the schema with this key moved to this entity.

        Raises:
            NotFoundError: there is no such entity.
            RequestError: an entity may not have this key.
        """
        self.get(name)
        if hotkey and hotkey not in HOTKEYS:
            raise RequestError(f"The key of an entity is one of {' '.join(HOTKEYS)}, not {hotkey!r}.")
        freed = (replace(e, hotkey="") if hotkey and e.hotkey == hotkey else e for e in self._entities)
        return Schema(freed)._mapped(name, hotkey=hotkey)

    def described(self, name: str, description: str) -> Schema:
        """Return the schema with another description of one entity.

        Raises:
            NotFoundError: there is no such entity.
            RequestError: the description is too long, or holds a control character.
        """
        self.get(name)
        return self._mapped(name, description=check_description(description))

    def without(self, name: str) -> Schema:
        """Return the schema without one entity.

        Raises:
            NotFoundError: there is no such entity.
        """
        self.get(name)
        return Schema(entity for entity in self._entities if entity.name != name)

    def merged(self, old: str, into: str) -> Schema:
        """Return the schema without an entity whose tags become tags of another.

        Raises:
            NotFoundError: there is no such entity.
            RequestError: both are the same.
        """
        self.get(into)
        if old == into:
            raise RequestError(f"{old} cannot be merged into itself; name two entities.")
        return self.without(old)

    def restored(self, entity: Entity) -> Schema:
        """Return the schema with an entity as it was before it was deleted, and another key if its own is taken."""
        if entity.name in self:
            return self
        free = not entity.hotkey or self.by_hotkey(entity.hotkey) is None
        return Schema((*self._entities, entity if free else replace(entity, hotkey=self._next_hotkey())))

    def _mapped(self, entity: str, **changes: str) -> Schema:
        return Schema(replace(e, **changes) if e.name == entity else e for e in self._entities)

    def _free_name(self, name: str, besides: str = "") -> str:
        name = check_entity_name(name)
        taken = (e.name for e in self._entities if e.name != besides)
        if clash := next((other for other in taken if other.casefold() == name.casefold()), ""):
            raise RequestError(f"There is an entity {clash!r} already; choose another name.")
        return name

    def _next_colour(self) -> str:
        used = [entity.colour for entity in self._entities]
        return min(COLOURS, key=lambda colour: (used.count(colour), COLOURS.index(colour)))

    def _next_hotkey(self) -> str:
        used = {entity.hotkey for entity in self._entities}
        return next((key for key in HOTKEYS if key not in used), "")


def _checked_colour(colour: str) -> str:
    if colour not in COLOURS:
        raise RequestError(f"There is no colour {colour!r}; the colours are: {', '.join(COLOURS)}.")
    return colour
