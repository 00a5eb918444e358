"""What a chat server can do, found out once by asking for all and giving up what it declines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any


class Output(StrEnum):
    """How an answer is held to JSON, the strictest first."""

    JSON_SCHEMA = "json_schema"
    OBJECT_WITH_SCHEMA = "json_object with schema"
    JSON_OBJECT = "json_object"
    PLAIN = "plain"


_WEAKER = dict(zip(Output, list(Output)[1:], strict=False))


@dataclass(frozen=True, slots=True)
class Abilities:
    """What may be asked of a server.

    Attributes:
        output: how the answer is held to JSON.
        logprobs: it gives the probabilities of tokens.
        system: it takes a system message.
        temperature: it takes a temperature.
        limit_field: name of the field for the longest answer; empty if it takes none.
    """

    output: Output = Output.JSON_SCHEMA
    logprobs: bool = True
    system: bool = True
    temperature: bool = True
    limit_field: str = "max_tokens"

    def without(self, complaint: str) -> Abilities | None:
        """Return the abilities without the one that the server complains of, or the rarest; None if none is left.

        Args:
            complaint: the server's error message.
        """
        said = complaint.casefold()
        if self.limit_field == "max_tokens" and "max_completion_tokens" in said:
            return replace(self, limit_field="max_completion_tokens")
        for sign, found, weaker in self._optional():
            if found and any(word in said for word in sign):
                return weaker
        return next((weaker for _, found, weaker in self._optional() if found), None)

    def _optional(self) -> list[tuple[tuple[str, ...], bool, Abilities]]:
        """Return words by which a server names each ability, whether it is in use, and the abilities without it."""
        weaker_output = replace(self, output=_WEAKER.get(self.output, Output.PLAIN))
        return [
            (("logprob", "logits"), self.logprobs, replace(self, logprobs=False)),
            (("response_format", "json_schema", "schema", "grammar"), self.output is not Output.PLAIN, weaker_output),
            (("system",), self.system, replace(self, system=False)),
            (("temperature",), self.temperature, replace(self, temperature=False)),
            (("max_tokens", "max_completion_tokens"), bool(self.limit_field), replace(self, limit_field="")),
        ]

    def stored(self) -> dict[str, Any]:
        """Return the abilities as plain values, to be stored."""
        return asdict(self)

    @classmethod
    def restored(cls, values: Mapping[str, Any]) -> Abilities:
        """Return abilities from kept values; those that are unknown or damaged are found out again."""
        known = {field.name: values[field.name] for field in fields(cls) if field.name in values}
        try:
            return cls(**{**known, "output": Output(known.get("output", Output.JSON_SCHEMA))})
        except ValueError:
            return cls()
