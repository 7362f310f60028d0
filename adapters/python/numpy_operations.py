"""Operations of JAX, carried out by NumPy: each makes a function of arrays from the parameters of an equation."""

import numpy as np


def _reduce(function):
    return lambda parameters: lambda x: function(x, axis=tuple(parameters["axes"]))


def _integer_power(parameters):
    exponent = parameters["y"]
    if exponent == 2:
        return lambda x: x * x

    def power(x):
        result, base, n = None, x, abs(exponent)
        while n:
            if n & 1:
                result = base if result is None else result * base
            base, n = base * base, n >> 1
        result = np.ones_like(x) if result is None else result
        return 1 / result if exponent < 0 else result

    return power


def _broadcast(parameters):
    shape, dimensions = parameters["shape"], parameters["broadcast_dimensions"]

    def broadcast(x):
        x = np.asarray(x)
        aligned = [1] * len(shape)
        for extent, dimension in zip(x.shape, dimensions):
            aligned[dimension] = extent
        return np.broadcast_to(x.reshape(aligned), shape)

    return broadcast


def _dot(parameters):
    (left, right), (left_batch, right_batch) = parameters["dimension_numbers"]
    if not left_batch:
        return lambda x, y: np.tensordot(x, y, axes=(left, right))

    def batched(x, y):
        # Axes by number: those of a batch come first in the result, then what is left of x, then what is left of y.
        of_x = list(range(np.ndim(x)))
        of_y = [np.ndim(x) + axis for axis in range(np.ndim(y))]
        for here, there in zip((*left, *left_batch), (*right, *right_batch)):
            of_y[there] = of_x[here]
        batch = [of_x[axis] for axis in left_batch]
        summed = [of_x[axis] for axis in left]
        free = [axis for axis in (*of_x, *of_y) if axis not in batch and axis not in summed]
        return np.einsum(x, of_x, y, of_y, batch + free)

    return batched


def _slice(parameters):
    bounds = zip(parameters["start_indices"], parameters["limit_indices"], parameters["strides"] or (1,) * len(parameters["start_indices"]))
    where = tuple(slice(*each) for each in bounds)
    return lambda x: np.asarray(x)[where]


def _dynamic_slice(parameters):
    sizes = parameters["slice_sizes"]

    def dynamic(x, *starts):
        # A start that leaves no room is moved, as by JAX.
        first = [min(max(int(start), 0), extent - size) for start, extent, size in zip(starts, np.shape(x), sizes)]
        return np.asarray(x)[tuple(slice(start, start + size) for start, size in zip(first, sizes))]

    return dynamic


def _iota(parameters):
    shape, dimension = parameters["shape"], parameters["dimension"]
    counted = np.arange(shape[dimension]).reshape([-1 if axis == dimension else 1 for axis in range(len(shape))])
    return lambda: np.broadcast_to(counted, shape)


def _cumulative(function):
    def with_parameters(parameters):
        axis, reverse = parameters["axis"], parameters["reverse"]
        return lambda x: np.flip(function(np.flip(x, axis), axis=axis), axis) if reverse else function(x, axis=axis)

    return with_parameters


def _select(_parameters):
    def select(which, *cases):
        return np.choose(which, cases) if len(cases) != 2 else np.where(which, cases[1], cases[0])

    return select


def _simple(function):
    return lambda _parameters: function


OPERATIONS = {
    **{name: _simple(function) for name, function in {
        "add": np.add, "add_any": np.add, "sub": np.subtract, "mul": np.multiply, "div": np.divide, "rem": np.fmod, "pow": np.power,
        "neg": np.negative, "abs": np.abs, "sign": np.sign, "sqrt": np.sqrt, "cbrt": np.cbrt, "exp": np.exp, "log": np.log,
        "exp2": np.exp2, "log1p": np.log1p, "expm1": np.expm1, "tanh": np.tanh, "sin": np.sin, "cos": np.cos, "square": np.square,
        "floor": np.floor, "ceil": np.ceil, "max": np.maximum, "min": np.minimum, "is_finite": np.isfinite, "real": np.real,
        "lt": np.less, "le": np.less_equal, "gt": np.greater, "ge": np.greater_equal, "eq": np.equal, "ne": np.not_equal,
        "and": np.bitwise_and, "or": np.bitwise_or, "xor": np.bitwise_xor, "not": np.invert,
        "rsqrt": lambda x: 1 / np.sqrt(x), "logistic": lambda x: 1 / (1 + np.exp(-x)), "stop_gradient": lambda x: x,
        "copy": np.array, "copy_p": np.array, "clamp": lambda low, x, high: np.minimum(np.maximum(x, low), high),
        "optimization_barrier": lambda x: x,
    }.items()},
    "integer_pow": _integer_power,
    "convert_element_type": lambda parameters: lambda x: np.asarray(x).astype(parameters["new_dtype"]),
    "broadcast_in_dim": _broadcast,
    "reshape": lambda parameters: lambda x: np.reshape(x, parameters["new_sizes"]),
    "squeeze": lambda parameters: lambda x: np.squeeze(x, tuple(parameters["dimensions"])),
    "expand_dims": lambda parameters: lambda x: np.expand_dims(x, tuple(parameters["dimensions"])),
    "transpose": lambda parameters: lambda x: np.transpose(x, parameters["permutation"]),
    "concatenate": lambda parameters: lambda *xs: np.concatenate(xs, parameters["dimension"]),
    "reduce_sum": _reduce(np.sum), "reduce_max": _reduce(np.max), "reduce_min": _reduce(np.min), "reduce_prod": _reduce(np.prod),
    "reduce_and": _reduce(np.all), "reduce_or": _reduce(np.any),
    "cumsum": _cumulative(np.cumsum), "cumprod": _cumulative(np.cumprod), "cummax": _cumulative(np.maximum.accumulate),
    "rev": lambda parameters: lambda x: np.flip(x, parameters["dimensions"]),
    "slice": _slice, "dynamic_slice": _dynamic_slice, "iota": _iota,
    "dot_general": _dot,
    "select_n": _select,
}
