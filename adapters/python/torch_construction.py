"""How a class of PyTorch is made into an optimizer: what its constructor and its `step` ask for is found out by trying."""

import contextlib
import dataclasses
import inspect
import itertools
import re
import sys
from dataclasses import dataclass, field, replace

from options import because, require_known
from protocol import ConfigurationError

#: Shapes that every way is tried on: a matrix, a vector, a kernel, a vector of one entry.
SHAPES = ((3, 2), (4,), (2, 2, 2), (1,))

#: Names of a weight decay among the keys of a group.
DECAYS = ("weight_decay", "wd")


@dataclass(frozen=True)
class Way:
    """What an optimizer is given, beside what every one of them is given."""

    #: What the constructor's first argument is: `list`, `named` (pairs of names and parameters), `groups`, `module`, or `inner` (another optimizer).
    first: str = "list"
    #: Keys that groups have to have, `True` for tensors of rank 2 and more.
    flags: tuple = ()
    matrices: bool = False
    #: How `step` gets its gradients: `given`, from a `closure`, with a `graph` for second derivatives, or `sparse`, as of an embedding.
    gradients: str = "given"
    single: bool = False
    rate: bool = True
    #: Whether parameters ask for gradients: a step that is part of a graph itself cannot write to leaves that do.
    leaves: bool = True

    def changes(self):
        return sum(getattr(self, name) != getattr(Way(), name) for name in self.__dataclass_fields__)


@dataclass
class Made:
    """An optimizer with its parameters, and the module or inner optimizer that has to live as long."""

    optimizer: object
    parameters: list
    beside: object = field(default=None)


