"""Turn the network's outputs into probabilities that hold, on pairs of sources that it was not trained on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .pairs import Pair

ANSWERS = ("gist", "words", "exact", "crop", "transcode")
"""The five yes or no of the network, in its order."""


def softmax(logits: np.ndarray) -> np.ndarray:
    powers = np.exp(logits - logits.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


def evidence(logits: np.ndarray) -> np.ndarray:
    """Two log-odds for each answer, ``(pairs, 5, 2)``: the yes or no itself, and what the softmaxes say."""
    need, best = softmax(logits[:, :4]), softmax(logits[:, 4:8])
    shares = np.stack([need[:, 0], need[:, :2].sum(1), need[:, :3].sum(1), best[:, 2], best[:, 3]], 1)
    odds = np.log(shares.clip(1e-4, 1 - 1e-4)) - np.log1p(-shares.clip(1e-4, 1 - 1e-4))
    return np.stack([logits[:, 8:].clip(-12, 12), odds], 2)


def truths(pairs: Sequence[Pair]) -> np.ndarray:
    """1, 0, or -1 for unknown, ``(pairs, 5)``."""
    return np.array(
        [
            [
                p.outcome.need <= 0,
                p.outcome.need <= 1,
                p.outcome.need <= 2,
                p.outcome.crop,
                p.outcome.transcode,
            ]
            for p in pairs
        ],
        np.float64,
    )


def platt(logits: np.ndarray, pairs: Sequence[Pair]) -> np.ndarray:
    """For each answer three numbers ``(5, 3)``: the weights of its two log-odds, and what is added."""
    odds, known = evidence(logits), truths(pairs)
    weight = np.array([p.weight for p in pairs])
    return np.stack([_fit(odds[:, i], known[:, i], weight) for i in range(len(ANSWERS))])


def _fit(odds: np.ndarray, truth: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Logistic regression by Newton's steps, with a little shrinking."""
    there = truth >= 0
    x = np.c_[odds[there], np.ones(there.sum())]
    y, w = truth[there], weight[there]
    usual = np.array([0.3, 0.3, 0.0])

    def cost(beta: np.ndarray) -> float:
        z = x @ beta
        return float((w * (np.logaddexp(0, z) - y * z)).sum() + 0.5 * ((beta - usual) ** 2).sum())

    beta = usual
    for _ in range(50):
        p = 1 / (1 + np.exp(-(x @ beta).clip(-40, 40)))
        slope = x.T @ (w * (p - y)) + beta - usual
        step = np.linalg.solve((x * (w * p * (1 - p))[:, None]).T @ x + np.eye(3), slope)
        part = 1.0
        while cost(beta - part * step) > cost(beta) and part > 1e-6:
            part /= 2
        beta = beta - part * step
    # More evidence must never speak against itself.
    return np.r_[beta[:2].clip(0), beta[2]]


def probabilities(logits: np.ndarray, scales: np.ndarray) -> np.ndarray:
    """``(pairs, 5)``, and never less for a need that asks less of the picture."""
    odds = (evidence(logits) * scales[None, :, :2]).sum(2) + scales[None, :, 2]
    p = 1 / (1 + np.exp(-odds))
    p[:, :3] = np.maximum.accumulate(p[:, :3], 1)
    return p


def error(p: np.ndarray, truth: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error (0–1) of *p* where *truth* is known."""
    there = truth >= 0
    p, truth = p[there], truth[there]
    place = np.minimum((p * bins).astype(int), bins - 1)
    return float(sum(abs((p - truth)[place == b].sum()) for b in range(bins)) / max(1, len(p)))
