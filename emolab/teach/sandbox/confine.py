"""What a fork server gives up before any answer runs in it: rights and network. Standard library only."""

import ctypes
import os
import signal
import time

NEWUSER, NEWNET, NEWIPC, NEWPID = 0x10000000, 0x40000000, 0x08000000, 0x20000000
SUBREAPER, DUMPABLE, NO_NEW_PRIVILEGES, DEATH_SIGNAL = 36, 4, 38, 1


def confine(uid, outside):
    """Give up what can be given up, for good.

    uid       the user to become, where this is root; None stays who it is
    outside   the grader's process namespace, where bwrap should have left it; None without bwrap
    Returns   {"network": cut off?, "user": another user?, "alone": are no processes but its own in reach?}
    """
    libc = ctypes.CDLL(None, use_errno=True)
    # a signal to all must never leave the room, so that nobody is believed who says that this is one
    network = alone = outside is not None and process_namespace() not in (None, outside)
    if not alone:
        wanted = NEWNET | NEWIPC | (0 if os.getuid() == 0 else NEWUSER)
        alone = libc.unshare(wanted | NEWPID) == 0
        network = alone or libc.unshare(wanted) == 0
        if alone:
            _become_first()
            alone = os.getpid() == 1
    user = uid is not None and _become(uid)
    libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    libc.prctl(SUBREAPER, 1, 0, 0, 0)  # processes that an answer leaves behind become ours to end
    libc.prctl(DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    libc.prctl(DUMPABLE, 0, 0, 0, 0)  # no process of the same user may look into this one, or change it
    return {"network": network, "user": user, "alone": alone or user}


def process_namespace():
    """Return the name of the namespace of this process's ids, or None where there is no way to know."""
    try:
        return os.readlink("/proc/self/ns/pid")
    except OSError:
        return None


def _become_first():
    """Go on as the first process of the new namespace: it sees its own processes only; they end with it."""
    child = os.fork()
    if child:
        os.close(0)
        os.waitpid(child, 0)
        os._exit(0)


def _become(uid):
    """Become another user; return whether that is allowed here."""
    try:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    except OSError:
        return False
    return True


def end_others(alone):
    """End every process that a test left behind, and bury it.

    alone     whether nobody else's process is within reach of a signal to all: a user or namespace of our own
    """
    for _ in range(200):
        if alone:
            try:
                os.kill(-1, signal.SIGKILL)  # all at once, in the kernel: no fork can slip between
            except (ProcessLookupError, PermissionError):
                return _bury()
            _bury()
            time.sleep(0.001)
            continue
        for pid in descendants(os.getpid()):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if _bury() and not descendants(os.getpid()):
            return True
    return False


def _bury():
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                return False
        except ChildProcessError:
            return True


def descendants(root):
    """Return the processes that stem from one."""
    parents = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as file:
                    parents[int(name)] = int(file.read().rpartition(")")[2].split()[1])
            except (OSError, ValueError):
                continue
    found, near = [], {root}
    while near:
        near = {pid for pid, parent in parents.items() if parent in near and pid not in found}
        found += near
    return found