class Construction:
    """The constructor of an optimizer, with the options of a reference and the way that works."""

    def __init__(self, torch, kind, options, groups=None):
        self.torch, self.kind, self.title = torch, kind, getattr(kind, "__name__", "the optimizer")
        self.options = dict(options)
        signature = inspect.signature(kind)
        self.configuration, self.arguments = unfolded(list(signature.parameters.values()))
        self.open = any(p.kind is p.VAR_KEYWORD for p in self.arguments)
        self.accepted = [p.name for p in self.arguments if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)]
        if not self.open:
            require_known(options, [key for key in self.accepted[1:] if key not in ("lr", *DECAYS)], self.title)
        self.decay = next((key for key in DECAYS if key in self.accepted), None)
        self.groups = getattr(kind, "groups", None) or groups
        self.way = Way(matrices=bool(getattr(kind, "matrices", False)))
        #: What the constructor makes of the rate that it is given: the groups are to have the one that is asked for.
        self.share = 1.0
        self.notes = []

    def find_way(self):
        """Keeps the first way, in the order of what it changes, in which two steps work."""
        self.inner_options()
        #: Ways that errors have asked for.
        self.asked_for = []
        first_error = further_error = None
        furthest = (False, False)
        for way in self.ways():
            self.constructed = False
            try:
                self.way = way
                self.try_steps(way)
                self.explain(first_error)
                return
            except ConfigurationError:
                raise
            except Exception as error:
                if first_error is None:
                    first_error = error
                # What a step says of an optimizer that could be made tells more than what refused to make it, and most with flags that it asked for.
                reached = (self.constructed, way.flags != ())
                if reached > furthest:
                    further_error, furthest = error, reached
                self.learn_flags(error)
                self.learn_manner(error)
        self.way = Way()
        self.refuse(further_error or first_error)

    def ways(self):
        if self.groups is not None:
            firsts = [("groups", ())]
        elif self.accepted[:1] and self.accepted[0].startswith("named_param"):
            firsts = [("named", ())]
        else:
            firsts = [("list", ()), ("groups", ()), ("flags", ()), ("module", ()), ("inner", ())]
        base = self.way
        gradients = [base.gradients] if base.gradients != "given" else ["given", "closure", "graph"]
        options = itertools.product(firsts, {base.matrices: None, True: None}, gradients, (False, True), (True, False))
        ways = [Way(first, flags, matrices, g, single, rate) for (first, flags), matrices, g, single, rate in options]
        for way in sorted(ways, key=lambda way: way.changes()):
            while self.asked_for:
                yield self.asked_for.pop()
            if way.changes() - way.matrices > 2 or (way.rate is False and "lr" not in self.accepted):
                continue
            if way.first != "flags":
                yield way
            elif self.flags:
                yield replace(way, first="groups", flags=tuple(self.flags))

    flags = ()
    constructed = False

    def learn_flags(self, error):
        """Names of keys that an error says groups lack."""
        found = re.findall(r"[`'\"](\w+)[`'\"]", str(error))
        known = {*self.accepted, "params", "param_groups", "self"}
        words = [word for word in found if word not in known and word.isidentifier()]
        if self.way.first == "groups" and words:
            self.flags = tuple(dict.fromkeys((*self.flags, words[0])))

    def learn_manner(self, error):
        """What an error says of gradients or of parameters, and no way has unasked."""
        text, way = str(error), self.way
        if way.gradients == "given" and "dense" in text.lower() and "sparse" in text.lower():
            self.asked_for.append(replace(way, gradients="sparse"))
        if way.leaves and "a leaf Variable that requires grad" in text and self.takes_results():
            self.asked_for.append(replace(way, leaves=False))

    def takes_results(self):
        """Whether its parameters may be results of a computation, which PyTorch allows where steps are parts of a graph, and nowhere else."""
        try:
            self.kind([self.torch.nn.Parameter(self.torch.ones(2)).clone()], **self.folded(self.options))
            return True
        except Exception:
            return False

    def inner_options(self):
        """An optimizer inside gets a plain one unless the reference says which: `?base_optimizer=AdamW`."""
        for parameter in self.arguments:
            given = self.options.get(parameter.name)
            required = parameter.default is parameter.empty and parameter.kind is parameter.POSITIONAL_OR_KEYWORD
            if isinstance(given, str) and "optimizer" in parameter.name:
                found = getattr(self.torch.optim, given, None)
                if not inspect.isclass(found):
                    raise ConfigurationError("UNKNOWN_OPTIMIZER", f'torch.optim has no optimizer "{given}" for {parameter.name}')
                self.options[parameter.name] = found
            elif required and "optimizer" in parameter.name and parameter is not self.arguments[0] and given is None:
                self.options[parameter.name] = self.torch.optim.SGD
                self.notes.append(f"{parameter.name} is torch.optim.SGD; another one: ?{parameter.name}=AdamW")

    def try_steps(self, way):
        torch = self.torch
        dtype = torch.float32 if way.single else torch.float64
        tensors = [torch.linspace(0.5, 1.5, max(1, _size(shape)), dtype=dtype).reshape(self.shape(shape)) for shape in SHAPES]
        made = self.make(tensors, 0.125, 0.0, {})
        self.constructed = True
        for step in (1, 2):
            gradients = [tensor.mul(0.25 * step).add(0.125) for tensor in tensors]
            calls = self.step(made, gradients)
            if calls > 1:
                raise ConfigurationError(
                    "SUBJECT_NEEDS_OBJECTIVE",
                    f"{self.title} calls its closure {calls} times a step: it asks for the objective at other points",
                    "laws give one gradient a step; where an option bounds the calls, give it, as ?max_iter=1",
                )

    @property
    def gives_rate(self):
        return self.way.rate and ("lr" in self.accepted or (self.open and self.way.first != "inner"))

    @property
    def late_rate(self):
        """Whether no constructor has an argument for η, so that the groups are given it afterwards."""
        return self.way.rate and not self.gives_rate

    def make(self, tensors, rate, decay, values, groups=None, options=()):
        """An optimizer of these tensors, with η, λ and hyperparameters as its own from the start.

        `groups` are pairs of indices and options of a group; without them all tensors are one group.
        """
        parameters = [self.torch.nn.Parameter(tensor, self.way.leaves) for tensor in tensors]
        keywords = {**self.options, **dict(options), **values}
        if self.gives_rate and "lr" not in dict(options):
            keywords["lr"] = rate / self.share
        if self.decay is not None:
            keywords[self.decay] = decay
        beside = None
        if groups is not None:
            first = [{"params": [parameters[i] for i in indices], **options} for indices, options in groups]
        elif self.groups is not None:
            first = self.groups(parameters)
        elif self.way.first == "groups":
            first = self.flagged(parameters, rate, decay)
        elif self.way.first == "named":
            first = [(f"w{index}.weight", parameter) for index, parameter in enumerate(parameters)]
        elif self.way.first == "module":
            first = beside = self.module(parameters)
        elif self.way.first == "inner":
            first = beside = self.options.get(self.accepted[0], self.torch.optim.SGD)(parameters, lr=rate, weight_decay=decay)
            keywords.pop(self.accepted[0], None)
        else:
            first = parameters
        made = Made(self.kind(first, **self.folded(keywords)), parameters, beside)
        if callable(getattr(made.optimizer, "train", None)):
            made.optimizer.train()
        return made

    def folded(self, keywords):
        """Options that are fields of a configuration, in one."""
        if self.configuration is None:
            return keywords
        name, default = self.configuration
        fields = {field.name for field in dataclasses.fields(default)}
        own = {key: value for key, value in keywords.items() if key in fields}
        return {**{k: v for k, v in keywords.items() if k not in own}, name: dataclasses.replace(default, **own)}

    def flagged(self, parameters, rate, decay):
        """Groups with flags, `True` for matrices, of one rate and one decay, which a class may have other defaults of for each."""
        flags = self.way.flags
        if not flags:
            return [{"params": parameters}]
        parts = [(True, [p for p in parameters if p.ndim >= 2]), (False, [p for p in parameters if p.ndim < 2])]
        own = {"lr": rate, **({} if self.decay is None else {self.decay: decay})}
        return [{"params": part, **own, **dict.fromkeys(flags, flag)} for flag, part in parts if part]

    def module(self, parameters):
        module = self.torch.nn.Module()
        for index, parameter in enumerate(parameters):
            module.register_parameter(f"w{index}", parameter)
        return module

    def step(self, made, gradients, manner=None):
        """One step in the way that works, or in another manner; returns how often a closure was called."""
        torch, calls = self.torch, 0
        manner = manner or self.way.gradients

        def closure():
            nonlocal calls
            calls += 1
            with torch.no_grad():
                loss = sum((p * g).sum() for p, g in zip(made.parameters, gradients))
            for parameter, gradient in zip(made.parameters, gradients):
                parameter.grad = gradient
            return loss

        if manner == "graph":
            with torch.enable_grad():
                for parameter, gradient in zip(made.parameters, gradients):
                    bend = parameter - parameter.detach()
                    loss = (parameter * gradient).sum() + 0.5 * (bend * bend).sum()
                    (parameter.grad,) = torch.autograd.grad(loss, parameter, create_graph=True)
        else:
            for parameter, gradient in zip(made.parameters, gradients):
                parameter.grad = self.by_rows(gradient) if manner == "sparse" else gradient
        if manner == "closure":
            made.optimizer.step(closure)
        else:
            made.optimizer.step()
        return calls

    def by_rows(self, gradient):
        """A sparse gradient in which every row is there, those of zeros as well."""
        if not gradient.ndim:
            return gradient
        rows = self.torch.arange(len(gradient)).unsqueeze(0)
        # Without this, later versions warn that nobody has said whether to look at the indices.
        checks = getattr(self.torch.sparse, "check_sparse_tensor_invariants", None)
        with checks() if checks is not None else contextlib.nullcontext():
            return self.torch.sparse_coo_tensor(rows, gradient.clone(), gradient.shape)

    def shape(self, shape):
        """Where matrices only are taken, a vector is one row and a higher tensor keeps its first extent."""
        if not self.way.matrices or len(shape) == 2:
            return shape
        return (1, -1) if len(shape) < 2 else (shape[0], -1)

    def explain(self, error):
        way, say = self.way, self.notes.append
        if way.matrices:
            say(f"{self.title} takes matrices only: a vector is given as one row, a higher tensor as a matrix with its first extent")
        if way.flags:
            say(f"groups are made with {', '.join(way.flags)} = True for matrices and False for vectors; other ones: an attribute groups(parameters)")
        if way.first == "module":
            say("it is given a module that holds the parameters")
        if way.first == "named":
            say("it is given the parameters with their names, w0.weight, w1.weight, …")
        if way.first == "inner":
            inner = getattr(self.options.get(self.accepted[0], self.torch.optim.SGD), "__name__", "an optimizer")
            say(f"the optimizer inside is torch.optim.{inner}; another one: ?{self.accepted[0]}=AdamW")
        if way.gradients == "closure":
            say("step() needs a closure: it is given one that returns ⟨w, g⟩ and sets the gradients")
        if way.gradients == "graph":
            say("it asks for second derivatives: the objective is given a curvature of 1 everywhere")
        if way.gradients == "sparse":
            say("it takes sparse gradients only: it is given such in which every row is there, those of zeros as well")
        if not way.leaves:
            say("its step is part of a graph of differentiation: its parameters are no leaves that ask for gradients")
        if way.single:
            say(f"it computes in float32 only ({because(error)})")
        if not way.rate:
            say(f"it takes no learning rate with its other options ({because(error)}): η is not used")

    def switch_that_helps(self):
        """A switch with which it works, as where a faster path needs another machine: `triton=false`."""
        given = self.options
        for parameter in self.arguments[1:]:
            if parameter.name in given or not (parameter.default is None or type(parameter.default) is bool):
                continue
            for value in (False, True):
                self.options = {**given, parameter.name: value}
                try:
                    self.try_steps(Way())
                    return f"{parameter.name}={str(value).lower()}"
                except Exception:
                    continue
                finally:
                    self.options = given
        return None

    def refuse(self, error):
        # PyTorch has a mark of its own for arguments that have to be given.
        required = getattr(sys.modules.get("torch.optim.optimizer"), "required", None)
        missing = [
            p.name
            for p in self.arguments[1:]
            if (p.default is p.empty or (required is not None and p.default is required))
            and p.kind is p.POSITIONAL_OR_KEYWORD
            and p.name not in (*self.options, "lr", *DECAYS)
        ]
        if missing:
            raise ConfigurationError(
                "INVALID_HYPERPARAMETER",
                f"{self.title} needs {' and '.join(missing)}",
                f"give {'it' if len(missing) == 1 else 'them'} as options: ?{'&'.join(f'{name}=…' for name in missing)}",
            )
        if isinstance(error, NotImplementedError):
            raise ConfigurationError(
                "INVALID_OPTIMIZER",
                f"{self.title} implements no step(): it updates its parameters otherwise, as while gradients are computed",
                "write a subclass whose step() does with p.grad what it does then",
            )
        if isinstance(error, ImportError):
            raise ConfigurationError("SUBJECT_LIBRARY_MISSING", f"{self.title} needs a library: {because(error)}", "install it beside torch")
        raise ConfigurationError("INVALID_HYPERPARAMETER", f"{self.title} refuses its options: {because(error)}", self.what_to_give(str(error)))

    def what_to_give(self, text):
        """What is missing where no way works, by what the error says, and how to give it."""
        # What works without an option says nothing of what works beside it.
        needed = self.option_that_hinders()
        if needed is not None:
            return f"without {needed} it works here: leave that out, or check it on a machine that has what it asks for"
        switch = self.switch_that_helps()
        if switch is not None:
            return f"here it works with ?{switch}"
        if "process group" in text:
            return (
                "it is trained by several processes: make a group of one in a Python file beside the class, once, as the file is read more than once: "
                "if not torch.distributed.is_initialized(): "
                "torch.distributed.init_process_group('gloo', store=torch.distributed.HashStore(), rank=0, world_size=1)"
            )
        if "a leaf Variable that requires grad" in text:
            return "write @torch.no_grad() above step(), without which no training can call it"
        if "cannot be multiplied" in text or "must match the size" in text:
            return (
                "it computes with several parameters at once, whose shapes have to fit; laws give tensors of any shapes, so that it is out of their reach, "
                "but for a subclass in a Python file that makes of each tensor what it needs"
            )
        return (
            "it cannot be made and stepped on four small tensors; options are given as ?name=value, parameter groups by an attribute "
            "groups(parameters) of the class, and whatever else it needs by a subclass in a Python file"
        )

    def option_that_hinders(self):
        """An option of the reference without which it works here, as where it asks for another machine."""
        given = self.options
        for name, value in given.items():
            self.options = {key: each for key, each in given.items() if key != name}
            try:
                self.try_steps(Way())
                return f"?{name}={str(value).lower() if isinstance(value, bool) else value}"
            except Exception:
                continue
            finally:
                self.options = given
        return None


def unfolded(arguments):
    """The arguments of a constructor with those of a dataclass that one of them is, and the name and the default of that one."""
    for at, argument in enumerate(arguments[1:], 1):
        default = argument.annotation() if argument.default is argument.empty and has_defaults(argument.annotation) else argument.default
        if dataclasses.is_dataclass(default) and not isinstance(default, type):
            kind = inspect.Parameter.KEYWORD_ONLY
            fields = [
                inspect.Parameter(f.name, kind, default=getattr(default, f.name), annotation=f.type)
                for f in dataclasses.fields(default)
                if f.init
            ]
            return (argument.name, default), [*arguments[:at], *arguments[at + 1 :], *fields]
    return None, arguments


def has_defaults(kind):
    missing = dataclasses.MISSING
    return isinstance(kind, type) and dataclasses.is_dataclass(kind) and all(f.default is not missing or f.default_factory is not missing for f in dataclasses.fields(kind))


def _size(shape):
    size = 1
    for extent in shape:
        size *= extent
    return size
