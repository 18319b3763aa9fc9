"""Do the probabilities mean what they say? Groups of questions of equal count, and the curve as a picture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from qa.training.reading.fit import BINS, Doubles, Judged, calibration_error

WIDTH, HEIGHT = 560, 440
"""Of the picture, in its own units."""
LEFT, TOP, SIDE = 64, 24, 360
"""The square of both axes."""
MARKS = 5
"""Steps of an axis."""
STYLE = """
 text { font: 13px system-ui, sans-serif; fill: #333; }
 .axis { stroke: #888; fill: none; } .even { stroke: #aaa; stroke-dasharray: 4 4; }
 .s0 { stroke: #1f5fa8; fill: #1f5fa8; } .s1 { stroke: #b3541e; fill: #b3541e; } .line { fill: none; stroke-width: 2; }
 @media (prefers-color-scheme: dark) {
  text { fill: #ddd; } .axis { stroke: #999; } .even { stroke: #777; }
  .s0 { stroke: #7db4f0; fill: #7db4f0; } .s1 { stroke: #f0a070; fill: #f0a070; } .line { fill: none; }
 }
"""


class Group(NamedTuple):
    """Questions whose probabilities lie next to one another; both means count questions by their shares."""

    questions: int
    said: float
    """Mean probability."""
    answered: float
    """Share that the articles do answer."""


class Reliability(NamedTuple):
    """What probabilities are worth."""

    groups: list[Group]
    """BINS of equal count, the least probable first."""
    error: float
    """Expected calibration error over BINS equal steps of the probability."""
    brier: float
    """Mean squared distance from 1 for the answerable and 0 for the others (Brier, 1950)."""


def reliability(known: Judged, found: Doubles) -> Reliability:
    """Compare probabilities with what became of their questions.

    Args:
        known: The questions; at least BINS.
        found: Their probabilities, (questions,).
    """
    groups: list[Group] = []
    for rows in np.array_split(np.argsort(found, kind="stable"), BINS):
        shares = known.shares[rows] / known.shares[rows].sum()
        groups.append(Group(len(rows), float(shares @ found[rows]), float(shares @ known.answerable[rows])))
    squares = (found - known.answerable) ** 2
    brier = float(known.shares @ squares / known.shares.sum())
    return Reliability(groups, calibration_error(known, found), brier)


def table(name: str, found: Reliability) -> list[str]:
    """Lines of a table of the groups, under a line of the whole."""
    count = sum(group.questions for group in found.groups)
    return [
        f"{name}: {count} questions, expected calibration error {found.error:.3f}, Brier score {found.brier:.3f}",
        "| questions | mean probability | share answered |",
        "|---|---|---|",
        *(f"| {group.questions} | {group.said:.3f} | {group.answered:.3f} |" for group in found.groups),
    ]


def drawn(curves: Mapping[str, Reliability]) -> str:
    """An SVG of at most two curves beside the even line, readable on light and on dark."""
    axes = [
        f'<rect class="axis" x="{LEFT}" y="{TOP}" width="{SIDE}" height="{SIDE}"/>',
        f'<line class="even" x1="{_x(0):g}" y1="{_y(0):g}" x2="{_x(1):g}" y2="{_y(1):g}"/>',
    ]
    for mark in range(MARKS + 1):
        at = mark / MARKS
        axes.append(f'<text x="{_x(at):g}" y="{TOP + SIDE + 18}" text-anchor="middle">{at:g}</text>')
        axes.append(f'<text x="{LEFT - 8}" y="{_y(at) + 4:g}" text-anchor="end">{at:g}</text>')
    middle = TOP + SIDE / 2
    labels = [
        f'<text x="{LEFT + SIDE / 2:g}" y="{TOP + SIDE + 42}" text-anchor="middle">mean probability</text>',
        f'<text x="20" y="{middle:g}" text-anchor="middle" transform="rotate(-90 20 {middle:g})">share answered</text>',
    ]
    parts = [*axes, *labels, *(line for at, each in enumerate(curves.items()) for line in _curve(at, *each))]
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">\n'
        f"<title>Reliability: {', '.join(curves)}</title>\n<style>{STYLE}</style>\n{body}\n</svg>\n"
    )


def _curve(at: int, name: str, found: Reliability) -> Sequence[str]:
    points = [(_x(group.said), _y(group.answered)) for group in found.groups]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    height = TOP + 12 + 20 * at
    return [
        f'<polyline class="s{at} line" points="{line}"/>',
        *(f'<circle class="s{at}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>' for x, y in points),
        f'<circle class="s{at}" cx="{LEFT + SIDE + 16}" cy="{height}" r="4"/>',
        f'<text x="{LEFT + SIDE + 26}" y="{height + 4}">{name}</text>',
    ]


def _x(value: float) -> float:
    return LEFT + SIDE * value


def _y(value: float) -> float:
    return TOP + SIDE * (1 - value)
