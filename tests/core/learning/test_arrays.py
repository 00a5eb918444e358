"""Files of arrays made by a stranger: none takes more memory than is allowed, and each that is refused is named."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import numpy as np
import pytest

from core.domain.models.model import Model
from core.errors import UnusableError
from core.learning.arrays import load_arrays
from core.learning.encoders.reduction import Reduction
from core.learning.encoders.states import States
from core.learning.pipeline.recognizer import Recognizer

MANY = 50_000_000


def npz(claimed: int | None = None, shape: tuple[int, ...] | None = None) -> bytes:
    """A small file of 50 MB of zeros, which may lie about its size or the shape of its array."""
    array = BytesIO()
    np.lib.format.write_array_header_1_0(array, {"descr": "|i1", "fortran_order": False, "shape": shape or (MANY,)})
    zipped = BytesIO()
    with ZipFile(zipped, "w", ZIP_DEFLATED) as file:
        for name in ("weights", "transitions", "mean", "axes", "starts", "ends", "scales", "steps"):
            file.writestr(f"{name}.npy", array.getvalue() + bytes(MANY if name == "weights" else 1))
        if claimed is not None:
            file.infolist()[0].file_size = claimed
    return zipped.getvalue()


def test_a_model_whose_small_file_unpacks_to_gigabytes_is_refused_in_a_sentence(
    fast: tuple[Model, Path], tmp_path: Path
) -> None:
    shutil.copytree(fast[1], tmp_path / "pipeline")
    weights = tmp_path / "pipeline" / "autotag_crf" / "weights0.npz"
    assert weights.exists()
    weights.write_bytes(npz(3 << 30))
    with pytest.raises(UnusableError, match=r"weights0.npz.* would take 3.2 GB .* at most 1.1 GB .* train"):
        Recognizer.load(tmp_path / "pipeline")


def test_every_file_of_arrays_is_bounded(tmp_path: Path) -> None:
    content = npz(3 << 30)
    (tmp_path / "reduction.npz").write_bytes(content)
    with pytest.raises(UnusableError, match=r"3\.2 GB"):
        Reduction.load(tmp_path)
    with pytest.raises(UnusableError, match=r"3\.2 GB"):
        States.from_bytes(content)


@pytest.mark.parametrize("fault", ["more than it says", "many numbers", "cut off", "no zip"])
def test_a_damaged_file_is_named(fault: str, tmp_path: Path) -> None:
    path = tmp_path / "damaged.npz"
    contents = {
        "more than it says": npz(1000),  # all that lies beyond is left unread
        "many numbers": npz(shape=(10**15,)),
        "cut off": npz()[:5000],
        "no zip": b"no",
    }
    path.write_bytes(contents[fault])
    with pytest.raises(UnusableError, match=r"damaged.npz' is damaged \(.*train the model again"):
        load_arrays(path, "weights")


def test_a_missing_file_and_a_missing_array_are_named(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "some.npz", weights=np.zeros(3))
    with pytest.raises(UnusableError, match=r"none\.npz"):
        load_arrays(tmp_path / "none.npz", "weights")
    with pytest.raises(UnusableError, match="transitions"):
        load_arrays(tmp_path / "some.npz", "weights", "transitions")
