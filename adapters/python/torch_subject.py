"""Optimizers of PyTorch as subjects: `torch_subject.py AdamW "betas=0.9,0.95&foreach=false"`."""

import copy
import inspect
import sys

from options import law_name, parse_options, require_known, suggestion
from protocol import ConfigurationError, library, serve

#: Options that are no numbers to vary although they look like it, or only the constructor reads.
FIXED = {"lr", "weight_decay", "initial_accumulator_value", "t0", "ns_steps", "ns_coefficients", "grad_averaging", "beta2_decay"}
RENAMED = {"d": "clipThreshold"}


def load(name, query):
    torch = library("torch", "pip install torch")
    classes = optimizers(torch)
    if name not in classes:
        raise ConfigurationError("UNKNOWN_OPTIMIZER", f'torch.optim has no optimizer "{name}"', suggestion(name, sorted(classes), "there are"))
    return TorchSubject(torch, classes[name], query, f"torch:{name}" + (f"?{query}" if query else ""))


def optimizers(torch):
    """The optimizers of torch.optim that take a gradient and no closure."""
    found = {key: value for key, value in vars(torch.optim).items() if inspect.isclass(value) and issubclass(value, torch.optim.Optimizer)}
    return {key: value for key, value in found.items() if key not in ("Optimizer", "LBFGS", "SparseAdam")}


class Instance:
    """One optimizer object with the parameters that it was made for."""

    def __init__(self, optimizer, parameters, values):
        self.optimizer = optimizer
        self.parameters = parameters
        self.values = values


