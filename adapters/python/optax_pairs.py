"""Transformations of pairs of fast and slow weights, as `optax.lookahead` makes them: the slow ones are kept in the state."""


def are_expected(error):
    """Whether a transformation looked for the fast weights of a pair."""
    return isinstance(error, AttributeError) and "'fast'" in str(error)


def paired(optax, made):
    """The transformation of the fast weights; both start as the same weights."""

    def init(w):
        return made.init(optax.LookaheadParams.init_synced(w)), w

    def update(updates, state, params=None, **extras):
        inner, slow = state
        moved, inner = made.update(updates, inner, optax.LookaheadParams(fast=params, slow=slow), **extras)
        return moved.fast, (inner, optax.apply_updates(slow, moved.slow))

    return optax.GradientTransformationExtraArgs(init, update)
