"""Fit the eye to the kinds of pictures, then the heads to pairs."""

from __future__ import annotations

import hashlib
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from headroom_sdk.routing import features

from .network import Eye, Heads
from .pairs import Pair, Table, technique
from .pictures import KINDS, Sample
from .splits import FOLDS, picture_fold

log = logging.getLogger("training")
UNSAFE = 10.0
"""A technique that loses the answer costs this many times what a missed saving costs."""


def kinds(
    pictures: Sequence[Sample], learn: np.ndarray, seed: int, epochs: int, store: Path
) -> tuple[list[Eye], Tensor]:
    """Eyes for the *learn* ones (places in *pictures*), and the shares of the kinds of all pictures: the mean of all
    eyes, but of the *learn* ones what the eye says that saw neither them nor others of their source. *store*
    remembers the eyes."""
    folds = np.array([picture_fold(s.name, s.kind, s.source) for s in (pictures[i] for i in learn)])
    rest = np.setdiff1d(np.arange(len(pictures)), learn)
    eyes = [_remembered(pictures, learn, seed, epochs, store)]
    shares = torch.zeros(len(pictures), len(KINDS))
    for fold in range(FOLDS):
        eyes.append(_remembered(pictures, learn[folds != fold], seed, epochs, store))
        out = learn[folds == fold]
        shares[torch.from_numpy(out)] = see(eyes[-1], [pictures[i] for i in out])
    unseen = [pictures[i] for i in rest]
    shares[torch.from_numpy(rest)] = torch.stack([see(eye, unseen) for eye in eyes]).mean(0)
    return eyes, shares


def _remembered(pictures: Sequence[Sample], learn: np.ndarray, seed: int, epochs: int, store: Path) -> Eye:
    names = "\n".join([f"{pictures[i].name} {pictures[i].kind}" for i in learn])
    key = hashlib.sha256(f"{names}/{seed}/{epochs}/{features.VERSION}/{Eye()}".encode()).hexdigest()[:16]
    kept = store / f"eye-{key}.pt"
    if not kept.exists():
        torch.save(_eye(pictures, learn, seed, epochs).state_dict(), kept)
    model = Eye()
    model.load_state_dict(torch.load(kept, weights_only=True))
    return model


