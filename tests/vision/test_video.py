"""Videos in and out: time stamps, rotation, sound, and what broken files are told."""

import numpy as np
import pytest

import emolab
from emolab.core import ArgumentError, DataError, FileError, FormatError, ShapeError
from emolab.vision import read_video, resize, stream_video, write_video
from vision.videos import RATE, frames, numbers, remux, set_matrix, sound

av = pytest.importorskip("av", reason="videos need PyAV: install emolab[video]")


@pytest.fixture(scope="module")
def talking(tmp_path_factory):
    path = tmp_path_factory.mktemp("video") / "talking.mp4"
    write_video(path, frames(), 30, sound(), RATE)
    return path


def test_frames_and_sound_come_back(talking):
    video = read_video(talking)
    assert video.frames.shape == (30, 32, 48, 3) and video.frames.dtype == np.uint8
    assert np.abs(video.frames.astype(int) - frames()).mean() < 6  # colour is stored for 2 x 2 pixels
    assert np.array_equal(numbers(video.frames), np.arange(30))
    np.testing.assert_allclose(video.times, np.arange(30) / 30, atol=1e-9)
    assert video.fps == pytest.approx(30) and video.sample_rate == RATE
    assert video.sound.dtype == np.float32 and video.sound.shape == (RATE,)
    assert np.abs(video.sound - sound()).max() < 0.05


def test_thirty_frames_a_second_become_seven_and_a_half(talking):
    video = read_video(talking, fps=7.5)
    assert numbers(video.frames).tolist() == [0, 4, 8, 12, 16, 20, 24, 28]
    np.testing.assert_allclose(video.times, np.arange(8) / 7.5)
    assert video.fps == 7.5


def test_a_higher_rate_shows_frames_again(talking):
    video = read_video(talking, fps=60, max_frames=6)
    assert numbers(video.frames).tolist() == [0, 0, 1, 1, 2, 2]


def test_a_clock_of_milliseconds_rounds_no_tick_away(talking, tmp_path):
    remux(talking, tmp_path / "v.mkv")  # stamps 0.133, 0.267: the latter lies after its tick at 0.26667
    assert numbers(read_video(tmp_path / "v.mkv", fps=7.5).frames).tolist() == [0, 4, 8, 12, 16, 20, 24, 28]


def test_variable_rate_goes_by_stamps(tmp_path):
    times = np.array([0, 0.1, 0.2, 0.9, 1.0, 1.5])
    write_video(tmp_path / "v.mp4", frames(6), 10, times=times)
    video = read_video(tmp_path / "v.mp4")
    np.testing.assert_allclose(video.times, times, atol=1e-4)
    shown = numbers(read_video(tmp_path / "v.mp4", fps=4).frames)  # ticks at 0, .25, ... on display then
    assert shown.tolist() == [0, 2, 2, 2, 4, 4, 5]


@pytest.mark.parametrize(
    "matrix, turned",
    [
        ((0, 1, -1, 0), lambda image: np.rot90(image, -1, (1, 2))),
        ((-1, 0, 0, -1), lambda image: np.rot90(image, 2, (1, 2))),
        ((0, -1, 1, 0), lambda image: np.rot90(image, 1, (1, 2))),
        ((-1, 0, 0, 1), lambda image: image[:, :, ::-1]),
        ((0, 1, 1, 0), lambda image: image.swapaxes(1, 2)),
    ],
)
def test_rotation_and_mirror_tags(talking, tmp_path, matrix, turned):
    plain = read_video(talking, max_frames=3).frames
    path = tmp_path / "turned.mp4"
    path.write_bytes(talking.read_bytes())
    set_matrix(path, *matrix)
    assert np.array_equal(read_video(path, max_frames=3).frames, turned(plain))


