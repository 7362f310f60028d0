"""Lists the optimizers of the libraries that are installed, as JSON lines, by what the libraries themselves export.

    python list-optimizers.py [library ...]

Each line is {"library", "version", "name", "reference"} or, for a class that is imported by its name,
{"library", "version", "name", "module", "class"}. A library that cannot be imported is {"library", "missing": reason}.
"""

import importlib
import importlib.metadata
import inspect
import json
import sys


def classes_of(module, package):
    """Optimizers that a package defines itself: what it only passes on from torch is torch's."""
    from torch.optim import Optimizer

    for value in vars(module).values():
        if inspect.isclass(value) and issubclass(value, Optimizer) and value is not Optimizer:
            if value.__module__.split(".")[: len(package)] == package:
                yield value


def switches_of(cls):
    """Options of a constructor that turn something on: booleans that are off, and numbers that are 0."""
    parameters = inspect.signature(cls.__init__).parameters.values()
    for parameter in parameters:
        if "bool" in str(parameter.annotation) and not parameter.default:
            yield parameter.name, "true"
        elif parameter.name != "weight_decay" and parameter.default == 0 and type(parameter.default) in (int, float):
            yield parameter.name, "0.5"


def constructs(cls, options):
    import torch

    values = {name: text == "true" or float(text) for name, text in options}
    try:
        cls([torch.nn.Parameter(torch.ones(3, 2))], **values)
        return True
    except Exception:
        return False


def torch_optimizers():
    import torch

    for cls in classes_of(torch.optim, ["torch", "optim"]):
        yield {"name": cls.__name__, "reference": "torch:" + cls.__name__}
        switches = list(switches_of(cls))
        # A switch that does nothing, or is refused, alone is turned with the first number.
        numbers = [switch for switch in switches if switch[1] != "true"][:1]
        for switch in switches:
            alone = switch in numbers or (switch[1] == "true" and constructs(cls, [switch]))
            options = [switch] if alone else [*numbers, switch]
            if not constructs(cls, options):
                continue
            name = cls.__name__ + "?" + "&".join("=".join(option) for option in options)
            yield {"name": name, "reference": "torch:" + name}


def optax_optimizers():
    import optax
    import optax.contrib

    for module, prefix in ((optax, ""), (optax.contrib, "contrib.")):
        for name, value in sorted(vars(module).items()):
            # Parts of optimizers are called scale_by_….
            if name.startswith(("_", "scale_by_")) or inspect.isclass(value) or not callable(value):
                continue
            try:
                signature = inspect.signature(value)
            except (TypeError, ValueError):
                continue
            if any("learning_rate" in parameter for parameter in signature.parameters):
                yield {"name": prefix + name, "reference": "optax:" + prefix + name}


def pytorch_optimizer_optimizers():
    import pytorch_optimizer

    names = pytorch_optimizer.get_supported_optimizers()
    classes = {pytorch_optimizer.load_optimizer(name) for name in names}
    for cls in sorted(classes, key=lambda cls: cls.__name__.lower()):
        if cls.__module__.startswith("pytorch_optimizer."):
            yield {"name": cls.__name__, "module": cls.__module__, "class": cls.__name__}


def timm_optimizers():
    import timm.optim

    for cls in sorted(classes_of(timm.optim, ["timm", "optim"]), key=lambda cls: cls.__name__):
        yield {"name": cls.__name__, "module": cls.__module__, "class": cls.__name__}


LIBRARIES = {
    "torch": torch_optimizers,
    "optax": optax_optimizers,
    "pytorch-optimizer": pytorch_optimizer_optimizers,
    "timm": timm_optimizers,
}


def main(wanted):
    for library in wanted or LIBRARIES:
        if library not in LIBRARIES:
            sys.exit(f"no library {library}; the choice is {', '.join(LIBRARIES)}")
        try:
            version = importlib.metadata.version(library)
            found = list(LIBRARIES[library]())
        except ImportError as error:
            print(json.dumps({"library": library, "missing": str(error)}))
            continue
        for entry in found:
            print(json.dumps({"library": library, "version": version, **entry}))


main(sys.argv[1:])
