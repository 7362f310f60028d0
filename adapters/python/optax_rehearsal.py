"""Drives of optax that are traced, each kind of drive once it has come to the same as what JAX does operation by operation.

Carried out by JAX, one operation costs more than a traced step, and compiling it for another shape as much as a hundred. So the first
run of a kind of drive is made twice, by JAX and traced. What differs there, or cannot be traced, is left to JAX for good: what a rule
keeps or decides in Python. Of the other kinds the later runs are traced, with the numbers of a step as arguments, so that one trace
serves them all; but where a rule is compiled, or made once, numbers stay constants, and Python runs as often as it does in training.
"""

import copy
import json

from optax_drives import DrivenInstance
from short_counters import COUNTED, LAST, short_counters

#: Of how a run is driven, what is no matter of its kind.
PASSING = {"schedule", "resume"}

#: Steps after which a rehearsal has shown that a drive comes to the same.
REHEARSED = 3

#: A schedule is as long as a multiple of this, its last factor repeated.
PADDED = 16


class Rehearsals:
    """For each kind of drive the steps in which both forms came to the same; `None` once they did not."""

    def __init__(self):
        self.agreed = {}

    def differs(self, kind):
        return self.agreed.get(kind, 0) is None

    def is_done(self, kind):
        return (self.agreed.get(kind) or 0) >= REHEARSED

    def note(self, kind, agrees):
        self.agreed[kind] = self.agreed.get(kind, 0) + 1 if agrees and not self.differs(kind) else None


class RehearsedInstance:
    """An instance that JAX drives, or that is traced, or both."""

    def begin(self, subject, how):
        self.subject, self.how = subject, how
        self.kind = kind_of(how)
        rehearsals = subject.rehearsals
        self.plain = None if rehearsals.is_done(self.kind) else DrivenInstance().begin(subject, how)
        self.traced = None if rehearsals.differs(self.kind) or subject.static is None else manner(how)().begin(subject, how)
        self.counters, self.seen = None, []

    def copy(self):
        twin = copy.copy(self)
        twin.plain, twin.traced = (each and each.copy() for each in (self.plain, self.traced))
        twin.seen = list(self.seen)
        return twin

    def move(self, w, g, scalars, step):
        moved = self.moved(w, g, scalars, step)
        if ("dtype" in self.how or "once" in self.how) and step <= COUNTED:
            self.counters, sentences = short_counters(self.counters, step, self.single_numbers())
            for sentence in sentences:
                self.seen.append({"cause": "counter-too-short", "sentence": sentence})
        return moved

    def single_numbers(self):
        """The leaves of the state that are single numbers, by where they are in it."""
        paths = self.subject.jax.tree_util
        for path, leaf in paths.tree_leaves_with_path((self.plain or self.traced).state):
            if getattr(leaf, "shape", None) == () and str(leaf.dtype) in LAST:
                yield f"state{paths.keystr(path)}", str(leaf.dtype), leaf

    def moved(self, w, g, scalars, step):
        if self.plain is None:
            try:
                return self.traced.move(w, g, scalars, step)
            except Exception:
                # Nothing has moved yet: JAX goes on from here.
                self.leave_to_jax()
        moved = self.plain.move(w, g, scalars, step)
        if self.traced is not None:
            self.rehearse(moved, w, g, scalars, step)
        return moved

    def leave_to_jax(self):
        jax, traced = self.subject.jax, self.traced
        self.subject.rehearsals.note(self.kind, False)
        self.plain, self.traced = DrivenInstance().begin(self.subject, self.how), None
        if traced.state is not None:
            self.plain.state = jax.tree.map(jax.numpy.asarray, traced.state)

    def rehearse(self, moved, w, g, scalars, step):
        try:
            agrees = same(self.subject.numpy, w, moved, self.traced.move(w, g, scalars, step))
        except Exception:
            agrees = False
        self.subject.rehearsals.note(self.kind, agrees)
        if not agrees:
            self.traced = None


def kind_of(how):
    return json.dumps({key: value for key, value in how.items() if key not in PASSING})


