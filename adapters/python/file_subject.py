"""A Python file as a subject: `file_subject.py ./my_optimizer.py Name "b1=0.9"`; an empty name means the file's only optimizer.

What it may define or import: the plain shape (`name`, `hyperparameters`, `contract`, `precisions`, `init`, `update`) as a module or an
object, a subclass of `torch.optim.Optimizer` or a function of `params` that makes one, an optax transformation or a function of a
`learning_rate` that makes one, an optimizer class of Keras or tinygrad.
"""

import copy
import inspect
import linecache
import os
import sys
import types

from kept_arrays import arrays_in, numpy_entries
from keras_subject import choose_backend
from options import parse_options, require_known, suggestion
from protocol import ConfigurationError, library, serve
from tinygrad_subject import choose_device
from torch_compiler import switch_off


def load(path, name="", query=""):
    switch_off()
    choose_backend()
    choose_device(parse_options(query).get("device"))
    module = evaluate(path)
    label = os.path.basename(path)
    public = {key: value for key, value in vars(module).items() if not key.startswith("_")}
    own = {key: value for key, value in public.items() if origin(value) in (module.__name__, None)}
    if name:
        if not hasattr(module, name):
            found = sorted({**own, **{key: value for key, value in public.items() if is_optimizer(value)}})
            raise ConfigurationError("UNKNOWN_OPTIMIZER", f'{label} defines no "{name}"', suggestion(name, found, "it defines"))
        return interpret(getattr(module, name), name, query, label, module)
    if callable(getattr(module, "update", None)):
        return plain(module, query, label)
    # What the file defines comes before what it imports.
    for candidates in (own, public):
        optimizers = {key: value for key, value in candidates.items() if is_optimizer(value)}
        if optimizers:
            break
    if len(optimizers) != 1:
        names = ", ".join(sorted(optimizers))
        kinds = "a subclass of torch.optim.Optimizer, an optax transformation or a function of a learning_rate that returns one, a keras or tinygrad optimizer"
        raise ConfigurationError(
            "INVALID_OPTIMIZER",
            f"{label} defines {f'several optimizers: {names}' if names else f'no function update, and no optimizer ({kinds})'}",
            f"name one: {path}:{next(iter(sorted(optimizers or (key for key, value in own.items() if callable(value)))), 'Name')}",
        )
    ((key, value),) = optimizers.items()
    return interpret(value, key, query, label, module)


def origin(value):
    """The module that defines a class or function; objects have none of their own."""
    return getattr(value, "__module__", None) if inspect.isclass(value) or inspect.isroutine(value) else None


def is_optimizer(value):
    return any(recognises(value) for recognises, _ in KINDS)


def interpret(value, name, query, label, module):
    for recognises, make in KINDS:
        if recognises(value):
            return make(value, name, query, module)
    return plain(value, query, label)


def is_torch(value):
    torch = sys.modules.get("torch")
    if torch is None or not callable(value):
        return False
    if inspect.isclass(value):
        return issubclass(value, torch.optim.Optimizer) and value is not torch.optim.Optimizer
    # A function that makes one of a list of parameters and a learning rate.
    names = list(inspect.signature(value).parameters) if inspect.isfunction(value) else []
    return names[:1] in (["params"], ["parameters"]) and "lr" in names


def make_torch(value, name, query, module):
    from torch_subject import TorchSubject

    return TorchSubject(library("torch", "pip install torch"), value, query, name, groups=getattr(module, "groups", None))


def is_optax(value):
    if "optax" not in sys.modules or inspect.ismodule(value):
        return False
    from optax_subject import is_factory, is_transformation

    return is_factory(value) or (not inspect.isclass(value) and is_transformation(value))


def make_optax(value, name, query, _module):
    from optax_subject import OptaxSubject, libraries

    return OptaxSubject(libraries(), value, query, name)


def is_keras(value):
    keras = sys.modules.get("keras")
    return keras is not None and inspect.isclass(value) and issubclass(value, keras.optimizers.Optimizer) and value is not keras.optimizers.Optimizer


def make_keras(value, name, query, _module):
    from keras_subject import KerasSubject

    return KerasSubject(sys.modules["keras"], value, query, name)


def is_tinygrad(value):
    optim = sys.modules.get("tinygrad.nn.optim")
    return optim is not None and inspect.isclass(value) and issubclass(value, optim.Optimizer) and value is not optim.Optimizer


def make_tinygrad(value, name, query, _module):
    from tinygrad_subject import TinygradSubject

    return TinygradSubject(sys.modules["tinygrad"], value, query, name)


#: Shapes of optimizers that libraries have, and how each is made a subject.
KINDS = ((is_torch, make_torch), (is_keras, make_keras), (is_tinygrad, make_tinygrad), (is_optax, make_optax))


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
        for key in ("contract", "elementwise", "micro_batches", "precisions"):
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

    def kept(self, instance):
        return arrays_in(instance, numpy_entries)


if __name__ == "__main__":
    serve(load)
