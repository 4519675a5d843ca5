"""Pictures as the website and the slides carry them: the same to the eye, a third of the bytes."""

import io

from PIL import Image

__all__ = ["lighten"]

MOST_COLOURS = 256  # a palette's; a chart has some hundreds, most of them on the edges of letters


def lighten(png: bytes) -> bytes:
    """Return a picture with its most frequent colours only, and without transparency."""
    with Image.open(io.BytesIO(png)) as image:
        sheet = Image.new("RGBA", image.size, "white")
        sheet.alpha_composite(image.convert("RGBA"))
    few = sheet.convert("RGB").quantize(MOST_COLOURS, dither=Image.Dither.NONE)
    light = io.BytesIO()
    few.save(light, "PNG")
    return light.getvalue()
