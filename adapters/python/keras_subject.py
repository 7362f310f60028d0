"""Optimizers of Keras 3 as subjects: `keras_subject.py AdamW "epsilon=1e-8&backend=numpy"`.

Steps are those of `stateless_apply`, on the back end that the option names: NumPy, which compiles nothing, or jax, torch, tensorflow.
"""

import functools
import importlib.util
import inspect
import json
import os
import sys

from kept_arrays import arrays_in, numpy_entries
from options import because, law_name, other_values, parse_options, require_known, suggestion, varies
from protocol import ConfigurationError, library, serve

BACKENDS = ("numpy", "jax", "torch", "tensorflow")

#: Options that every optimizer has and none of which is its rule; the decay is asked for by laws.
COMMON = {"learning_rate", "weight_decay", "ema_momentum", "loss_scale_factor"}


def load(name="", query=""):
    options = parse_options(query)
    keras = start(options.pop("backend", None))
    classes = optimizers(keras)
    if name not in classes:
        raise ConfigurationError("UNKNOWN_OPTIMIZER", f'keras.optimizers has no optimizer "{name}"', suggestion(name, sorted(classes), "there are"))
    return KerasSubject(keras, classes[name], query, f"keras:{name}" + (f"?{query}" if query else ""))


def start(backend):
    """Keras on a back end, with 64-bit numbers."""
    if "keras" not in sys.modules:
        found = [name for name in BACKENDS if importlib.util.find_spec(name)]
        if backend is not None and backend not in found:
            raise ConfigurationError("SUBJECT_LIBRARY_MISSING", f"Keras has no back end {backend} here", f"there are: {', '.join(found)}")
        os.environ["KERAS_BACKEND"] = backend or found[0]
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    keras = library("keras", "pip install keras")
    if keras.backend.backend() == "jax":
        import jax

        jax.config.update("jax_enable_x64", True)
    return keras


def choose_backend():
    """For a file that imports Keras by itself, whose own choice is TensorFlow, also where that is not there."""
    try:
        with open(os.path.expanduser("~/.keras/keras.json"), encoding="utf-8") as file:
            configured = json.load(file).get("backend", "tensorflow")
    except (OSError, ValueError):
        configured = "tensorflow"
    if "KERAS_BACKEND" not in os.environ and importlib.util.find_spec(configured) is None:
        found = [name for name in BACKENDS if importlib.util.find_spec(name)]
        os.environ.update({"KERAS_BACKEND": found[0]} if found else {})


def optimizers(keras):
    base = keras.optimizers.Optimizer
    found = {key: value for key, value in vars(keras.optimizers).items() if inspect.isclass(value) and issubclass(value, base)}
    return {key: value for key, value in found.items() if value is not base}


class Instance:
    """The state as arrays, and the optimizer object that is made for these shapes."""

    def __init__(self, optimizer, state):
        self.optimizer, self.state = optimizer, state


