"""Transformations of optax as subjects: `optax_subject.py adamw "b1=0.9&backend=numpy"`.

The update is traced once for each set of shapes. Compiling what was traced takes XLA a fifth of a second, and laws ask about hundreds of
sets of shapes, so the traced operations are carried out by NumPy; what uses others, and everything under `backend=xla`, is compiled.
"""

import inspect
import sys
import weakref

from options import law_name, parse_options, require_known, suggestion
from protocol import ConfigurationError, library, serve

#: Parameters of a factory that are no hyperparameters to vary.
FIXED = {"learning_rate", "weight_decay", "seed"}


def libraries():
    """jax and optax, with 64-bit numbers on one thread of the CPU."""
    import os

    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    jax = library("jax", "pip install jax")
    optax = library("optax", "pip install optax")
    jax.config.update("jax_enable_x64", True)
    return jax, optax


def load(name, query):
    loaded = libraries()
    factories = optimizers(loaded[1])
    if name not in factories:
        raise ConfigurationError("UNKNOWN_OPTIMIZER", f'optax has no optimizer "{name}"', suggestion(name, sorted(factories), "there are"))
    return OptaxSubject(loaded, factories[name], query, f"optax:{name}" + (f"?{query}" if query else ""))


def optimizers(optax):
    """Functions that make an optimizer from a learning rate, those of optax.contrib with their prefix."""
    found = {}
    for prefix, module in (("", optax), ("contrib.", getattr(optax, "contrib", None))):
        for key, value in vars(module).items() if module else ():
            if key.startswith(("_", "scale_by", "lbfgs")) or inspect.isclass(value) or not callable(value):
                continue
            try:
                parameters = inspect.signature(value).parameters
            except (TypeError, ValueError):
                continue
            if "learning_rate" in parameters:
                found[prefix + key] = value
    return found


#: Programs by factory and query.
PROGRAMS = weakref.WeakKeyDictionary()


class Instance:
    """The state of the transformation; `None` until the first update brings the hyperparameters."""

    def __init__(self, leaves=None, structure=None):
        self.leaves = leaves
        self.structure = structure


