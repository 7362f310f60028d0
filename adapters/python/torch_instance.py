"""One optimizer of PyTorch at work: made at its first step, with the rate and the decay of that step, and stepped as training does."""

import collections
import copy

from torch_construction import Made


class Generators:
    """The states of the generators that a library draws from, kept apart for each instance."""

    def __init__(self, torch):
        import random
        import sys

        # NumPy only where the library has loaded it itself.
        self.torch, self.random, self.numpy = torch, random, sys.modules.get("numpy")

    def fresh(self):
        self.torch.manual_seed(0)
        self.random.seed(0)
        if self.numpy is not None:
            self.numpy.random.seed(0)
        return self.now()

    def now(self):
        name, key, *rest = self.numpy.random.get_state() if self.numpy is not None else (None, None)
        return self.torch.get_rng_state(), self.random.getstate(), (name, None if key is None else tuple(key.tolist()), *rest)

    def put(self, state):
        self.torch.set_rng_state(state[0])
        self.random.setstate(state[1])
        if self.numpy is not None:
            self.numpy.random.set_state(state[2])

    @staticmethod
    def differ(a, b):
        return not a[0].equal(b[0]) or a[1:] != b[1:]


class Instance:
    """An optimizer and its parameters; `made` is `None` before the first step."""

    #: Of λw where it is added to the gradient.
    sign = 1

    def __init__(self, subject, tensors):
        self.subject = subject
        self.start = tensors
        #: The memory of the caller that was stepped in last.
        self.tensors = self.views = None
        self.made = None
        #: Learning rate, weight decay and hyperparameters that were asked for last: only what differs is assigned.
        self.asked = None
        self.first = None
        self.random = subject.generators.fresh() if subject.draws else None
        #: Whether a copy by hand is enough, until the next step; `None` where nobody has asked yet.
        self.plain = None

    def step(self, views, gradients, rate, decay, values, step, goes_on=False):
        """Puts the parameters where the caller has them, makes one step, and writes them back."""
        subject, torch = self.subject, self.subject.torch
        self.plain = None
        if self.random is not None:
            subject.generators.put(self.random)
        # What torch.no_grad() does, whose objects cost as much as an operation on a tensor.
        switch, before = torch._C._set_grad_enabled, torch.is_grad_enabled()
        switch(False)
        try:
            if self.made is None:
                self.begin(rate, decay, values)
            else:
                self.assign(rate, decay, values)
            if not goes_on:
                for parameter, view in zip(self.made.parameters, views):
                    parameter.copy_(view)
            if not subject.decays:
                gradients = [g.add(p, alpha=decay * self.sign) for p, g in zip(self.made.parameters, gradients)]
            if subject.climbs:
                gradients = [-g for g in gradients]
        finally:
            switch(before)
        self.advance(gradients, step)
        before = torch.is_grad_enabled()
        switch(False)
        try:
            for parameter, view in zip(self.made.parameters, views):
                view.copy_(parameter)
        finally:
            switch(before)
        if self.random is not None:
            self.random = subject.generators.now()

    def begin(self, rate, decay, values):
        self.first = (rate, decay, values)
        self.made = self.make(self.start, rate, decay, values)
        self.asked = (rate, decay, values)
        self.start = None

    def make(self, tensors, rate, decay, values):
        """The optimizer with these values from its constructor, or by assignment where the constructor refuses them."""
        subject = self.subject
        given = subject.keywords(values)
        # Groups of other kinds have other defaults, which are left alone.
        values = {name: value for name, value in values.items() if value != subject.hyperparameters[name]}
        # A warm-up starts at 0, but no optimizer is made with 0: the rate is put into its groups, as a scheduler does it.
        idle = rate == 0 and any("lr" in group for group in subject.template())
        first, (plain, light) = subject.harmless[0] if idle else rate, subject.harmless
        try:
            made = subject.construction.make(tensors, first, decay, given)
            late = (rate if idle else None, None, {name: value for name, value in values.items() if subject.places[name][0] not in given})
        except (TypeError, ValueError, AssertionError):
            # With as much as it takes of what is asked for: what it was made with may be kept, as the rate to which a decay is relative.
            made = self.first_of(tensors, (first, decay), (first, light), (plain, light))
            late = (None, None, {})
            subject.put(made.optimizer.param_groups, rate, decay, values)
        if subject.scales or subject.construction.late_rate:
            late = (rate, *late[1:])
        if subject.decays and subject.construction.decay is None:
            # A constructor that passes on what it is given may take a decay that it does not name.
            late = (late[0], decay, late[2])
        subject.put(made.optimizer.param_groups, *late)
        self.share_out(made, tensors, rate, decay)
        return made

    def first_of(self, tensors, *asked):
        """The first optimizer of these rates and decays that is not refused, of the options that it has by default."""
        for rate, decay in asked[:-1]:
            try:
                return self.subject.construction.make(tensors, rate, decay, {})
            except (TypeError, ValueError, AssertionError):
                continue
        return self.subject.construction.make(tensors, *asked[-1], {})

    def share_out(self, made, tensors, rate, decay):
        """Gives groups that a builder made their share, where it wrote a rate or a decay of its own."""
        subject, built = self.subject, self.subject.built
        if built is not None and (built.fixes("lr") or built.fixes(subject.decay_key)):
            built.learn(lambda *asked: subject.construction.make([t.clone() for t in tensors], *asked, {}).optimizer.param_groups)
            own = (rate if built.fixes("lr") else None, decay if built.fixes(subject.decay_key) else None)
            subject.put(made.optimizer.param_groups, *own, {})

    def assign(self, rate, decay, values):
        """A scheduler's work: what is asked for anew is put into the groups, and nothing else is touched."""
        old_rate, old_decay, old_values = self.asked
        if rate == old_rate and decay == old_decay and values == old_values:
            return
        changed = {name: value for name, value in values.items() if value != old_values[name]}
        self.place(None if rate == old_rate else rate, None if decay == old_decay else decay, changed)
        self.asked = (rate, decay, values)

    def place(self, rate, decay, values):
        self.subject.put(self.made.optimizer.param_groups, rate, decay, values)

    def advance(self, gradients, step):
        self.subject.construction.step(self.made, gradients)

    def copy(self):
        twin = object.__new__(type(self))
        twin.__dict__.update(self.__dict__)
        twin.tensors = twin.views = None
        if self.made is not None:
            twin.made = self.copy_made()
        return twin

    def copy_made(self):
        """A copy by hand: `Optimizer.__getstate__` leaves out attributes that a subclass adds."""
        if self.plain is None:
            self.plain = self.is_plain()
        if self.plain:
            return self.copy_plain()
        made = self.made
        memo = self.without_graph()
        parameters = copy.deepcopy(made.parameters, memo)
        beside = copy.deepcopy(made.beside, memo)
        optimizer = object.__new__(type(made.optimizer))
        memo[id(made.optimizer)] = optimizer
        optimizer.__dict__.update(copy.deepcopy(vars(made.optimizer), memo))
        # A dictionary may know a parameter by its identity.
        identities = {id(old): id(new) for old, new in zip(made.parameters, parameters)}
        for name, value in vars(optimizer).items():
            vars(optimizer)[name] = renumbered(value, identities)
        # Some optimizers hang what they know of a parameter on it, which the copy of a parameter leaves out.
        for old, new in zip(made.parameters, parameters):
            vars(new).update(copy.deepcopy(vars(old), memo))
        return Made(optimizer, parameters, beside)

    def without_graph(self):
        """Copies of what keeps a graph of differentiation, which deepcopy refuses, by id."""
        return {id(t): t.detach().clone() for t in _tensors(self.subject.torch, self.made) if t.grad_fn is not None}

    def is_plain(self):
        """Whether nothing is shared that deepcopy would have to keep shared: an optimizer without attributes of its own and without
        hooks, whose state is a dictionary of numbers and tensors for each parameter, each tensor all of its memory and kept once."""
        made, subject = self.made, self.subject
        attributes = vars(made.optimizer)
        if made.beside is not None or not attributes.keys() <= subject.attributes or not all(whole(p) and not vars(p) for p in made.parameters):
            return False
        if any([attributes[name] for name in subject.hooks if name in attributes]):
            return False
        own, groups = set(map(id, made.parameters)), made.optimizer.param_groups
        entries = list(made.optimizer.state.values())
        if not own.issuperset(map(id, made.optimizer.state)) or not all([own.issuperset(map(id, group["params"])) for group in groups]):
            return False
        options = [value for group in groups for key, value in group.items() if key != "params"]
        options.extend(made.optimizer.defaults.values())
        # What is of none of the simplest types is looked at one by one.
        if not SIMPLEST.issuperset(map(type, options)) and not all(map(_fixed, options)):
            return False
        if len(set(map(id, entries))) < len(entries) or not all([type(entry) is dict for entry in entries]):
            return False
        tensors = [value for entry in entries for value in entry.values() if not _fixed(value)]
        kind = subject.torch.Tensor
        return len(set(map(id, tensors))) == len(tensors) and all([type(value) is kind and owns(value) for value in tensors])

    def copy_plain(self):
        """What deepcopy would make; laws copy thousands of times, and it takes longer than a step."""
        torch, made = self.subject.torch, self.made
        twins = {id(p): torch.nn.Parameter(p.detach().clone(), p.requires_grad) for p in made.parameters}
        old = vars(made.optimizer)
        optimizer = object.__new__(type(made.optimizer))
        new = optimizer.__dict__
        new.update(old)
        new.update({name: type(old[name])() for name in self.subject.hooks if name in old})
        new["defaults"] = dict(old["defaults"])
        new["state"] = collections.defaultdict(dict)
        for parameter, entries in old["state"].items():
            copied = {key: value if _fixed(value) else value.clone() for key, value in entries.items()}
            new["state"][twins[id(parameter)]] = copied
        new["param_groups"] = [{**group, "params": [twins[id(p)] for p in group["params"]]} for group in old["param_groups"]]
        return Made(optimizer, [twins[id(p)] for p in made.parameters], None)


