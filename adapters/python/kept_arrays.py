"""The arrays of numbers that a state holds, as the message STATE of docs/protocol.md wants them."""

import struct

#: Most arrays, and most entries of all, that are sent; a state with more is not looked into.
MOST = 1 << 16

#: What has no numbers inside, or those of many others.
SIMPLE = (str, bytes, int, float, complex, bool, type(None), type)


def encode(arrays):
    """Count, lengths and entries of arrays that are lists of numbers; nothing where they are too many."""
    lengths = [len(array) for array in arrays]
    if len(arrays) > MOST or sum(lengths) > MOST:
        return b""
    head = struct.pack(f"<I{len(arrays)}I", len(arrays), *lengths)
    head += bytes(-len(head) % 8)
    return head + b"".join(struct.pack(f"<{len(array)}d", *array) for array in arrays)


def arrays_in(value, entries, inside=lambda _: None, seen=None):
    """Every array somewhere in a value, in the order in which containers hold it.

    `entries` makes a list of numbers of what is an array of them, and `None` of anything else; `inside` gives what an object holds that
    is no container.
    """
    seen = set() if seen is None else seen
    if isinstance(value, SIMPLE) or id(value) in seen:
        return []
    seen.add(id(value))
    found = entries(value)
    if found is not None:
        return [found]
    if isinstance(value, dict):
        held = value.values()
    elif isinstance(value, (list, tuple)):
        if value and all(isinstance(each, float) for each in value):
            return [list(value)]
        held = value
    else:
        held = inside(value) or ()
    return [array for each in list(held) for array in arrays_in(each, entries, inside, seen)]


def is_floating(value):
    """Whether something is an array of floating-point numbers; single numbers are none, nor are keys of random numbers."""
    dtype, shape = getattr(value, "dtype", None), getattr(value, "shape", ())
    # Formats of few bits are none of NumPy's own, which takes them for structures.
    return len(shape) > 0 and (getattr(dtype, "kind", "") == "f" or "float" in getattr(dtype, "name", ""))


def numpy_entries(value):
    """Of what NumPy makes an array of floating-point numbers."""
    return [float(entry) for entry in value.reshape(-1).tolist()] if is_floating(value) else None
