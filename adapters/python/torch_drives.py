"""Ways in which training drives an optimizer of PyTorch beside plain steps; docs/protocol.md tells what each key of `how` means."""

import copy
import io
import warnings

from changed import changed
from options import because, like, other_values, typed
from short_counters import COUNTED, short_counters
from torch_instance import Instance
from torch_loaded import lengths_lost, states

#: Options of a constructor that choose a code path and are said to change no number.
PATHS = ("foreach", "fused", "capturable", "differentiable")


class DrivenInstance(Instance):
    """An instance whose steps are made as `how` says."""

    scheduler = None
    #: Tensors that are the learning rates of groups, and what they were.
    rates = ()
    #: What may be counters of steps in a format that is too short for them.
    counters = None

    def make(self, tensors, rate, decay, values):
        how, construction = self.how, self.subject.construction
        if "layout" in how:
            tensors = [scattered(self.subject.torch, tensor, how["layout"]) for tensor in tensors]
        if "dtype" in how:
            tensors = [tensor.to(getattr(self.subject.torch, how["dtype"])) for tensor in tensors]
        if "dtypes" in how:
            formats = [getattr(self.subject.torch, name) for name in how["dtypes"]]
            tensors = [tensor.to(formats[i % len(formats)]) for i, tensor in enumerate(tensors)]
        if how.get("assigned"):
            # A checkpoint is loaded into an optimizer that was made with other options.
            other = decay if "weightDecay" in how["folding"] else 2 * decay
            made = super().make(tensors, rate, other, self.subject.hyperparameters)
            own = {name: value for name, value in values.items() if value != self.subject.hyperparameters[name]}
            self.subject.put(made.optimizer.param_groups, None, decay, own)
            return made
        if "options" not in how and "groups" not in how:
            made = super().make(tensors, rate, decay, values)
            if how.get("rate") == "tensor":
                self.rates_to_tensors(made.optimizer.param_groups)
            return made
        given = self.subject.keywords(values)
        groups = None
        if "groups" in how:
            groups = [(g["tensors"], self.options(g, rate, decay)) for g in how["groups"] if g.get("from", 1) == 1]
        made = construction.make(tensors, rate, decay, given, groups, how.get("options", {}))
        if self.subject.scales and groups is None:
            self.subject.put(made.optimizer.param_groups, rate, None, {})
        if groups is None:
            self.share_out(made, tensors, rate, decay)
        return made

    def options(self, group, rate, decay):
        """The keys of one group: multiples of η and λ, and its own hyperparameters."""
        subject = self.subject
        own = {"lr": rate * subject.factor(0) * group.get("rate", 1)} if any("lr" in g for g in subject.template()) else {}
        if subject.decays:
            own[subject.decay_key] = like(subject.template()[0].get(subject.decay_key), decay * group.get("decay", 1))
        for name, value in group.get("hyperparameters", {}).items():
            key, index = subject.places[name]
            old = own.get(key, subject.template()[0][key])
            own[key] = typed(value, key in subject.whole) if index is None else type(old)(value if i == index else entry for i, entry in enumerate(old))
        return {**own, **group.get("switches", {})}

    def place(self, rate, decay, values):
        groups = self.made.optimizer.param_groups
        if "groups" not in self.how:
            super().place(rate if self.scheduler is None else None, decay, values)
            if self.how.get("rate") == "tensor":
                self.rates_to_tensors(groups)
            return
        for group, own in zip(groups, self.how["groups"]):
            scaled = (None if x is None else x * own.get(key, 1) for x, key in ((rate, "rate"), (decay, "decay")))
            self.subject.put([group], *scaled, {k: v for k, v in values.items() if k not in own.get("hyperparameters", {})})

    def rates_to_tensors(self, groups):
        torch = self.subject.torch
        for group in groups:
            if isinstance(group.get("lr"), float):
                group["lr"] = torch.tensor(group["lr"], dtype=torch.float64)
        self.rates = [(group["lr"], float(group["lr"])) for group in groups if "lr" in group]

    def advance(self, gradients, step):
        how, made, subject = self.how, self.made, self.subject
        optimizer = made.optimizer
        self.add_groups(made, lambda begins: begins == step > 1)
        if step in how.get("evaluate", ()):
            # An epoch begins with train(), whether a validation came before it or not. An odd number of calls shows what takes turns.
            for change in (optimizer.eval, optimizer.eval, optimizer.train, optimizer.train, optimizer.train):
                change()
        if "schedule" in how and self.scheduler is None:
            factors = how["schedule"]
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                schedule = subject.torch.optim.lr_scheduler.LambdaLR
                self.scheduler = schedule(optimizer, lambda epoch: factors[min(epoch, len(factors) - 1)])
        self.make_step(gradients, [i for at, i in how.get("absent", ()) if at == step] + list(how.get("frozen", ())))
        if self.scheduler is not None:
            self.scheduler.step()
        if step == how.get("settle"):
            optimizer.eval()
        if step == how.get("resume"):
            if how.get("evaluated"):
                optimizer.eval()
            self.resume(how.get("through", "memory"), step)
            if how.get("evaluated"):
                # What goes on is another optimizer, whose weights are those of the evaluation.
                self.made.optimizer.train()
        self.look(step)

    def add_groups(self, made, due):
        for group in self.how.get("groups", ()):
            if due(group.get("from", 1)):
                parameters = [made.parameters[i] for i in group["tensors"]]
                made.optimizer.add_param_group({"params": parameters, **self.options(group, *self.asked[:2])})

    def make_step(self, gradients, absent):
        how, made, torch = self.how, self.made, self.subject.torch
        if how.get("clear"):
            # PyTorch 1 writes zeros where the gradient is, and so does set_to_none=False: who keeps that memory is asked by another drive.
            for parameter in made.parameters:
                parameter.grad = None if parameter.grad is None else parameter.grad.clone()
            made.optimizer.zero_grad()
            # As backward() does.
            gradients = [g if p.grad is None else p.grad + g for p, g in zip(made.parameters, gradients)]
        if "layout" in how:
            gradients = [scattered(torch, gradient, how["layout"]) for gradient in gradients]
        if "dtype" in how or "dtypes" in how:
            gradients = [gradient.to(parameter.dtype) for parameter, gradient in zip(made.parameters, gradients)]
        if how.get("closure"):
            return self.step_with_closure(gradients)
        if absent or how.get("memory"):
            for index, (parameter, gradient) in enumerate(zip(made.parameters, gradients)):
                if index in absent:
                    parameter.grad = None
                elif how.get("memory") and parameter.grad is not None:
                    parameter.grad.copy_(gradient)
                else:
                    parameter.grad = gradient.clone()
                parameter.requires_grad_(self.subject.construction.way.leaves and index not in how.get("frozen", ()))
            made.optimizer.step()
            return
        self.subject.construction.step(made, gradients)

    def step_with_closure(self, gradients):
        """A closure as training writes it; what it is asked a second time in a step is another gradient, as with another batch."""
        made, torch, how, calls = self.made, self.subject.torch, self.how, []

        def closure():
            calls.append(None)
            made.optimizer.zero_grad()
            if not torch.is_grad_enabled():
                self.remark("closure-misused", "the closure is called with gradients switched off, so that its backward() fails (torch.enable_grad is missing)")
            with torch.enable_grad():
                loss = sum((p * (len(calls) * g)).sum() for p, g in zip(made.parameters, gradients))
                loss.backward()
            return loss + how["loss"] if how.get("loss") else loss

        for parameter in made.parameters:
            parameter.grad = None
        returned = made.optimizer.step(closure)
        if calls and returned is None:
            self.remark("closure-misused", "step(closure) returns nothing, and training reads the loss of the closure from it")
        if len(calls) != 1:
            self.remark("closure-misused", f"the closure is called {len(calls)} times in one step" if calls else "the closure is never called")

    def resume(self, through, step):
        """Goes on as a new process does: a fresh optimizer for the saved parameters, and what state_dict() holds; or is only saved."""
        torch, saved = self.subject.torch, self.made.optimizer.state_dict()
        if through == "nowhere":
            return
        if through == "copy":
            self.made.optimizer, self.made.parameters = copy.deepcopy((self.made.optimizer, self.made.parameters))
            return
        if through == "file":
            file = io.BytesIO()
            torch.save(saved, file)
            file.seek(0)
            trusting = {"weights_only": False} if "weights_only" in torch.load.__code__.co_varnames else {}
            saved = torch.load(file, **trusting)
        fresh = self.loaded(saved, step)
        for key, length in lengths_lost(states(self.made), states(fresh)):
            if self.grows(saved, step, key, length):
                self.remark("state-not-saved", f"{key} holds {length} entries at most, and more and more once it was loaded: a deque is loaded without its length")
        self.made = fresh

    def loaded(self, saved, step):
        fresh = self.make([p.detach().clone() for p in self.made.parameters], *self.first)
        # Training adds again what it had added, before it loads.
        self.add_groups(fresh, lambda begins: 1 < begins <= step)
        fresh.optimizer.load_state_dict(saved)
        return fresh

    def grows(self, saved, step, key, length):
        """Whether more entries are kept than there is room for; some look after that by themselves as well."""
        other = self.loaded(saved, step)
        for _ in range(min(length, 64) + 1):
            self.subject.construction.step(other, [p.detach().mul(0.25) for p in other.parameters])
        return any(len(state[key]) > length for state in states(other) if key in state)

    def remark(self, cause, sentence, **more):
        """Something that is wrong whatever the numbers are; `always` where it is so however the optimizer is driven."""
        self.seen.append({"cause": cause, "sentence": sentence, **more})

    def look(self, step):
        """What is wrong with a state whatever its numbers are."""
        if any(float(tensor) != rate for tensor, rate in self.rates):
            self.remark("code-path-differs", "a step changes the tensor that is the learning rate, which a scheduler and the next step go on from")
        trained = [p for i, p in enumerate(self.made.parameters) if i not in self.how.get("frozen", ())]
        # Who trains blocks in turns switches those off that wait.
        if self.subject.construction.way.leaves and trained and not any(p.requires_grad for p in trained):
            self.remark(
                "gradients-switched-off",
                "no parameter asks for a gradient any more after a step (requires_grad is off), so that training ends there",
                always=True,
            )
        if self.subject.construction.way.gradients != "graph" and self.without_graph():
            self.remark("graph-kept", "the state keeps the autograd graph of its steps, which grows without end (torch.no_grad is missing)", always=True)
        if step <= COUNTED and ("dtype" in self.how or "clear" in self.how):
            self.counters, sentences = short_counters(self.counters, step, self.single_numbers())
            for sentence in sentences:
                self.remark("counter-too-short", sentence)

    def single_numbers(self):
        """Single numbers of groups, and of the state of tensors that are none."""
        optimizer = self.made.optimizer
        states = [s for p, s in getattr(optimizer, "state", {}).items() if getattr(p, "numel", int)() > 1 and isinstance(s, dict)]
        for each in (*states, *optimizer.param_groups):
            for key, value in each.items():
                if isinstance(value, self.subject.torch.Tensor) and value.numel() == 1:
                    yield str(key), str(value.dtype).split(".")[-1], value