def renumbered(value, identities):
    """A dictionary or set of what is known of objects by their identity, for their copies."""
    if type(value) is dict and any(type(key) is int and key in identities for key in value):
        return {identities.get(key, key) if type(key) is int else key: entry for key, entry in value.items()}
    if type(value) is set and any(type(entry) is int and entry in identities for entry in value):
        return {identities.get(entry, entry) if type(entry) is int else entry for entry in value}
    return value


#: Types of what nothing can change.
SIMPLEST = {int, float, str, bool, type(None)}


def _fixed(value):
    """Whether nothing can change a value, so that a copy may share it."""
    return type(value) in SIMPLEST or isinstance(value, (int, float, str, type(None))) or (type(value) is tuple and all(map(_fixed, value)))


def _tensors(torch, made):
    states = getattr(made.optimizer, "state", {}).values()
    return [v for state in states if isinstance(state, dict) for v in state.values() if isinstance(v, torch.Tensor)]


def whole(tensor):
    """Whether a tensor is all of its memory."""
    storage = tensor.untyped_storage() if hasattr(tensor, "untyped_storage") else tensor.storage()
    return tensor.is_contiguous() and storage.nbytes() == tensor.numel() * tensor.element_size()


def owns(tensor):
    """Whether a tensor is all of its memory, and not known to be a view of it."""
    return whole(tensor) and not tensor._is_view() and not tensor.requires_grad
