"""What becomes of a state of PyTorch when it is loaded, and of gradients when a step is made, beside the numbers of the next steps."""

import collections
import io
import pickle
import re
import warnings


def states(made):
    """What is kept of each parameter, where that is a dictionary."""
    return [state if isinstance(state, dict) else {} for state in (made.optimizer.state.get(p, {}) for p in made.parameters)]


def lengths_lost(before, after):
    """Keys of buffers of bounded length that have no bound once they were loaded, with what it was: `Optimizer.load_state_dict` makes new ones."""
    bounded = {
        (key, value.maxlen)
        for old, new in zip(before, after)
        for key, value in old.items()
        if isinstance(value, collections.deque) and value.maxlen is not None and getattr(new.get(key), "maxlen", value.maxlen) is None
    }
    return sorted(bounded)


def remarks_of(subject):
    """Sentences about an optimizer whose steps and checkpoints work plainly; what throws says itself elsewhere."""
    if subject.construction.way.gradients != "given":
        return []
    found = []
    for look in (gradients_written, formats_changed, refused_by_default):
        try:
            found.extend(look(subject))
        except Exception:
            continue
    return found


def gradients_written(subject):
    """Whether a step writes to the gradients that it is given, as it is or with a switch on."""
    construction = subject.construction
    switches = [p.name for p in construction.arguments[1:] if p.default is False and p.name not in construction.options]
    for options in ({}, *({name: True} for name in switches)):
        try:
            made = subject.example(0.125, 0.25, options=options)
            gradients = [p.detach().mul(0.25).add(0.125) for p in made.parameters]
            before = [g.clone() for g in gradients]
            construction.step(made, gradients)
        except Exception:
            continue
        if all(bool((g == old).all()) for g, old in zip(gradients, before)):
            continue
        turned = all(bool((g == -old).all()) for g, old in zip(gradients, before))
        beside = "".join(f" with {name}=True" for name in options)
        what = "turns p.grad into its negative" if turned else "writes to p.grad"
        return [f"step(){beside} {what}: whoever adds to it, or reads it afterwards, finds other numbers than backward() has left"]
    return []


def formats_changed(subject):
    """Buffers that are saved in one number format and loaded into that of their parameter, which is what PyTorch does by itself."""
    made, fresh = subject.example(), subject.example()
    subject.run(made, 2)
    fresh.optimizer.load_state_dict(made.optimizer.state_dict())
    changed = {}
    for before, after in zip(states(made), states(fresh)):
        for key in before:
            formats = [getattr(state.get(key), "dtype", None) for state in (before, after)]
            if None not in formats and formats[0] != formats[1]:
                changed[key] = " ".join(str(formats[0]).split(".")[1:]), " ".join(str(formats[1]).split(".")[1:])
    if not changed:
        return []
    keys = ", ".join(f"{key} ({old}, then {new})" for key, (old, new) in sorted(changed.items()))
    return [f"load_state_dict() gives buffers the number format of their parameter, which is another one than they were saved in: {keys}"]


def refused_by_default(subject):
    """Whether torch.load refuses what is saved unless it is told to trust it, which is its default where a state holds objects of a class."""
    torch = subject.torch
    made, file = subject.example(), io.BytesIO()
    subject.run(made, 2)
    torch.save(made.optimizer.state_dict(), file)
    file.seek(0)
    try:
        with warnings.catch_warnings():
            # Between 2.4 and 2.6 it says that its default is about to change.
            warnings.simplefilter("ignore")
            torch.load(file)
    except pickle.UnpicklingError as refused:
        named = re.search(r"GLOBAL (\S+)", str(refused))
        what = f"an object of {named[1]}" if named else "an object"
        return [f"state_dict() holds {what}: torch.load() reads a file of it with weights_only=False only, which is not its default"]
    return []
