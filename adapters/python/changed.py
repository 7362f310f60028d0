"""Whether values of options and of states are others than they were."""


def changed(a, b):
    """Whether two values of a key differ; what cannot be compared has changed."""
    if a is b:
        return False
    try:
        return type(a) is not type(b) or not bool((a == b).all() if hasattr(a, "all") else a == b)
    except Exception:
        return True


def same_state(a, b):
    return len(a) == len(b) and not any(changed(x, y) for x, y in zip(a, b))
