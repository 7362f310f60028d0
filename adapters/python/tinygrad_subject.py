"""Optimizers of tinygrad as subjects: `tinygrad_subject.py AdamW "b1=0.8"`; `device=` names another device than the first that works."""

import functools
import copy
import inspect
import os
import shutil

from options import because, law_name, parse_options, require_known, suggestion, varies
from protocol import ConfigurationError, library, serve


def choose_device(given=None):
    """Before tinygrad is imported, which reads its environment then."""
    os.environ.setdefault("OPTIM_DTYPE", "float64")
    os.environ.setdefault("DEFAULT_FLOAT", "FLOAT64")
    # The device whose kernels need no compiler takes milliseconds for each.
    os.environ["DEV"] = str(given or os.environ.get("DEV") or ("CPU" if shutil.which("clang") else "PYTHON"))


def load(name="", query=""):
    choose_device(parse_options(query).get("device"))
    tinygrad = library("tinygrad", "pip install tinygrad")
    from tinygrad.nn import optim

    known = {key: value for key, value in vars(optim).items() if takes_parameters(value)}
    if name not in known:
        raise ConfigurationError("UNKNOWN_OPTIMIZER", f'tinygrad.nn.optim has no optimizer "{name}"', suggestion(name, sorted(known), "there are"))
    return TinygradSubject(tinygrad, known[name], query, f"tinygrad:{name}" + (f"?{query}" if query else ""))


def takes_parameters(value):
    if not callable(value) or getattr(value, "__module__", "") != "tinygrad.nn.optim" or getattr(value, "__name__", "") == "Optimizer":
        return False
    names = list(inspect.signature(value).parameters)
    return names[:1] == ["params"] and "lr" in names


class Instance:
    """An optimizer object, made at its first step with that step's η and λ, and its parameters."""

    def __init__(self, start):
        self.start, self.optimizer, self.parameters = start, None, None


