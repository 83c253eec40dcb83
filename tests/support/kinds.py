"""Makers of real pictures of every kind that a stranger may send: small, the same on every run."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Callable, Sequence

from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageFilter

Size = tuple[int, int]


# What is in the picture


def photo(size: Size = (640, 480), seed: int = 1) -> Image.Image:
    """Soft shapes in many colours with the grain of a sensor."""
    r = random.Random(seed)
    soft = Image.frombytes("RGB", (8, 6), r.randbytes(8 * 6 * 3)).resize(size, Image.Resampling.BICUBIC)
    grain = Image.frombytes("L", size, r.randbytes(size[0] * size[1])).point(lambda level: level // 10)
    return ImageChops.add(soft, Image.merge("RGB", (grain, grain, grain)), offset=-12)


def text(size: Size = (640, 480), ink: str = "black", paper: str = "white") -> Image.Image:
    """Lines of small text."""
    image = Image.new("RGB", size, paper)
    draw = ImageDraw.Draw(image)
    r = random.Random(2)
    for y in range(4, size[1] - 10, 14):
        words = ("".join(r.choices("abcdefghkmnprstuvwxyz0123456789", k=r.randint(2, 9))) for _ in range(60))
        draw.text((6, y), " ".join(words), fill=ink)
    return image


def screenshot(size: Size = (960, 600)) -> Image.Image:
    """A window with a side bar, buttons and text."""
    image = Image.new("RGB", size, (244, 245, 247))
    draw = ImageDraw.Draw(image)
    side = size[0] // 5
    draw.rectangle((0, 0, side, size[1]), fill=(32, 37, 48))
    for row, y in enumerate(range(10, size[1] - 20, 26)):
        draw.text((10, y), f"Item {row}", fill=(210, 216, 226))
        draw.rounded_rectangle((side + 12, y, side + 90, y + 18), 5, fill=(40 + row * 7 % 200, 110, 220))
        draw.text((side + 18, y + 3), f"Button {row}", fill="white")
        draw.text(
            (side + 110, y + 3), f"invoice {row * 7919 % 100003} paid {row * 31}.50 EUR", fill=(20, 20, 30)
        )
    return image


def corners(size: Size = (48, 32)) -> Image.Image:
    """Red, green, blue and white quarters: which way is up can be seen in any corner."""
    image = Image.new("RGB", size, "white")
    half = (size[0] // 2, size[1] // 2)
    image.paste("red", (0, 0, *half))
    image.paste("lime", (half[0], 0, size[0], half[1]))
    image.paste("blue", (0, half[1], half[0], size[1]))
    return image


def white_text_on_nothing(size: Size = (400, 120), ink: str = "white") -> Image.Image:
    """Text in *ink* where everything else is transparent."""
    mask = text(size, ink="white", paper="black").convert("L")
    image = Image.new("RGBA", size, ink)
    image.putalpha(mask)
    return image


# How it is stored


def stored(image: Image.Image, format: str, **options: object) -> bytes:
    """*image* as a file of *format*, with Pillow's options."""
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def png(image: Image.Image, **options: object) -> bytes:
    return stored(image, "PNG", **options)


def jpeg(image: Image.Image, **options: object) -> bytes:
    return stored(image, "JPEG", **{"quality": 90, "subsampling": 0, **options})


def webp(image: Image.Image, **options: object) -> bytes:
    return stored(image, "WEBP", **{"lossless": True, **options})


def exif(orientation: int) -> bytes:
    block = Image.Exif()
    block[0x0112] = orientation
    return block.tobytes()


