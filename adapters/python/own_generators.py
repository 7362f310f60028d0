"""Generators of random numbers that an optimizer keeps for itself: in its attributes, its groups, and what it knows of each parameter."""

import copyreg
import random
import sys

#: How deep in dictionaries and lists they are looked for.
DEPTH = 3


def own_generators(optimizer):
    """The state of each generator that an optimizer has, in the order in which they are found."""
    return list(_states(vars(optimizer), DEPTH))


def let_copy_generators(torch):
    """Says how a generator of PyTorch is copied, which versions before 2 refuse."""
    if torch.Generator.__reduce_ex__ is object.__reduce_ex__ and torch.Generator.__reduce__ is object.__reduce__:
        copyreg.pickle(torch.Generator, lambda generator: (_restored, (type(generator), generator.device, generator.get_state())))


def _restored(kind, device, state):
    generator = kind(device=device)
    generator.set_state(state)
    return generator


def _states(value, depth):
    if isinstance(value, random.Random):
        yield value.getstate()
    elif _is_generator(value, "torch", "Generator"):
        yield value.get_state().tolist()
    elif _is_generator(value, "numpy", "random", "Generator"):
        yield str(value.bit_generator.state)
    elif _is_generator(value, "numpy", "random", "RandomState"):
        yield str(value.get_state(legacy=False))
    elif depth > 0 and isinstance(value, dict):
        for entry in list(value.values()):
            yield from _states(entry, depth - 1)
    elif depth > 0 and isinstance(value, (list, tuple)):
        for entry in value:
            yield from _states(entry, depth - 1)


def _is_generator(value, module, *path):
    """Whether it is of a class of a module that somebody has loaded."""
    kind = sys.modules.get(module)
    for name in path:
        kind = getattr(kind, name, None)
    return isinstance(kind, type) and isinstance(value, kind)
