"""How tall the letters of a picture are, measured in the places where most is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ..picture.components import Ints, components
from ..picture.survey import inked

SIDE = 192
"""Side of a window in pixels: some nine lines of small print, and a word of a headline."""
WINDOWS = 6
_CELL = 32
_PITCH = SIDE + _CELL
# Capitals, digits and ascenders stand this much taller than an x. Measuring those serves pages of digits too.
_TALL = 1.42
# A letter that runs into its neighbours: such marks have the height of a word, descenders included.
_WORD = 2.2
_TALLER = 1.25

Grey = npt.NDArray[np.int16]
Corner = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyphs:
    """Marks that look like letters. Heights of an x are in pixels of the picture that was looked at, 0 where
    nothing looks like text; ``small`` is that of the smaller print, ``typical`` the median, ``large`` the largest.

    ``windows`` is how many of those looked into hold text (0–1), ``aligned`` the share of marks that stand on a
    line with others, ``marks`` how many there are in a window, ``spread`` how much their heights differ.
    """

    small: float
    typical: float
    large: float
    windows: float
    aligned: float
    marks: float
    spread: float
    noise: float
    ground: float


def busiest(energy: npt.NDArray[np.float32], size: tuple[int, int], most: int = WINDOWS) -> list[Corner]:
    """Upper left corners of the windows where most is drawn, the busiest first; they do not overlap. *energy* is of
    :func:`cells`, *size* the width and height of its picture."""
    reach = SIDE // _CELL
    total = np.pad(energy.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    down, across = min(reach, energy.shape[0]), min(reach, energy.shape[1])
    sums = total[down:, across:] - total[:-down, across:] - total[down:, :-across] + total[:-down, :-across]
    found: list[Corner] = []
    for _ in range(most):
        row, column = np.unravel_index(int(sums.argmax()), sums.shape)
        if sums[row, column] < 0 or (found and sums[row, column] == 0):
            break
        found.append(
            (min(int(column) * _CELL, max(0, size[0] - SIDE)), min(int(row) * _CELL, max(0, size[1] - SIDE)))
        )
        sums[max(0, row - reach + 1) : row + reach, max(0, column - reach + 1) : column + reach] = -1
    return found


def cells(grey: Grey) -> npt.NDArray[np.float32]:
    """How much is drawn in each cell of 32 pixels: the share of steep steps along its rows."""
    height, width = grey.shape
    steep = np.abs(grey[::2, 2:] - grey[::2, :-2]) > 40
    tall, wide = -(-height // _CELL), -(-width // _CELL)
    padded = np.zeros((tall * _CELL // 2, wide * _CELL), np.float32)
    padded[: steep.shape[0], : steep.shape[1]] = steep
    shares: npt.NDArray[np.float32] = padded.reshape(tall, _CELL // 2, wide, _CELL).mean(axis=(1, 3))
    return shares


def measure(grey: Grey, corners: list[Corner]) -> Glyphs:
    """The letters in the windows of *grey* that begin at *corners*."""
    if not corners:
        return Glyphs(small=0, typical=0, large=0, windows=0, aligned=0, marks=0, spread=0, noise=0, ground=1)
    # One sheet of all windows, parted by blank columns: a call a window would cost more than its pixels.
    sheet = np.full((SIDE, len(corners) * _PITCH), -1, np.int16)
    for number, (x, y) in enumerate(corners):
        window = grey[y : y + SIDE, x : x + SIDE]
        at = number * _PITCH
        sheet[: window.shape[0], at : at + window.shape[1]] = window
        sheet[window.shape[0] :, at : at + SIDE] = sheet[window.shape[0] - 1, at : at + SIDE]
        sheet[:, at + window.shape[1] : at + _PITCH] = sheet[:, at + window.shape[1] - 1][:, None]
    ink, noise = inked(sheet)
    for number in range(len(corners)):
        ink[:, number * _PITCH + SIDE : (number + 1) * _PITCH] = False
    letters = _letters(ink, len(corners))
    ranked = sorted(each.height for each in letters if each.height)
    spreads = [each.spread for each in letters if each.height]
    return Glyphs(
        small=ranked[0] if ranked else 0.0,
        typical=ranked[len(ranked) // 2] if ranked else 0.0,
        large=ranked[-1] if ranked else 0.0,
        windows=len(ranked) / len(corners),
        aligned=float(np.mean([each.aligned for each in letters])),
        marks=float(np.mean([each.count for each in letters])),
        spread=float(np.mean(spreads)) if spreads else 0.0,
        noise=noise,
        ground=1 - float(ink.mean()),
    )


@dataclass(frozen=True, slots=True)
class _Letters:
    height: float
    count: int
    aligned: float
    spread: float


_NONE = _Letters(0.0, 0, 0.0, 0.0)


def _letters(ink: npt.NDArray[np.bool_], windows: int) -> list[_Letters]:
    """What stands in each window of the sheet."""
    found = components(ink)
    tall, wide = found.bottom - found.top, found.right - found.left
    window, left = np.divmod(found.left, _PITCH)
    edge = (left == 0) | (found.top == 0) | (left + wide >= SIDE) | (found.bottom == SIDE)
    full = found.area / np.maximum(tall * wide, 1)
    mark = (
        (tall >= 3)
        & (tall <= SIDE // 2)
        & (wide <= 12 * tall)
        & (wide >= 0.15 * tall)
        & ~edge
        & (full < 0.95)
    )
    mark &= (found.area >= 5) & (full > 0.12)
    tall, wide, bottom, window = tall[mark], wide[mark], found.bottom[mark], window[mark]
    return [_window(tall[window == n], wide[window == n], bottom[window == n]) for n in range(windows)]


def _window(tall: Ints, wide: Ints, bottom: Ints) -> _Letters:
    if len(tall) < 6:
        return _Letters(0.0, len(tall), 0.0, 0.0)
    # Dots and accents are no letters.
    body = tall >= 0.45 * np.sort(tall)[len(tall) * 3 // 4]
    tall, wide, bottom = tall[body], wide[body], bottom[body]
    letter = np.where(wide > _WORD * tall, tall / _TALLER, tall.astype(np.float64))
    on_line = np.bincount(bottom, minlength=SIDE + 2)
    company = (on_line + np.r_[on_line[1:], 0] + np.r_[0, on_line[:-1]])[bottom] >= 4
    aligned = float(company.mean())
    if aligned < 0.3 or len(tall) < 6:
        return _Letters(0.0, len(tall), aligned, 0.0)
    lined = np.sort(letter[company])
    low, high = lined[len(lined) // 4], lined[len(lined) * 4 // 5]
    return _Letters(float(high) / _TALL, len(tall), aligned, float(high / max(low, 1)))
