"""Transformations of optax as subjects: `optax_subject.py adamw "b1=0.9&backend=numpy"`.

The update is traced once for each set of shapes. Compiling what was traced takes XLA a fifth of a second, and laws ask about hundreds of
sets of shapes, so the traced operations are carried out by NumPy, and those that NumPy does not have by JAX one at a time; what Python
decides by a number, such as a schedule in a factory, is not traced at all. `backend=xla` compiles, `backend=eager` never traces.
"""

import functools
import inspect
import weakref

from kept_arrays import arrays_in, is_floating, numpy_entries
from optax_construction import RATES, OptaxConstruction
from options import suggestion, with_measured
from protocol import ConfigurationError, library, serve
from xla_cache import keep_compiled


def libraries():
    """jax and optax, with 64-bit numbers on one thread of the CPU."""
    import os

    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    jax = library("jax", "pip install jax")
    optax = library("optax", "pip install optax")
    jax.config.update("jax_enable_x64", True)
    keep_compiled(jax)
    return jax, optax


def load(name="", query=""):
    subject = loaded_subject(name, query)
    subject.forget()
    return subject


def refuse_without_rate(optax, name):
    """What optax has and is no optimizer by its arguments is not unknown: it can be given by a function."""
    found = optax
    for part in name.split("."):
        found = getattr(found, part, None)
    if callable(found):
        what = f"optax.{name} has no argument learning_rate, by which laws set η"
        raise ConfigurationError("SUBJECT_NEEDS_FACTORY", what, f"write a function in a file: def make(learning_rate): return optax.{name}(…)")


@functools.cache
def loaded_subject(name, query):
    loaded = libraries()
    factories = optimizers(loaded[1])
    if name not in factories:
        refuse_without_rate(loaded[1], name)
        raise ConfigurationError("UNKNOWN_OPTIMIZER", f'optax has no optimizer "{name}"', suggestion(name, sorted(factories), "there are"))
    return OptaxSubject(loaded, factories[name], query, f"optax:{name}" + (f"?{query}" if query else ""))


def optimizers(optax):
    """Functions that make an optimizer from a learning rate, those of optax.contrib with their prefix."""
    found = {}
    for prefix, module in (("", optax), ("contrib.", getattr(optax, "contrib", None))):
        for key, value in vars(module).items() if module else ():
            if key.startswith(("_", "scale_by")) or inspect.isclass(value) or not callable(value):
                continue
            try:
                parameters = inspect.signature(value).parameters
            except (TypeError, ValueError):
                continue
            if "learning_rate" in parameters or (prefix and ("base_optimizer" in parameters or "adv_optimizer" in parameters)):
                found[prefix + key] = value
    return found


def is_transformation(value):
    """Whether an object can be used as a `GradientTransformation`."""
    return callable(getattr(value, "init", None)) and callable(getattr(value, "update", None)) and not inspect.ismodule(value)


def is_factory(value):
    """Whether a function makes a transformation of a learning rate."""
    return inspect.isfunction(value) and any(rate in inspect.signature(value).parameters for rate in RATES)


#: Programs by factory and query.
PROGRAMS = weakref.WeakKeyDictionary()


class Instance:
    """The state of the transformation; `None` until the first update brings the hyperparameters."""

    def __init__(self, leaves=None, structure=None):
        self.leaves = leaves
        self.structure = structure


