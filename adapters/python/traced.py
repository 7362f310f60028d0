"""Carries out by NumPy what JAX has traced: a jaxpr is a list of equations, each one operation on arrays of known shapes.

The equations become the lines of one function of Python: going through a list of them takes as long again as NumPy does for a few entries.
"""

import functools

import numpy as np

from numpy_operations import OPERATIONS

CALLS = {"jit": "jaxpr", "pjit": "jaxpr", "closed_call": "call_jaxpr", "custom_jvp_call": "call_jaxpr", "custom_vjp_call": "call_jaxpr"}

#: Operations that do nothing where this holds.
IDLE = {
    "convert_element_type": lambda equation: equation.outvars[0].aval.dtype == equation.invars[0].aval.dtype,
    "integer_pow": lambda equation: equation.params["y"] == 1,
    "stop_gradient": lambda _equation: True,
    "optimization_barrier": lambda _equation: True,
}

#: Operations whose result is an array of its own, and, of NumPy's own floating point, of the type of their arguments.
PLAIN = {
    "add", "add_any", "sub", "mul", "div", "neg", "abs", "sign", "sqrt", "cbrt", "exp", "log", "log1p", "expm1", "tanh", "sin", "cos",
    "square", "floor", "ceil", "max", "min", "pow", "integer_pow", "rsqrt", "logistic", "select_n",
}
COMPARISONS = {"lt", "le", "gt", "ge", "eq", "ne", "is_finite"}
NATIVE = (np.dtype(np.float64), np.dtype(np.float32))


def evaluator(closed):
    """A function from the leaves of the arguments to the leaves of the result, in the types that were traced."""
    return Listing(closed).function()


class Listing:
    """A jaxpr as lines of Python, what is computed twice once, and what nobody needs never."""

    def __init__(self, closed):
        jaxpr = closed.jaxpr
        #: What the names of the lines stand for, beside the variables.
        self.objects = {"typed": typed, "converted": converted, "kept": kept, "errstate": np.errstate}
        #: The names that a line assigns, the line, and the names that it needs.
        self.lines = []
        self.names = {}
        self.own = set()
        self.arguments = [self.new("a") for _ in jaxpr.invars]
        leaves = [self.input(name, variable.aval) for name, variable in zip(self.arguments, jaxpr.invars)]
        self.results = self.inline(jaxpr, closed.consts, leaves)
        self.ranks = [len(variable.aval.shape) for variable in jaxpr.outvars]

    def function(self):
        needed, lines = set(self.results), []
        for targets, text, origins in reversed(self.lines):
            if not needed.isdisjoint(targets):
                needed.update(origins)
                lines.append(f"  {text}")
        # Views would let the caller change what is kept.
        results = [name if name in self.own and rank else f"kept({name})" for name, rank in zip(self.results, self.ranks)]
        start = f" {''.join(f'{name}, ' for name in self.arguments)} = leaves\n" if self.arguments else ""
        body = "\n".join(reversed(lines)) or "  pass"
        source = f"def run(leaves):\n{start} with errstate(all='ignore'):\n{body}\n return [{', '.join(results)}]"
        exec(_compiled(source), self.objects)
        return self.objects["run"]

    def new(self, letter):
        return self.names.setdefault(object(), f"{letter}{len(self.names)}")

    def named(self, key, letter, value):
        """The name of a value, the same for the same key."""
        if key not in self.names:
            self.names[key] = f"{letter}{len(self.names)}"
            self.objects[self.names[key]] = value
        return self.names[key]

    def type(self, dtype):
        return self.named(("type", dtype), "t", dtype)

    def input(self, name, aval):
        if not isinstance(aval.dtype, np.dtype):
            return name
        target = self.new("v")
        self.lines.append(((target,), f"{target} = converted({name}, {self.type(aval.dtype)})", (name,)))
        return target

    def inline(self, jaxpr, constants, arguments):
        """Adds the lines of a jaxpr for arguments of these names, and returns the names of its results."""
        names = dict(zip(jaxpr.invars, arguments))
        for variable, value in zip(jaxpr.constvars, constants):
            names[variable] = self.named(("constant", id(value)), "c", value if _is_opaque(value) else np.asarray(value))

        def name_of(variable):
            return self.literal(variable) if hasattr(variable, "val") else names[variable]

        for equation in jaxpr.eqns:
            origins = tuple(map(name_of, equation.invars))
            names.update(zip(equation.outvars, self.equation(equation, origins)))
        return [name_of(variable) for variable in jaxpr.outvars]

    def literal(self, variable):
        value = np.asarray(variable.val, dtype=variable.aval.dtype)[()]
        return self.named(("literal", value.dtype, value.tobytes(), value.shape), "c", value)

    def equation(self, equation, origins):
        """Adds the lines of an equation, and returns the names of its results."""
        name, parameters = equation.primitive.name, equation.params
        if name in CALLS:
            closed = parameters[CALLS[name]]
            return self.inline(closed.jaxpr, closed.consts, origins)
        if name in OPERATIONS and len(equation.outvars) == 1 and not _is_key(equation):
            return [self.operation(equation, origins)]
        make = {"cond": _cond, "while": _while, "scan": _scan, "scatter": _scatter}.get(name, _by_jax)
        targets = tuple(self.new("v") for _ in equation.outvars)
        function = self.named(("call", id(equation)), "f", make(equation))
        # It returns a list, also of one result.
        self.lines.append((targets, f"{''.join(f'{target}, ' for target in targets)}= {function}({', '.join(origins)})", origins))
        return targets

    def operation(self, equation, origins):
        name, dtype = equation.primitive.name, np.dtype(equation.outvars[0].aval.dtype)
        if name in IDLE and IDLE[name](equation):
            return origins[0]
        operation = (name, str(equation.params))
        key = (operation, dtype, origins)
        if key not in self.names:
            target = self.names[key] = f"v{len(self.names)}"
            function = self.named(operation, "f", OPERATIONS[name](equation.params))
            text = f"{function}({', '.join(origins)})"
            given = [variable.aval.dtype for variable in equation.invars[name == "select_n" :]]
            same = name in PLAIN and dtype in NATIVE and all(each == dtype for each in given)
            text = text if same or name in COMPARISONS else f"typed({text}, {self.type(dtype)})"
            self.lines.append(((target,), f"{target} = {text}", origins))
            if name in PLAIN:
                self.own.add(target)
        return self.names[key]


