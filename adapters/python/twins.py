"""Interpreters that are forked from one that has imported what they need: importing PyTorch takes longer than a hundred thousand of its steps.

Who starts an adapter may ask for so many of them by the environment variable of `COUNT`. Twin k then answers requests on descriptor 3 + 2k,
has 4 + 2k for standard error, leads a session of its own, and says its process in a frame before it does anything else. Nothing of a subject
is loaded before the fork, and no thread is started.
"""

import gc
import os
import struct
import sys

#: Of how many there are to be.
COUNT = "INTRINSIC_LR_TWINS"

#: What a twin says first: its process.
BORN = 0x82


def fork_twins(prepare, die_with_parent, frame):
    """Returns in each twin, with the descriptor of its pipe; at once, with `None`, where nobody has asked for any. `frame` makes one of kind and
    body."""
    count = int(os.environ.pop(COUNT, "0"))
    if count == 0:
        return None
    die_with_parent(os.getppid())
    # Whoever has started this may have ended before.
    if has_ended(0):
        os._exit(0)
    prepare()
    # What collects garbage writes to every object, and so to memory that twins share.
    gc.freeze()
    sys.stderr.flush()
    origin = os.getpid()
    for number in range(count):
        if os.fork() == 0:
            os.setsid()
            die_with_parent(origin)
            # What a subject starts does not inherit it, and so does not hold it open.
            channel = os.dup(3 + 2 * number)
            nothing = os.open(os.devnull, os.O_RDWR)
            for source, target in ((nothing, 0), (nothing, 1), (4 + 2 * number, 2)):
                os.dup2(source, target)
            os.close(nothing)
            os.closerange(3, 3 + 2 * count)
            os.write(channel, frame(BORN, struct.pack("<I", os.getpid())))
            return channel
    os.closerange(3, 3 + 2 * count)
    # Twins that have ended are not waited for: how they did is read from what the system keeps of them.
    has_ended(None)
    os._exit(0)


def has_ended(milliseconds):
    """Whether standard input closes within this time; without a time it is waited for."""
    import select

    poll = select.poll()
    # Nobody writes anything to it.
    poll.register(0, select.POLLIN)
    return bool(poll.poll(milliseconds))