class TorchSubject:
    def __init__(self, torch, kind, query, name):
        self.torch = torch
        self.kind = kind
        self.name = name
        self.contract = getattr(kind, "contract", None)
        self.libraries = {"torch": torch.__version__}
        torch.set_num_threads(1)
        self.dtypes = {4: torch.float32, 8: torch.float64}
        self.options = parse_options(query)
        accepted = list(inspect.signature(kind.__init__).parameters)[2:]
        require_known(self.options, [key for key in accepted if key not in ("lr", "weight_decay")], kind.__name__)
        self.takes_rate = "lr" in accepted
        # Muon refuses what is no matrix: a vector becomes one row, a higher tensor keeps its first extent.
        self.matrices = kind.__name__ == "Muon"
        try:
            defaults = self.construct([torch.nn.Parameter(torch.ones(2, 2))], {}).defaults
        except (TypeError, ValueError) as error:
            raise ConfigurationError("INVALID_HYPERPARAMETER", f"{kind.__name__} refuses its options: {error}") from None
        #: What every optimizer has.
        self.attributes = vars(torch.optim.SGD([torch.nn.Parameter(torch.ones(1))], lr=1.0)).keys()
        self.decays = "weight_decay" in defaults
        self.places = dict(self.numbers(defaults))
        self.hyperparameters = {name: float(self.read(defaults, place)) for name, place in self.places.items()}
        self.notes = []
        if not self.decays:
            self.notes.append(f"{kind.__name__} has no weight decay: λw is added to the gradient before each step")
        if isinstance(defaults.get("eps"), tuple) and defaults["eps"][0] is None:
            # The machine epsilon of the parameters: another constant in each precision, and in float32 one that shows.
            self.precisions = ["float64"]
            self.notes.append(f"the first eps of {kind.__name__} follows the precision: run in float64 only, unless eps is given")
        if self.matrices:
            self.notes.append("Muon takes matrices only: a vector is given as one row, a higher tensor as a matrix with its first extent")

    def numbers(self, defaults):
        """Hyperparameters by the laws' names, with the option and the position in it."""
        for key, value in defaults.items():
            if key in FIXED or (key == "dampening" and (not defaults.get("momentum") or defaults.get("nesterov"))):
                continue
            # Off, a momentum has no state, which some optimizers cannot make later.
            if key == "momentum" and not value and not issubclass(self.kind, self.torch.optim.SGD):
                continue
            name = RENAMED.get(key, law_name(key))
            if isinstance(value, (tuple, list)):
                base = "beta" if key == "betas" else name
                for index, entry in enumerate(value):
                    if isinstance(entry, (int, float)) and not isinstance(entry, bool):
                        yield f"{base}{index + 1}", (key, index)
            elif isinstance(value, (int, float)) and not isinstance(value, bool):
                yield name, (key, None)

    @staticmethod
    def read(group, place):
        key, index = place
        return group[key] if index is None else group[key][index]

    def construct(self, parameters, values):
        options = {**self.options, **values}
        if self.takes_rate:
            options["lr"] = 0.125
        return self.kind(parameters, **options)

    def wrap(self, tensor):
        if not len(tensor.memory):
            return self.torch.zeros(tensor.shape, dtype=self.dtypes[tensor.width])
        flat = self.torch.frombuffer(tensor.memory, dtype=self.dtypes[tensor.width])
        return flat.reshape(self.shape(tensor.shape))

    def shape(self, shape):
        if not self.matrices or len(shape) == 2:
            return shape
        return (1, -1) if len(shape) < 2 else (shape[0], -1)

    def init(self, tensors):
        parameters = [self.torch.nn.Parameter(self.wrap(tensor).clone()) for tensor in tensors]
        return Instance(self.construct(parameters, {}), parameters, dict(self.hyperparameters))

    def update(self, instance, tensors, gradients, learning_rate, weight_decay, hyperparameters, step):
        optimizer = instance.optimizer
        if hyperparameters != instance.values:
            for group in optimizer.param_groups:
                self.assign(group, hyperparameters)
            instance.values = hyperparameters
        for group in optimizer.param_groups:
            group["lr"] = learning_rate
            if self.decays:
                group["weight_decay"] = weight_decay
        views = [self.wrap(tensor) for tensor in tensors]
        with self.torch.no_grad():
            for parameter, view, gradient in zip(instance.parameters, views, gradients):
                parameter.copy_(view)
                g = self.wrap(gradient)
                parameter.grad = g if self.decays else g.add(parameter, alpha=weight_decay)
        optimizer.step()
        with self.torch.no_grad():
            for parameter, view in zip(instance.parameters, views):
                view.copy_(parameter)

    def assign(self, group, hyperparameters):
        for name, (key, index) in self.places.items():
            if index is None:
                group[key] = hyperparameters[name]
            else:
                group[key] = tuple(hyperparameters[name] if i == index else value for i, value in enumerate(group[key]))

    def copy(self, instance):
        # By hand: Optimizer.__getstate__ leaves out attributes that a subclass adds.
        memo = self.clones(instance)
        parameters = copy.deepcopy(instance.parameters, memo)
        optimizer = object.__new__(type(instance.optimizer))
        memo[id(instance.optimizer)] = optimizer
        optimizer.__dict__.update(copy.deepcopy(vars(instance.optimizer), memo))
        return Instance(optimizer, parameters, dict(instance.values))

    def clones(self, instance):
        """What deepcopy need not copy any more, by id: laws copy thousands of times, and it takes longer than a step.

        Tensors that share memory must share it in the copy, which deepcopy sees to. So only those of an optimizer without attributes of
        its own are cloned, whose state is tensors and numbers, each tensor all of its memory.
        """
        memo = {id(p): self.torch.nn.Parameter(p.detach().clone(), p.requires_grad) for p in instance.parameters}
        optimizer = instance.optimizer
        states = list(optimizer.state.values())
        if not vars(optimizer).keys() <= self.attributes or not all(isinstance(state, dict) for state in states):
            return memo
        values = [value for state in states for value in state.values() if not isinstance(value, (int, float, type(None)))]
        if all(type(value) is self.torch.Tensor and self.owns(value) for value in values):
            memo.update((id(value), value.clone()) for value in values)
        return memo

    @staticmethod
    def owns(tensor):
        """Whether a tensor is all of its memory, and not known to be a view of it."""
        storage = tensor.untyped_storage() if hasattr(tensor, "untyped_storage") else tensor.storage()
        whole = tensor.is_contiguous() and storage.nbytes() == tensor.numel() * tensor.element_size()
        return whole and not tensor._is_view() and not tensor.requires_grad


if __name__ == "__main__":
    serve(lambda: load(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""))
