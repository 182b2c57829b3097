"""A saved song2021 system that is not what it claims: every lie is named, and none takes memory."""

import json
import os
import pickle
import re
import zipfile

import numpy as np
import pytest

from emolab.core.errors import FormatError
from emolab.core.files import HEADER, load_arrays, save_arrays
from emolab.papers.song2021 import System
from tests.papers.worlds import tiny_clips, tiny_system


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """{modality: path} of trained systems."""
    folder = tmp_path_factory.mktemp("systems")
    paths = {}
    for modality in ("audio", "joined"):
        system = tiny_system(modality, epochs=1)
        system.train(tiny_clips(subjects=2), show=False)
        paths[modality] = folder / f"{modality}.npz"
        system.save(paths[modality])
    return paths


def changed(source, target, header=(), arrays=()):
    """Write a copy with other entries in its header or other arrays; None takes one out."""
    old_arrays, old_header = load_arrays(source)
    for values, changes in ((old_header, header), (old_arrays, arrays)):
        for name, value in dict(changes).items():
            if value is None:
                del values[name]
            else:
                values[name] = value
    save_arrays(target, old_arrays, old_header)
    return target


def refused(path, said):
    """Whether the file is turned away with its name and these words."""
    with pytest.raises(FormatError) as caught:
        System.load(path)
    return re.search(re.escape(str(path)) + ".*" + said, str(caught.value)) is not None


def test_another_kind_of_file(saved, tmp_path):
    assert refused(changed(saved["audio"], tmp_path / "a.npz", {"kind": "a thing"}), "holds a thing, not a")
    np.savez(tmp_path / "b.npz", x=np.zeros(3))
    assert refused(tmp_path / "b.npz", "holds no emolab file, not a song2021 system; train one with")
    (tmp_path / "c.npz").write_text("not at all")
    assert refused(tmp_path / "c.npz", "not a whole .npz")


def test_a_checkpoint_is_no_system(tmp_path):
    tiny_system(epochs=1).train(tiny_clips(subjects=2), folder=tmp_path, show=False)
    assert refused(tmp_path / "checkpoint.npz", "holds emolab checkpoint, not a song2021 system")


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.99, 0.999])
def test_cut_short(saved, tmp_path, share):
    whole = saved["joined"].read_bytes()
    path = tmp_path / "cut.npz"
    path.write_bytes(whole[: int(share * len(whole))])
    assert refused(path, "cut short")


@pytest.mark.parametrize("place", [0.2, 0.6, 0.9])
def test_a_flipped_byte(saved, tmp_path, place):
    data = bytearray(saved["audio"].read_bytes())
    data[int(place * len(data))] ^= 0xFF
    (tmp_path / "flipped.npz").write_bytes(data)
    with pytest.raises(FormatError, match="flipped.npz"):
        System.load(tmp_path / "flipped.npz")


class Harm:
    """What a pickle could do."""

    def __reduce__(self):
        return os.mkdir, ("harm-was-done",)


def npy_head(dtype, shape):
    """The first 128 bytes of a .npy."""
    said = {"descr": dtype, "fortran_order": False, "shape": shape}
    return b"\x93NUMPY\x01\x00v\x00" + repr(said).encode().ljust(117) + b"\n"


def rewritten(source, target, member, data):
    """Copy an archive with one member replaced by bytes."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, data if name == member else old.read(name))
    return target


def test_a_pickle_inside_is_not_run(saved, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = npy_head("|O", (1,)) + pickle.dumps([Harm()])
    path = rewritten(saved["audio"], tmp_path / "p.npz", "network/out.b.npy", data)
    assert refused(path, "network/out.b.npy holds a pickle")
    assert not (tmp_path / "harm-was-done").exists()


def test_an_array_that_claims_more_than_its_bytes(saved, tmp_path):
    data = npy_head("<f4", (10**12,)) + bytes(12)
    path = rewritten(saved["audio"], tmp_path / "big.npz", "network/out.b.npy", data)
    assert refused(path, "network/out.b.npy claims shape .* but only")


@pytest.mark.parametrize(
    "modality, setting, value",
    [
        ("audio", "audio_hidden", 10**7), ("audio", "audio_layers", 10**9), ("audio", "dense", 10**12),
        ("audio", "attention", 10**12), ("joined", "video_hidden", 10**7), ("joined", "face", 10**6),
        ("joined", "vgg_width", 8.0), ("joined", "video_layers", 2), ("audio", "attend", False),
        ("joined", "vgg", "D"),
    ],
)  # fmt: skip
def test_a_header_that_claims_other_sizes(saved, tmp_path, modality, setting, value):
    settings = {**load_arrays(saved[modality])[1]["settings"], setting: value}
    assert refused(changed(saved[modality], tmp_path / "lie.npz", {"settings": settings}), "")


@pytest.mark.parametrize("name", ["modality", "settings", "seed", "classes", "pixels"])
def test_a_header_that_lacks_something(saved, tmp_path, name):
    assert refused(changed(saved["audio"], tmp_path / "lacks.npz", {name: None}), f"lacks '{name}'")


@pytest.mark.parametrize(
    "header, said",
    [
        ({"modality": "smell"}, "gives modality as 'smell'"),
        ({"seed": "x"}, "gives seed as 'x'"),
        ({"classes": ["sad"]}, "gives classes as"),
        ({"classes": 5}, "does not describe"),
        ({"classes": ["sad", "happy"]}, r"out\.W has shape"),
        ({"pixels": "bgr"}, "gives pixels as 'bgr'"),
        ({"settings": []}, "does not describe"),
        ({"settings": {"audio_hidden": "x"}}, "audio_hidden is 'x'"),
        ({"settings": {"unknown": 1}}, "unexpected keyword argument 'unknown'"),
        ({"format": 99}, ""),
    ],
)
def test_a_header_with_a_wrong_entry(saved, tmp_path, header, said):
    if header.get("format"):
        text = json.dumps({**load_arrays(saved["audio"])[1], **header}).encode()
        assert refused(rewritten(saved["audio"], tmp_path / "n.npz", HEADER, text), "format 99 is newer")
    else:
        assert refused(changed(saved["audio"], tmp_path / "wrong.npz", header), said)


def test_arrays_that_are_missing_too_many_or_no_numbers(saved, tmp_path):
    path = tmp_path / "arrays.npz"
    assert refused(changed(saved["audio"], path, arrays={"network/out.b": None}), r"lack out\.b")
    more = np.zeros(2, np.float32)
    assert refused(changed(saved["audio"], path, arrays={"network/more": more}), "hold more")
    assert refused(changed(saved["joined"], path, arrays={"face/out.b": None}), r"lack out\.b")
    assert refused(changed(saved["joined"], path, arrays={"face/out.W": None, "face/out.b": None}), "lack")
    assert refused(changed(saved["joined"], path, arrays={"face/out.b": np.float32(3)}), "shape")
    words = np.array(["a", "b", "c"])
    assert refused(changed(saved["audio"], path, arrays={"network/out.b": words}), "network/out.b holds <U1")
    nan = np.array([0, np.nan, 1], np.float32)
    assert refused(changed(saved["audio"], path, arrays={"network/out.b": nan}), "network/out.b holds NaN")
    assert refused(changed(saved["audio"], path, arrays={"network/out.b": np.float32(3)}), "shape")