class OptaxSubject:
    #: The first step on a set of shapes may wait for XLA.
    compiles = True

    def __init__(self, loaded, value, query, name):
        import numpy

        self.jax, self.optax = loaded
        self.numpy = numpy
        self.name = name
        self.contract = getattr(value, "contract", None)
        self.libraries = {"jax": self.jax.__version__, "optax": self.optax.__version__}
        self.dtypes = {4: numpy.float32, 8: numpy.float64}
        self.construction = OptaxConstruction(loaded, value, query, getattr(value, "__name__", name))
        self.hyperparameters = self.construction.hyperparameters
        self.notes = self.construction.notes
        self.construction.study(self.scalars(), [numpy.ones((2, 2)), numpy.ones(3)])
        self.micro_batches = self.construction.micro_batches
        self.claimed_precisions = getattr(value, "precisions", None)
        if self.claimed_precisions is not None:
            self.precisions = list(self.claimed_precisions)
        elif self.construction.single:
            self.precisions = ["float32"]
        #: Numbers on which the factory branches, which cannot be traced; `None`: nothing can be.
        self.static = None if self.construction.backend == "eager" else self.find_static()
        # What was traced of a function that is still the same needs no second trace; a file that is loaded anew has new functions.
        try:
            self.programs = PROGRAMS.setdefault(value, {}).setdefault(query, {})
        except TypeError:
            self.programs = {}
        from optax_drives import draws, offered

        self.drives = offered(self)
        self.forget()
        self.contract = with_measured(self.contract, self.construction.whole, draws(self))

    def forget(self):
        """What drives have shown so far: each use of the subject starts anew, and so comes to the same."""
        from optax_rehearsal import Rehearsals

        self.rehearsals = Rehearsals()

    def scalars(self):
        return {"learning_rate": 0.125, "weight_decay": 0.0, **self.hyperparameters}

    def find_static(self):
        """The numbers that a trace does not survive: none, those of options, or all."""
        example = [self.numpy.ones((2, 2))]
        scalars = self.scalars()

        def traces(static):
            def both(moving, w):
                values = {**scalars, **moving}
                state = self.construction.make(values).init(w)
                return self.construction.update(values, w, w, state)

            try:
                closed = self.jax.make_jaxpr(both)({name: value for name, value in scalars.items() if name not in static}, example)
                # What Python has kept of an earlier trace.
                return not any(isinstance(each, self.jax.core.Tracer) for each in closed.consts)
            except Exception:
                return False

        # Python counts with whole numbers. What keeps numbers in Python, as a cache does, survives one trace, and not a second one.
        whole = self.construction.whole
        if traces(whole) and traces(whole):
            return frozenset(whole)
        if not traces(tuple(scalars)):
            return None
        static = {*whole, *(name for name in scalars if not traces(tuple(other for other in scalars if other != name)))}
        # A rate or decay that is another number at each step would be traced at each step.
        return None if static & {"learning_rate", "weight_decay"} or not traces(tuple(static)) else frozenset(static)

    def init(self, tensors):
        return Instance()

    def update(self, instance, tensors, gradients, learning_rate, weight_decay, hyperparameters, step):
        scalars = {"learning_rate": learning_rate, "weight_decay": weight_decay, **hyperparameters}
        w = [self.wrap(tensor) for tensor in tensors]
        # jax reads the memory of its arguments without copying it.
        g = [self.wrap(tensor) for tensor in gradients]
        if hasattr(instance, "how"):
            moved = instance.move(w, g, scalars, step)
        elif self.static is None:
            moved = self.move_untraced(instance, w, g, scalars)
        else:
            moved = self.move_traced(instance, w, g, scalars)
        for own, new in zip(w, moved):
            own[...] = new

    def move_untraced(self, instance, w, g, scalars):
        w, g = [self.jax.numpy.array(x) for x in w], [self.jax.numpy.array(x) for x in g]
        made = self.construction.make(scalars)
        state = made.init(w) if instance.leaves is None else self.jax.tree.unflatten(instance.structure, instance.leaves)
        moved, state = self.construction.update(scalars, w, g, state, made)
        instance.leaves, instance.structure = self.jax.tree.flatten(state)
        return moved

    def move_traced(self, instance, w, g, scalars):
        moving = {name: value for name, value in scalars.items() if name not in self.static}
        fixed = {name: scalars[name] for name in sorted(self.static)}
        layout = (tuple([(x.shape, x.dtype) for x in w]), tuple(fixed.values()))
        make, update = self.construction.make, self.construction.update
        # The leaves of a dictionary are in the order of its names.
        numbers = [moving[name] for name in sorted(moving)]
        if instance.leaves is None:
            start = self.program(("start", *layout), lambda s, w: make({**fixed, **s}).init(w), lambda: (moving, w))
            instance.leaves, instance.structure = start([*numbers, *w])
        advance = self.program(
            ("advance", *layout, instance.structure),
            lambda s, *rest: update({**fixed, **s}, *rest),
            lambda: (moving, w, g, self.jax.tree.unflatten(instance.structure, instance.leaves)),
        )
        outputs, _ = advance([*numbers, *w, *g, *instance.leaves])
        instance.leaves = outputs[len(w) :]
        return outputs

    def wrap(self, tensor):
        return self.numpy.frombuffer(tensor.memory, dtype=self.dtypes[tensor.width]).reshape(tensor.shape)

    def program(self, key, function, example):
        """The program of a function that others with this key come to as well; `example` makes arguments where there is none yet."""
        if key not in self.programs:
            if len(self.programs) > 4096:
                self.programs.clear()
            self.programs[key] = self.build(function, example())
        return self.programs[key]

    def build(self, function, example):
        """`function` as a program from the leaves of its arguments to the leaves of its result, and the structure of that."""
        from traced import evaluator

        tree = self.jax.tree
        if self.construction.backend == "xla":
            compiled, arguments = self.jax.jit(function), tree.structure(example)
            structure = tree.structure(self.jax.eval_shape(function, *example))
            return lambda leaves: (tree.leaves(compiled(*tree.unflatten(arguments, leaves))), structure)
        closed, shape = self.jax.make_jaxpr(function, return_shape=True)(*example)
        structure, run = tree.structure(shape), evaluator(closed)
        return lambda leaves: (run(leaves), structure)

    def copy(self, instance):
        # Programs make new arrays and never write to old ones.
        return instance.copy() if hasattr(instance, "how") else Instance(instance.leaves, instance.structure)

    def drive(self, instance, how):
        from optax_rehearsal import RehearsedInstance

        instance.__class__ = RehearsedInstance
        instance.begin(self, how)

    def remarks(self, instance):
        return getattr(instance, "seen", [])

    def kept(self, instance):
        return arrays_in([*(instance.leaves or ())], lambda leaf: numpy_entries(self.numpy.asarray(leaf)) if is_floating(leaf) else None)


if __name__ == "__main__":
    serve(load, libraries)
