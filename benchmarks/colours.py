"""How unlike the colours of entities are: `python -m benchmarks.colours`.

Prints for both themes, and for each kind of colour vision, the two colours of one style, bold or not, that are most
alike, and the colour with the
least contrast to the background. The difference of two colours is CIEDE2000: below 1 nobody sees it, from 5 on it is
clear side by side, from 10 on at a glance. On a terminal of 16 colours the user decides how they look; measured are
those of xterm.

Sources: G. Sharma, W. Wu and E. N. Dalal, "The CIEDE2000 color-difference formula" (2005); G. M. Machado,
M. M. Oliveira and L. A. F. Fernandes, "A physiologically-based model for simulation of color vision deficiency" (2009);
contrast by WCAG 2.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, product
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt
from typing import NamedTuple

from core.domain.project.schema import COLOURS
from harness.contrast import contrast, linear, shown_background
from tui.shell.themes import DARK, LIGHT
from tui.terminal.appearance import Appearance, Colours

Triple = tuple[float, float, float]
Matrix = tuple[Triple, Triple, Triple]

VISION: dict[str, Matrix] = {
    "full": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red cones": (
        (0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998),
    ),
    "no green cones": (
        (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881),
    ),
    "no blue cones": (
        (1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900),
    ),
}  # fmt: skip
_XTERM = {
    "red": "#cd0000", "green": "#00cd00", "yellow": "#cdcd00", "magenta": "#cd00cd", "cyan": "#00cdcd",
    "white": "#e5e5e5", "bright_red": "#ff0000", "bright_green": "#00ff00", "bright_yellow": "#ffff00",
    "bright_blue": "#5c5cff", "bright_magenta": "#ff00ff", "bright_cyan": "#00ffff",
}  # fmt: skip
_TO_XYZ: Matrix = (
    (0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041),
)  # fmt: skip
_WHITE: Triple = (0.95047, 1.0, 1.08883)


class Lab(NamedTuple):
    """A colour in CIELAB: lightness, green to red, blue to yellow."""

    lightness: float
    a: float
    b: float


def main() -> None:
    for theme, many in product((DARK, LIGHT), (Colours.MANY, Colours.TRUE)):
        appearance = Appearance(many, light=not theme.dark)
        colours = {name: appearance.entity_colour(name) or "" for name in COLOURS}
        print(f"{theme.name}, {len(colours)} of {many} colours")
        _print_most_alike(appearance, colours)
        background = shown_background(theme, many)
        low, name = min((contrast(colour, background), name) for name, colour in colours.items())
        print(f"  {'contrast':<16}{low:5.1f}  {name}")
    few = Appearance(Colours.SIXTEEN)
    print(f"xterm, {len(COLOURS)} of 16 colours")
    _print_most_alike(few, {name: _XTERM[few.entity_colour(name) or ""] for name in COLOURS})


def _print_most_alike(appearance: Appearance, colours: Mapping[str, str]) -> None:
    """Print for each kind of vision the two names of one style whose colours, of the form `#rrggbb`, differ least."""
    for vision, matrix in VISION.items():
        seen = {name: lab(_times(matrix, linear(colour))) for name, colour in colours.items()}
        pairs = [(a, b) for a, b in combinations(seen, 2) if appearance.is_bold(a) == appearance.is_bold(b)]
        least, pair = min((difference(seen[a], seen[b]), (a, b)) for a, b in pairs)
        print(f"  {vision:<16}{least:5.1f}  {' and '.join(pair)}")


def _times(matrix: Matrix, colour: Triple) -> Triple:
    x, y, z = (sum(factor * part for factor, part in zip(row, colour, strict=True)) for row in matrix)
    return x, y, z


def lab(colour: Triple) -> Lab:
    """Return a colour of linear RGB, clipped to what a screen can show, in CIELAB."""
    shown = tuple(min(max(part, 0.0), 1.0) for part in colour)
    xyz = _times(_TO_XYZ, (shown[0], shown[1], shown[2]))
    ratios = (part / white for part, white in zip(xyz, _WHITE, strict=True))
    x, y, z = (ratio ** (1 / 3) if ratio > 216 / 24389 else (24389 / 27 * ratio + 16) / 116 for ratio in ratios)
    return Lab(116 * y - 16, 500 * (x - y), 200 * (y - z))


def difference(first: Lab, second: Lab) -> float:
    """Return CIEDE2000, with the names of the paper."""
    mean = (hypot(*first[1:]) + hypot(*second[1:])) / 2
    g = 0.5 * (1 - sqrt(mean**7 / (mean**7 + 25**7)))
    c1, h1 = _polar(first, g)
    c2, h2 = _polar(second, g)
    dl, dc = second.lightness - first.lightness, c2 - c1
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    dh = 2 * sqrt(c1 * c2) * sin(radians(turn / 2))
    lightness, chroma = (first.lightness + second.lightness) / 2, (c1 + c2) / 2
    hue = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    t = 1 - 0.17 * _cos(hue - 30) + 0.24 * _cos(2 * hue) + 0.32 * _cos(3 * hue + 6) - 0.2 * _cos(4 * hue - 63)
    sl = 1 + 0.015 * (lightness - 50) ** 2 / sqrt(20 + (lightness - 50) ** 2)
    sc, sh = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    rotation = -2 * sqrt(chroma**7 / (chroma**7 + 25**7)) * sin(radians(60 * exp(-(((hue - 275) / 25) ** 2))))
    return sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + rotation * dc / sc * dh / sh)


def _polar(colour: Lab, g: float) -> tuple[float, float]:
    a = colour.a * (1 + g)
    return hypot(a, colour.b), degrees(atan2(colour.b, a)) % 360


def _cos(angle: float) -> float:
    return cos(radians(angle))


if __name__ == "__main__":
    main()