def scattered(torch, tensor, layout):
    """The same entries in another order of memory, or with gaps."""
    if layout == "transposed":
        order = tuple(reversed(range(tensor.ndim)))
        return tensor.permute(order).contiguous().permute(order)
    room = torch.full((*tensor.shape, 2), float("nan"), dtype=tensor.dtype)
    room[..., 0] = tensor
    return room[..., 0]


def offered(subject):
    """For each drive the ways in which this optimizer can be driven, or why it cannot."""
    way = subject.construction.way
    leaves = subject.construction.way.leaves
    otherwise = gradients_otherwise(subject)
    two = [{"tensors": [0, 2]}, {"tensors": [1, 3], "rate": 0.5, "decay": 2}]
    late = [{"tensors": [0, 2, 3]}, {"tensors": [1], "from": 2}]
    tried = {
        "cleared": otherwise or [{"clear": "none"}],
        "gradient-memory": otherwise or [{"memory": "same"}],
        "closure": otherwise or ([{"closure": True}] if leaves else "its parameters are no leaves, so that backward() in a closure leaves them no gradients"),
        "layout": "its random numbers are drawn in the order of memory" if subject.draws else [{"layout": "transposed"}, {"layout": "gaps"}],
        "absent-gradient": otherwise or [{"absent": []}],
        "modes": [{"evaluate": []}] if has_modes(subject) else "it has no train() and eval()",
        "scheduler": [{"schedule": []}],
        "assigned": "the optimizer inside has options of its own" if way.first == "inner" else [{"assigned": True, "folding": folding(subject)}],
        "tensor-rate": [{"rate": "tensor"}] if takes_tensors(subject) else "its constructor does not say that the learning rate may be a tensor",
        "resume": [{"through": way} for way in ("nowhere", "memory", "file")],
    }
    if copies(subject):
        tried["resume"].append({"through": "copy"})
    groups = way.first == "list" and subject.construction.groups is None
    reason = "groups of its own are given to it in any case"
    tried["groups"] = [{"groups": two}] if groups else reason
    tried["late-group"] = [{"groups": late}] if groups else reason
    filled = {
        "absent-gradient": {"absent": [[2, 1]]},
        "modes": {"evaluate": [2]},
        "scheduler": {"schedule": [1, 0.5, 0.25]},
        "resume": {"resume": 2},
    }
    drives = {}
    for name, ways in tried.items():
        drives[name] = ways if isinstance(ways, str) else possible(subject, ways, filled.get(name, {}))
    drives["bfloat16"] = low_precision(subject, otherwise)
    drives["formats"] = mixed_formats(subject, otherwise)
    drives["code-path"] = code_paths(subject)
    drives["switches"] = switches(subject)
    if subject.climbs:
        drives["maximize"] = "it maximizes already"
    else:
        drives["maximize"] = possible(subject, [{"options": {"maximize": True}}]) if takes(subject, "maximize") else "it has no option maximize"
    return drives


