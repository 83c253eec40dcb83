"""The network: what it sees of a picture, what it hears of a question, and what it says of both."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from headroom_sdk.routing.features import NUMBERS
from headroom_sdk.routing.query import BUCKETS, TRAITS

from .pictures import KINDS

SEEN = 96
LEAST_SHARE = 0.005
WIDTH = 32
HEARD = 96
HIDDEN = 128
OUTPUTS = 4 + 4 + 5
"""Need (4), technique (4), and five yes or no: survives at gist size, where words are legible, where every letter
is; a crop; a transcript."""


def _block(into: int, out: int, kernel: int = 3) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(into, out, kernel, stride=2, padding=kernel // 2, bias=False),
        nn.BatchNorm2d(out),
        nn.ReLU(),
    )


class Eye(nn.Module):
    """Two small towers of convolutions and the numbers: which kind of picture it is."""

    def __init__(self) -> None:
        super().__init__()
        self.thumbnail = nn.Sequential(_block(3, 16, 5), _block(16, 32), _block(32, 64), _block(64, 96))
        self.patches = nn.Sequential(_block(1, 8, 5), _block(8, 16), _block(16, 32), _block(32, 48))
        self.numbers = nn.Sequential(nn.BatchNorm1d(len(NUMBERS)), nn.Linear(len(NUMBERS), 64), nn.ReLU())
        self.join = nn.Sequential(nn.Dropout(0.25), nn.Linear(2 * 96 + 2 * 48 + 64, SEEN), nn.ReLU())
        self.kinds = nn.Linear(SEEN, len(KINDS))

    def forward(self, thumbnail: Tensor, patches: Tensor, numbers: Tensor) -> Tensor:
        """The logits of the kinds. Pictures are bytes as floats."""
        towers = [
            torch.cat(_pooled(self.thumbnail(functional.avg_pool2d(thumbnail, 2) / 255 - 0.5)), 1),
            torch.cat(_pooled(self.patches(patches / 255 - 0.5)), 1),
            self.numbers(numbers),
        ]
        # Each has to stand on its own feet: with so few sources one of them would learn them by heart.
        seen = [_sometimes(tower) for tower in towers] if self.training else towers
        logits: Tensor = self.kinds(self.join(torch.cat(seen, 1)))
        return logits


def _pooled(maps: Tensor) -> tuple[Tensor, Tensor]:
    return maps.mean((2, 3)), maps.amax((2, 3))


def _sometimes(tower: Tensor, share: float = 0.25) -> Tensor:
    return tower * (torch.rand(len(tower), 1) > share) / (1 - share)


class Ear(nn.Module):
    """Pieces of words, weighed and joined, and what the question asks for: :data:`HEARD` values."""

    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(BUCKETS, WIDTH + 1, padding_idx=0)
        nn.init.normal_(self.table.weight, std=0.1)
        self.traits = nn.Sequential(nn.BatchNorm1d(len(TRAITS)), nn.Linear(len(TRAITS), 48), nn.ReLU())
        self.join = nn.Sequential(nn.Dropout(0.2), nn.Linear(2 * WIDTH + 48, HEARD), nn.ReLU())

    def forward(self, pieces: Tensor, traits: Tensor) -> Tensor:
        rows = self.table(pieces)
        there = (pieces > 0).float()[..., None]
        values = rows[..., :WIDTH]
        weights = torch.sigmoid(rows[..., WIDTH:]) * there
        mean = (values * weights).sum(1) / (weights.sum(1) + 1)
        most = (values - 9 * (1 - there)).amax(1)
        return self.join(torch.cat([mean, most, self.traits(traits)], 1))


class Heads(nn.Module):
    """What survives, from the kind and numbers of a picture and from what was heard. The picture weighs the question
    anew."""

    def __init__(self) -> None:
        super().__init__()
        self.ear = Ear()
        self.numbers = nn.BatchNorm1d(len(NUMBERS))
        picture = len(KINDS) + len(NUMBERS)
        self.gate = nn.Linear(picture, HEARD)
        self.hidden = nn.Sequential(
            nn.Linear(picture + 2 * HEARD, HIDDEN),
            nn.ReLU(),
            nn.Dropout(0.2),
            nn.Linear(HIDDEN, HIDDEN),
            nn.ReLU(),
        )
        self.out = nn.Linear(HIDDEN, OUTPUTS)

    def forward(self, kinds: Tensor, numbers: Tensor, pieces: Tensor, traits: Tensor) -> Tensor:
        shares = torch.log(kinds + LEAST_SHARE)
        picture = torch.cat([shares, self.numbers(numbers)], 1)
        heard = self.ear(pieces, traits)
        weighed = heard * torch.sigmoid(self.gate(picture))
        return self.out(self.hidden(torch.cat([picture, heard, weighed], 1)))
