"""PNG and JPEG files as Pillow reads them."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nntui.session import pictures
from nntui_datasets import DatasetError
from nntui_datasets.image_folder import read_image_folder

Saved = Callable[..., Path]
RED, GREEN = (255, 0, 0), (0, 255, 0)


@pytest.fixture
def saved(tmp_path: Path) -> Saved:
    """Saves an image as `a/1.png` and says where: `saved(image, "jpg")`."""

    def saved(image: Image.Image, ending: str = "png", **options: object) -> Path:
        path = tmp_path / "a" / f"1.{ending}"
        path.parent.mkdir(exist_ok=True)
        image.save(path, **options)
        return path

    return saved


def read(path: Path, channels: int, height: int, width: int) -> np.ndarray:
    out = np.zeros((channels, height, width), np.uint8)
    pictures.read(path, out)
    return out


def halves() -> Image.Image:
    """Red above green: 4 wide, 8 high."""
    image = Image.new("RGB", (4, 8), RED)
    image.paste(GREEN, (0, 4, 4, 8))
    return image


def test_pixels(saved: Saved) -> None:
    """Channels come first, then lines."""
    path = saved(halves())
    expected = np.moveaxis(np.asarray(halves()), 2, 0)
    np.testing.assert_array_equal(read(path, 3, 8, 4), expected)
    assert pictures.look(path).size == (4, 8)


@pytest.mark.parametrize(
    ("mode", "is_coloured"),
    [("1", False), ("L", False), ("LA", False), ("I;16", False), ("P", True), ("RGB", True), ("RGBA", True)],
)
def test_colour(saved: Saved, mode: str, is_coloured: bool) -> None:
    """It is the mode that says whether there is colour."""
    assert pictures.look(saved(Image.new(mode, (3, 2)))).is_coloured is is_coloured


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
@pytest.mark.parametrize("channels", [1, 3])
def test_every_mode(saved: Saved, mode: str, channels: int) -> None:
    """White is white, however it is written."""
    path = saved(Image.new("RGBA" if mode in ("LA", "RGBA") else "RGB", (3, 2), "white").convert(mode))
    assert (read(path, channels, 2, 3) == 255).all()


def test_sixteen_bits(saved: Saved) -> None:
    """Half of 65,535 is half of 255, not cut off at it."""
    path = saved(Image.fromarray(np.full((2, 3), 32_768, np.uint16)))
    assert (read(path, 1, 2, 3) == 128).all()


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_is_transparent_lies_on_white(saved: Saved, mode: str) -> None:
    """The colour that nobody sees is not learnt."""
    assert (read(saved(Image.new(mode, (3, 2))), 3, 2, 3) == 255).all()


def test_a_photograph_on_its_side(saved: Saved) -> None:
    """Cameras write how they were held: what is seen is what is learnt."""
    exif = Image.Exif()
    exif[0x0112] = 6
    path = saved(halves().resize((40, 80)), "jpg", exif=exif, quality=95)
    assert pictures.look(path).size == (80, 40)
    pixels = read(path, 3, 4, 8)
    assert (pixels[1, :, 0] > 200).all()
    assert (pixels[0, :, -1] > 200).all()


def test_scaled_to_fill(saved: Saved) -> None:
    """The shape of things is kept: what stands over is cut off at both sides."""
    image = Image.new("RGB", (40, 10), RED)
    image.paste(GREEN, (15, 0, 25, 10))
    pixels = read(saved(image), 3, 10, 10)
    assert (pixels[1] == 255).all()


def test_a_large_photograph(saved: Saved) -> None:
    """It is decoded at a fraction of its size, and is the same to the eye."""
    path = saved(halves().resize((1600, 3200)), "jpg")
    pixels = read(path, 3, 8, 4)
    np.testing.assert_allclose(pixels, np.moveaxis(np.asarray(halves()), 2, 0), atol=40)


def refusal(path: Path) -> str:
    with pytest.raises(DatasetError) as caught:
        read(path, 3, 2, 2)
    return str(caught.value)


def test_too_many_pixels(saved: Saved) -> None:
    """A few kilobytes that would be a gigabyte: refused before they are."""
    path = saved(Image.new("1", (10_000, 10_000)))
    with pytest.raises(DatasetError) as caught:
        pictures.look(path)
    expected = "a/1.png is too large to learn from: Image size (100000000 pixels)"
    assert str(caught.value).startswith(expected)
    assert refusal(path).startswith(expected)


@pytest.mark.parametrize("ending", ["png", "jpg"])
def test_a_file_that_was_cut(saved: Saved, ending: str) -> None:
    """It is told by its name, wherever it was cut."""
    noise = np.random.default_rng(0).integers(0, 256, (20, 20, 3), dtype=np.uint8)
    path = saved(Image.fromarray(noise), ending)
    data = path.read_bytes()
    for length in range(0, len(data) - 20, 40):
        path.write_bytes(data[:length])
        assert refusal(path).startswith(f"a/1.{ending} cannot be read: ")


def test_damaged_at_random(saved: Saved) -> None:
    """Whatever is in a file, it is read or refused in a sentence; nothing else is raised."""
    source = np.random.default_rng(0)
    for ending in ("png", "jpg"):
        path = saved(Image.fromarray(source.integers(0, 256, (9, 9, 3), dtype=np.uint8)), ending)
        data = path.read_bytes()
        for _ in range(150):
            damaged = np.frombuffer(data, np.uint8).copy()
            damaged[source.integers(0, len(data), 4)] = source.integers(0, 256, 4)
            path.write_bytes(damaged.tobytes())
            said = "a/1."
            try:
                pictures.look(path)
                read(path, 3, 4, 4)
            except DatasetError as error:
                said = str(error)
            assert said.startswith("a/1.")


@pytest.mark.parametrize("form", ["GIF", "BMP", "TIFF"])
def test_other_kinds_of_images(tmp_path: Path, form: str) -> None:
    """A name does not make a PNG: of all that Pillow can read only what was asked for is."""
    data = io.BytesIO()
    Image.new("RGB", (2, 2)).save(data, form)
    (tmp_path / "a").mkdir()
    path = tmp_path / "a" / "1.png"
    path.write_bytes(data.getvalue())
    assert refusal(path) == "a/1.png cannot be read: it is no PNG or JPEG (take it away, or save it again)"


def test_a_file_that_went_away(tmp_path: Path) -> None:
    """The system's reason is told in words, without its number and the path once more."""
    assert refusal(tmp_path / "a" / "1.png") == (
        "a/1.png cannot be read: No such file or directory (take it away, or save it again)"
    )


def test_memory(tmp_path: Path) -> None:
    """Protects it: there is the array of all images, and never a second copy of more than one."""
    for name in "ab":
        (tmp_path / name).mkdir()
        for at in range(100):
            Image.new("RGB", (64, 64), (at, 0, 0)).save(tmp_path / name / f"{at}.png")
    tracemalloc.start()
    array = read_image_folder(tmp_path, pictures).dataset.inputs
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert array.nbytes == 200 * 3 * 64 * 64
    assert most < array.nbytes + 500_000