@functools.lru_cache(maxsize=1024)
def _compiled(source):
    # Shapes are in the objects, not in the text: most traces have the text of another one.
    return compile(source, "<traced>", "exec")


def converted(leaf, dtype):
    """An argument in the type that was traced."""
    if isinstance(leaf, np.ndarray) and leaf.dtype == dtype:
        return leaf
    return np.asarray(leaf, dtype=dtype)[()]


def typed(result, dtype):
    return result if result.dtype == dtype else result.astype(dtype)


def kept(value):
    return value if _is_opaque(value) else np.array(value)


def _is_opaque(value):
    """Keys of random numbers, which are no arrays of NumPy."""
    return not isinstance(getattr(value, "dtype", np.dtype(float)), np.dtype)


def _is_key(equation):
    return any(_is_opaque(getattr(variable, "aval", None)) for variable in (*equation.invars, *equation.outvars))


def _cond(equation):
    ways = [evaluator(branch) for branch in equation.params["branches"]]
    return lambda which, *arguments: ways[min(max(int(which), 0), len(ways) - 1)](arguments)


def _while(equation):
    parameters = equation.params
    test, body = evaluator(parameters["cond_jaxpr"]), evaluator(parameters["body_jaxpr"])
    first = parameters["cond_nconsts"]
    second = first + parameters["body_nconsts"]

    def run(*arguments):
        of_test, of_body, carry = arguments[:first], arguments[first:second], list(arguments[second:])
        while test([*of_test, *carry])[0]:
            carry = body([*of_body, *carry])
        return carry

    return run


def _scan(equation):
    parameters = equation.params
    body, length, carried = evaluator(parameters["jaxpr"]), parameters["length"], parameters["num_carry"]
    first = parameters["num_consts"]
    order = range(length)[::-1] if parameters["reverse"] else range(length)
    stacks = [(variable.aval.shape, variable.aval.dtype) for variable in equation.outvars[carried:]]

    def run(*arguments):
        constants, carry, rows = arguments[:first], list(arguments[first:first + carried]), arguments[first + carried:]
        stacked = [np.empty(shape, dtype) for shape, dtype in stacks]
        for i in order:
            results = body([*constants, *carry, *[row[i] for row in rows]])
            carry = results[:carried]
            for stack, result in zip(stacked, results[carried:]):
                stack[i] = result
        return [*carry, *stacked]

    return run


def _scatter(equation):
    """x.at[i].set(row) of one row, as of a ring of buffers; JAX takes a millisecond for each."""
    parameters = equation.params
    numbers, mode = parameters["dimension_numbers"], getattr(parameters["mode"], "name", None)
    operand, indices, updates = (variable.aval.shape for variable in equation.invars)
    rows = (numbers.inserted_window_dims, numbers.scatter_dims_to_operand_dims, numbers.update_window_dims) == ((0,), (0,), tuple(range(len(updates))))
    if not rows or indices != (1,) or updates != operand[1:] or mode not in ("CLIP", "FILL_OR_DROP", "PROMISE_IN_BOUNDS"):
        return _by_jax(equation)

    def run(x, index, row):
        (at,) = np.asarray(index).tolist()
        result = np.array(x)
        if mode == "CLIP":
            at = min(max(at, 0), len(result) - 1)
        if 0 <= at < len(result):
            result[at] = row
        return [result]

    return run


def _by_jax(equation):
    """An operation that NumPy does not have, by itself."""
    import jax

    primitive, parameters = equation.primitive, equation.params

    def run(*arguments):
        results = primitive.bind(*[x if _is_opaque(x) else jax.numpy.asarray(x) for x in arguments], **parameters)
        return [x if _is_opaque(x) else np.asarray(x) for x in (results if primitive.multiple_results else [results])]

    return run