def test_the_tag_that_phones_write_agrees_with_the_decoder_s_reading(talking, tmp_path):
    path = tmp_path / "turned.mp4"
    path.write_bytes(talking.read_bytes())
    set_matrix(path, 0, 1, -1, 0)
    with av.open(str(path)) as container:
        frame = next(container.decode(video=0))
    if not hasattr(frame, "rotation"):
        pytest.skip("this PyAV tells no rotation")
    anticlockwise = np.rot90(frame.to_ndarray(format="rgb24"), frame.rotation // 90)
    assert np.array_equal(read_video(path, max_frames=1).frames[0], anticlockwise)


def test_crop_and_size(talking):
    whole = read_video(talking).frames
    square = read_video(talking, crop="square", size=(16, 16)).frames
    assert np.array_equal(square, resize(whole[:, :, 8:40], (16, 16)))
    box = read_video(talking, crop=(2, 4, 10, 12)).frames
    assert np.array_equal(box, whole[:, 2:12, 4:16])
    own = read_video(talking, crop=lambda frame: frame[:5, :7]).frames
    assert np.array_equal(own, whole[:, :5, :7])


def test_a_limit_of_frames_cuts_the_sound_too(talking):
    video = read_video(talking, fps=7.5, max_frames=3)
    assert len(video.frames) == 3 and len(video.sound) == round(3 / 7.5 * RATE)
    assert np.abs(video.sound - sound()[: len(video.sound)]).max() < 0.05


def test_without_sound(talking, tmp_path):
    write_video(tmp_path / "mute.mp4", frames(4), 30)
    for video in (read_video(tmp_path / "mute.mp4"), read_video(talking, sound=False)):
        assert video.sound is None and video.sample_rate is None and len(video.frames) in (4, 30)


def test_stereo_becomes_its_mean(tmp_path):
    path = tmp_path / "stereo.mkv"
    left, right = sound(0.5), np.zeros(RATE // 2, np.float32)
    with av.open(str(path), "w") as container:
        film = container.add_stream("mpeg4", rate=10)
        film.height, film.width, film.pix_fmt = 32, 48, "yuv420p"
        track = container.add_stream("pcm_s16le", rate=RATE, layout="stereo")
        packed = np.rint(np.stack([left, right], axis=1).reshape(1, -1) * 32767).astype(np.int16)
        block = av.AudioFrame.from_ndarray(packed, "s16", "stereo")
        block.sample_rate, block.pts = RATE, 0
        for frame in frames(5):
            container.mux(film.encode(av.VideoFrame.from_ndarray(frame, "rgb24")))
        container.mux(film.encode(None))
        container.mux(track.encode(block))
        container.mux(track.encode(None))
    got = read_video(path).sound
    np.testing.assert_allclose(got, left / 2, atol=1e-4)


def test_the_sound_may_be_the_first_track(talking, tmp_path):
    path = tmp_path / "swapped.mkv"
    with av.open(str(talking)) as old, av.open(str(path), "w") as new:
        tracks = {s.index: new.add_stream_from_template(s) for s in reversed(old.streams)}
        for packet in old.demux():
            if packet.dts is not None:
                packet.stream = tracks[packet.stream.index]
                new.mux(packet)
    with av.open(str(path)) as film:
        assert [stream.type for stream in film.streams] == ["audio", "video"]
    swapped, straight = read_video(path), read_video(talking)
    np.testing.assert_array_equal(swapped.frames, straight.frames)
    assert abs(len(swapped.sound) - len(straight.sound)) <= 2048


def test_sound_that_starts_later_is_filled_with_zeros(talking, tmp_path):
    path = tmp_path / "late.mkv"
    with av.open(str(talking)) as old, av.open(str(path), "w") as new:
        tracks = {s.index: new.add_stream_from_template(s) for s in old.streams}
        for packet in old.demux():
            if packet.dts is None:
                continue
            if packet.stream.type == "audio":
                packet.pts, packet.dts = packet.pts + RATE // 2, packet.dts + RATE // 2
            packet.stream = tracks[packet.stream.index]
            new.mux(packet)
    late, prompt = read_video(path), read_video(talking)
    places = [int(np.argmax(np.abs(video.sound) > 0.3)) for video in (late, prompt)]
    assert abs(places[0] - places[1] - RATE // 2) < 0.07 * RATE  # and AAC's priming block of 64 ms


def test_streaming_gives_the_same_frames(talking):
    video = read_video(talking, fps=7.5, size=(8, 8))
    pairs = list(stream_video(talking, fps=7.5, size=(8, 8)))
    assert np.array_equal(np.stack([frame for _, frame in pairs]), video.frames)
    assert [time for time, _ in pairs] == video.times.tolist()


def test_equal_frames_give_equal_bytes(talking, tmp_path):
    for name in ("a.mp4", "b.mp4", "c.mp4"):
        write_video(tmp_path / name, iter(frames()), 30, sound(), RATE)
        assert (tmp_path / name).read_bytes() == talking.read_bytes()


@pytest.mark.parametrize(
    "content, said",
    [
        (b"", "empty"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 9\n", "git lfs pull"),
        (b"#EXTM3U\nfile:///etc/passwd\n", "text"),
        (bytes(range(256)) * 20, "no video"),
        (b"\x00\x00\x00\x18ftypisom" + bytes(100), "index"),
    ],
)
def test_what_is_no_video_is_named(tmp_path, content, said):
    path = tmp_path / "broken.mp4"
    path.write_bytes(content)
    with pytest.raises(FormatError, match=said) as caught:
        read_video(path)
    assert str(path) in str(caught.value)


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(FileError, match="no such file"):
        read_video(tmp_path / "none.mp4")
    with pytest.raises(FileError, match="folder"):
        read_video(tmp_path)


def test_a_picture_and_a_sound_are_no_videos(talking, tmp_path):
    from emolab.vision import write_image

    write_image(tmp_path / "face.png", frames(1)[0])
    with pytest.raises(FormatError, match="read_image"):
        read_video(tmp_path / "face.png")
    remux(talking, tmp_path / "voice.m4a", tracks=("audio",))
    with pytest.raises(FormatError, match="sound only"):
        read_video(tmp_path / "voice.m4a")


def test_a_track_of_no_frames(tmp_path):
    path = tmp_path / "none.avi"
    with av.open(str(path), "w") as container:
        film = container.add_stream("mpeg4", rate=10)
        film.height, film.width, film.pix_fmt = 32, 48, "yuv420p"
        container.start_encoding()
    with pytest.raises(FormatError, match="0 frames"):
        read_video(path)


@pytest.mark.parametrize("name, options", [("v.mp4", {"movflags": "faststart"}), ("v.mkv", {})])
def test_a_video_cut_in_the_middle_names_the_second(talking, tmp_path, name, options):
    path = tmp_path / name
    remux(talking, path, **options)
    assert len(read_video(path).frames) == 30
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 6 // 10])
    with pytest.raises(FormatError, match=r"stop at 0\.\d\d s.*partial=True"):
        read_video(path)
    with pytest.raises(FormatError, match="cut short"):
        list(stream_video(path))
    with pytest.warns(UserWarning, match="cut short"):
        video = read_video(path, partial=True)
    assert 3 < len(video.frames) < 30
    assert np.array_equal(numbers(video.frames), np.rint(video.times * 30))
    assert len(read_video(path, max_frames=2).frames) == 2  # the break is not reached


def test_a_plain_mp4_cut_short_has_lost_its_index(talking, tmp_path):
    (tmp_path / "v.mp4").write_bytes(talking.read_bytes()[:2000])
    with pytest.raises(FormatError, match="end is missing"):
        read_video(tmp_path / "v.mp4", partial=True)


@pytest.mark.parametrize(
    "options, error, said",
    [
        ({"fps": 0}, ArgumentError, "fps"),
        ({"fps": float("nan")}, ArgumentError, "fps"),
        ({"size": (0, 4)}, ArgumentError, "size"),
        ({"crop": "middle"}, ArgumentError, "crop"),
        ({"crop": (0, 0, 33, 4)}, ArgumentError, "not inside"),
        ({"max_frames": 0}, ArgumentError, "max_frames"),
    ],
)
def test_wrong_options_are_named(talking, options, error, said):
    with pytest.raises(error, match=said):
        read_video(talking, **options)


@pytest.mark.parametrize(
    "change, error, said",
    [
        ({"frames": frames(2).astype(float)}, ArgumentError, "uint8"),
        ({"frames": frames(2)[:, :31]}, ShapeError, "even"),
        ({"frames": frames(2)[..., 0]}, ShapeError, r"\(H, W, 3\)"),
        ({"frames": [frames(1)[0], frames(1, 16, 16)[0]]}, ShapeError, "the first one"),
        ({"frames": []}, DataError, "no frames"),
        ({"fps": None}, ArgumentError, "fps"),
        ({"sound": sound() * 9}, DataError, "-1 to 1"),
        ({"sound": sound(), "sample_rate": 17000}, ArgumentError, "17000"),
        ({"times": [0.0, 0.0]}, ArgumentError, "rise"),
        ({"times": [0.0]}, ShapeError, "more frames than times"),
        ({"times": [0.0, 1.0, 2.0]}, ShapeError, "2 frames for 3 times"),
    ],
)
def test_what_cannot_be_written_leaves_nothing_behind(tmp_path, change, error, said):
    settings = {"frames": frames(2), "fps": 10, "sample_rate": RATE} | change
    (tmp_path / "v.mp4").write_bytes(b"before")
    with pytest.raises(error, match=said):
        write_video(tmp_path / "v.mp4", **settings)
    assert [p.name for p in tmp_path.iterdir()] == ["v.mp4"]
    assert (tmp_path / "v.mp4").read_bytes() == b"before"


def test_without_pyav_the_message_says_what_to_install(monkeypatch, talking):
    import builtins

    from emolab.core import MissingExtra

    real = builtins.__import__

    def without(name, *args, **kwargs):
        if name == "av":
            raise ImportError("no av")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingExtra, match=r"pip install 'emolab\[video\]'"):
        read_video(talking)


def test_frames_are_let_go_while_streaming(talking):
    import gc

    before = emolab.threads()
    emolab.set_threads(1)  # each thread of the decoder holds frames of its own
    gc.collect()
    gc.disable()
    try:
        for _ in stream_video(talking, fps=7.5):
            held = sum(type(thing) is av.VideoFrame for thing in gc.get_objects())
    finally:
        gc.enable()
        emolab.set_threads(before)
    assert held < 10  # of the 30 that were decoded
