"""What an answer's process may use of the machine. Standard library only."""

import os
import resource

FILES = 32


def apply_limits(seconds, memory):
    """Hold this process, before it runs an answer, to limits that it cannot lift again.

    seconds   of computing; the kernel ends it a second after the last warning
    memory    bytes more than it has now
    Note      no processes and no threads may be started (the kernel does not hold root to that), no byte
              may be written to any file
    """
    soft = max(1, round(seconds))
    size = int(open("/proc/self/statm").read().split()[0]) * os.sysconf("SC_PAGE_SIZE") + memory
    for name, low, high in (
        ("CPU", soft, soft + 1), ("AS", size, size), ("NPROC", 0, 0), ("FSIZE", 0, 0),
        ("NOFILE", FILES, FILES), ("CORE", 0, 0), ("MSGQUEUE", 0, 0), ("MEMLOCK", 0, 0),
    ):  # fmt: skip
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (low, high))
