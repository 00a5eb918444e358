"""Plots of a report as SVG elements, readable on paper, in light and in dark."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement

from core.services.report.content import Columns, Curve, Reliability, Shares
from core.services.report.plain import plain

WIDTH, HEIGHT = 360, 170
"""Of a plot, in its own units: about the pixels of a phone."""

_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 350, 10, 146
_COLOURS = 6
_LONGEST_LABEL = 14


def shares(block: Shares) -> list[Element]:
    """Return one bar with a part for each count, and what the parts are."""
    svg = _svg(block.about, 16)
    total, x = sum(block.parts.values()), 0.0
    for number, (name, count) in enumerate(block.parts.items()):
        width = WIDTH * count / total
        part = _put(svg, "rect", x=x, y=0, width=max(width - 1, 0.5), height=16, klass=f"c{number % _COLOURS}")
        SubElement(part, "title").text = plain(f"{name}: {count:,}")
        x += width
    return [svg, _legend((f"{name}: {count:,} ({count / total:.0%})" for name, count in block.parts.items()))]


def columns(block: Columns) -> list[Element]:
    """Return stacked columns, and whose they are."""
    svg = _svg(block.about, HEIGHT)
    heights = [sum(counts) for counts in zip(*block.series.values(), strict=True)]
    highest = _round_up(max(heights, default=1))
    for share in (0.0, 0.5, 1.0):
        _grid(svg, share, _short(highest * share))
    step = (_RIGHT - _LEFT) / len(block.labels)
    for place, label in enumerate(block.labels):
        y = float(_BOTTOM)
        for number, (name, counts) in enumerate(block.series.items()):
            height = (_BOTTOM - _TOP) * counts[place] / highest
            if not height:
                continue
            y -= height
            width = min(step * 0.8, 40)
            x = _LEFT + step * (place + 0.5) - width / 2
            part = _put(svg, "rect", x=x, y=y, width=width, height=height, klass=f"c{number % _COLOURS}")
            SubElement(part, "title").text = plain(f"{label}, {name}: {counts[place]:,}")
    _labels(svg, block.labels, lambda place: _LEFT + step * (place + 0.5))
    return [svg, _legend(block.series)] if len(block.series) > 1 else [svg]


def curve(block: Curve) -> list[Element]:
    """Return a line through shares."""
    svg = _svg(block.about, HEIGHT)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        _grid(svg, share, f"{share:g}")
    step = (_RIGHT - _LEFT - 30) / max(len(block.points) - 1, 1)
    places = [(_LEFT + 15 + step * n, _height(share)) for n, (_, share) in enumerate(block.points)]
    _put(svg, "polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in places), klass="line")
    for (x, y), (label, share) in zip(places, block.points, strict=True):
        dot = _put(svg, "circle", cx=x, cy=y, r=3, klass="dot")
        SubElement(dot, "title").text = plain(f"{label}: {share:.3f}")
    best = max(range(len(places)), key=lambda n: block.points[n][1])
    for n in {best, len(places) - 1}:
        x, y = places[n]
        _text(svg, x, y - 7 if y > 30 else y + 15, f"{block.points[n][1]:.2f}", "middle")
    _labels(svg, [label for label, _ in block.points], lambda place: places[place][0])
    return [svg]


def reliability(block: Reliability) -> list[Element]:
    """Return dots for observed over expected shares, and the line where both are equal."""
    svg = _svg(block.about, HEIGHT)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        _grid(svg, share, f"{share:.0%}")
        _text(svg, _across(share), _BOTTOM + 14, f"{share:.0%}", "end" if share == 1 else "middle")
    _put(svg, "line", x1=_LEFT, y1=_BOTTOM, x2=_RIGHT, y2=_TOP, klass="ideal")
    most = max(count for _, _, count in block.points)
    for score, share, count in block.points:
        dot = _put(svg, "circle", cx=_across(score), cy=_height(share), r=3 + 5 * (count / most) ** 0.5, klass="dot")
        SubElement(dot, "title").text = f"score {score:.0%}: {share:.0%} of {count:,} right"
    return [svg]


def _svg(about: str, height: int) -> Element:
    return Element("svg", {"viewBox": f"0 0 {WIDTH} {height}", "role": "img", "aria-label": plain(about)})


def _put(parent: Element, tag: str, *, klass: str, **values: float | str) -> Element:
    attributes = {name: value if isinstance(value, str) else f"{value:.1f}" for name, value in values.items()}
    return SubElement(parent, tag, {**attributes, "class": klass})


def _text(parent: Element, x: float, y: float, text: str, anchor: str) -> None:
    element = SubElement(parent, "text", {"x": f"{x:.1f}", "y": f"{y:.1f}", "text-anchor": anchor})
    element.text = plain(text)


def _grid(svg: Element, share: float, label: str) -> None:
    y = _height(share)
    _put(svg, "line", x1=_LEFT, y1=y, x2=_RIGHT, y2=y, klass="grid")
    _text(svg, _LEFT - 5, y + 3.5, label, "end")


def _labels(svg: Element, labels: Sequence[str], x: Callable[[int], float]) -> None:
    """Write the first and the last label below a plot, and all of them where there is room."""
    room = (_RIGHT - _LEFT) / len(labels)
    for place, label in enumerate(labels):
        short = label if len(label) <= _LONGEST_LABEL else label[: _LONGEST_LABEL - 1] + "…"
        if place in (0, len(labels) - 1) or 6.0 * max(map(len, labels)) < room:
            anchor = (
                "middle" if len(labels) < 3 or place not in (0, len(labels) - 1) else "start" if not place else "end"
            )
            edge = (
                x(place) if anchor == "middle" else x(place) - 10 if anchor == "start" else min(x(place) + 12, _RIGHT)
            )
            _text(svg, edge, _BOTTOM + 14, short, anchor)


def _legend(names: Iterable[str]) -> Element:
    legend = Element("ul", {"class": "legend"})
    for number, name in enumerate(names):
        item = SubElement(legend, "li")
        SubElement(item, "i", {"class": f"c{number % _COLOURS}"})
        SubElement(item, "bdi").text = plain(name)
    return legend


def _height(share: float) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * share


def _across(share: float) -> float:
    return _LEFT + (_RIGHT - _LEFT) * share


def _short(number: float) -> str:
    """Return a number that fits next to a plot: `3,200`, `12k`, `1.5M`."""
    for size, sign in ((1e6, "M"), (1e3, "k")):
        if number >= 10 * 1e3 and number >= size:
            return f"{number / size:g}{sign}"
    return f"{number:,.0f}"


def _round_up(number: int) -> int:
    """Return the next even number with one or two significant digits."""
    step = 2 * int(10 ** max(len(str(number)) - 2, 0))
    return max(2, -(-number // step) * step)
