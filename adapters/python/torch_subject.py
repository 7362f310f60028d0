"""Optimizers of PyTorch as subjects: `torch_subject.py AdamW "betas=0.9,0.95&foreach=false"`."""

import functools
import inspect
import math

from built_groups import BuiltGroups
from changed import changed, same_state
from conditions import describe, find_condition, other_arguments
from kept_arrays import arrays_in
from options import because, is_whole, law_name, like, other_values, parse_options, suggestion, typed, varies, with_measured
from overheard import overheard
from own_generators import let_copy_generators, own_generators
from process_groups import let_share_process_groups
from protocol import ConfigurationError, library, serve
from torch_compiler import SWITCH, before_import, compiler_is_off, compiler_is_used, without_compiler
from torch_construction import DECAYS, SHAPES, Construction
from torch_instance import Generators, Instance
from torch_loaded import remarks_of

#: A number that acts on an average which parameters do not show.
UNSEEN = {"t0"}
RENAMED = {"d": "clipThreshold"}

#: Steps after which a key of a group that has changed by itself is known to be state.
WATCHED = 12


def imported():
    before_import()
    return library("torch", "pip install torch")


def load(name="", query=""):
    torch = imported()
    classes = optimizers(torch)
    if name not in classes:
        raise ConfigurationError("UNKNOWN_OPTIMIZER", f'torch.optim has no optimizer "{name}"', suggestion(name, sorted(classes), "there are"))
    return TorchSubject(torch, classes[name], query, f"torch:{name}" + (f"?{query}" if query else ""))


def optimizers(torch):
    """The optimizers of torch.optim."""
    found = {key: value for key, value in vars(torch.optim).items() if inspect.isclass(value) and issubclass(value, torch.optim.Optimizer)}
    return {key: value for key, value in found.items() if key != "Optimizer"}


