"""Names that the adapters share: options of a reference, and hyperparameters as laws call them."""

import ast
import difflib
import math

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


def varies(value):
    """Whether an option is a number that a law may change: whole numbers from 2 count or choose something, negative ones are exponents."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and math.isfinite(value) and value >= 0 and (isinstance(value, float) or value < 2)


def other_values(value):
    """What laws put in the place of a number."""
    if value == 0:
        return [0.5, 1.0]
    if value < 0.01:
        return [1024.0, value * 2**-6, value * 2**6]
    return [value * 2 if value >= 1 else value / 2 if value >= 0.5 else value + (1 - value) / 2, value / 1024, 0.5, 0.0]


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
