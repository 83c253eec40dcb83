"""Documents whose text is known to the letter, clean and harmed."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter
from printer import Printer, fonts
from sheets import KINDS


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A picture, its text in reading order (one line a row, two blanks between cells), and its pairs."""

    name: str
    kind: str
    image: Image.Image
    text: str
    pairs: tuple[tuple[str, str], ...] = ()
    clean: bool = True


def tilted(image: Image.Image, r: random.Random) -> Image.Image:
    return image.rotate(
        r.uniform(-3, 3), Image.Resampling.BICUBIC, expand=True, fillcolor=image.getpixel((1, 1))
    )


def noisy(image: Image.Image, r: random.Random) -> Image.Image:
    """As a scanner sees it: soft, grainy, not quite white."""
    grain = Image.effect_noise(image.size, r.uniform(15, 40)).convert("RGB")
    soft = image.filter(ImageFilter.GaussianBlur(r.uniform(0.4, 1.0)))
    return Image.blend(soft, grain, r.uniform(0.08, 0.2))


def squeezed(image: Image.Image, r: random.Random) -> Image.Image:
    data = io.BytesIO()
    image.save(data, "JPEG", quality=r.randint(35, 70))
    return Image.open(data).convert("RGB")


def small(image: Image.Image, r: random.Random) -> Image.Image:
    part = r.uniform(0.5, 0.7)
    return image.resize((round(image.width * part), round(image.height * part)), Image.Resampling.LANCZOS)


def copied(image: Image.Image, r: random.Random) -> Image.Image:
    """As a copier and a scanner leave it: fewer dots, askew, soft, unevenly lit, specked, squeezed."""
    part = r.uniform(0.75, 1.1)
    out = tilted(image.resize((round(image.width * part), round(image.height * part))), r)
    out = out.filter(ImageFilter.GaussianBlur(r.uniform(0.3, 0.9)))
    light = Image.linear_gradient("L").rotate(r.choice([0, 90, 180, 270])).resize(out.size)
    out = Image.composite(out, ImageEnhance.Brightness(out).enhance(r.uniform(0.75, 0.95)), light)
    grain = Image.effect_noise(out.size, r.uniform(20, 60)).convert("RGB")
    out = Image.blend(out, grain, r.uniform(0.05, 0.15))
    pen = ImageDraw.Draw(out)
    for _ in range(r.randint(0, 120)):
        x, y, size = r.randrange(out.width), r.randrange(out.height), r.uniform(0.5, 1.8)
        pen.ellipse((x - size, y - size, x + size, y + size), fill=(60, 60, 60))
    return squeezed(out, r)


HARM = {"tilted": tilted, "noisy": noisy, "squeezed": squeezed, "small": small}


def documents(
    count: int,
    *,
    seed: int = 0,
    share: tuple[float, float] = (0.0, 1.0),
    kinds: Sequence[str] = (),
    copies: bool = False,
) -> Iterator[Document]:
    """*count* documents, the kinds in turn; every third one is harmed in some way, or all are *copies*."""
    styles = fonts(0, share)
    wanted = list(kinds) or list(KINDS)
    for n in range(count):
        kind = wanted[n % len(wanted)]
        printer = Printer(seed * 100_003 + n, styles)
        sheet = KINDS[kind](printer)
        harm = printer.random.choice(sorted(HARM)) if n % 3 == 2 else None
        image = HARM[harm](sheet.image, printer.random) if harm else sheet.image
        if copies:
            harm, image = "copied", copied(sheet.image, printer.random)
        name = f"{seed}-{n:03}-{kind}" + (f"-{harm}" if harm else "")
        yield Document(
            name=name,
            kind=kind,
            image=image,
            text="\n".join(sheet.rows),
            pairs=tuple(sheet.pairs),
            clean=harm is None,
        )