class TorchSubject:
    #: η and λ that no constructor refuses.
    harmless = (0.125, 0.0)

    def __init__(self, torch, kind, query, name, groups=None):
        self.torch = without_compiler(torch)
        self.name = name
        self.contract = getattr(kind, "contract", None)
        self.libraries = {"torch": torch.__version__}
        torch.set_num_threads(1)
        self.dtypes = {4: torch.float32, 8: torch.float64}
        self.frombuffer = torch.frombuffer
        self.generators = Generators(torch)
        let_copy_generators(torch)
        let_share_process_groups(torch)
        self.construction = Construction(torch, kind, parse_options(query), groups)
        self.construction.find_way()
        self.matrices = self.construction.way.matrices
        self.notes = self.construction.notes
        #: Whether it goes up what it is given, as was asked for.
        self.climbs = self.construction.options.get("maximize") is True
        if self.climbs:
            self.notes.append("maximize=True: it is given the negative gradient")
        #: What its `step` can be given beside a closure.
        self.further = further_arguments(type(self.example().optimizer))
        #: What every optimizer has.
        self.attributes = vars(torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=1.0)).keys()
        self.hooks = [name for name in self.attributes if name.endswith("_hooks")]
        self.read_groups()
        self.read_scaling()
        self.read_precisions(kind)
        self.drives = self.read_drives()
        self.notes.extend(self.read_switches())
        self.notes.extend(remarks_of(self))
        self.compiles = compiler_is_used() and not compiler_is_off()
        if compiler_is_off():
            self.notes.append(f"torch.compile is off while {self.construction.title} is checked: name {SWITCH} in env, and set it to 0, for compiled steps")

    # What varies.

    def read_groups(self):
        """Finds out which keys of the groups are options, which are state, and which follow η and λ."""
        made = self.example()
        groups = made.optimizer.param_groups
        self.decay_key = next((key for key in DECAYS if any(key in group for group in groups)), None)
        self.decays = self.decay_key is not None
        title = self.construction.title
        if not self.decays:
            self.notes.append(f"{title} has no weight decay: λw is added to the gradient before each step")
        before = self.generators.fresh()
        made = self.example()
        options = [dict(group) for group in made.optimizer.param_groups]
        initial = self.state_of(made)
        kept = own_generators(made.optimizer)
        self.run(made, WATCHED)
        self.draws = self.generators.differ(before, self.generators.now()) or own_generators(made.optimizer) != kept
        if self.draws:
            self.notes.append(f"{title} draws random numbers: each instance is given a generator of its own")
        others = [self.example(0.25), self.example(0.125, 0.5)]
        self.factors = self.factors_of(groups, others[0].optimizer.param_groups)
        self.built = None
        if self.construction.groups is not None:
            self.built = BuiltGroups(["lr", *([self.decay_key] if self.decays else [])], lambda *asked: self.example(*asked).optimizer.param_groups)
            self.notes.extend(self.built.sentences())
        moving = {
            key
            for i, group in enumerate(options)
            for key, value in group.items()
            if key != "params" and any(changed(value, each.optimizer.param_groups[i].get(key)) for each in (made, *others))
        }
        self.places, self.whole = {}, set()
        for name, place, value in self.numbers(options, moving):
            if name not in self.places and self.can_vary(name, place, value, initial) and self.acts_by_itself(name, place, value):
                self.places[name] = place
        self.hyperparameters = {name: float(self.default(place)) for name, place in self.places.items()}
        self.notes.extend(f"{key}, an argument, changes nothing that was tried" for key in self.forgotten(options))
        self.contract = with_measured(self.contract, [name for name, (key, _) in self.places.items() if key in self.whole], self.draws)

    @staticmethod
    def factors_of(groups, doubled):
        """What the constructor multiplies the rate of each group by, as that of a scheduler has to be then, which goes on from it."""
        factors = []
        for group, other in zip(groups, doubled):
            rate, twice = group.get("lr"), other.get("lr")
            known = isinstance(rate, float) and isinstance(twice, float) and rate > 0 and abs(twice / rate - 2) < 1e-12
            factors.append(rate / 0.125 if known else 1.0)
        return factors

    def read_scaling(self):
        """Where the constructor multiplies the rate of every group alike, the rate is what the groups have: a scheduler is given that."""
        scaled = set(self.factors)
        self.scales = len(scaled) == 1 and scaled != {1.0}
        if self.scales:
            self.construction.share = scaled.pop()
            made = f"the constructor makes {self.construction.share:.4g} of the learning rate it is given"
            self.notes.append(f"{made}: η is what the groups have")
            self.factors = [1.0] * len(self.factors)

    def factor(self, index):
        """Groups that were made otherwise than the example are alike, or have the rate that they are given."""
        return self.factors[0] if len(set(self.factors)) == 1 else self.factors[index] if index < len(self.factors) else 1.0

    def example(self, rate=0.125, decay=0.0, values=None, options=()):
        torch = self.torch
        dtype = torch.float32 if self.construction.way.single else torch.float64
        tensors = [torch.linspace(0.5, 1.5, math.prod(shape), dtype=dtype).reshape(self.construction.shape(shape)) for shape in SHAPES]
        return self.construction.make(tensors, rate, decay, values or {}, options=options)

    def run(self, made, steps, first=1):
        for step in range(first, first + steps):
            self.construction.step(made, [p.detach().mul(0.25).add(0.125 * step) for p in made.parameters])

    def state_of(self, made):
        """The entries of the state that is there before the first step."""
        states = getattr(made.optimizer, "state", {}).values()
        return [
            value.clone() if isinstance(value, self.torch.Tensor) else value
            for state in states
            if isinstance(state, dict)
            for value in state.values()
        ]

    def numbers(self, groups, moving):
        """Options that are numbers, by the laws' names, with the key and the position in it."""
        seen = {"params", "lr", *DECAYS, *UNSEEN, *moving}
        annotations = {parameter.name: parameter.annotation for parameter in self.construction.arguments}
        skipped = []
        for group in groups:
            for key, value in group.items():
                if key in seen or (key == "dampening" and (not group.get("momentum") or group.get("nesterov"))):
                    continue
                seen.add(key)
                name = RENAMED.get(key, law_name(key))
                if isinstance(value, (tuple, list)):
                    # The coefficients of a polynomial are no options to vary.
                    if value and all(varies(entry) and entry <= 1 for entry in value):
                        base = "beta" if key == "betas" else name
                        yield from ((f"{base}{index + 1}", (key, index), entry) for index, entry in enumerate(value) if entry < 1)
                elif key in self.construction.accepted and varies(value, is_whole(value, annotations[key])):
                    if is_whole(value, annotations[key]):
                        self.whole.add(key)
                    yield name, (key, None), value
                elif key in self.construction.accepted and isinstance(value, (int, float)) and not isinstance(value, bool):
                    skipped.append(f"{key} = {value}")
        if skipped:
            self.notes.append(f"not varied: {', '.join(skipped)} (negative, not finite, or a choice); fixed by ?name=value")

    def forgotten(self, groups):
        """Arguments of the constructor that stand in no group, and with which nothing changes. Those that are whole act at sizes that nobody tries."""
        known = {"params", "lr", *DECAYS, *self.construction.options, *(key for group in groups for key in group)}
        defaults = [(parameter.name, parameter.default) for parameter in self.construction.arguments[1:] if parameter.name not in known]
        return [key for key, value in defaults if isinstance(value, float) and varies(value) and self.acts_beside(key, (key, None), value) is None]

    def can_vary(self, name, place, value, initial):
        """Whether an optimizer survives other values, from the start and in the middle of a run."""
        key, index = place
        if key == "momentum" and value == 0 and self.options_refuse(place):
            return False
        for other in other_values(value if key in self.whole else float(value), key in self.whole):
            given = self.assembled(place, other)
            try:
                made = self.example(values={key: given} if key in self.construction.accepted else None)
                if initial and not same_state(initial, self.state_of(made)):
                    return False
                self.run(made, 2)
            except Exception as error:
                if not self.survives_from_start(place, other):
                    self.notes.append(f"{name} is not varied: {because(error)} at {other:g}")
                    return False
            if not self.survives_change(place, other, name):
                return False
        return True

    def acts_by_itself(self, name, place, value):
        """Whether another value changes anything, or nothing that is known brings it to act, which is for the laws to say."""
        beside = self.acts_beside(name, place, value)
        if beside:
            self.notes.append(beside)
        return not beside

    def acts_beside(self, name, place, value):
        """Beside what another value changes anything: a sentence, none where it always does, `None` where nothing is known to bring it to."""
        key, whole = place[0], place[0] in self.whole
        others = other_values(value if whole else float(value), whole)

        def acts(options, **manner):
            try:
                plain = self.rehearse(options, **manner)
                return any(changed(plain, self.rehearse(options, place, other, **manner)) for other in others if self.takes(place, other))
            except Exception:
                return False

        manners = ({}, {"schedule": False}, {"steps": 5 * WATCHED, "schedule": False})
        if self.draws or any(acts({}, **manner) for manner in manners):
            return ""
        singles = [*other_arguments(self.construction.arguments[1:], ("lr", *DECAYS, key, *self.construction.options))]
        if "lr" in self.construction.accepted:
            singles.insert(0, {"lr": None})
        condition = find_condition(acts, singles)
        plain = self.construction.way.gradients == "given"
        if condition is not None:
            return f"{name} acts beside {describe(condition)} only"
        if acts({}, evaluated=True):
            return f"{name} acts in eval() only"
        if acts({}, mild=True):
            return ""
        if plain and (acts({}, closure=True) or find_condition(lambda options: acts(options, closure=True), singles) is not None):
            return f"{name} acts where step() is given a closure, by its loss, only"
        if plain and acts({}, kept=True):
            return f"{name} acts on p.grad, which is kept as a buffer: where each step has a gradient of its own it is not there"
        if self.speaks(place, others):
            return f"{name} acts on what is printed or logged only"
        if self.further:
            return f"{name} does nothing that is seen: step() is not given {', '.join(self.further)}"
        if not self.is_given(key):
            return f"{name} stands in the groups, is set by no argument and does nothing"
        return None

    def is_given(self, key):
        """Whether an argument of the constructor sets a key of the groups: one of the same name, or one with whose value it changes."""
        construction = self.construction
        if key in construction.accepted or construction.open:
            return True
        old = self.example().optimizer.param_groups
        for single in other_arguments(construction.arguments[1:], ("lr", *DECAYS, *construction.options)):
            try:
                new = self.example(options=single).optimizer.param_groups
            except Exception:
                continue
            if any(changed(group.get(key), other.get(key)) for group, other in zip(old, new)):
                return True
        return False

    def speaks(self, place, others):
        """Whether more is printed or logged with another value."""

        def said(*option):
            with overheard() as texts:
                self.rehearse({}, *option)
            return len(texts)

        try:
            plain = said()
            return any(said(place, other) > plain for other in others if self.takes(place, other))
        except Exception:
            return False

    def takes(self, place, other):
        """Whether the constructor does; what it refuses was tried in the groups."""
        try:
            self.example(values={place[0]: self.assembled(place, other)} if place[0] in self.construction.accepted else None)
            return True
        except Exception:
            return False

    def rehearse(self, options, place=None, other=None, steps=WATCHED, schedule=True, evaluated=False, closure=False, mild=False, kept=False):
        """Parameters after steps of several sizes and signs, with one option from the constructor, or in the groups where it is none there."""
        given = {} if place is None else {place[0]: self.assembled(place, other)}
        accepted = place is not None and place[0] in self.construction.accepted
        made = self.example(0.125, 0.25, given if accepted else None, options)
        if given and not accepted:
            self.set_option(made.optimizer.param_groups, place, other)
        for step in range(1, steps + 1):
            for group in made.optimizer.param_groups:
                if schedule and step > 3 and (isinstance(group.get("lr"), float) or self.torch.is_tensor(group.get("lr"))) and "lr" not in options:
                    self.set_rate(group, 0.125 / (1 + step % 3))
            # A loss that is given is looked at itself, and one that leaps says no more than that it has. What differs where a gradient is
            # exactly zero only, such as the sign of a mean, is nothing that a loss does.
            size = 0.03 * (1 + step % 4) if closure or mild else (1, -8, 0.125, -1, 64, -0.5)[step % 6]
            gradients = [p.detach().mul(0.25).sub(0.25 * math.sin(step)).mul(size) for p in made.parameters]
            if kept:
                # As a backward() after which nothing was cleared leaves it.
                gradients = [g if p.grad is None else p.grad + g for p, g in zip(made.parameters, gradients)]
            self.construction.step(made, gradients, "closure" if closure else None)
        if evaluated and callable(getattr(made.optimizer, "eval", None)):
            made.optimizer.eval()
        # What has become of the weights is compared, and that they are no numbers is no difference.
        return self.torch.cat([p.detach().reshape(-1).double() for p in made.parameters]).nan_to_num(0, 0, 0)

    def options_refuse(self, place):
        """Off, a momentum has no state, which some optimizers cannot make later."""
        return not self.survives_change(place, 0.5, None)

    def survives_from_start(self, place, other):
        """A constructor may refuse what the rule itself takes."""
        try:
            made = self.example()
            self.set_option(made.optimizer.param_groups, place, other)
            self.run(made, 2)
            return True
        except Exception:
            return False

    def survives_change(self, place, other, name):
        try:
            made = self.example()
            self.run(made, 2)
            self.set_option(made.optimizer.param_groups, place, other)
            self.run(made, 2, 3)
            return True
        except Exception as error:
            if name is not None:
                self.notes.append(f"{name} is not varied: {because(error)} when it becomes {other:g} in a run")
            return False

    def default(self, place):
        key, index = place
        for group in self.template():
            if key in group:
                return group[key] if index is None else group[key][index]
        raise KeyError(key)

    _template = None

    def template(self):
        if self._template is None:
            self._template = [dict(group) for group in self.example().optimizer.param_groups]
        return self._template

    def assembled(self, place, value):
        """The value of a key in which one number is another."""
        key, index = place
        if index is None:
            return typed(value, key in self.whole)
        whole = next(group[key] for group in self.template() if key in group)
        return type(whole)(value if i == index else entry for i, entry in enumerate(whole))

    def keywords(self, values):
        """Keyword arguments for the hyperparameters that are not what they are by default."""
        given = {}
        for name, value in values.items():
            key, index = self.places[name]
            if key in self.construction.accepted and value != self.hyperparameters[name]:
                if index is None:
                    given[key] = typed(value, key in self.whole)
                else:
                    whole = given.get(key) or next(group[key] for group in self.template() if key in group)
                    given[key] = type(whole)(value if i == index else entry for i, entry in enumerate(whole))
        return given

    def put(self, groups, rate, decay, values):
        """Assigns what is not `None` in every group that has such a key."""
        rates, decays = [self.shares(groups, key) for key in ("lr", self.decay_key)]
        for index, group in enumerate(groups):
            if rate is not None and "lr" in group:
                self.set_rate(group, rate * self.factor(index) * rates[index])
            if decay is not None and self.decay_key in group:
                group[self.decay_key] = like(group[self.decay_key], decay * decays[index])
        for name, value in values.items():
            self.set_option(groups, self.places[name], value)

    def shares(self, groups, key):
        return [1.0] * len(groups) if self.built is None else self.built.shares(groups, key)

    def set_rate(self, group, rate):
        """A rate that the class itself keeps as a tensor is filled, as schedulers of PyTorch do."""
        if self.torch.is_tensor(group["lr"]) and self.torch.is_tensor(self.template()[0].get("lr")):
            group["lr"].fill_(rate)
        else:
            group["lr"] = rate

    def set_option(self, groups, place, value):
        key, index = place
        for group in groups:
            if key in group:
                old = group[key]
                group[key] = typed(value, key in self.whole) if index is None else type(old)(value if i == index else entry for i, entry in enumerate(old))

    # What it computes in.

    def read_precisions(self, kind):
        claimed = self.claimed_precisions = getattr(kind, "precisions", None)
        if claimed is not None:
            self.precisions = list(claimed)
        elif self.construction.way.single:
            self.precisions = ["float32"]
        elif any(getattr(group.get("lr"), "dtype", None) == self.torch.float32 for group in self.template()):
            self.precisions = ["float32"]
            self.notes.append(f"{self.construction.title} keeps its learning rate in float32: run in float32 only")
        elif any(isinstance(group.get("eps"), tuple) and group["eps"][0] is None for group in self.template()):
            # The machine epsilon of the parameters: another constant in each precision, and in float32 one that shows.
            self.precisions = ["float64"]
            title = self.construction.title
            self.notes.append(f"the first eps of {title} follows the precision: run in float64 only, unless eps is given")
        else:
            kept = self.kept_single()
            if kept is not None:
                self.precisions = ["float32"]
                self.notes.append(f"{self.construction.title} {kept} in float32 whatever the parameters are: run in float32 only")

    def kept_single(self):
        """What is done with half of the bits where parameters have float64, by the buffers. What rounds parameters and no buffer is a mistake,
        which float64 shows; what rounds both computes as in mixed precision."""
        torch, made = self.torch, self.example()
        self.run(made, 2)
        states = [made.optimizer.state.get(p, {}) for p in made.parameters]
        buffers = [
            value
            for p, state in zip(made.parameters, states)
            for value in (state.values() if isinstance(state, dict) else ())
            if isinstance(value, torch.Tensor) and value.dtype == torch.float32 and p.dtype == torch.float64 and value.numel() == p.numel() > 1
        ]
        rounds = all(((p - p.float().double()) == 0).all() for p in made.parameters)
        return None if not buffers else "computes" if rounds else "keeps its state"

    # Instances.

    def wrap(self, tensor):
        memory, shape, dtype = tensor.memory, tensor.shape, self.dtypes[tensor.width]
        if not memory:
            return self.torch.zeros(shape, dtype=dtype)
        if self.matrices:
            shape = self.construction.shape(shape)
        flat = self.frombuffer(memory, dtype=dtype)
        return flat if len(shape) == 1 else flat.view(shape)

    def init(self, tensors):
        return Instance(self, [self.wrap(tensor).clone() for tensor in tensors])

    def update(self, instance, tensors, gradients, learning_rate, weight_decay, hyperparameters, step):
        # Calls of one exchange go on in the memory that the call before has written to.
        goes_on = instance.tensors is tensors
        if not goes_on:
            instance.tensors, instance.views = tensors, [self.wrap(tensor) for tensor in tensors]
        given = [self.wrap(tensor) for tensor in gradients]
        instance.step(instance.views, given, learning_rate, weight_decay, hyperparameters, step, goes_on)

    def copy(self, instance):
        return instance.copy()

    def kept(self, instance):
        """What its state holds, and what hangs on attributes that a class adds, or on an optimizer or a model inside."""
        torch = self.torch
        if instance.made is None:
            return []
        optimizer = instance.made.optimizer

        def entries(value):
            if not isinstance(value, torch.Tensor):
                return None
            return value.detach().reshape(-1).tolist() if value.is_floating_point() and value.ndim > 0 and not value.is_sparse else []

        def inside(value):
            return vars(value).values() if isinstance(value, (torch.optim.Optimizer, torch.nn.Module)) else None

        own = [value for key, value in vars(optimizer).items() if key not in self.attributes]
        # The weights themselves are no part of what is kept.
        seen = {id(parameter) for parameter in instance.made.parameters}
        return [array for array in arrays_in([optimizer.state, optimizer.param_groups, own], entries, inside, seen) if array]

    # Drives.

    def read_drives(self):
        from torch_drives import offered

        return offered(self)

    def read_switches(self):
        from torch_switches import unwritten_behind_switches

        return unwritten_behind_switches(self)

    def drive(self, instance, how):
        from torch_drives import DrivenInstance

        instance.__class__ = DrivenInstance
        instance.how = how
        instance.seen = []
        # What goes up its gradient is given that of λw with the other sign, as all of the gradient.
        instance.sign = -1 if how.get("options", {}).get("maximize") else 1

    def remarks(self, instance):
        return getattr(instance, "seen", [])


def further_arguments(kind):
    """Names of what `step` takes beside a closure."""
    try:
        parameters = list(inspect.signature(kind.step).parameters.values())[1:]
    except (TypeError, ValueError):
        return []
    named = [p.name for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
    return [name for name in named if name != "closure"]


if __name__ == "__main__":
    serve(functools.cache(load), imported)
