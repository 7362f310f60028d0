"""Keeps PyTorch from importing its compiler, which takes about as long as the rest of it, and what tells shapes without data, which
takes a fifth, until something wants to compile; from writing down every step for a profiler that nobody has started, which takes an eighth
of a step; and from asking at every step whether an accelerator records it, which takes a tenth: steps are made on the CPU."""

import contextlib
import importlib
import os
import sys
import types

NAME = "torch._dynamo"
#: With "1" `torch.compile` gives back what it is given. Each list of shapes takes seconds to compile, and laws draw hundreds of them.
SWITCH = "TORCHDYNAMO_DISABLE"
#: Kernels for tensors without data: the compiler asks for them, and so do copies that pretend to be tensors.
SHAPES = "torch._meta_registrations"
#: What some optimizers ask before each step, by version.
CAPTURES = ("_accelerator_graph_capture_health_check", "_cuda_graph_capture_health_check")


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
        return getattr(_load(self.__name__), name)


class _Unrecorded(contextlib.ContextDecorator):
    """Stands for `record_function`."""

    def __init__(self, *_arguments):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_exception):
        return False


def _load(name):
    """Puts the real modules in the places of those that stand for them."""
    for each in (SHAPES,) if name == SHAPES else (SHAPES, NAME):
        if isinstance(sys.modules.get(each), _Later):
            del sys.modules[each]
            importlib.import_module(each)
    return importlib.import_module(name)


def switch_off():
    """Called before anything can import PyTorch: nothing is compiled, unless somebody has said that it should be."""
    os.environ.setdefault(SWITCH, "1")


def before_import():
    """Called before PyTorch is imported here."""
    switch_off()
    if "torch" not in sys.modules:
        sys.modules[SHAPES] = _Later(SHAPES)


def without_compiler(torch):
    """`torch`, whose compiler is imported when it is first used."""
    if NAME not in sys.modules:
        sys.modules[NAME] = torch._dynamo = _Later(NAME)
    torch.autograd.profiler.record_function = _Unrecorded
    for name in CAPTURES:
        if hasattr(torch.optim.Optimizer, name):
            setattr(torch.optim.Optimizer, name, lambda _optimizer: None)
    return torch


def compiler_is_used():
    """Whether something has asked for the compiler, whose first call on a set of shapes takes seconds."""
    return not isinstance(sys.modules.get(NAME), _Later)


def compiler_is_off():
    """Whether it is asked for and compiles nothing."""
    return compiler_is_used() and os.environ.get(SWITCH) == "1"
