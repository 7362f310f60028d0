"""Names that the adapters share: options of a reference, and hyperparameters as laws call them."""

import ast
import difflib

from protocol import ConfigurationError

#: What libraries call a hyperparameter, and what laws call it.
LAW_NAMES = {
    "eps": "epsilon",
    "b1": "beta1",
    "b2": "beta2",
    "b3": "beta3",
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