class OptaxSubject:
    def __init__(self, loaded, factory, query, name):
        import numpy

        self.jax, self.optax = loaded
        self.numpy = numpy
        self.factory = factory
        self.name = name
        self.contract = getattr(factory, "contract", None)
        self.libraries = {"jax": self.jax.__version__, "optax": self.optax.__version__}
        self.dtypes = {4: numpy.float32, 8: numpy.float64}
        self.options = parse_options(query)
        self.compiles = self.options.pop("backend", "numpy") == "xla"
        parameters = inspect.signature(factory).parameters
        title = getattr(factory, "__name__", name)
        require_known(self.options, [key for key in parameters if key not in ("learning_rate", "weight_decay")] + ["backend"], title)
        self.decays = "weight_decay" in parameters
        given = {key: self.options.get(key, parameter.default) for key, parameter in parameters.items()}
        self.places = {
            law_name(key): key
            for key, value in given.items()
            if key not in FIXED and isinstance(value, (int, float)) and not isinstance(value, bool) and not isinstance(parameters[key].default, int)
        }
        self.hyperparameters = {name: float(given[key]) for name, key in self.places.items()}
        self.notes = []
        if not self.decays:
            self.notes.append(f"{title} has no weight decay: add_decayed_weights(λ) is chained before it, so λw is added to the gradient")
        #: Hyperparameters on which the factory branches, which cannot be traced.
        self.static = set()
        # What was traced of a function that is still the same needs no second trace; a file that is loaded anew has new functions.
        self.programs = PROGRAMS.setdefault(factory, {}).setdefault(query, {})
        self.probe(title)

    def probe(self, title):
        """Finds out which hyperparameters can be traced, and whether the factory takes its options at all."""
        example = [self.numpy.ones((2, 2))]
        for name in [None, *self.places]:
            static = set(self.places) if name is None else set(self.places) - {name}
            try:
                self.jax.make_jaxpr(lambda scalars, w: self.start(static, scalars, w))(dict(self.scalars()), example)
                state = self.jax.eval_shape(lambda w: self.start(set(self.places), self.scalars(), w), example)
                self.jax.make_jaxpr(lambda scalars, w, s: self.advance(static, scalars, w, w, s))(self.scalars(), example, state)
            except Exception as error:
                if name is None:
                    raise ConfigurationError("INVALID_HYPERPARAMETER", f"optax {title} refuses its options: {type(error).__name__}: {error}") from None
                self.static.add(name)

    def scalars(self):
        return {"learning_rate": 0.125, "weight_decay": 0.0, **self.hyperparameters}

    def transformation(self, static, scalars):
        """The optimizer from traced numbers, and from fixed ones where the factory branches on them."""
        values = {key: self.hyperparameters_of(static, scalars)[name] for name, key in self.places.items()}
        keywords = {**self.options, **values, "learning_rate": scalars["learning_rate"]}
        if self.decays:
            return self.factory(**keywords, weight_decay=scalars["weight_decay"])
        return self.optax.chain(self.optax.add_decayed_weights(scalars["weight_decay"]), self.factory(**keywords))

    def hyperparameters_of(self, static, scalars):
        return {name: (self.fixed if name in static else scalars)[name] for name in self.places}

    @property
    def fixed(self):
        return getattr(self, "current", None) or self.hyperparameters

    def start(self, static, scalars, parameters):
        return self.transformation(static, scalars).init([self.jax.numpy.asarray(w) for w in parameters])

    def advance(self, static, scalars, parameters, gradients, state):
        updates, state = self.transformation(static, scalars).update(gradients, state, parameters)
        return self.optax.apply_updates(parameters, updates), state

    def init(self, tensors):
        return Instance()

    def update(self, instance, tensors, gradients, learning_rate, weight_decay, hyperparameters, step):
        scalars = {"learning_rate": learning_rate, "weight_decay": weight_decay, **hyperparameters}
        self.current = hyperparameters
        w = [self.wrap(tensor) for tensor in tensors]
        # jax reads the memory of its arguments without copying it.
        g = [self.wrap(tensor) for tensor in gradients]
        key = (tuple((x.shape, x.dtype.char) for x in w), tuple(hyperparameters[name] for name in sorted(self.static)))
        if instance.leaves is None:
            start = self.program(("start", *key), lambda s, w: self.start(self.static, s, w), scalars, w)
            instance.leaves, instance.structure = start(scalars, w)
        state = self.jax.tree.unflatten(instance.structure, instance.leaves)
        advance = self.program(("advance", *key, instance.structure), lambda *a: self.advance(self.static, *a), scalars, w, g, state)
        outputs, _ = advance(scalars, w, g, state)
        for own, moved in zip(w, outputs):
            own[...] = moved
        instance.leaves = outputs[len(w) :]

    def wrap(self, tensor):
        return self.numpy.frombuffer(tensor.memory, dtype=self.dtypes[tensor.width]).reshape(tensor.shape)

    def program(self, key, function, *example):
        if key not in self.programs:
            if len(self.programs) > 4096:
                self.programs.clear()
            self.programs[key] = self.build(function, example)
        return self.programs[key]

    def build(self, function, example):
        """`function` as a program from arguments to the leaves of its result, and the structure of that."""
        from traced import Unsupported, evaluator

        flatten = self.jax.tree.flatten
        closed, shape = self.jax.make_jaxpr(function, return_shape=True)(*example)
        structure = flatten(shape)[1]
        if not self.compiles:
            try:
                run = evaluator(closed)
                return lambda *arguments: (run(flatten(arguments)[0]), structure)
            except Unsupported:
                pass
        compiled = self.jax.jit(function)
        return lambda *arguments: ([self.numpy.asarray(leaf) for leaf in flatten(compiled(*arguments))[0]], structure)

    def copy(self, instance):
        # Programs make new arrays and never write to old ones.
        return Instance(instance.leaves, instance.structure)


if __name__ == "__main__":
    serve(lambda: load(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""))
