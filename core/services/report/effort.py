"""Reckon the keys that suggestions have saved.

Keys are not recorded; they are reckoned from the decisions, with what an action takes in `docs/effort.md`.
"""

from __future__ import annotations

from core.domain.tagging.statistics import KEYS_BY_HAND
from core.services.report.content import Section, Table, Text
from core.services.report.gathering import Gathered

DECIDE = 1
"""Keys for accepting or rejecting a suggestion."""

MEND = 3
"""Keys for accepting a suggestion with other borders or another entity."""


def keys_section(gathered: Gathered) -> Section | None:
    """Return the section; None if no suggestion was decided."""
    tags, rejected = gathered.all_tags, gathered.rejected
    accepted = tags.accepted + tags.changed + tags.unseen
    if not accepted + rejected:
        return None
    rows = [
        ("Tags made by hand", f"{tags.by_hand:,}", f"{KEYS_BY_HAND:g}", f"{KEYS_BY_HAND * tags.by_hand:,.0f}"),
        ("Suggestions accepted as they were", f"{tags.accepted:,}", f"{DECIDE}", f"{DECIDE * tags.accepted:,}"),
        ("Suggestions changed", f"{tags.changed:,}", f"{MEND}", f"{MEND * tags.changed:,}"),
        ("Suggestions rejected", f"{rejected:,}", f"{DECIDE}", f"{DECIDE * rejected:,}"),
        ("Suggestions accepted in bulk", f"{tags.unseen:,}", "0", "0"),
    ]
    taken = KEYS_BY_HAND * tags.by_hand + DECIDE * (tags.accepted + rejected) + MEND * tags.changed
    rows.append(("All", f"{tags.by_hand + accepted + rejected:,}", "", f"{taken:,.0f}"))
    by_hand = KEYS_BY_HAND * (tags.by_hand + accepted)
    saved = by_hand - taken
    summary = (
        f"Suggestions saved about {saved:,.0f} of {by_hand:,.0f} keys, {saved / by_hand:.0%}."
        if saved > 0
        else f"Suggestions saved no keys so far: about {taken:,.0f} were pressed, {by_hand:,.0f} without suggestions."
    )
    reckoned = (
        f"Reckoned, not counted: by hand a tag takes about {KEYS_BY_HAND:g} keys (1.2 to 2.8 were measured, depending "
        f"on the texts), a decision {DECIDE}, a suggestion that has to be changed {MEND}. Moving about, saving and "
        "training are left out on both sides, and so are imported tags."
    )
    return Section(
        "Keys saved", [Text(summary), Table(("", "Number", "Keys each", "Keys"), rows, sums=True), Text(reckoned)]
    )