def gradients_otherwise(subject):
    """How gradients come where they are no plain tensors in p.grad; `None` where they are."""
    return {
        "given": None,
        "closure": "its gradients come from a closure, without which there is no step",
        "graph": "its gradients are parts of a graph of second derivatives",
        "sparse": "its gradients are sparse",
    }[subject.construction.way.gradients]


def low_precision(subject, otherwise):
    """What a class says of its precisions is asked for; of others it is tried."""
    way, claimed = {"dtype": "bfloat16"}, subject.claimed_precisions
    if claimed is not None:
        return [{**way, "claimed": True}] if way["dtype"] in claimed else f"it computes in {', '.join(claimed)}"
    if otherwise or subject.draws:
        return otherwise or "it draws random numbers, other ones in each format"
    return possible(subject, [way])


def mixed_formats(subject, otherwise):
    """Of those that compute in both formats."""
    if otherwise or subject.draws:
        return otherwise or "it draws random numbers, other ones in each format"
    own = getattr(subject, "precisions", None)
    if own is not None and not {"float32", "float64"} <= set(own):
        return f"it computes in {', '.join(own)}"
    return possible(subject, [{"dtypes": ["float32", "float64"]}])


def takes(subject, option):
    construction = subject.construction
    return option in construction.accepted and option not in construction.options


