"""WAV files put together byte by byte, for the tests."""

import struct

GUID = b"\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"


def chunk(name, body):
    return name + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def fmt(tag=1, channels=1, rate=8000, bits=16, block=None):
    block = channels * (bits + 7) // 8 if block is None else block
    return struct.pack("<HHIIHH", tag, channels, rate, rate * block, block, bits)


def extensible(tag=1, channels=1, rate=8000, bits=16, valid=16):
    head = fmt(0xFFFE, channels, rate, bits)
    return head + struct.pack("<HHIH", 22, valid, 0, tag) + GUID


def riff(*chunks, kind=b"RIFF"):
    body = b"WAVE" + b"".join(chunks)
    return kind + struct.pack("<I", len(body)) + body


def wav(data, layout=None, before=(), after=()):
    return riff(*before, chunk(b"fmt ", layout or fmt()), chunk(b"data", data), *after)