class TinygradSubject:
    #: Kernels are compiled for each set of shapes.
    compiles = True

    def __init__(self, tinygrad, kind, query, name):
        import numpy

        self.tinygrad, self.numpy, self.kind, self.name = tinygrad, numpy, kind, name
        self.contract = getattr(kind, "contract", None)
        self.libraries = {"tinygrad": getattr(tinygrad, "__version__", None) or _version("tinygrad")}
        self.dtypes = {4: numpy.float32, 8: numpy.float64}
        self.types = {numpy.dtype(name): getattr(tinygrad.dtypes, name) for name in ("float32", "float64")}
        self.options = parse_options(query)
        self.options.pop("device", None)
        self.device = os.environ.get("DEV")
        parameters = inspect.signature(kind).parameters
        known = [key for key in parameters if key not in ("params", "lr", "weight_decay", "device", "fused")]
        require_known(self.options, [*known, "device"], getattr(kind, "__name__", name))
        self.decays = "weight_decay" in parameters
        given = {key: self.options.get(key, parameters[key].default) for key in known}
        self.places = {law_name(key): key for key, value in given.items() if varies(value) and isinstance(value, float) and value != 0}
        self.hyperparameters = {name: float(given[key]) for name, key in self.places.items()}
        self.notes = [
            "tinygrad keeps its powers of the betas in float32",
            "tinygrad plans each step anew, which takes it tens of milliseconds: --configurations 5 asks less, --budget 10m ends in time",
        ]
        if not self.decays:
            self.notes.append(f"{name} has no weight decay: λw is added to the gradient before each step")
        self.precisions = ["float64"]
        self.try_step()

    def try_step(self):
        try:
            instance = Instance([self.numpy.ones((2, 2)), self.numpy.ones((1, 3))])
            ones = [0.5 * w for w in instance.start]
            self.move(instance, [w.copy() for w in instance.start], ones, 0.125, 0.25, self.hyperparameters)
        except Exception as error:
            advice = "its CPU device needs clang, its PYTHON device nothing: ?device=PYTHON"
            raise ConfigurationError("INVALID_HYPERPARAMETER", f"{self.name} does not run: {because(error)}", advice) from None

    def tensor(self, array):
        """Numbers on the device, in memory that no other tensor has."""
        kind = self.types.get(array.dtype)
        tensor = self.tinygrad.Tensor.empty(*array.shape, dtype=kind, device=self.device) if kind is not None else None
        if tensor is not None and write(tensor, array):
            return tensor
        return self.tinygrad.Tensor(array, device=self.device).contiguous().realize()

    def parameter(self, array, trained=True):
        """A tensor that an optimizer takes for one of its parameters, or for a buffer of its own."""
        tensor = self.tensor(array)
        if hasattr(tensor, "is_param_"):
            return tensor.is_param_(trained)
        tensor.requires_grad = trained
        return tensor

    def make(self, instance, rate, decay, values):
        parameters = [self.parameter(w) for w in instance.start]
        keywords = {**self.options, **{key: values[name] for name, key in self.places.items()}}
        if self.decays:
            keywords["weight_decay"] = decay
        instance.optimizer, instance.parameters = self.kind(parameters, lr=rate, **keywords), parameters

    def move(self, instance, own, gradients, rate, decay, values):
        Tensor = self.tinygrad.Tensor
        if instance.optimizer is None:
            self.make(instance, rate, decay, values)
        optimizer = instance.optimizer
        if not write(optimizer.lr, self.numpy.array([rate])):
            optimizer.lr.assign(Tensor([rate], device=self.device, dtype=optimizer.lr.dtype)).realize()
        if self.decays:
            optimizer.wd = decay
        for name, key in self.places.items():
            if hasattr(optimizer, key):
                setattr(optimizer, key, values[name])
        for parameter, w, g in zip(instance.parameters, own, gradients):
            if not write(parameter, w):
                parameter.assign(self.tensor(w)).realize()
            parameter.grad = self.tensor(g if self.decays else g + decay * w)
        with Tensor.train() if callable(getattr(Tensor, "train", None)) else self.tinygrad.Context(TRAINING=1):
            optimizer.step()
        return [read(parameter) for parameter in instance.parameters]

    def init(self, tensors):
        return Instance([self.wrap(tensor).copy() for tensor in tensors])

    def wrap(self, tensor):
        return self.numpy.frombuffer(tensor.memory, dtype=self.dtypes[tensor.width]).reshape(tensor.shape)

    def update(self, instance, tensors, gradients, learning_rate, weight_decay, hyperparameters, step):
        own = [self.wrap(tensor) for tensor in tensors]
        moved = self.move(instance, own, [self.wrap(tensor) for tensor in gradients], learning_rate, weight_decay, hyperparameters)
        for w, new in zip(own, moved):
            w[...] = new

    def copy(self, instance):
        """Buffers are lazy and shared: each tensor of the copy is made from the numbers of the original."""
        twin = Instance(instance.start)
        if instance.optimizer is None:
            return twin
        known = {}

        def fresh(value):
            if isinstance(value, self.tinygrad.Tensor):
                if id(value) not in known:
                    trained = any(value is parameter for parameter in instance.parameters)
                    known[id(value)] = self.parameter(read(value), trained)
                return known[id(value)]
            return [fresh(each) for each in value] if isinstance(value, list) else value

        twin.parameters = [fresh(parameter) for parameter in instance.parameters]
        twin.optimizer = copy.copy(instance.optimizer)
        twin.optimizer.__dict__.update({key: fresh(value) for key, value in vars(instance.optimizer).items()})
        return twin


def memory_of(tensor):
    """The buffer that a tensor is all of; `None` where it has none yet, or this version keeps it elsewhere."""
    try:
        base = tensor.uop.base
        if base is not tensor.uop:
            # A reshaped buffer is all of it as well, a part of it is not.
            return base.buffer if tensor.uop.op.name == "RESHAPE" and base.buffer.size == tensor.numel() else None
        return base.buffer if base.op.name == "BUFFER" else None
    except Exception:
        return None


def write(tensor, array):
    """Puts numbers into the memory of a tensor, which plans nothing; `False` where that cannot be."""
    try:
        buffer = memory_of(tensor)
        if buffer is None or buffer.nbytes != array.nbytes or tensor.dtype.name != {"float64": "double", "float32": "float"}[array.dtype.name]:
            return False
        buffer.ensure_allocated()
        buffer.allocator._copyin(buffer._buf, memoryview(bytearray(array.tobytes())))
        return True
    except Exception:
        return False


def read(tensor):
    """The numbers of a tensor, from its memory where it is computed."""
    import numpy

    try:
        buffer = memory_of(tensor)
        if buffer is not None and buffer.is_allocated() and tensor.dtype.name in ("double", "float"):
            room = bytearray(buffer.nbytes)
            buffer.allocator._copyout(memoryview(room), buffer._buf)
            return numpy.frombuffer(room, numpy.float64 if tensor.dtype.name == "double" else numpy.float32).reshape(tensor.shape).copy()
    except Exception:
        pass
    return tensor.numpy()


def _version(library_name):
    from importlib.metadata import version

    return version(library_name)


if __name__ == "__main__":
    serve(functools.cache(load))
