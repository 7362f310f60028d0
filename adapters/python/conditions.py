"""Under which condition an option acts that does not act by default: beside another argument, with a closure, in evaluation."""

import enum
import itertools
import re

#: Arguments that choose a code path and are said to change no number: an option that acts in one of them only is forgotten in the other.
PATHS = ("foreach", "fused", "capturable", "differentiable", "maximize")

#: Most pairs of arguments that are tried together.
PAIRS = 64


def other_arguments(parameters, taken=()):
    """For each argument of a constructor with a default, other values of it, as dictionaries of one entry."""
    for parameter in parameters:
        if parameter.default is not parameter.empty and parameter.name not in (*taken, *PATHS):
            said = parameter.annotation is not parameter.empty
            for value in _others(parameter.default, str(parameter.annotation) if said else ""):
                yield {parameter.name: value}


def _others(value, annotation):
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, enum.Enum):
        return [other for other in type(value) if other is not value]
    if value is None and "Callable" in annotation:
        return [a_function, [a_function]]
    if value is None:
        # What is not annotated may take a function as well.
        return [True, 0.5, 2, (0.9, 0.999), *([] if annotation else [a_function, [a_function]])]
    if isinstance(value, str):
        # A type that lists its texts, as typing.Literal does.
        return [text for text in re.findall(r"['\"](\w+)['\"]", annotation) if text != value]
    if isinstance(value, int):
        return [1, 2, 0] if value else [1, 8]
    if isinstance(value, float):
        return [0.5] if value == 0 else []
    # What stands for a value that a library chooses by itself is mostly a switch.
    return [True, False] if type(value) is object else []


def find_condition(acts, singles):
    """The first change of other arguments, one or two at a time, beside which an option acts.

    `acts` takes a dictionary of arguments.
    """
    singles = list(singles)
    pairs = ({**a, **b} for a, b in itertools.combinations(singles, 2) if not a.keys() & b.keys())
    for changed in (*singles, *itertools.islice(pairs, PAIRS)):
        if acts(changed):
            return changed
    return None


def a_function(*_arguments, **_options):
    """Stands for one that a user would give."""
    return 0.5


def describe(changed):
    return " and ".join(f"{key} = {getattr(value, '__name__', value)}" for key, value in changed.items())
