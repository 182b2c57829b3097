"""Weights in and out: own files, safetensors, Keras's layouts, and every file that does not fit."""

import io
import json
import zipfile

import numpy as np
import pytest

from emolab.core import ArgumentError, FileError, FormatError
from emolab.models import VGG, Foreign, load_weights, read_weights, save_weights
from emolab.nn import Conv1d, Dense, Sequential

LITTLE = {"width": 1 / 32, "input_size": 64, "classes": 5, "keep": 1}
RNG = np.random.default_rng(8)
IMAGES = RNG.standard_normal((2, 64, 64, 3)).astype(np.float32)


def vgg(seed, **settings):
    return VGG(**{"config": "A", "rng": seed, **LITTLE, **settings}).eval()


@pytest.fixture(params=["w.npz", "w.safetensors"])
def own(request, tmp_path):
    if request.param.endswith("safetensors"):
        pytest.importorskip("safetensors", reason="install emolab[weights]")
    return tmp_path / request.param


@pytest.mark.parametrize("batch_norm", [False, True])
def test_a_model_comes_back_bit_for_bit(own, batch_norm):
    model, other = vgg(0, batch_norm=batch_norm), vgg(1, batch_norm=batch_norm)
    save_weights(model, own)
    done = load_weights(other, own)
    assert done.layout == "emolab" and done.skipped == [] and len(done.taken) == len(model.state_dict())
    assert np.array_equal(model(IMAGES), other(IMAGES))


def test_a_part_alone(own):
    model, other = vgg(0), vgg(1, classes=3)
    save_weights(model, own)
    head = other.head[0].W.value.copy()
    done = load_weights(other, own, only="blocks")
    assert np.array_equal(other.features(IMAGES), model.features(IMAGES))
    assert np.array_equal(other.head[0].W.value, head) and "head.layers.0.W" in done.skipped
    with pytest.raises(ArgumentError, match="nothing at 'tail'"):
        load_weights(other, own, only="tail")


def test_a_checkpoint_of_another_model_is_named(own):
    save_weights(Sequential(Dense(2, 3)), own)
    with pytest.raises(FormatError, match="of Sequential, not of VGG"):
        load_weights(vgg(0), own)
    save_weights(vgg(0), own)
    with pytest.raises(FormatError, match="config is 'A' there, 'B' here"):
        load_weights(vgg(0, config="B"), own)
    with pytest.raises(FormatError, match="classes is 5 there, 9 here"):
        load_weights(vgg(0, classes=9), own)


def test_nothing_changes_when_one_array_does_not_fit(tmp_path):
    model = vgg(0)
    before = model.state_dict()
    for change, said in [
        ({"head.layers.6.b": np.zeros(4)}, r"head\.layers\.6\.b has shape \(4,\).*needs \(5,\)"),
        ({"head.layers.6.b": np.full(5, np.nan)}, "5 values of NaN"),
        ({"extra": np.zeros(2)}, "extra, which this VGG has not"),
        ({"head.layers.6.b": None}, r"lacks head\.layers\.6\.b"),
    ]:
        arrays = {path: value + 1 for path, value in before.items()} | change
        np.savez(tmp_path / "w.npz", **{path: v for path, v in arrays.items() if v is not None})
        with pytest.raises(FormatError, match=said):
            load_weights(model, tmp_path / "w.npz")
        assert all(np.array_equal(value, before[path]) for path, value in model.state_dict().items())


def test_a_file_cut_short(own):
    save_weights(vgg(0), own)
    data = own.read_bytes()
    for share in (0.01, 0.5, 0.99):
        own.write_bytes(data[: int(len(data) * share)])
        with pytest.raises(FormatError, match=own.name):
            load_weights(vgg(1), own)


def test_an_npz_with_a_pickle_inside(tmp_path):
    np.savez(tmp_path / "w.npz", a=np.array([{"x": 1}], object))
    with pytest.raises(FormatError, match="pickle"):
        read_weights(tmp_path / "w.npz")