def layout(jax, tree):
    """What a trace is good for: the structure of its arguments, and shape and type of each."""
    leaves, structure = jax.tree.flatten(tree)
    return structure, tuple((leaf.shape, leaf.dtype) for leaf in leaves)


def manner(how):
    return TracedWithConstants if "once" in how or how.get("backend") == "xla" else Traced


class Traced(DrivenInstance):
    """A driven instance whose steps are programs from the numbers of a step, its gradients and the state, shared by all runs of its kind."""

    def array(self, tensor):
        return self.subject.numpy.array(tensor, dtype=self.how.get("dtype"))

    def renew(self, scalars, w):
        self.scalars = scalars

    def initial(self, w):
        return self.carry_out("start", lambda made, _now, w: made.init(w), w)

    def advance(self, scalars, w, g):
        return self.carry_out("advance", self.stepped, w, g, self.state, now=scalars)

    def carry_out(self, title, function, w, *rest, now=None):
        """`function` of the transformation, the numbers of this step, and what follows."""
        subject, jax = self.subject, self.subject.jax
        numbers = [self.scalars, now or self.scalars]
        moving = [{name: value for name, value in each.items() if name not in subject.static} for each in numbers]
        fixed = [{name: each[name] for name in sorted(subject.static)} for each in numbers]
        how, table = self.how, self.how.get("schedule")
        if table is not None:
            table = subject.numpy.pad(subject.numpy.asarray(table), (0, -len(table) % PADDED), "edge")

        def whole(moving, table, w, *rest):
            made_of, now = ({**own, **each} for own, each in zip(fixed, moving))
            driven = DrivenInstance().begin(subject, how if table is None else {**how, "schedule": table})
            return function(driven.make(made_of, w), now, w, *rest)

        key = (title, kind_of(how), table is None, layout(jax, (w, *rest)), tuple(tuple(each.values()) for each in fixed))
        given = (moving, table, w, *rest)
        leaves, structure = subject.program(key, whole, lambda: given)(jax.tree.leaves(given))
        return jax.tree.unflatten(structure, leaves)


class TracedWithConstants(Traced):
    """A driven instance whose numbers are constants, and whose transformation is kept: compiled, it is traced once for these numbers, and
    otherwise at each step, so that what it does in Python is done as often."""

    def renew(self, scalars, w):
        self.scalars = scalars
        self.made = self.make(scalars, w)

    def initial(self, w):
        return self.run(self.subject.build(self.made.init, (w,)), w)

    def advance(self, scalars, w, g):
        def update(w, g, state):
            return self.stepped(self.made, scalars, w, g, state)

        given = (w, g, self.state)
        if "once" in self.how:
            return self.run(self.subject.build(update, given), *given)
        key = (tuple(scalars.values()), layout(self.subject.jax, given))
        if key not in self.compiled:
            self.compiled[key] = self.subject.build(update, given)
        return self.run(self.compiled[key], *given)

    def run(self, program, *arguments):
        tree = self.subject.jax.tree
        leaves, structure = program(tree.leaves(arguments))
        return tree.unflatten(structure, leaves)


def same(numpy, before, a, b):
    """Whether two steps from the same parameters come to the same, but for rounding."""
    for own, x, y in zip(before, a, b):
        precision = numpy.asarray(y).dtype
        own, x, y = (numpy.asarray(each, dtype=float) for each in (own, x, y))
        finite = numpy.isfinite(x)
        if not (finite == numpy.isfinite(y)).all():
            return False
        if not finite.all():
            continue
        epsilon = epsilon_of(numpy, precision)
        size, moved, apart = (numpy.abs(each).max(initial=0) for each in (own, x - own, x - y))
        if apart > 16 * epsilon * size + epsilon**0.5 * moved:
            return False
    return len(a) == len(b)


def epsilon_of(numpy, dtype):
    """Distance of 1 and the next number; formats that NumPy does not know have 8 bits."""
    return float(numpy.finfo(dtype).eps) if dtype.kind == "f" else 2.0**-7
