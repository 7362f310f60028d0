"""How a function, or a ready transformation, of optax becomes an optimizer of given numbers."""

import inspect
import re

from optax_pairs import are_expected, paired
from options import because, is_whole, law_name, other_values, parse_options, require_known, typed, varies
from protocol import ConfigurationError

#: Parameters of a factory that are no hyperparameters to vary.
FIXED = {"seed", "key"}
RATES = ("learning_rate", "lr", "step_size")
DECAYS = ("weight_decay", "wd")

#: What an update may ask for beside gradients, state and parameters, and how it is made from these.
EXTRAS = {
    "value": lambda jax, w, g: _loss(jax, w, g),
    "grad": lambda jax, w, g: g,
    "obj_fn": lambda jax, w, g: lambda p: sum(
        jax.tree.leaves(jax.tree.map(lambda a, b, c: (a * b + 0.5 * (a - c) ** 2).sum(), p, g, w)),
    ),
}


def _loss(jax, w, g):
    """⟨w, g⟩ + ‖w‖‖g‖, which is never below 0, the least loss that step sizes of Polyak's kind suppose."""
    inner = lambda x, y: sum(jax.tree.leaves(jax.tree.map(lambda a, b: (a * b).sum(), x, y)))
    return inner(w, g) + (inner(w, w) * inner(g, g)) ** 0.5


