"""Keeps PyTorch from importing its compiler, which takes about as long as the rest of it, until something wants to compile, and from
writing down every step for a profiler that nobody has started, which takes an eighth of a step."""

import contextlib
import importlib
import sys
import types

NAME = "torch._dynamo"


class _Later(types.ModuleType):
    """Stands for the compiler: what optimizers ask of it, which is to keep out, it answers by itself."""

    @staticmethod
    def disable(function=None, *_arguments, **_options):
        return (lambda wrapped: wrapped) if function is None else function

    @staticmethod
    def graph_break(*_arguments, **_options):
        return None

    def __getattr__(self, name):
        if name.startswith("__") and name != "__path__":
            raise AttributeError(name)
        return getattr(_load(), name)


class _Unrecorded(contextlib.ContextDecorator):
    """Stands for `record_function`."""

    def __init__(self, *_arguments):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        return False


def _load():
    """Puts the real module in the place of this one."""
    if isinstance(sys.modules.get(NAME), _Later):
        del sys.modules[NAME]
    return importlib.import_module(NAME)


def without_compiler(torch):
    """`torch`, whose compiler is imported when it is first used."""
    if NAME not in sys.modules:
        sys.modules[NAME] = torch._dynamo = _Later(NAME)
    torch.autograd.profiler.record_function = _Unrecorded
    return torch


def compiler_is_used():
    """Whether something has asked for the compiler, whose first call on a set of shapes takes seconds."""
    return not isinstance(sys.modules.get(NAME), _Later)
