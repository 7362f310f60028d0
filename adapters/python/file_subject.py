"""A Python file as a subject: `file_subject.py ./my_optimizer.py Name "b1=0.9"`; an empty name means the file's only optimizer.

What it may define: the plain shape (`name`, `hyperparameters`, `contract`, `init`, `update`) as a module or an object, a subclass of
`torch.optim.Optimizer`, or a function with a parameter `learning_rate` that returns an optax transformation.
"""

import copy
import inspect
import linecache
import os
import sys
import types

from options import parse_options, require_known, suggestion
from protocol import ConfigurationError, library, serve


def load(path, name, query):
    module = evaluate(path)
    label = os.path.basename(path)
    own = {key: value for key, value in vars(module).items() if not key.startswith("_") and getattr(value, "__module__", None) == module.__name__}
    if name:
        if not hasattr(module, name):
            raise ConfigurationError("UNKNOWN_OPTIMIZER", f'{label} defines no "{name}"', suggestion(name, sorted(own), "it defines"))
        return interpret(getattr(module, name), name, query, label)
    if callable(getattr(module, "update", None)):
        return plain(module, query, label)
    candidates = {key: value for key, value in own.items() if is_torch(value)}
    if len(candidates) != 1:
        names = ", ".join(sorted(candidates))
        raise ConfigurationError(
            "INVALID_OPTIMIZER",
            f"{label} defines {f'several optimizers: {names}' if names else 'no function update and no subclass of torch.optim.Optimizer'}",
            f"name one: {path}:{next(iter(sorted(candidates or own)), 'Name')}",
        )
    ((key, value),) = candidates.items()
    return interpret(value, key, query, label)


def interpret(value, name, query, label):
    if is_torch(value):
        from torch_subject import TorchSubject

        return TorchSubject(library("torch", "pip install torch"), value, query, name)
    if inspect.isfunction(value) and "learning_rate" in inspect.signature(value).parameters:
        from optax_subject import OptaxSubject, libraries

        return OptaxSubject(libraries(), value, query, name)
    return plain(value, query, label)


def is_torch(value):
    torch = sys.modules.get("torch")
    return torch is not None and inspect.isclass(value) and issubclass(value, torch.optim.Optimizer)


def evaluate(path):
    """Runs the file as a new module, so that nothing is left of an earlier run."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    module = types.ModuleType("subject_" + os.path.splitext(os.path.basename(path))[0])
    module.__file__ = path
    folder = os.path.dirname(os.path.abspath(path))
    if folder not in sys.path:
        sys.path.insert(0, folder)
    # Pickling and deep copies look classes up by their module.
    sys.modules[module.__name__] = module
    linecache.checkcache(path)
    try:
        code = compile(text, path, "exec")
    except SyntaxError as error:
        raise ConfigurationError("SUBJECT_SYNTAX", f"{path}:{error.lineno}:{error.offset}: syntax error: {error.msg}") from None
    try:
        exec(code, vars(module))
    except ImportError as error:
        raise ConfigurationError(
            "SUBJECT_IMPORT_MISSING",
            f"{path} imports something that cannot be found: {error}",
            f"{sys.executable} is the Python that was asked; INTRINSIC_LR_PYTHON names another",
        ) from None
    except Exception as error:
        raise ConfigurationError(
            "SUBJECT_IMPORT_THROWS",
            f"{path} throws while it is imported: {type(error).__name__}: {error}",
            "a module under test should only define its optimizer",
        ) from None
    return module


def plain(value, query, label):
    if inspect.isclass(value):
        value = value()
    missing = [name for name in ("init", "update") if not callable(getattr(value, name, None))]
    if missing:
        raise ConfigurationError("INVALID_OPTIMIZER", f"{label} is no optimizer: it has no function {' and no function '.join(missing)}")
    return PlainSubject(value, query, label)


class PlainSubject:
    def __init__(self, value, query, label):
        self.numpy = library("numpy", "pip install numpy")
        self.libraries = {"numpy": self.numpy.__version__}
        self.dtypes = {4: self.numpy.float32, 8: self.numpy.float64}
        self.value = value
        self.name = getattr(value, "name", None) or os.path.splitext(label)[0]
        self.hyperparameters = dict(getattr(value, "hyperparameters", {}))
        for key in ("contract", "elementwise", "micro_batches"):
            setattr(self, key, getattr(value, key, None))
        options = parse_options(query)
        require_known(options, list(self.hyperparameters), self.name)
        self.hyperparameters.update(options)

    def wrap(self, tensor):
        return self.numpy.frombuffer(tensor.memory, dtype=self.dtypes[tensor.width]).reshape(tensor.shape)

    def init(self, tensors):
        return [self.value.init(parameters=[self.wrap(tensor).copy() for tensor in tensors])]

    def update(self, instance, tensors, gradients, learning_rate, weight_decay, hyperparameters, step):
        parameters = [self.wrap(tensor) for tensor in tensors]
        given = list(parameters)
        result = self.value.update(
            parameters=parameters,
            gradients=[self.wrap(gradient) for gradient in gradients],
            state=instance[0],
            learning_rate=learning_rate,
            weight_decay=weight_decay,
            hyperparameters=hyperparameters,
            step=step,
        )
        if result is not None or any(a is not b for a, b in zip(parameters, given)):
            raise TypeError("update must change the arrays in `parameters` in place (w -= …, w[...] = …) and return nothing")

    def copy(self, instance):
        return copy.deepcopy(instance)


if __name__ == "__main__":
    serve(lambda: load(sys.argv[1], sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else ""))
