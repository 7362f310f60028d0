"""Names that the adapters share: options of a reference, and hyperparameters as laws call them."""

import ast
import difflib
import enum
import math
import re

from protocol import ConfigurationError

#: What libraries call a hyperparameter, and what laws call it.
LAW_NAMES = {
    "eps": "epsilon",
    "b1": "beta1",
    "b2": "beta2",
    "b3": "beta3",
    "beta_1": "beta1",
    "beta_2": "beta2",
    "initial_accumulator_value": "initialAccumulator",
    "eps_root": "epsilonRoot",
}


def law_name(name):
    """`eps` is `epsilon`; other names in snake case become camel case."""
    if name in LAW_NAMES:
        return LAW_NAMES[name]
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def parse_options(query):
    """`betas=0.9,0.95&foreach=false` as keyword arguments."""
    options = {}
    for assignment in filter(None, query.split("&")):
        key, _, text = assignment.partition("=")
        if key in ("lr", "learning_rate", "wd", "weight_decay"):
            raise ConfigurationError(
                "UNKNOWN_HYPERPARAMETER",
                f'"{assignment}" cannot be fixed in a reference',
                "learning rate and weight decay are what the laws vary; a reference fixes the other options only",
            )
        if key in options:
            raise ConfigurationError("INVALID_HYPERPARAMETER", f"{key} is given twice")
        options[key] = _value(text)
    return options


def _value(text):
    words = {"true": True, "false": False, "none": None, "null": None}
    if text.lower() in words:
        return words[text.lower()]
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def is_whole(value, annotation=None):
    """Whether an option is a whole number, which counts or chooses: it is said to be one, or it is one of 2 and more."""
    if isinstance(value, (bool, enum.Enum)) or not isinstance(value, int):
        return False
    words = set(re.findall(r"\w+", annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))))
    return value >= 2 if "float" in words or "int" not in words else value >= 0


def varies(value, whole=False):
    """Whether an option is a number that a law may change; negative ones are exponents, or say that there is none."""
    number = isinstance(value, (int, float)) and not isinstance(value, (bool, enum.Enum))
    return number and math.isfinite(value) and value >= 0 and (whole or isinstance(value, float) or value < 2)


def typed(value, whole):
    """A number of the protocol, which has one kind, as the kind that an option has."""
    return round(value) if whole else value


def like(old, decay):
    """A decay in the form that a constructor has given it: some keep one for each tensor in turn, in a list."""
    return type(old)([decay] * len(old)) if isinstance(old, (list, tuple)) else decay


def other_values(value, whole=False):
    """What laws put in the place of a number."""
    if whole:
        return [1, 2, 8] if value == 0 else list(dict.fromkeys([2 * value, value + 1, max(1, value // 2)]))
    if value == 0:
        return [0.5, 1.0]
    if value < 0.01:
        return [1024.0, value * 2**-6, value * 2**6]
    return [value * 2 if value >= 1 else value / 2 if value >= 0.5 else value + (1 - value) / 2, value / 1024, 0.5, 0.0]


def with_measured(contract, counts, random):
    """What an adapter knows better than a measurement from outside, beside what the contract claims."""
    given = dict(contract or {})
    roles = {**dict.fromkeys(counts, "count"), **given.get("roles", {})}
    given = {**({"random": True} if random else {}), **given, **({"roles": roles} if roles else {})}
    return given or contract


def require_known(options, known, owner):
    """An error with the nearest name for an option that does not exist."""
    for key in options:
        if key not in known:
            raise ConfigurationError("UNKNOWN_HYPERPARAMETER", f'{owner} has no option "{key}"', suggestion(key, known, "it has"))


def suggestion(name, known, introduction):
    """`did you mean "AdamW"? there are: …`"""
    folded = {each.lower(): each for each in known}
    near = difflib.get_close_matches(name.lower(), folded, 1, 0.6)
    start = f'did you mean "{folded[near[0]]}"? ' if near else ""
    return f"{start}{introduction}: {', '.join(known)}"


def because(error):
    """An exception in one line of a note."""
    lines = str(error).strip().splitlines() or [""]
    text = lines[0] if len(lines[0]) <= 160 else lines[0][:157] + "…"
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