_STORED_AS = {  # what a camera held that way writes for an upright picture
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def turned(image: Image.Image, orientation: int, format: str = "JPEG") -> bytes:
    """A file that shows *image* upright only if its EXIF *orientation* (1–8) is obeyed."""
    if orientation in _STORED_AS:
        image = image.transpose(_STORED_AS[orientation])
    options = {"quality": 95, "subsampling": 0} if format == "JPEG" else {}
    if format == "WEBP":
        options = {"lossless": True}
    if format == "TIFF":
        return stored(image, "TIFF", tiffinfo={0x0112: orientation})
    return stored(image, format, exif=exif(orientation), **options)


def mpo(image: Image.Image) -> bytes:
    """A phone's JPEG of two pictures, the second one smaller."""
    second = image.resize((max(1, image.width // 2), max(1, image.height // 2)))
    return stored(image, "MPO", save_all=True, append_images=[second], quality=90)


def motion_photo(image: Image.Image) -> bytes:
    """A JPEG with a film behind its end."""
    return jpeg(image) + b"\0\0\0\x18ftypmp42" + random.Random(3).randbytes(5000)


def cmyk_jpeg(image: Image.Image) -> bytes:
    """A printer's JPEG, stored inverted, as Adobe does it."""
    return stored(image.convert("CMYK"), "JPEG", quality=95)


def animated(format: str, frames: int = 3, size: Size = (48, 32)) -> bytes:
    """A film of *frames* plain frames as ``GIF``, ``WEBP`` or ``PNG``."""
    drawn = [Image.new("RGB", size, (80 * n % 256, 40, 200)) for n in range(frames)]
    return stored(drawn[0], format, save_all=True, append_images=drawn[1:], duration=60)


def pages() -> bytes:
    """A TIFF of two pages, as a fax or a scanner writes it."""
    return stored(text((200, 100)), "TIFF", save_all=True, append_images=[text((200, 100), ink="blue")])


def sixteen_bit_png(rows: Sequence[Sequence[int]], transparent: int | None = None) -> bytes:
    """A grey PNG of 16 bits per pixel, *rows* of levels 0–65535."""
    width, height = len(rows[0]), len(rows)
    lines = b"".join(b"\0" + struct.pack(f">{width}H", *row) for row in rows)
    extra = b"" if transparent is None else chunk(b"tRNS", struct.pack(">H", transparent))
    return png_of(width, height, 16, 0, extra + chunk(b"IDAT", zlib.compress(lines)))


def float_tiff(size: Size = (64, 48)) -> bytes:
    """A TIFF whose levels are numbers from 0 to 1."""
    ramp = Image.linear_gradient("L").resize(size).convert("F").point(lambda level: level * (1 / 255) + 0.0)
    return stored(ramp, "TIFF")


def swapped_profile() -> bytes:
    """An ICC profile in which red and green have changed places: obeyed, (255, 0, 0) is green."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tags = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * profile[131], 12)}
    red, green = tags[b"rXYZ"], tags[b"gXYZ"]
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


def linear_grey_profile() -> bytes:
    """An ICC profile for grey levels that are proportional to light: obeyed, 128 looks like 188."""
    curve = b"curv" + bytes(4) + struct.pack(">I", 0)
    light = struct.pack(">iii", 0xF6D6, 0x10000, 0xD32D)
    header = b"lcms" + bytes.fromhex("02100000") + b"mntrGRAYXYZ " + bytes(12) + b"acsp" + bytes(28) + light
    tags = struct.pack(">I4sII", 1, b"kTRC", 144, len(curve)) + curve
    return struct.pack(">I", 144 + len(curve)) + header.ljust(124, b"\0") + tags


# What is wrong with it


def chunk(kind: bytes, content: bytes) -> bytes:
    """One PNG chunk."""
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of(width: int, height: int, depth: int, colour: int, chunks: bytes) -> bytes:
    """A PNG whose header says that; *chunks* follow it."""
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunks + chunk(b"IEND", b"")


def bomb(format: str, width: int = 30_000, height: int = 30_000) -> bytes:
    """A few bytes that claim 900 million pixels."""
    if format == "PNG":
        return png_of(width, height, 8, 2, chunk(b"IDAT", zlib.compress(bytes(100_000))))
    small = {
        "JPEG": jpeg,
        "GIF": lambda image: stored(image, "GIF"),
        "BMP": lambda image: stored(image, "BMP"),
    }
    data = bytearray(small[format](Image.new("RGB", (8, 8))))
    if format == "JPEG":
        at = data.index(b"\xff\xc0") + 5
        struct.pack_into(">HH", data, at, height, width)
    elif format == "GIF":
        struct.pack_into("<HH", data, 6, width, height)
    else:
        struct.pack_into("<ii", data, 18, width, height)
    return bytes(data)


WHOLE: dict[str, Callable[[], bytes]] = {
    "png": lambda: png(screenshot((320, 200))),
    "png grey": lambda: png(text((320, 200)).convert("L")),
    "png palette": lambda: png(screenshot((320, 200)).quantize(32)),
    "png 1 bit": lambda: png(text((320, 200)).convert("1")),
    "png alpha": lambda: png(white_text_on_nothing()),
    "png interlaced palette alpha": lambda: png(white_text_on_nothing().quantize(16)),
    "png 16 bit": lambda: sixteen_bit_png([[x * 512 for x in range(64)]] * 48),
    "png photo": lambda: png(photo((160, 120))),
    "jpeg": lambda: jpeg(photo((320, 240))),
    "jpeg grey": lambda: jpeg(photo((160, 120)).convert("L")),
    "jpeg progressive": lambda: jpeg(photo((320, 240)), progressive=True),
    "jpeg small colour": lambda: jpeg(photo((320, 240)), subsampling=2),
    "jpeg turned": lambda: turned(corners((48, 32)), 6),
    "jpeg cmyk": lambda: cmyk_jpeg(photo((160, 120))),
    "jpeg profile": lambda: jpeg(photo((160, 120)), icc_profile=swapped_profile()),
    "mpo": lambda: mpo(photo((160, 120))),
    "motion photo": lambda: motion_photo(photo((160, 120))),
    "webp": lambda: webp(screenshot((320, 200))),
    "webp alpha": lambda: webp(white_text_on_nothing()),
    "webp lossy": lambda: webp(photo((160, 120)), lossless=False),
    "webp lossy alpha": lambda: webp(white_text_on_nothing(), lossless=False),
    "gif": lambda: stored(screenshot((320, 200)), "GIF"),
    "bmp": lambda: stored(screenshot((320, 200)), "BMP"),
    "bmp palette": lambda: stored(screenshot((320, 200)).quantize(16), "BMP"),
    "tiff": lambda: stored(screenshot((320, 200)), "TIFF"),
    "tiff packed": lambda: stored(screenshot((320, 200)), "TIFF", compression="tiff_lzw"),
    "tiff float": float_tiff,
    "tiff alpha": lambda: stored(white_text_on_nothing(), "TIFF"),
    "tiff cmyk": lambda: stored(photo((160, 120)).convert("CMYK"), "TIFF"),
    "dot": lambda: png(Image.new("RGB", (1, 1), "red")),
    "line": lambda: png(Image.new("L", (65_535, 1), 90)),
    "soft": lambda: jpeg(photo((160, 120)).filter(ImageFilter.GaussianBlur(2))),
}
"""Whole pictures of one frame, by name."""

FILMS: dict[str, Callable[[], bytes]] = {
    "gif": lambda: animated("GIF"),
    "webp": lambda: animated("WEBP"),
    "apng": lambda: animated("PNG"),
    "tiff of pages": pages,
}
"""More pictures than one in a file."""