def _eye(pictures: Sequence[Sample], learn: np.ndarray, seed: int, epochs: int) -> Eye:
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    thumbnails = torch.from_numpy(np.stack([s.look.thumbnail for s in pictures]))
    patches = torch.from_numpy(np.stack([s.look.patches for s in pictures]))
    numbers = torch.from_numpy(np.stack([s.look.numbers for s in pictures]))
    kinds = torch.tensor([KINDS.index(s.kind) for s in pictures])
    share = np.bincount(kinds[learn].numpy(), minlength=len(KINDS)).clip(1) ** -0.35
    weight = torch.tensor(share / share[share < 1].mean(), dtype=torch.float32)
    model = Eye().to(memory_format=torch.channels_last)
    size, steps = 128, epochs * (len(learn) // 128)
    optimizer = torch.optim.AdamW(model.parameters(), 2e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=steps + 1)
    began = time.monotonic()
    for epoch in range(epochs):
        model.train()
        order = rng.permutation(learn)
        losses = []
        for start in range(0, len(order) - size + 1, size):
            rows = torch.from_numpy(order[start : start + size])
            shown = _jittered(thumbnails[rows].float(), rng).contiguous(memory_format=torch.channels_last)
            logits = model(
                shown,
                _jittered(patches[rows].float(), rng),
                numbers[rows] + 0.03 * torch.randn(size, numbers.shape[1]),
            )
            loss = functional.cross_entropy(logits, kinds[rows], weight, label_smoothing=0.08)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        log.info("eye, epoch %d: loss %.3f, %.0f s", epoch, np.mean(losses), time.monotonic() - began)
    return model


def _jittered(pixels: Tensor, rng: np.random.Generator) -> Tensor:
    """Other light, other colours, another cut, mirrored: what must not matter."""
    count, channels = pixels.shape[:2]
    gain = torch.from_numpy(rng.uniform(0.75, 1.25, (count, 1, 1, 1)).astype(np.float32))
    shift = torch.from_numpy(rng.normal(0, 14, (count, channels, 1, 1)).astype(np.float32))
    pixels = (pixels - 128) * gain + 128 + shift
    if channels == 3 and rng.random() < 0.3:
        pixels = pixels[:, torch.from_numpy(rng.permutation(3))]
    if channels == 3 and rng.random() < 0.5:
        grey = torch.from_numpy((rng.random((count, 1, 1, 1)) < 0.3).astype(np.float32))
        pixels = pixels * (1 - grey) + pixels.mean(1, keepdim=True) * grey
    if channels == 3 and rng.random() < 0.6:
        side = int(rng.integers(80, 124))
        x, y = rng.integers(0, 128 - side, 2)
        cut = pixels[:, :, y : y + side, x : x + side]
        pixels = functional.interpolate(cut, size=(128, 128), mode="bilinear", align_corners=False)
    if rng.random() < 0.5:
        pixels = pixels + 6 * torch.randn_like(pixels)
    return pixels.flip(3) if rng.random() < 0.4 else pixels


@torch.no_grad()
def see(model: Eye, pictures: Sequence[Sample]) -> Tensor:
    """The shares (0–1) of the kinds of *pictures*."""
    model.eval()
    parts = [torch.zeros(0, len(KINDS))]
    for start in range(0, len(pictures), 256):
        some = [s.look for s in pictures[start : start + 256]]
        parts.append(
            model(
                torch.from_numpy(np.stack([s.thumbnail for s in some])).float(),
                torch.from_numpy(np.stack([s.patches for s in some])).float(),
                torch.from_numpy(np.stack([s.numbers for s in some])),
            )
        )
    return torch.softmax(torch.cat(parts), 1)


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of every picture: the shares of its kinds, and its numbers."""

    kinds: Tensor
    numbers: Tensor


def heads(seen: Seen, pairs: Sequence[Pair], data: Table, seed: int, epochs: int) -> Heads:
    """Heads for *pairs*, which *data* holds as arrays."""
    torch.manual_seed(seed)
    model = Heads()
    best = torch.tensor([technique(p.outcome) for p in pairs])
    columns = [
        torch.from_numpy(c)
        for c in (data.picture, data.pieces, data.traits, data.need, data.crop, data.transcode, data.weight)
    ]
    size, count = 256, len(pairs)
    optimizer = torch.optim.AdamW(model.parameters(), 2e-3, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=epochs * (count // size) + 1)
    began = time.monotonic()
    for epoch in range(epochs):
        model.train()
        losses = []
        order = torch.randperm(count)
        for start in range(0, count - size + 1, size):
            rows = order[start : start + size]
            picture, pieces, traits, need, crop, transcode, weight = (c[rows] for c in columns)
            longest = int((pieces > 0).sum(1).max())
            pieces = pieces[:, : max(1, longest)]
            pieces = pieces * (torch.rand(pieces.shape) > 0.2)
            logits = model(seen.kinds[picture], seen.numbers[picture], pieces, traits)
            loss = (losses_of(logits, need, crop, transcode, best[rows]) * weight).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
        log.info(
            "heads %d, epoch %d: loss %.3f, %.0f s", seed, epoch, np.mean(losses), time.monotonic() - began
        )
    return model


def losses_of(logits: Tensor, need: Tensor, crop: Tensor, transcode: Tensor, best: Tensor) -> Tensor:
    """One loss for each pair: both softmaxes, and the yes or no weighed by cost."""
    loss = functional.cross_entropy(logits[:, :4], need, reduction="none")
    loss = loss + functional.cross_entropy(logits[:, 4:8], best, reduction="none")
    truths = torch.stack([(need <= 0).float(), (need <= 1).float(), (need <= 2).float(), crop, transcode], 1)
    known = (truths >= 0).float()
    price = torch.where(truths > 0.5, 1.0, UNSAFE) * known
    wrong = functional.binary_cross_entropy_with_logits(logits[:, 8:], truths.clamp(0), reduction="none")
    return loss + 0.3 * (wrong * price).sum(1)
