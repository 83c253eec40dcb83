"""Photos with something on them: signs, labels, boards and screens; pages and receipts lying about."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from . import forms, formulas, pages, relief, tables, words
from .consoles import terminal
from .paste import photo
from .pen import WHITE, Colour, Pen, face, hue, mixed
from .screens import desktop
from .webpages import web


def plain(rng: random.Random, photos: list[Path]) -> Image.Image:
    """A photo, or two side by side."""
    image = photo(rng, photos, rng.randint(400, 1800))
    if rng.random() < 0.25:
        other = photo(rng, photos, image.width).resize(image.size)
        both = Image.new("RGB", (image.width * 2, image.height))
        both.paste(image, (0, 0))
        both.paste(other, (image.width, 0))
        return both
    return image


def _surface(rng: random.Random, photos: list[Path], size: tuple[int, int]) -> Image.Image:
    """Something to lie on or hang at: wood, cloth, wall, desk, or a photo out of focus."""
    if rng.random() < 0.4:
        return photo(rng, photos, size[0]).resize(size).filter(ImageFilter.GaussianBlur(rng.uniform(2, 12)))
    one = rng.choice(
        [
            (110, 75, 45),
            (160, 120, 80),
            (70, 50, 38),
            (205, 200, 192),
            (60, 62, 66),
            (235, 232, 226),
            (140, 60, 50),
            (90, 100, 90),
        ]
    )
    small = relief.noise(rng, (size[0] // 2, size[1] // 2), rng.choice([2, 3, 6]), 5)
    field = np.asarray(Image.fromarray(small).resize(size, Image.Resampling.BILINEAR), np.float32)
    if rng.random() < 0.5:
        narrow = Image.fromarray(relief.noise(rng, (size[0], max(8, size[1] // 24)), 8, 4))
        field = np.asarray(narrow.resize(size, Image.Resampling.BICUBIC), np.float32)
    if rng.random() < 0.3:
        tile = size[0] // rng.randint(4, 16)
        ys, xs = np.mgrid[0 : size[1], 0 : size[0]]
        field = field * 0.4 + 0.6 * ((xs % tile > 3) & (ys % (tile // 2 or 1) > 3)).astype(np.float32)
    light = 0.75 + 0.4 * field
    return relief.image((np.array(one, np.float32) * light[..., None]).astype(np.float32))


def _lit(rng: random.Random, picture: Image.Image) -> Image.Image:
    """As a camera in uneven light sees it."""
    width, height = picture.size
    light = relief.noise(rng, (max(8, width // 8), max(8, height // 8)), 2, 1)
    light = np.asarray(Image.fromarray(light).resize(picture.size, Image.Resampling.BICUBIC), np.float32)
    warm = np.array([rng.uniform(0.92, 1.08), 1, rng.uniform(0.82, 1.1)], np.float32)
    level = rng.uniform(0.6, 0.9) + rng.uniform(0.1, 0.4) * light
    lit = relief.image(np.asarray(picture, np.float32) * level[..., None] * warm)
    return relief.grained(rng, lit.filter(ImageFilter.GaussianBlur(rng.uniform(0, 1.1))), rng.uniform(0.5, 8))


def photographed(rng: random.Random, photos: list[Path]) -> Image.Image:
    """Pages, receipts, books or cards lying on something, seen at an angle, in uneven light."""
    width = rng.randint(360, 860)
    size = (width, round(width * rng.choice([0.75, 1.33, 1.33, 1.0, 0.5625])))
    ground = _surface(rng, photos, size)
    draw = rng.choice(
        [pages.receipt, pages.receipt, _page, _page, forms.form, tables.table, book, formulas.math]
    )
    ground = relief.seen(rng, draw(rng), ground, rng.uniform(0.6, 1.08), rng.choice([0.05, 0.15, 0.25]))
    if rng.random() < 0.25:
        ground = relief.seen(rng, pages.receipt(rng), ground, rng.uniform(0.3, 0.6), 0.6)
    return _lit(rng, ground)


def _page(rng: random.Random) -> Image.Image:
    return pages.document(rng, 0.0)


def book(rng: random.Random) -> Image.Image:
    """Two pages of an open book, dark in the fold."""
    left, right = pages.document(rng, 0.0), pages.document(rng, 0.0)
    high = min(left.height, right.height)
    both = Image.new("RGB", (left.width + right.width, high), WHITE)
    both.paste(left, (0, 0))
    both.paste(right, (left.width, 0))
    both = both.resize(
        (min(1600, both.width), round(high * min(1600, both.width) / both.width)), Image.Resampling.BILINEAR
    )
    xs = np.abs(np.linspace(-1, 1, both.width, dtype=np.float32))
    fold = (1 - 0.55 * np.exp(-xs * rng.uniform(8, 20))).astype(np.float32)
    tone = np.array(rng.choice([(255, 250, 240), (240, 228, 200), (255, 255, 255)]), np.float32) / 255
    return relief.image((np.asarray(both, np.float32) * fold[None, :, None] * tone).astype(np.float32))


def placard(rng: random.Random, photos: list[Path]) -> Image.Image:
    """A place with words in it."""
    return rng.choice([_signs, _signs, _package, _whiteboard, _screen, _front, _poster])(rng, photos)


def _sign(rng: random.Random) -> Image.Image:
    """A board, a road sign, a plate or a name in lights."""
    look = rng.choice(["board", "road", "round", "plate", "wood", "warning", "neon"])
    size = rng.randint(24, 90)
    text = rng.choice(
        [
            words.place(rng),
            words.words(rng, rng.randint(1, 3)).upper(),
            words.firm(rng),
            words.words(rng, 2).title(),
        ]
    )
    tone: Colour = rng.choice(
        [(0, 90, 60), (20, 60, 140), (180, 30, 35), (250, 200, 30), WHITE, (30, 30, 30), hue(rng)]
    )
    p = Pen(
        rng,
        (size * rng.randint(7, 13), size * rng.randint(2, 6)),
        rng.choice(["sans", "sans", "serif"]),
        ground=tone,
    )
    w, h, ink = p.image.width, p.image.height, p.on(tone)
    mask = Image.new("L", p.size, 255)
    if look == "plate":
        p.draw.rectangle((0, 0, w, h), rng.choice([WHITE, (250, 220, 60)]))
        text, ink = f"{words.code(rng, 2, 3)} {rng.randint(10, 9999)}", (20, 20, 20)
    elif look == "round":
        side = min(w, h * 2)
        p.image = Image.new("RGB", (side, side), tone)
        p.draw = ImageDraw.Draw(p.image)
        mask = Image.new("L", p.size, 0)
        ImageDraw.Draw(mask).ellipse((0, 0, side - 1, side - 1), 255)
        p.draw.ellipse(
            (side * 0.06, side * 0.06, side * 0.94, side * 0.94), WHITE, (190, 20, 30), max(3, side // 14)
        )
        text, ink, w, h = (
            rng.choice(["STOP", str(rng.randint(2, 13) * 10), "P", "NO"]),
            (20, 20, 20),
            side,
            side,
        )
    elif look == "warning":
        p.draw.rectangle((0, 0, w, h), (250, 205, 30))
        p.draw.rectangle(
            (size * 0.2, size * 0.2, w - size * 0.2, h - size * 0.2),
            outline=(20, 20, 20),
            width=max(2, size // 10),
        )
        text, ink = rng.choice(["CAUTION", "DANGER", "NO ENTRY", "WET FLOOR"]), (20, 20, 20)
    elif look == "wood":
        p.image.paste(
            relief.image(relief.coloured(relief.noise(rng, p.size, 3, 5), [(95, 62, 35), (150, 105, 65)]))
        )
        ink = (240, 225, 190)
    elif look == "neon":
        p.draw.rectangle((0, 0, w, h), (15, 12, 25))
        ink = hue(rng)
    else:
        p.draw.rectangle(
            (size * 0.15, size * 0.15, w - size * 0.15, h - size * 0.15),
            outline=ink,
            width=max(2, size // 14),
        )
    if h > size * 3.2 and look in ("board", "road", "wood"):
        for i in range(h // round(size * 1.5)):
            p.write(
                size * 0.6, size * (0.5 + i * 1.4), words.place(rng), size, ink, bold=True, within=w * 0.7
            )
            p.write(
                w - size * 0.6, size * (0.5 + i * 1.4), str(rng.randint(1, 400)), size, ink, "ra", bold=True
            )
    else:
        fit = min(1.0, (w - size) / max(1, p.wide(text, size * 1.4, bold=True)))
        p.write(w / 2, h / 2, text, size * 1.4 * fit, ink, "mm", bold=True)
    if look == "neon":
        glow = p.image.filter(ImageFilter.GaussianBlur(size / 5))
        p.image = relief.image(np.asarray(p.image, np.float32) + np.asarray(glow, np.float32))
    made = p.image.convert("RGBA")
    made.putalpha(mask)
    return made


def _put(rng: random.Random, place: Image.Image, thing: Image.Image, wide: int, x: int, y: int) -> None:
    """*thing*, *wide* pixels, turned and slanted a little, at (x, y)."""
    tall = max(8, thing.height * wide // thing.width)
    thing = thing.resize((max(8, wide), tall), Image.Resampling.LANCZOS)
    slant, squeeze = rng.uniform(-0.25, 0.25), rng.uniform(0.75, 1.0)
    new = round(tall + abs(slant) * wide)
    thing = thing.transform(
        (round(wide * squeeze), new),
        Image.Transform.AFFINE,
        (1 / squeeze, 0, 0, -slant / squeeze, 1, -max(0.0, -slant) * wide if slant > 0 else slant * wide),
        Image.Resampling.BICUBIC,
    )
    thing = thing.rotate(rng.uniform(-6, 6), expand=True, resample=Image.Resampling.BICUBIC)
    light = rng.uniform(0.6, 1.05)
    dim = thing.convert("RGB").point(lambda v: min(255, v * light))
    place.paste(dim, (x, y), thing.getchannel("A"))


def _signs(rng: random.Random, photos: list[Path]) -> Image.Image:
    image = photo(rng, photos, rng.randint(400, 1200))
    for _ in range(rng.choice([1, 1, 1, 2, 3, 5])):
        wide = round(image.width * rng.uniform(0.12, 0.6))
        x, y = rng.randint(0, image.width - wide), rng.randint(0, max(1, round(image.height * 0.75)))
        if rng.random() < 0.4:
            d = ImageDraw.Draw(image)
            post = max(4, wide // 24)
            d.rectangle(
                (x + wide // 2 - post, y + wide // 4, x + wide // 2 + post, image.height),
                rng.choice([(120, 120, 125), (90, 65, 45)]),
            )
        _put(rng, image, _sign(rng), wide, x, y)
    return _lit(rng, image)


def _package(rng: random.Random, photos: list[Path]) -> Image.Image:
    """A bottle, box or tin with its label, before something out of focus."""
    side = rng.randint(400, 950)
    ground = _surface(rng, photos, (side, round(side * rng.uniform(0.8, 1.35))))
    tone, w, h = hue(rng), side // rng.randint(2, 4), round(ground.height * rng.uniform(0.55, 0.85))
    p = Pen(rng, (w, h), ground=tone)
    label = mixed(WHITE, hue(rng), rng.uniform(0.2, 1))
    top, bottom, s = h * rng.uniform(0.15, 0.35), h * rng.uniform(0.75, 0.95), max(7, w // 14)
    p.draw.rectangle((0, top, w, bottom), label)
    ink = p.on(label)
    name = words.firm(rng).upper()
    big = min(s * 3.0, s * 3 * w * 0.85 / max(1, p.wide(name, s * 3, bold=True)))
    p.write(w / 2, top + s * 2, name, big, rng.choice([ink, p.accent]), "mm", bold=True)
    p.write(w / 2, top + s * 4.6, rng.choice(words.ITEMS), s * 1.4, ink, "mm", within=w)
    p.draw.ellipse((w * 0.3, top + s * 6, w * 0.7, top + s * 6 + w * 0.4), p.colour())
    p.prose((s, round(top + s * 7 + w * 0.4), w - s, round(bottom)), s * 0.8, ink)
    p.write(w / 2, bottom - s, f"{rng.randint(50, 900)} g", s, ink, "mm")
    curve = np.linspace(-1, 1, w, dtype=np.float32)
    round_ = rng.random() < 0.6
    light = (1 - 0.6 * curve**2) if round_ else np.linspace(1.05, 0.7, w, dtype=np.float32)
    body = relief.image(np.asarray(p.image, np.float32) * light[None, :, None])
    x, y = (side - w) // 2, ground.height - h - side // 20
    d = ImageDraw.Draw(ground)
    d.ellipse((x - w * 0.1, y + h - w * 0.12, x + w * 1.2, y + h + w * 0.12), (40, 36, 32))
    mask = Image.new("L", body.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, w - 1, h - 1), w // 6 if round_ else 3, 255)
    if round_ and rng.random() < 0.6:
        d.rectangle((x + w * 0.33, y - h * 0.12, x + w * 0.67, y + h * 0.05), mixed(tone, (0, 0, 0), 0.6))
    ground.paste(body, (x, y), mask)
    return _lit(rng, ground)


def _whiteboard(rng: random.Random, photos: list[Path]) -> Image.Image:
    width = rng.randint(450, 1100)
    p = Pen(rng, (width, round(width * rng.uniform(0.5, 0.75))), "hand", ground=(238, 240, 242))
    p.face = face(rng, "hand")
    s, pens = width // rng.randint(18, 34), [(20, 30, 60), (190, 30, 40), (20, 110, 60), (30, 60, 170)]
    for _ in range(rng.randint(9, 30)):
        x, y, tone = (
            rng.uniform(0.03, 0.8) * width,
            rng.uniform(0.04, 0.85) * p.image.height,
            rng.choice(pens),
        )
        sort = rng.choice(["words", "words", "box", "arrow", "formula", "list"])
        if sort == "box":
            p.draw.rounded_rectangle((x, y, x + s * 7, y + s * 2.4), 5, None, tone, 3)
            p.write(x + s, y + s * 0.5, p.words(1), s, tone)
        elif sort == "arrow":
            p.arrow((x, y), (x + rng.uniform(-8, 8) * s, y + rng.uniform(-4, 4) * s), tone, 3, s * 0.6)
        elif sort == "formula":
            formulas.put(p, x, y, s, colour=tone)
        else:
            for i in range(rng.randint(1, 5) if sort == "list" else 1):
                p.write(
                    x, y + i * s * 1.4, ("- " if sort == "list" else "") + p.words(rng.randint(1, 3)), s, tone
                )
    p.draw.rectangle(
        (0, 0, width - 1, p.image.height - 1),
        outline=rng.choice([(150, 152, 156), (90, 92, 96), (120, 90, 60)]),
        width=max(3, s // 2),
    )
    place = _surface(rng, photos, (width, round(width * 0.75)))
    return _lit(rng, relief.seen(rng, p.image, place, rng.uniform(0.8, 1.15), 0.12))


def _terminal(rng: random.Random, _: list[Path]) -> Image.Image:
    return terminal(rng)


def _screen(rng: random.Random, photos: list[Path]) -> Image.Image:
    """A screen photographed: lines of its raster beat with those of the camera."""
    look = rng.choice([desktop, web, _terminal])
    shown = look(rng, photos)
    shown.thumbnail((1200, 1200), Image.Resampling.BILINEAR)
    d = ImageDraw.Draw(shown)
    d.rectangle(
        (0, 0, shown.width - 1, shown.height - 1), outline=(15, 15, 15), width=max(6, shown.width // 50)
    )
    width = rng.randint(500, 1200)
    place = _surface(rng, photos, (width, round(width * rng.choice([0.75, 1.0, 0.6]))))
    seen = relief.seen(rng, shown, place, rng.uniform(0.7, 1.2), 0.15)
    ys, xs = np.mgrid[0 : seen.height, 0 : seen.width].astype(np.float32)
    wave = np.sin(
        (xs * rng.uniform(0.5, 1) + ys * rng.uniform(-0.5, 0.5)) * rng.uniform(0.2, 1.6) + np.sin(ys / 60) * 3
    )
    return _lit(
        rng, relief.image(np.asarray(seen, np.float32) * (1 + rng.uniform(0.02, 0.09) * wave[..., None]))
    )


def _front(rng: random.Random, photos: list[Path]) -> Image.Image:
    """The front of a shop: its name above windows."""
    width = rng.randint(450, 1100)
    image = _surface(rng, photos, (width, round(width * rng.uniform(0.6, 1.0))))
    h, d, tone = image.height, ImageDraw.Draw(image), hue(rng)
    for i in range(3):
        box = (
            round(width * (0.06 + i * 0.31)),
            round(h * 0.42),
            round(width * (0.32 + i * 0.31)),
            round(h * 0.92),
        )
        image.paste(
            photo(rng, photos, max(64, box[2] - box[0]))
            .resize((box[2] - box[0], box[3] - box[1]))
            .point(lambda v: v * 0.6),
            box[:2],
        )
        d.rectangle(box, outline=mixed(tone, (0, 0, 0), 0.5), width=max(3, width // 120))
    p = Pen(rng, (round(width * 0.92), round(h * 0.18)), rng.choice(["sans", "serif", "hand"]), ground=tone)
    name = rng.choice(
        [
            words.firm(rng),
            f"{words.place(rng)} {rng.choice(['Café', 'Books', 'Bakery', 'Pharmacy', 'Bar', 'Market'])}",
        ]
    )
    size = min(
        p.image.height * 0.6,
        p.image.height * 0.6 * p.image.width * 0.85 / max(1, p.wide(name, p.image.height * 0.6, bold=True)),
    )
    p.write(p.image.width / 2, p.image.height / 2, name, size, p.on(tone), "mm", bold=True)
    image.paste(p.image, (round(width * 0.04), round(h * 0.18)))
    for _ in range(rng.randint(0, 3)):
        _put(
            rng,
            image,
            _sign(rng),
            round(width * rng.uniform(0.1, 0.2)),
            rng.randint(0, round(width * 0.8)),
            round(h * rng.uniform(0.4, 0.7)),
        )
    return _lit(rng, image)


def _poster(rng: random.Random, photos: list[Path]) -> Image.Image:
    """A poster, a cover, or a photo with words over it."""
    width = rng.randint(350, 1100)
    image = photo(rng, photos, width).resize((width, round(width * rng.uniform(0.7, 1.5))))
    p = Pen(rng, image.size, rng.choice(["sans", "sans", "serif", "hand"]))
    p.image.paste(image)
    ink: Colour = rng.choice([WHITE, WHITE, (250, 220, 60), (20, 20, 20), hue(rng)])
    y = image.height * rng.uniform(0.05, 0.6)
    if rng.random() < 0.4:
        p.draw.rectangle((0, y - width * 0.03, width, y + width * rng.uniform(0.15, 0.3)), hue(rng))
    for _ in range(rng.randint(1, 4)):
        text = rng.choice([p.title(rng.randint(1, 3)), p.words(2).upper(), words.date(rng)])
        size = width * rng.uniform(0.03, 0.14)
        size *= min(1.0, width * 0.9 / max(1, p.wide(text, size, bold=True)))
        p.draw.text(
            (width / 2, y),
            text,
            ink,
            p.font(size, bold=True),
            "ma",
            stroke_width=rng.choice([0, 0, max(1, round(size / 20))]),
            stroke_fill=(0, 0, 0),
        )
        y += size * 1.3
    return _lit(rng, p.image) if rng.random() < 0.4 else p.image
