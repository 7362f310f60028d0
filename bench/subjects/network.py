"""The step of the benchmark in PyTorch and JAX.

usage: network.py torch-loop|torch-vmap|jax REPLICAS [CORES]

Prints 0 when ready, then answers every line with a number of seconds by replica-steps a second. Mini-batches are drawn with
replacement, which is less work than what the other subjects do.
"""

import csv
import gzip
import math
import os
import pathlib
import sys
import time

LEARNING_RATE, WEIGHT_DECAY, BATCH = 0.1, 0.01, 32
DIGITS = pathlib.Path(__file__).parents[2] / "fixtures" / "digits" / "digits.csv.gz"


def examples():
    with gzip.open(DIGITS, "rt") as file:
        rows = [[float(value) for value in row] for row in csv.reader(file)][:1437]
    return [[pixel / 16 for pixel in row[:-1]] for row in rows], [int(row[-1]) for row in rows]


def jax_steps(replicas):
    import jax
    import jax.numpy as jnp

    inputs, labels = map(jnp.array, examples())
    keys = jax.random.split(jax.random.key(0), 4)
    top = jax.random.normal(keys[0], (32, 10)) / math.sqrt(32)
    weights = [
        jax.random.normal(keys[1], (replicas, 64, 32)) / math.sqrt(64),
        jax.random.normal(keys[2], (replicas, 32, 32)) / math.sqrt(32),
    ]

    def loss(weights, x, y):
        h = x
        for w in weights:
            z = h @ w
            centred = z - z.mean(0)
            h = jax.nn.relu(centred * jax.lax.rsqrt((centred**2).mean(0)))
        return -jnp.take_along_axis(jax.nn.log_softmax(h @ top), y[:, None], 1).mean()

    def run(weights, key, steps):
        def step(weights, key):
            chosen = jax.random.randint(key, (BATCH,), 0, len(inputs))
            gradients = jax.grad(loss)(weights, inputs[chosen], labels[chosen])
            return [w - LEARNING_RATE * (g + WEIGHT_DECAY * w) for w, g in zip(weights, gradients)], None

        return jax.lax.scan(step, weights, jax.random.split(key, steps))[0]

    compiled = jax.jit(jax.vmap(run, (0, 0, None)), static_argnums=2)

    def steps(count):
        nonlocal weights
        weights = jax.block_until_ready(compiled(weights, jax.random.split(keys[3], replicas), count))

    return steps


def torch_steps(replicas, vmapped):
    import torch

    try:
        from torch.func import grad, vmap
    except ImportError:  # before PyTorch 2
        from functorch import grad, vmap

    inputs, labels = examples()
    inputs, labels = torch.tensor(inputs), torch.tensor(labels)
    top = torch.randn(32, 10) / math.sqrt(32)
    weights = [torch.randn(replicas, 64, 32) / 8, torch.randn(replicas, 32, 32) / math.sqrt(32)]

    def loss(weights, x, y):
        h = x
        for w in weights:
            z = h @ w
            centred = z - z.mean(0)
            h = torch.relu(centred * torch.rsqrt((centred**2).mean(0)))
        return -torch.log_softmax(h @ top, 1).gather(1, y[:, None]).mean()

    batched = vmap(grad(loss))

    def steps(count):
        for _ in range(count):
            chosen = torch.randint(len(inputs), (replicas, BATCH))
            if vmapped:
                gradients = batched(weights, inputs[chosen], labels[chosen])
                for w, g in zip(weights, gradients):
                    w -= LEARNING_RATE * (g + WEIGHT_DECAY * w)
                continue
            for r in range(replicas):
                own = [w[r].requires_grad_() for w in weights]
                gradients = torch.autograd.grad(loss(own, inputs[chosen[r]], labels[chosen[r]]), own)
                with torch.no_grad():
                    for w, g in zip(weights, gradients):
                        w[r] -= LEARNING_RATE * (g + WEIGHT_DECAY * w[r])

    return steps


def main():
    library, replicas = sys.argv[1], int(sys.argv[2])
    cores = int(sys.argv[3]) if len(sys.argv) > 3 else 0
    if cores > 0:
        # Before the library is imported, which counts the cores.
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:cores])
    steps = jax_steps(replicas) if library == "jax" else torch_steps(replicas, library == "torch-vmap")
    count = 4
    steps(count)
    print(0, flush=True)
    for line in sys.stdin:
        seconds = float(line)
        while True:
            start = time.perf_counter()
            steps(count)
            elapsed = time.perf_counter() - start
            if elapsed >= seconds / 2:
                break
            count *= 2
            # A new number of steps is compiled before it is timed.
            steps(count)
        print(replicas * count / elapsed, flush=True)


main()