def takes_tensors(subject):
    """Whether the constructor says that the learning rate may be a tensor."""
    return any(p.name == "lr" and "Tensor" in str(p.annotation) for p in subject.construction.arguments)


def has_modes(subject):
    optimizer = subject.example().optimizer
    return callable(getattr(optimizer, "train", None)) and callable(getattr(optimizer, "eval", None))


def copies(subject):
    """Whether a class says by itself what of it is copied and pickled; that of PyTorch leaves all attributes of a subclass out."""
    base, example = subject.torch.optim.Optimizer, subject.example()
    names = [name for name in ("__getstate__", "__reduce__", "__reduce_ex__", "__deepcopy__") if hasattr(base, name)]
    own = any(getattr(type(example.optimizer), name) is not getattr(base, name) for name in names)
    return own and example.beside is None


def code_paths(subject):
    """Each path that is there, alone and beside each switch that can be turned on."""
    paths = [path for path in PATHS if takes(subject, path)]
    if not paths:
        return "it has one code path"
    template = subject.construction.arguments
    switches = [p.name for p in template if p.default is False and p.name not in PATHS and takes(subject, p.name)]
    ways, reason = [], None
    for path in paths:
        for switch in (None, *switches):
            against = {} if switch is None else {switch: True}
            # The plain path is the one that is written down: where it can be asked for, it is.
            plain = {**against, **({"foreach": False} if takes(subject, "foreach") else {})}
            way = {"options": {**against, path: True}, "against": plain}
            results = [possible(subject, [each]) for each in ({"options": plain}, way)]
            refusal = next((result for result in results if isinstance(result, str)), None)
            if refusal is None:
                ways.append(way)
            else:
                reason = reason or f"{path}: {refusal}"
            if switch is None and refusal is not None:
                break
    return ways or reason


