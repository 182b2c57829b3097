"""Small videos that the tests make for themselves."""

import struct

import numpy as np

RATE = 16000


def frames(count=30, height=32, width=48):
    """Frames whose red channel tells their number, and whose halves differ in blue and green."""
    image = np.zeros((count, height, width, 3), np.uint8)
    image[..., 0] = 8 * np.arange(count)[:, None, None]
    image[:, : height // 2, :, 1] = 200  # the upper half is green
    image[:, :, : width // 2, 2] = 200  # the left half is blue
    return image


def numbers(images):
    """Which frames of `frames` these are, read from the red channel."""
    return np.rint(images[..., 0].mean(axis=(1, 2)) / 8).astype(int)


def sound(seconds=1.0):
    """A tone of 200 Hz that fades in, so that the codec starts softly."""
    time = np.arange(round(seconds * RATE)) / RATE
    return (0.4 * np.minimum(1, 10 * time) * np.sin(2 * np.pi * 200 * time)).astype(np.float32)


def remux(source, target, tracks=("video", "audio"), **options):
    """Copy some tracks of a video into another container."""
    import av

    with av.open(str(source)) as old, av.open(str(target), "w", options=options) as new:
        chosen = {s.index: new.add_stream_from_template(s) for s in old.streams if s.type in tracks}
        for packet in old.demux([s for s in old.streams if s.index in chosen]):
            if packet.dts is not None:
                packet.stream = chosen[packet.stream.index]
                new.mux(packet)


def set_matrix(path, a, b, c, d):
    """Write a display matrix into the first track's header of an MP4."""
    data = bytearray(path.read_bytes())
    place = data.index(b"tkhd") + 4 + 40  # version 0: flags, times, number, length, layer, volume
    values = [a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30]
    data[place : place + 36] = struct.pack(">9i", *values)
    path.write_bytes(data)
