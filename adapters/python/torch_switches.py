"""Buffers behind a switch of a constructor that steps read and never write, as where a running maximum is computed and not kept."""

from conditions import PATHS

#: Steps within which many states are written, most are, and all that are written at every so many steps.
FEW, SHORT, LONG = 3, 48, 300

#: What is next to nothing in a buffer changes nothing, and what is huge does, where it is read as a size.
NOTHING, HUGE = 2.0**-100, 2.0**20


def unwritten_behind_switches(subject):
    """
    For each switch that has such a buffer, and all steps what they are without it, a sentence.

    No step tells a maximum that is lost from what somebody else sets between steps, as a server does: the sentence is a note.
    """
    construction = subject.construction
    if construction.way.gradients != "given" or subject.draws:
        return []
    switches = {p.name: not p.default for p in construction.arguments[1:] if isinstance(p.default, bool)}
    asked = {name: value for name, value in switches.items() if name not in (*PATHS, *construction.options)}
    if not asked:
        return []
    try:
        sentences, usual = [], walk(subject, {}, FEW)[1]
    except Exception:
        return []
    for name, value in asked.items():
        try:
            key = unwritten(subject, {name: value}, usual)
        except Exception:
            # It works beside another option only, or not here.
            continue
        if key is not None:
            sentences.append(
                f"{name}={value} reads {key}, which no step writes, so that steps are those without: right where something else sets it, "
                "and a mistake where a step should keep a running maximum or a moment in it"
            )
    return sentences


def unwritten(subject, options, usual):
    # Few steps tell that there is no such buffer, which is the rule; one that is there without the switch is no matter of it.
    keys = walk(subject, options, FEW)[1] - usual
    if not keys:
        return None
    turned, zeros, _ = walk(subject, options, SHORT)
    keys &= zeros
    if not keys or not same(walk(subject, {}, SHORT)[0], turned):
        return None
    keys &= walk(subject, options, LONG)[1]
    for key in sorted(keys):
        (little, _, little_stays), (much, _, much_stays) = (walk(subject, options, SHORT, key, value) for value in (NOTHING, HUGE))
        # A residual of rounding is zero where nothing is lost, and steps write it all the same: what was there is gone then.
        if little_stays and much_stays and same(turned, little) and not same(turned, much):
            return key
    return None


def walk(subject, options, steps, key=None, value=None):
    """
    Parameters after some steps, and two more once a buffer was filled; the keys whose buffers were zero after every step; and
    whether what was filled is full of it still.
    """
    torch, construction = subject.torch, subject.construction
    made = subject.example(0.125, 0.25, options=options)
    zeros = None
    for step in range(1, steps + 3):
        if step == steps + 1 and value is not None:
            for state in states(made):
                state[key].fill_(value)
        size = (1, -8, 0.125, -1, 64, -0.5)[step % 6]
        construction.step(made, [p.detach().mul(0.25).sub(0.25 * (step % 7)).mul(size) for p in made.parameters])
        if step <= steps:
            now = {k for k in buffers(made) if all(not s[k].any() for s in states(made))}
            zeros = now if zeros is None else zeros & now
    kept = value is not None and all((state[key] == value).all() for state in states(made))
    return torch.cat([p.detach().reshape(-1) for p in made.parameters]), zeros, kept


def states(made):
    return [made.optimizer.state.get(p, {}) for p in made.parameters]


def buffers(made):
    """Keys that each parameter has an array of its own size under."""
    pairs = list(zip(made.parameters, states(made)))
    if not all(isinstance(state, dict) for _, state in pairs):
        return set()
    own = [{k for k, v in s.items() if getattr(v, "shape", None) == p.shape and v.is_floating_point()} for p, s in pairs]
    return set.intersection(*own) if own else set()


def same(a, b):
    return bool(((a == b) | (a.isnan() & b.isnan())).all())