class KerasSubject:
    def __init__(self, keras, kind, query, name):
        import numpy

        self.keras, self.numpy, self.kind, self.name = keras, numpy, kind, name
        self.contract = getattr(kind, "contract", None)
        self.libraries = {"keras": keras.__version__, "back end": keras.backend.backend()}
        self.dtypes = {4: "float32", 8: "float64"}
        if getattr(kind, "precisions", None) is not None:
            self.precisions = list(kind.precisions)
        self.compiles = keras.backend.backend() != "numpy"
        self.options = parse_options(query)
        self.options.pop("backend", None)
        parameters = inspect.signature(kind.__init__).parameters
        known = [key for key, p in parameters.items() if key not in ("self", "learning_rate", "weight_decay") and p.kind is not p.VAR_KEYWORD]
        require_known(self.options, [*known, "backend"], kind.__name__)
        missing = [key for key in known if parameters[key].default is inspect.Parameter.empty and key not in self.options]
        if missing:
            raise ConfigurationError(
                "INVALID_HYPERPARAMETER",
                f"{kind.__name__} needs {' and '.join(missing)}",
                "write a class of your own in a file that makes it with them",
            )
        self.notes = []
        if not hasattr(self, "precisions") and self.rounds():
            self.precisions = ["float32"]
            self.notes.append(f"the {keras.backend.backend()} back end rounds float64 to float32: run in float32 only")
        self.made = {}
        try:
            example = self.make("float64", [(2, 2), (3,)])
        except Exception as error:
            raise ConfigurationError("INVALID_HYPERPARAMETER", f"{kind.__name__} refuses its options: {because(error)}") from None
        self.places = {}
        for key in known:
            value = getattr(example, key, None)
            if key not in COMMON and varies(value) and isinstance(value, float) and self.can_vary(key, value):
                self.places[law_name(key)] = key
        self.hyperparameters = {name: float(getattr(example, key)) for name, key in self.places.items()}
        self.drives = {
            "resume": [{"through": "file"}],
            "scheduler": "keras schedules are functions of its own counter",
        }

    def rounds(self):
        """Whether operations of this back end give arrays in float64 back with the bits of float32, as that of NumPy does in Keras 3.15."""
        self.keras.config.set_floatx("float64")
        third = self.numpy.array([1 / 3])
        return bool((self.array(self.keras.ops.subtract(third, 0 * third)) != third).any())

    def make(self, dtype, shapes):
        """An optimizer that is built for these shapes; one object serves all instances, whose state is outside of it."""
        key = (dtype, tuple(shapes))
        if key not in self.made:
            self.keras.config.set_floatx(dtype)
            made = self.kind(learning_rate=0.125, weight_decay=0.0, **self.options)
            made.build([self.keras.Variable(self.numpy.ones(shape), dtype=dtype) for shape in shapes])
            self.made[key] = made
        self.keras.config.set_floatx(dtype)
        return self.made[key]

    def can_vary(self, key, value):
        for other in other_values(value):
            made = self.make("float64", [(2, 2), (3,)])
            try:
                setattr(made, key, other)
                ones = [self.numpy.ones((2, 2)), self.numpy.ones(3)]
                with self.numpy.errstate(all="ignore"):
                    moved, _ = made.stateless_apply(self.state_of(made), [0.5 * w for w in ones], ones)
                if not all(self.numpy.isfinite(self.array(w)).all() for w in moved):
                    raise FloatingPointError("the parameters are not finite")
            except Exception as error:
                self.notes.append(f"{key} is not varied: {because(error)} at {other:g}")
                return False
            finally:
                setattr(made, key, value)
        return True

    def array(self, value):
        return self.numpy.array(self.keras.ops.convert_to_numpy(value))

    def state_of(self, made):
        return [self.array(variable.value) for variable in made.variables]

    def init(self, tensors):
        dtype = self.dtypes[tensors[0].width]
        made = self.make(dtype, [tuple(tensor.shape) for tensor in tensors])
        # What an optimizer keeps of its start, such as the average of a schedule-free one, is that of these parameters.
        fresh = self.kind(learning_rate=0.125, weight_decay=0.0, **self.options)
        fresh.build([self.keras.Variable(self.wrap(tensor), dtype=dtype) for tensor in tensors])
        return Instance(made, self.state_of(fresh))

    def wrap(self, tensor):
        return self.numpy.frombuffer(tensor.memory, dtype=self.dtypes[tensor.width]).reshape(tensor.shape)

    def update(self, instance, tensors, gradients, learning_rate, weight_decay, hyperparameters, step):
        made = instance.optimizer
        self.keras.config.set_floatx(self.dtypes[tensors[0].width])
        made.weight_decay = weight_decay
        for name, key in self.places.items():
            setattr(made, key, hyperparameters[name])
        state = [
            self.numpy.asarray(learning_rate, dtype=value.dtype) if variable.path.endswith("/learning_rate") else value
            for variable, value in zip(made.variables, instance.state)
        ]
        own = [self.wrap(tensor) for tensor in tensors]
        moved, state = made.stateless_apply(state, [self.wrap(tensor).copy() for tensor in gradients], [w.copy() for w in own])
        instance.state = [self.array(value) for value in state]
        for w, new in zip(own, moved):
            w[...] = self.array(new)
        if step == getattr(instance, "how", {}).get("resume"):
            import pickle

            instance.state = pickle.loads(pickle.dumps(instance.state))

    def copy(self, instance):
        return Instance(instance.optimizer, [value.copy() for value in instance.state])

    def drive(self, instance, how):
        instance.how = how

    def remarks(self, instance):
        return []

    def kept(self, instance):
        return arrays_in(instance.state, numpy_entries)


if __name__ == "__main__":
    serve(functools.cache(load))
