"""Datasets that others publish: what their files are called, where they are, and how to know them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from nntui_datasets.errors import DatasetError
from nntui_datasets.idx_dataset import read_idx
from nntui_datasets.idx_pairs import holds_pair
from nntui_datasets.reading import reading
from nntui_datasets.safe_text import visible
from nntui_datasets.stories import STORIES
from nntui_datasets.table import Table


@dataclass(frozen=True)
class PublishedFile:
    """A file by its name, its size in bytes, and its digest as hashlib's `algorithm` gives it."""

    name: str
    size: int
    digest: str
    algorithm: str = "sha256"


@dataclass(frozen=True)
class Published:
    """A dataset on the network: mirrors are tried in their order; all have the same files.

    folders: what those are called who keep a copy, best first. rows, features and classes: of the whole.
    """

    name: str
    files: tuple[PublishedFile, ...]
    mirrors: tuple[str, ...]
    folders: tuple[str, ...]
    class_names: tuple[str, ...]
    source: str
    licence: str
    rows: int = 70_000
    features: int = 784

    @property
    def size(self) -> int:
        """Bytes to be fetched."""
        return sum(file.size for file in self.files)

    @property
    def story(self) -> str:
        """A line on what there is to learn."""
        return STORIES[self.name]


# The digests are those that many projects pin; the MD5 sums in torchvision are of the same files.
MNIST = Published(
    name="mnist",
    files=(
        PublishedFile(
            "train-images-idx3-ubyte.gz",
            9_912_422,
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        ),
        PublishedFile(
            "train-labels-idx1-ubyte.gz",
            28_881,
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        ),
        PublishedFile(
            "t10k-images-idx3-ubyte.gz",
            1_648_877,
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        ),
        PublishedFile(
            "t10k-labels-idx1-ubyte.gz",
            4_542,
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        ),
    ),
    mirrors=(
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
    ),
    folders=("mnist", "MNIST/raw", "MNIST", "mnist-t10k"),
    class_names=tuple("0123456789"),
    source="Y. LeCun, C. Cortes, C. Burges (1998), The MNIST database of handwritten digits",
    licence="CC BY-SA 3.0",
)

FASHION_MNIST = Published(
    name="fashion-mnist",
    files=(
        PublishedFile(
            "train-images-idx3-ubyte.gz",
            26_421_880,
            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        ),
        PublishedFile(
            "train-labels-idx1-ubyte.gz",
            29_515,
            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
        ),
        PublishedFile(
            "t10k-images-idx3-ubyte.gz",
            4_422_102,
            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        ),
        PublishedFile(
            "t10k-labels-idx1-ubyte.gz",
            5_148,
            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        ),
    ),
    mirrors=(
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
        # The first of all, but without encryption: the digests tell whether somebody else answered.
        "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
    ),
    folders=("fashion-mnist", "FashionMNIST/raw", "FashionMNIST"),
    class_names=(
        "T-shirt/top",
        "trouser",
        "pullover",
        "dress",
        "coat",
        "sandal",
        "shirt",
        "sneaker",
        "bag",
        "ankle boot",
    ),
    source="H. Xiao, K. Rasul, R. Vollgraf (2017), Fashion-MNIST, arXiv:1708.07747",
    licence="MIT",
)

PUBLISHED = {published.name: published for published in (MNIST, FASHION_MNIST)}
"""By name, from simple to rich."""


def find_published(published: Published, places: Sequence[Path]) -> Path | None:
    """The first folder that holds this dataset, or a part of it, in places where data are kept.

    A place itself may be that folder, where the sizes of its files say so: others have files of these names.
    DatasetError where one of them cannot be looked into.
    """
    for place in places:
        with reading(place):
            for name in published.folders:
                if holds_pair(place / name):
                    return place / name
            if any(_is_the_file(place, file) for file in published.files):
                return place
    return None


def read_published(published: Published, folder: Path) -> Table:
    """The dataset in a folder with its files, or with a part of them; DatasetError as `read_idx`."""
    table = read_idx(folder)
    read = table.dataset
    if read.features != published.features or read.classes != len(published.class_names):
        raise DatasetError(
            f"{visible(str(folder))} does not hold {published.name}: it has {read.features:,} pixels and "
            f"{read.classes} classes (take it away, and fetch it with: nntui datasets get {published.name})"
        )
    dataset = replace(
        read,
        name=published.name,
        class_names=published.class_names,
        story=published.story,
        source=published.source,
        licence=published.licence,
    )
    notes = table.notes
    if read.rows != published.rows:
        notes = (f"{visible(str(folder))} holds {read.rows:,} of its {published.rows:,} rows", *notes)
    return Table(dataset, notes)


def _is_the_file(folder: Path, file: PublishedFile) -> bool:
    path = folder / file.name
    return path.is_file() and path.stat().st_size == file.size
