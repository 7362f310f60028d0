"""Buffers behind a switch of a constructor that are read and never written, as where a running maximum is computed and not kept."""

from conditions import PATHS
from options import because

#: Steps within which many states are written, most are, and all that are written at every so many steps.
FEW, SHORT, LONG = 3, 48, 300

#: What is next to nothing in a buffer changes nothing, and what is huge does, where it is read as a size.
NOTHING, HUGE = 2.0**-100, 2.0**20


def unwritten_behind_switches(subject):
    """For each switch that leaves such a buffer unwritten, and all steps what they are without it, a way of driving that says so."""
    construction = subject.construction
    if construction.way.gradients != "given" or subject.draws:
        return "its gradients come otherwise than in p.grad" if not subject.draws else "it draws random numbers"
    switches = {p.name: not p.default for p in construction.arguments[1:] if isinstance(p.default, bool)}
    asked = {name: value for name, value in switches.items() if name not in (*PATHS, *construction.options)}
    if not asked:
        return "it has no switches"
    try:
        ways, usual = [], walk(subject, {}, FEW)[1]
    except Exception as error:
        return f"it cannot be driven so: {because(error)}"
    for name, value in asked.items():
        try:
            key = unwritten(subject, {name: value}, usual)
        except Exception:
            # It works beside another option only, or not here.
            continue
        if key is not None:
            sentence = (
                f"with {name} = {value} {key} is read and never written, and steps are those without: what should be kept in it "
                "(a running maximum, a moment) is lost at every step"
            )
            ways.append({"options": {name: value}, "said": {"cause": "moment-not-kept", "sentence": sentence, "always": True}})
    return ways or "no switch has a buffer that is read and never written"


def unwritten(subject, options, usual):
    # Few steps tell that there is no such buffer, which is the rule; one that is there without the switch is no matter of it.
    keys = walk(subject, options, FEW)[1] - usual
    if not keys:
        return None
    turned, zeros = walk(subject, options, SHORT)
    keys &= zeros
    if not keys or not same(walk(subject, {}, SHORT)[0], turned):
        return None
    keys &= walk(subject, options, LONG)[1]
    for key in sorted(keys):
        without, little, much = (walk(subject, options, SHORT, key, value)[0] for value in (None, NOTHING, HUGE))
        if same(without, little) and not same(without, much):
            return key
    return None


def walk(subject, options, steps, key=None, value=None):
    """Parameters after some steps, and two more once a buffer was filled; and the keys whose buffers were zero after every step."""
    torch, construction = subject.torch, subject.construction
    made = subject.example(0.125, 0.25, options=options)
    zeros = None
    for step in range(1, steps + 3):
        if step == steps + 1 and value is not None:
            for p in made.parameters:
                made.optimizer.state[p][key].fill_(value)
        size = (1, -8, 0.125, -1, 64, -0.5)[step % 6]
        construction.step(made, [p.detach().mul(0.25).sub(0.25 * (step % 7)).mul(size) for p in made.parameters])
        if step <= steps:
            now = {k for k in buffers(made) if all(not s[k].any() for s in states(made))}
            zeros = now if zeros is None else zeros & now
    return torch.cat([p.detach().reshape(-1) for p in made.parameters]), zeros


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