@pytest.mark.parametrize(
    "content, said",
    [
        (b"", "empty"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 9\n", "git lfs pull"),
        (b"epoch,loss\n1,0.5\n", "text"),
        (b"\x80\x04\x95\x05\x00\x00\x00\x00\x00\x00\x00\x8c\x01x.", "bare pickle"),
        (bytes(range(128, 250)), "no known format"),
        (b"PK\x03\x04" + bytes(60), "cut short"),
        (b"\x89HDF\r\n\x1a\n" + bytes(60), "HDF5"),
        ((2**40).to_bytes(8, "little") + b'{"a":{"dtype":"F32"}}', "safetensors"),
    ],
)
def test_what_is_no_file_of_weights(tmp_path, content, said):
    pytest.importorskip("h5py", reason="install emolab[weights]")
    pytest.importorskip("safetensors", reason="install emolab[weights]")
    (tmp_path / "w.bin").write_bytes(content)
    with pytest.raises(FormatError, match=said) as caught:
        load_weights(vgg(0), tmp_path / "w.bin")
    assert "w.bin" in str(caught.value)


def test_missing_files_and_endings(tmp_path):
    with pytest.raises(FileError, match="no such file"):
        load_weights(vgg(0), tmp_path / "none.npz")
    with pytest.raises(ArgumentError, match=r"\.npz or \.safetensors"):
        save_weights(vgg(0), tmp_path / "w.pt")
    with pytest.raises(ArgumentError, match="auto, emolab, torch, keras"):
        load_weights(vgg(0), tmp_path / "none.npz", layout="caffe")


def test_safetensors_that_lie_about_sizes(tmp_path):
    pytest.importorskip("safetensors", reason="install emolab[weights]")
    header = json.dumps({"a": {"dtype": "F32", "shape": [10**10], "data_offsets": [0, 4 * 10**10]}}).encode()
    (tmp_path / "w.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + bytes(16))
    with pytest.raises(FormatError, match="safetensors"):
        read_weights(tmp_path / "w.safetensors")


def test_torch_layout_by_names_of_one_s_own(tmp_path):
    model = Sequential(Conv1d(3, 4, 5), Dense(4, 2))
    K, D = RNG.standard_normal((4, 3, 5)).astype("f"), RNG.standard_normal((2, 4)).astype("f")
    np.savez(tmp_path / "w.npz", ck=K, cb=np.ones(4, "f"), dk=D, db=np.zeros(2, "f"))
    names = {"layers.0.W": "ck", "layers.0.b": "cb", "layers.1.W": "dk", "layers.1.b": Foreign("db")}
    load_weights(model, tmp_path / "w.npz", layout="torch", names=names)
    assert np.array_equal(model[0].W.value, K.transpose(2, 1, 0)) and np.array_equal(model[1].W.value, D.T)
    with pytest.raises(ArgumentError, match=r"give names=\{own path"):
        load_weights(model, tmp_path / "w.npz", layout="torch")
    with pytest.raises(ArgumentError, match=r"names lacks layers\.1\.b"):
        names.pop("layers.1.b")
        load_weights(model, tmp_path / "w.npz", layout="torch", names=names)


def test_a_dense_layer_after_flattening_takes_its_rows_in_our_order():
    from emolab.models.layouts import from_foreign

    height, width, channels, hidden = 2, 3, 4, 5
    maps = RNG.standard_normal((channels, height, width))
    W = RNG.standard_normal((hidden, channels * height * width))
    ours = from_foreign(W, Dense(24, 5), "W", "torch", (height, width, channels))
    np.testing.assert_allclose(maps.transpose(1, 2, 0).reshape(-1) @ ours, W @ maps.reshape(-1))


# --- Keras -----------------------------------------------------------------------------------------


def keras_arrays(model):
    return {place.name: model.state_dict()[own] for own, place in model.foreign_weights("keras").items()}


def write_keras(path, arrays, form):
    """Write the layers as one of Keras's versions does."""
    h5py = pytest.importorskip("h5py", reason="Keras's files need h5py: install emolab[weights]")
    with h5py.File(path, "w") as file:
        convolutions = dense = 0
        for name, array in arrays.items():
            layer, kind = name.split(".")
            if form == "keras 1":
                place = f"{layer}/{layer}_{'W' if kind == 'kernel' else 'b'}_1:0"
            elif form == "keras 2":
                place = f"{layer}/{layer}/{kind}:0"
            elif form == "keras 2 whole model":
                place = f"model_weights/{layer}/{layer}/{kind}:0"
            else:  # Keras 3 calls layers by their class
                if kind == "kernel" and array.ndim == 4:
                    called, convolutions = (
                        f"conv2d_{convolutions}" if convolutions else "conv2d",
                        convolutions + 1,
                    )
                elif kind == "kernel":
                    called, dense = f"dense_{dense}" if dense else "dense", dense + 1
                place = f"layers/{called}/vars/{int(kind == 'bias')}"
            file[place] = array
        root = file["model_weights"] if "model_weights" in file else file
        if form != "keras 3":
            root.attrs["layer_names"] = [
                layer.encode() for layer in dict.fromkeys(n.split(".")[0] for n in arrays)
            ]
        if form == "keras 2 whole model":
            file["optimizer_weights/Adam/m"] = np.zeros(3)
        if form == "keras 3":
            file["optimizer/vars/0"] = np.zeros(3)
    return path


@pytest.mark.parametrize("config", ["A", "E"])  # E has more than ten convolutions: conv2d_10 after conv2d_9
@pytest.mark.parametrize("form", ["keras 1", "keras 2", "keras 2 whole model", "keras 3"])
def test_keras_weights_of_every_version(tmp_path, form, config):
    model, other = vgg(0, config=config), vgg(1, config=config)
    path = write_keras(tmp_path / "w.h5", keras_arrays(model), form)
    done = load_weights(other, path)
    assert done.layout == "keras" and done.skipped == []
    assert np.array_equal(model(IMAGES), other(IMAGES))


def test_keras_weights_without_and_with_a_top(tmp_path):
    model = vgg(0, config="D")
    whole = write_keras(tmp_path / "whole.h5", keras_arrays(model), "keras 2")
    bare = {name: a for name, a in keras_arrays(model).items() if name.startswith("block")}
    notop = write_keras(tmp_path / "notop.h5", bare, "keras 2")
    features = vgg(1, config="D", top=False)
    done = load_weights(features, whole)
    assert np.array_equal(features(IMAGES), model.features(IMAGES))
    assert sorted({name.split(".")[0] for name in done.skipped}) == ["fc1", "fc2", "predictions"]
    with pytest.raises(FormatError, match=r"lacks fc1\.kernel.*only="):
        load_weights(vgg(1, config="D"), notop)
    other = vgg(1, config="D")
    load_weights(other, notop, only="blocks")
    assert np.array_equal(other.features(IMAGES), model.features(IMAGES))


def test_the_weights_of_a_deeper_vgg_are_not_taken(tmp_path):
    path = write_keras(tmp_path / "vgg19.h5", keras_arrays(vgg(0, config="E")), "keras 2")
    with pytest.raises(FormatError, match=r"block3_conv4\.kernel.*has not"):
        load_weights(vgg(1, config="D"), path)


def test_keras_files_that_lie_or_lead_elsewhere(tmp_path):
    h5py = pytest.importorskip("h5py", reason="Keras's files need h5py: install emolab[weights]")
    path = tmp_path / "w.h5"
    with h5py.File(path, "w") as file:  # nothing stored: HDF5 would fill it with zeros
        file.create_dataset("conv/kernel", shape=(10**6, 10**6), dtype="f4", chunks=(1000, 1000))
    with pytest.raises(FormatError, match="claims shape"):
        read_weights(path)
    with h5py.File(path, "w") as file:
        file["conv/kernel"] = h5py.ExternalLink("/etc/passwd", "/")
    with pytest.raises(FormatError, match="link to another place"):
        read_weights(path)
    (tmp_path / "secret").write_bytes(bytes(8))
    with h5py.File(path, "w") as file:
        file.create_dataset("kernel", (2,), "f4", external=[(str(tmp_path / "secret"), 0, 8)])
    with pytest.raises(FormatError, match="another file"):
        read_weights(path)
    with h5py.File(path, "w") as file:
        file["conv/kernel"] = "a text"
    with pytest.raises(FormatError, match="not numbers"):
        read_weights(path)
    with h5py.File(path, "w") as file:
        file.create_group("empty")
    with pytest.raises(FormatError, match="no weights"):
        read_weights(path)
    write_keras(path, keras_arrays(vgg(0)), "keras 2")
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(FormatError, match="HDF5"):
        read_weights(path)


def test_an_npz_whose_size_is_a_lie(tmp_path):
    body = io.BytesIO()
    np.lib.format.write_array_header_1_0(body, {"descr": "<f4", "fortran_order": False, "shape": (2**40,)})
    with zipfile.ZipFile(tmp_path / "w.npz", "w") as archive:
        archive.writestr("a.npy", body.getvalue() + bytes(16))
    with pytest.raises(FormatError, match="claims"):
        read_weights(tmp_path / "w.npz")