def switches(subject):
    """What a constructor lets be turned, each from its default, and whether groups have it under that name."""
    construction = subject.construction
    found = [p for p in construction.arguments[1:] if type(p.default) is bool and p.name not in (*PATHS, "maximize") and takes(subject, p.name)]
    ways = []
    for parameter in found:
        key = parameter.name
        way = {"options": {key: not parameter.default}}
        if not isinstance(possible(subject, [way]), str):
            ways.append({**way, "grouped": is_grouped(subject, key, not parameter.default)})
    return ways or "it has no switches that can be turned"


def folding(subject):
    """Names of options which the constructor writes otherwise than to their key in every group: from which it makes others, as the first
    value of one that grows, or beside which it has one of its own for some of the groups."""
    plain = subject.template()
    found, decay = [], subject.decay_key
    if subject.decays and unlike(plain, subject.example(decay=0.25).optimizer.param_groups, decay, like(plain[0].get(decay), 0.25)):
        found.append("weightDecay")
    for name, place in subject.places.items():
        key, value = place[0], subject.hyperparameters[name]
        for other in other_values(int(value) if key in subject.whole else value, key in subject.whole):
            given = subject.assembled(place, other)
            try:
                groups = subject.example(values={key: given}).optimizer.param_groups
            except Exception:
                continue
            if unlike(plain, groups, key, given):
                found.append(name)
            break
    return found


def unlike(plain, groups, key, given):
    """Whether groups differ from those without an option in more, or in less, than that they have it."""
    return any(
        changed(group.get(own), given if own == key else value)
        for old, group in zip(plain, groups)
        for own, value in old.items()
        if own != "params"
    )


def is_grouped(subject, key, value):
    """Whether a group keeps the value that it is given: some constructors write theirs into every group, which is no option of a group then."""
    construction = subject.construction
    if construction.way.first != "list" or construction.groups is not None or not all(key in group for group in subject.template()):
        return False
    try:
        tensors = [p.detach().clone() for p in subject.example().parameters]
        made = construction.make(tensors, 0.125, 0.0, {}, [(range(len(tensors)), {key: value})])
        return all(group.get(key) == value for group in made.optimizer.param_groups)
    except Exception:
        return False


def possible(subject, ways, details=()):
    """The ways in which three steps work, or what the first one throws."""
    works, reason = [], None
    for way in ways:
        try:
            made = subject.example()
            start = [p.detach().clone() for p in made.parameters]
            instance = Instance(subject, [w.clone() for w in start])
            subject.drive(instance, {**way, **dict(details)})
            for step in (1, 2, 3):
                gradients = [0.25 * w + 0.125 * step for w in start]
                instance.step([w.clone() for w in start], gradients, 0.125, 0.25, subject.hyperparameters, step)
            works.append(way)
        except Exception as error:
            reason = reason or f"it cannot be driven so: {because(error)}"
    return works or reason
