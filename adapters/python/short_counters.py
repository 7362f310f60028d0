"""Counters of steps in a number format that has too few whole numbers for all the steps of a training."""

#: The last number that counting by one comes to, before it stays there or starts again below zero.
LAST = {"bfloat16": 256, "float16": 2048, "int8": 127, "uint8": 255, "int16": 32767, "uint16": 65535}

#: Steps after which a number that was the number of each is a counter of them.
COUNTED = 4


def short_counters(left, step, numbers):
    """
    What is left of the names that have been the number of every step, and sentences, once they are known to be counters.

    `numbers` are the single ones of a state after a step: name, number format, value; `left` is `None` before the first step.
    """
    counting = {(name, form) for name, form, value in numbers if form in LAST and float(value) == step}
    left = counting if left is None else left & counting
    known = sorted(left) if step == COUNTED else []
    return left, [f"{name} goes up by one a step in {form}, where {LAST[form]} and one more is not a number of its own" for name, form in known]
