import io

import matplotlib.pyplot as plt
import numpy as np
from PIL import Image

from tools.pictures import lighten


def drawn() -> bytes:
    """Return a chart of ten thousand dots in three colours, letters and half-clear bars."""
    x, y = np.random.default_rng(1).normal(size=(2, 10_000))
    ax = plt.figure().subplots()
    for third in range(3):
        ax.plot(x[third::3], y[third::3], ".")
    ax.bar([-2, 0, 2], [1, 2, 3], alpha=0.5)
    ax.set(title="A finding", xlabel="months", ylabel="dollars")
    png = io.BytesIO()
    ax.figure.savefig(png, dpi=144)
    return png.getvalue()


def levels(png: bytes) -> np.ndarray:
    with Image.open(io.BytesIO(png)) as image:
        return np.asarray(image.convert("RGB"), dtype=int)


def test_a_light_picture_has_half_the_bytes_and_looks_the_same():
    heavy = drawn()
    light = lighten(heavy)
    apart = np.abs(levels(light) - levels(heavy)).max(axis=2)
    assert len(light) < len(heavy) / 2
    assert apart.mean() < 0.5
    assert (apart > 24).mean() < 0.001


def test_a_picture_of_few_colours_is_kept_to_the_pixel():
    blocks = np.zeros((20, 30, 3), dtype=np.uint8)
    blocks[5:, 10:] = 230, 159, 0
    png = io.BytesIO()
    Image.fromarray(blocks).save(png, "PNG")
    assert (levels(lighten(png.getvalue())) == blocks).all()


def test_what_is_clear_becomes_paper():
    png = io.BytesIO()
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(png, "PNG")
    assert (levels(lighten(png.getvalue())) == 255).all()


def test_the_same_picture_becomes_the_same_bytes():
    heavy = drawn()
    assert lighten(heavy) == lighten(heavy)
