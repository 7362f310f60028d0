"""Rates and decays that a builder, `groups(parameters)`, writes into its groups, beside those that laws ask for."""

#: Two pairs of a rate and a decay: what is the same with both does not follow what is asked for.
PAIRS = ((0.125, 0.5), (0.25, 0.25))


class BuiltGroups:
    """η is the largest rate that the builder writes, and groups with less have their share of what is asked for.

    λ is the largest decay, beside rates of their own the largest of its products with their shares: where rates fall as decays rise, what is asked for is the
    decay of every step (Yang et al. 2022, maximal update parametrisation). None is asked for of a group where it is 0.
    """

    def __init__(self, keys, made):
        """`made` gives the groups of an optimizer that is made with a rate and a decay."""
        groups = [made(*pair) for pair in PAIRS]
        self.largest = {key: largest(key, *groups) for key in keys}
        if self.largest.get("lr"):
            shares = shares_of("lr", *groups, self.largest["lr"])
            for key in keys[1:]:
                if self.largest[key]:
                    self.largest[key] = max(share * group[key] for share, group in zip(shares, groups[0]))
        self.known = {}

    def fixes(self, key):
        """Whether any group has a value of its own there."""
        return self.largest.get(key) is not None

    def learn(self, made):
        """Finds out the shares of the groups of other tensors."""
        groups = [made(*pair) for pair in PAIRS]
        shares = {key: shares_of(key, *groups, most) for key, most in self.largest.items() if most is not None}
        self.known[arrangement(groups[0])] = shares

    def shares(self, groups, key):
        found = self.known.get(arrangement(groups), {}).get(key)
        return found or [1.0] * len(groups)

    def sentences(self):
        names = [("learning rates" if key == "lr" else "weight decays") for key in self.largest if self.fixes(key)]
        told = "of their own: the largest is what is asked for, and others are their share of it"
        return [f"groups(parameters) gives groups {name} {told}" for name in names]


def arrangement(groups):
    return tuple(tuple(tuple(p.shape) for p in group["params"]) for group in groups)


def largest(key, first, second):
    """The largest number that does not follow what is asked for; 0 where other groups follow it; `None` where none is of its own."""
    pairs = [(group.get(key), other.get(key)) for group, other in zip(first, second)]
    own = [a for a, b in pairs if isinstance(a, (int, float)) and a == b]
    if not own:
        return None
    # A constructor that takes no decay leaves its default in every group.
    return 0.0 if len(own) < len(pairs) else max(own) or None


def shares_of(key, first, second, most):
    shares = []
    for group, other in zip(first, second):
        value = group.get(key)
        follows = not isinstance(value, (int, float)) or value != other.get(key)
        shares.append(1.0 if follows else value / most if most > 0 else float(value != 0))
    return shares
