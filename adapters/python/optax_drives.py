"""Ways in which training drives a transformation of optax beside plain updates; docs/protocol.md tells what each key of `how` means."""

import copy
import pickle

from options import because


class DrivenInstance:
    """An instance that is driven as `how` says, operation by operation: its transformation is made once, as training does it."""

    def begin(self, subject, how):
        self.subject, self.how = subject, how
        #: What the transformation was made of.
        self.scalars = None
        self.made = self.state = None
        self.compiled = {}
        return self

    def copy(self):
        # Transformations keep nothing, and states are never written to.
        return copy.copy(self)

    def move(self, w, g, scalars, step):
        w, g = (self.tree([self.array(x) for x in tensors]) for tensors in (w, g))
        if self.scalars is None or "groups" in self.how or self.anew(scalars):
            self.renew(scalars, w)
        if self.state is None:
            self.state = self.initial(w)
        moved, self.state = self.advance(scalars, w, g)
        if step == self.how.get("resume"):
            self.resume(scalars, w)
        return self.untree(moved)

    def array(self, tensor):
        # jax reads the memory of its arguments without copying it.
        return self.subject.jax.numpy.array(tensor, dtype=self.how.get("dtype"))

    def anew(self, scalars):
        """A transformation that was made of numbers is made again when they change, unless they reach it otherwise."""
        return scalars != self.scalars and not ("inject" in self.how or "schedule" in self.how)

    def renew(self, scalars, w):
        self.scalars = scalars
        self.made = self.make(scalars, w)

    def make(self, scalars, w):
        how, subject = self.how, self.subject
        construction, optax, jax = subject.construction, subject.optax, subject.jax
        if "schedule" in how:
            factors = jax.numpy.asarray(how["schedule"]) * scalars["learning_rate"]
            return construction.make({**scalars, "learning_rate": lambda count: factors[jax.numpy.minimum(count, len(factors) - 1)]})
        if how.get("inject") is True:
            return optax.inject_hyperparams(injectable(construction))(**scalars)
        if "groups" in how:
            parts, labels = {}, [None] * len(jax.tree.leaves(w))
            for number, group in enumerate(how["groups"]):
                parts[number] = construction.make(of_group(group, scalars))
                for index in group["tensors"]:
                    labels[index] = number
            return optax.multi_transform(parts, labels)
        made = construction.make(scalars)
        return optax.masked(made, lambda tree: jax.tree.map(lambda _: True, tree)) if "masked" in how else made

    def initial(self, w):
        return self.made.init(w)

    def advance(self, scalars, w, g):
        def update(w, g, state):
            return self.stepped(self.made, scalars, w, g, state)

        if self.how.get("backend") == "xla":
            # Compiled once for the numbers of a step, as training compiles it once.
            update = self.compiled.setdefault(tuple(scalars.values()), self.subject.jax.jit(update))
        return update(w, g, self.state)

    def stepped(self, made, scalars, w, g, state):
        """One step: parameters and state after it."""
        construction, jnp = self.subject.construction, self.subject.jax.numpy
        if self.how.get("inject") is True:
            values = {key: jnp.asarray(scalars[key], old.dtype) for key, old in state.hyperparams.items() if key in scalars}
            state = state._replace(hyperparams={**state.hyperparams, **values})
        return construction.update(scalars, w, g, state, made, self.inject_groups if "groups" in self.how else None)

    def inject_groups(self, state, scalars):
        """What `inject_hyperparams` keeps in the state of a group are the numbers of that group."""
        inject, groups = self.subject.construction.inject, self.how["groups"]
        inner = {number: inject(part, of_group(groups[number], scalars)) for number, part in state.inner_states.items()}
        return state._replace(inner_states=inner)

    def resume(self, scalars, w):
        """Goes on as a new process does: a new transformation, and the leaves of the state from a file."""
        jax = self.subject.jax
        leaves = pickle.loads(pickle.dumps([jax.device_get(leaf) for leaf in jax.tree.leaves(self.state)]))
        self.renew(scalars, w)
        self.state = jax.tree.unflatten(jax.tree.structure(self.initial(w)), [jax.numpy.asarray(leaf) for leaf in leaves])

    def tree(self, tensors):
        """The tensors in the kind of pytree that `how` names; leaves of a dictionary are in the order of their names."""
        kind = self.how.get("tree")
        if kind == "dict":
            return {f"w{len(tensors) - index:03}": tensor for index, tensor in enumerate(tensors)}
        if kind == "nested":
            return {"trunk": {"layer": tuple(tensors[:1])}, "head": [{"inner": tensor} for tensor in tensors[1:]]}
        return tensors

    def untree(self, tree):
        kind = self.how.get("tree")
        if kind == "dict":
            return [tree[f"w{len(tree) - index:03}"] for index in range(len(tree))]
        if kind == "nested":
            return [*tree["trunk"]["layer"], *(each["inner"] for each in tree["head"])]
        return tree