class OptaxConstruction:
    """A factory with the options of a reference, or a ready transformation."""

    def __init__(self, loaded, value, query, title):
        self.jax, self.optax = loaded
        self.title = title
        self.notes = []
        self.options = parse_options(query)
        self.backend = self.options.pop("backend", None)
        self.ready = None if callable(value) else value
        self.factory = value
        self.parameters = {} if self.ready is not None else dict(inspect.signature(value).parameters)
        self.rate = next((key for key in RATES if key in self.parameters), None)
        self.decay = next((key for key in DECAYS if key in self.parameters), None)
        self.decays = self.decay is not None
        known = [key for key in self.parameters if key not in (*RATES, *DECAYS)]
        if not any(p.kind is p.VAR_KEYWORD for p in self.parameters.values()):
            require_known(self.options, [*known, "backend"], title)
        #: What is chained behind: ready transformations, and factories without a learning rate, have one of their own.
        self.scale = None
        self.extras = ()
        self.micro_batches = getattr(value, "micro_batches", None)
        #: Makers of optimizers that are arguments.
        self.inner = {}
        self.inner_options()
        self.single = self.pairs = False
        #: Options that are whole numbers.
        self.whole = []
        given = {key: self.options.get(key, p.default) for key, p in self.parameters.items()}
        self.places = dict(self.numbers(given))
        self.hyperparameters = {name: float(_entry(given[key], index)) for name, (key, index) in self.places.items()}
        self.given = given

    def inner_options(self):
        """An optimizer inside gets a plain one unless the reference says which: `?base_optimizer=adamw`."""
        for key, parameter in self.parameters.items():
            given = self.options.get(key)
            if "optimizer" not in key:
                continue
            if isinstance(given, str):
                found = getattr(self.optax, given, None)
                if not callable(found):
                    raise ConfigurationError("UNKNOWN_OPTIMIZER", f'optax has no optimizer "{given}" for {key}')
                self.inner[key] = found
            elif parameter.default is parameter.empty and given is None:
                self.inner[key] = self.optax.sgd
                self.notes.append(f"{key} is optax.sgd with the same learning rate; another one: ?{key}=adamw")

    def numbers(self, given):
        left = []
        for key, value in given.items():
            if key in (*RATES, *DECAYS, *FIXED):
                continue
            if isinstance(value, tuple) and value and all(varies(entry) and entry <= 1 for entry in value):
                base = "beta" if key == "betas" else law_name(key)
                yield from ((f"{base}{index + 1}", (key, index)) for index, entry in enumerate(value) if entry < 1)
            elif is_whole(value, self.parameters[key].annotation):
                self.whole.append(law_name(key))
                yield law_name(key), (key, None)
            elif varies(value) and isinstance(value, float):
                yield law_name(key), (key, None)
            elif isinstance(value, (int, float)) and not isinstance(value, bool):
                left.append(f"{key} = {value}")
        if left:
            self.notes.append(f"not varied: {', '.join(left)} (negative, not finite, or a choice); fixed by ?name=value")

    def leave_out(self, scalars, example):
        """Whole numbers that no other value may take the place of are not varied."""
        for name in tuple(self.whole):
            key, _ = self.places[name]
            for other in other_values(int(self.hyperparameters[name]), True):
                values = {**scalars, name: other}

                def both(w):
                    return self.update(values, w, w, self.make(values).init(w))

                try:
                    self.jax.eval_shape(both, example)
                    continue
                except Exception:
                    pass
                try:
                    # What Python decides by numbers cannot be traced.
                    both([self.jax.numpy.asarray(x) for x in example])
                except Exception as error:
                    self.notes.append(f"{name} is not varied: {because(error)} at {other}")
                    self.whole.remove(name)
                    del self.places[name], self.hyperparameters[name]
                    break

    def make(self, scalars):
        """The transformation whose learning rate, decay and hyperparameters are these numbers, traced or not."""
        if self.ready is not None:
            made = self.ready
        else:
            keywords = dict(self.options)
            for name, (key, index) in self.places.items():
                if index is None:
                    keywords[key] = typed(scalars[name], name in self.whole)
                else:
                    old = keywords.get(key, self.given[key])
                    keywords[key] = tuple(scalars[name] if i == index else entry for i, entry in enumerate(old))
            keywords.update({key: make(scalars["learning_rate"]) for key, make in self.inner.items()})
            if self.rate is not None:
                keywords[self.rate] = scalars["learning_rate"]
            if self.decays:
                keywords[self.decay] = scalars["weight_decay"]
            made = self.factory(**keywords)
        if hasattr(made, "gradient_transformation"):
            made = made.gradient_transformation()
        if self.pairs:
            made = paired(self.optax, self.optax.with_extra_args_support(made))
        if self.scale is not None:
            made = self.optax.chain(made, self.optax.scale(self.scale * scalars["learning_rate"]))
        if not self.decays and not self.injected:
            made = self.optax.chain(self.optax.add_decayed_weights(scalars["weight_decay"]), made)
        return self.optax.with_extra_args_support(made)

    injected = False

    def update(self, scalars, parameters, gradients, state, transformation=None, inject=None):
        """New parameters and state; `inject` puts the numbers of this step into a state, where each part has numbers of its own."""
        made = transformation or self.make(scalars)
        state = (inject or self.inject)(state, scalars)
        extras = {}
        if self.extras:
            whole = self.whole_gradients(scalars, parameters, gradients)
            extras = {name: EXTRAS[name](self.jax, parameters, whole) for name in self.extras}
        updates, state = made.update(gradients, state, parameters, **extras)
        return self.optax.apply_updates(parameters, updates), state

    def whole_gradients(self, scalars, parameters, gradients):
        """The gradients of the loss whose value is given: where λw is added to them here, it is part of that loss as well."""
        if self.decays or self.injected:
            return gradients
        return self.jax.tree.map(lambda g, w: g + scalars["weight_decay"] * w, gradients, parameters)

    def inject(self, state, scalars):
        """Puts the numbers of this step where `inject_hyperparams` keeps those of the last one."""
        if not self.injects(state):
            return state
        known = {"learning_rate": scalars["learning_rate"], "weight_decay": scalars["weight_decay"]}
        known.update((key, scalars[name]) for name, (key, index) in self.places.items() if index is None)
        known.update((key, scalars["learning_rate"]) for key in RATES)

        def put(node):
            if not _is_injected(node):
                return node
            jnp = self.jax.numpy
            values = {
                key: jnp.asarray(known[key], dtype=jnp.asarray(old).dtype) if key in known else old
                for key, old in node.hyperparams.items()
            }
            return node._replace(hyperparams=values)

        return self.jax.tree.map(put, state, is_leaf=_is_injected)

    def numbers_held(self, state):
        """Rate and decay, where `inject_hyperparams` keeps them once."""
        nodes = [node for node in self.jax.tree.leaves(state, is_leaf=_is_injected) if _is_injected(node)]
        found = {}
        for name, keys in (("learning_rate", RATES), ("weight_decay", DECAYS)):
            values = [float(node.hyperparams[key]) for node in nodes for key in keys if key in node.hyperparams]
            found.update({name: values[0]} if len(values) == 1 else {})
        return found

    def injects(self, state):
        return any(_is_injected(node) for node in self.jax.tree.leaves(state, is_leaf=_is_injected))

    # What a factory asks for.

    def study(self, scalars, example):
        """Makes two steps on an example and learns what is asked for beside."""
        jnp = self.jax.numpy
        self.learn_ready(example)

        def steps(w):
            made = self.make(scalars)
            state = made.init(w)
            for _ in range(2):
                w, state = self.update(scalars, w, [0.5 * x + 0.25 for x in w], state, made)
            return state

        for _ in range(len(EXTRAS) + 2):
            try:
                try:
                    # In shapes alone, which compiles nothing.
                    state = self.jax.eval_shape(steps, example)
                except Exception:
                    state = steps([jnp.asarray(x) for x in example])
                break
            except Exception as error:
                if not self.pairs and are_expected(error):
                    self.pairs = True
                elif not self.learn_extra(error):
                    self.refuse(error)
        self.leave_out({name: value for name, value in scalars.items() if name in ("learning_rate", "weight_decay") or name in self.places}, example)
        shapes = {x.shape for x in example}
        if any(getattr(leaf, "dtype", None) == jnp.float32 and leaf.shape in shapes for leaf in self.jax.tree.leaves(state)):
            self.single = True
            self.notes.append("its state is in float32 whatever the parameters are: run in float32 only")
        if self.pairs:
            self.notes.append("it trains pairs of weights: the slow ones are kept beside its state, and start as the fast ones")
        if "value" in self.extras:
            self.notes.append("its update takes value=: it is given ⟨w, g⟩ + ‖w‖‖g‖")
        if "obj_fn" in self.extras:
            self.notes.append("its update takes obj_fn=: it is given a quadratic with curvature 1 and these gradients")
        made = None if self.ready is not None else self.make_raw(scalars)
        every = getattr(made if made is not None else self.ready, "_every_k_schedule", None)
        if self.micro_batches is None and every is not None:
            self.micro_batches = int(every(0))
        if not self.decays:
            chained = "add_decayed_weights(λ) is chained before it, so λw is added to the gradient"
            held = "its state has hyperparameters, among them the decay, which are set at each step"
            self.notes.append(f"{self.title} has no weight decay: {chained}" if not self.injected else f"{self.title}: {held}")

    def make_raw(self, scalars):
        factory = self.factory
        self.factory, raw = (lambda **keywords: raw.append(factory(**keywords)) or self.optax.identity()), []
        try:
            self.make(scalars)
        finally:
            self.factory = factory
        return raw[0]

    def learn_ready(self, example):
        """Which sign and which decay the updates of a ready transformation have."""
        if self.rate is not None or self.inner:
            return
        w = [self.jax.numpy.asarray(x) for x in example]
        try:
            made = self.ready if self.ready is not None else self.factory(**self.options)
            made = made.gradient_transformation() if hasattr(made, "gradient_transformation") else made
            made = self.optax.with_extra_args_support(made)
            state = made.init(w)
        except Exception as error:
            self.refuse(error)
        if self.injects(state):
            names = {
                key
                for node in self.jax.tree.leaves(state, is_leaf=_is_injected)
                if _is_injected(node)
                for key in node.hyperparams
            }
            if names & set(RATES):
                self.injected = bool(names & set(DECAYS))
                self.notes.append("η is put into the hyperparameters of its state at each step")
                return
        try:
            still, _ = made.update([0 * x for x in w], state, w)
            moved, _ = made.update([0 * x + 1 for x in w], state, w)
        except Exception:
            self.scale = 1.0
            return
        if not self.decays and any(bool((u != 0).any()) for u in still):
            raise ConfigurationError(
                "SUBJECT_NEEDS_FACTORY",
                f"{self.title} is a ready transformation with a weight decay of its own, which laws cannot vary",
                "write a function of it: def make(learning_rate, weight_decay): return optax.adamw(learning_rate, weight_decay=weight_decay)",
            )
        downhill = sum(float(u.sum()) for u in moved) < 0
        self.scale = 1.0 if downhill else -1.0
        self.notes.append(
            "its learning rate is its own: its updates are multiplied by η"
            if downhill
            else "it only scales gradients: scale(−η) is chained behind it",
        )

    def learn_extra(self, error):
        """Whether the update misses something that can be given."""
        words = set(re.findall(r"\w+", str(error)))
        named = [name for name in EXTRAS if name in words and name not in self.extras]
        if named and "value_fn" not in words:
            self.extras = (*self.extras, *named)
            return True
        return False

    def refuse(self, error):
        missing = [
            key
            for key, p in self.parameters.items()
            if p.default is p.empty and key not in (*self.options, *self.inner, self.rate, self.decay) and p.kind not in (p.VAR_KEYWORD, p.VAR_POSITIONAL)
        ]
        if missing:
            raise ConfigurationError(
                "INVALID_HYPERPARAMETER",
                f"{self.title} needs {' and '.join(missing)}",
                f"give {'it' if len(missing) == 1 else 'them'} as options, ?{'&'.join(f'{name}=…' for name in missing)}, or in a function of your own in a file",
            )
        if "value_fn" in str(error) or "linesearch" in str(error):
            raise ConfigurationError(
                "SUBJECT_NEEDS_OBJECTIVE",
                f"{self.title} asks for the objective at other points: {because(error)}",
                "laws give one gradient a step; the rule without its line search can be checked, by a function in a file: "
                "def make(learning_rate): return optax.lbfgs(learning_rate, linesearch=None)",
            )
        raise ConfigurationError("INVALID_HYPERPARAMETER", f"{self.title} refuses its options: {because(error)}") from None


def _is_injected(node):
    return hasattr(node, "hyperparams") and hasattr(node, "_replace")


def _entry(value, index):
    return value if index is None else value[index]