def of_group(group, scalars):
    """The numbers of a step in a group: multiples of η and λ, and other values of options."""
    return {
        **scalars,
        "learning_rate": scalars["learning_rate"] * group.get("rate", 1),
        "weight_decay": scalars["weight_decay"] * group.get("decay", 1),
        **group.get("hyperparameters", {}),
    }


def injectable(construction):
    """The factory with every number as a keyword of its own."""
    import inspect

    names = ["learning_rate", "weight_decay", *construction.places]

    def make(**scalars):
        return construction.make(scalars)

    make.__signature__ = inspect.Signature([inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY) for name in names])
    return make


def offered(subject):
    """For each drive the ways in which this transformation can be driven, or why it cannot."""
    two = [{"tensors": [0]}, {"tensors": [1], "rate": 0.5, "decay": 2}]
    scaled = subject.construction.rate is not None and subject.construction.ready is None
    no_rate = "it has no argument for a learning rate"
    ways = {
        "made-once": [{"once": True}],
        "tree": "its random numbers are dealt out in the order of leaves" if draws(subject) else [{"tree": "dict"}, {"tree": "nested"}],
        "compiled": [{"backend": "xla"}],
        "masked": [{"masked": True}],
        # A run of one group alone has another loss.
        "groups": "its update reads the loss, which is that of all tensors" if "value" in subject.construction.extras else [{"groups": two}],
        "resume": [{"through": "file"}],
        "scheduler": [{"schedule": []}] if scaled else no_rate,
        "bfloat16": low_precision(subject),
        "injected": no_rate if not scaled else held(subject) if holds(subject) else [{"inject": True}],
    }
    return {name: each if isinstance(each, str) else possible(subject, name, each) for name, each in ways.items()}


def low_precision(subject):
    """What a factory says of its precisions is asked for; of others it is tried."""
    way, claimed = {"dtype": "bfloat16"}, subject.claimed_precisions
    if claimed is not None:
        return [{**way, "claimed": True}] if way["dtype"] in claimed else f"it computes in {', '.join(claimed)}"
    return "it draws random numbers, other ones in each format" if draws(subject) else [way]


def draws(subject):
    """Whether the state has a key of random numbers, typed or not."""
    numpy = subject.numpy
    kinds = [getattr(leaf, "dtype", None) for leaf in subject.jax.tree.leaves(example_state(subject))]
    return any(kind is not None and (not isinstance(kind, numpy.dtype) or kind == numpy.uint32) for kind in kinds)


def holds(subject):
    """Whether `inject_hyperparams` is at work in the factory itself."""
    return subject.construction.injects(example_state(subject))


def held(subject):
    """Which numbers training sets in the state of a factory that injects them by itself: those that an update leaves there."""
    construction, jax = subject.construction, subject.jax
    w = [subject.numpy.ones((2, 2)), subject.numpy.ones(3)]
    first = {**subject.scalars(), "weight_decay": 0.125}
    try:
        made = construction.make(first)
        known = construction.numbers_held(construction.inject(made.init(w), first))
        later = {**first, "learning_rate": 0.25, "weight_decay": 0.25}
        after = construction.numbers_held(construction.update(later, w, w, made.init(w), made)[1])
    except Exception as error:
        return f"it cannot be driven so: {because(error)}"
    names = [name for name in ("learning_rate", "weight_decay") if known.get(name) == first[name] and after.get(name) == 0.25]
    return [{"inject": "held", "held": names}] if names else "its state holds its numbers, and sets them by itself"


def example_state(subject):
    def start(w):
        return subject.construction.make(subject.scalars()).init(w)

    w = [subject.numpy.ones((2, 2)), subject.numpy.ones(3)]
    try:
        # In shapes alone, which compiles nothing.
        return subject.jax.eval_shape(start, w)
    except Exception:
        return start(w)


def possible(subject, name, ways):
    """The ways in which two steps work, or what the first one throws."""
    if name in ("compiled", "made-once", "tree", "resume"):
        # They ask for nothing that plain updates do not; what they throw is found when they are driven.
        return ways
    works, reason = [], None
    for way in ways:
        details = {"schedule": [1.0, 0.5]} if "schedule" in way else {}

        def steps(w):
            instance = DrivenInstance().begin(subject, {**way, **details})
            for step in (1, 2):
                w = instance.move(w, [0.5 * x for x in w], subject.scalars(), step)
            return w

        w = [subject.numpy.ones((2, 2)), subject.numpy.ones(3)]
        try:
            try:
                # In shapes alone, which compiles nothing.
                subject.jax.eval_shape(steps, w)
            except Exception:
                steps(w)
            works.append(way)
        except Exception as error:
            reason = reason or f"it cannot be driven so: {because(error)}"
    return works or reason
