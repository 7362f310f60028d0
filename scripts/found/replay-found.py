"""Replays the bugs of docs/found.md in the libraries alone, without intrinsic-lr.

    python replay-found.py [number ...]

Prints one line a bug: reproduced, NOT reproduced (with what came instead), or skipped (with the reason, such as a library that is not
installed). Exits with 1 if one is not reproduced.
"""

import importlib.metadata
import sys
import warnings

warnings.filterwarnings("ignore")

BUGS = []


def bug(number, library, version):
    """Registers a function that returns what it saw, and whether that is the bug."""

    def register(reproduce):
        BUGS.append((number, library, version, reproduce))
        return reproduce

    return register


def trained(cls, weights, gradients, group=None, dtype=None, **options):
    """Weights after each step of a torch optimizer, one list a step."""
    import torch

    dtype = dtype or torch.float64
    w = torch.nn.Parameter(torch.tensor(weights, dtype=dtype))
    optimizer = cls([{"params": [w], **group}] if group else [w], **options)
    seen = []
    for gradient in gradients:
        w.grad = torch.tensor(gradient, dtype=dtype)
        optimizer.step()
        seen.append(w.detach().tolist())
    return seen


def transformed(transformation, weights, gradients):
    """Weights after each step of an optax transformation."""
    import jax.numpy as jnp
    import optax

    w = jnp.array(weights)
    state = transformation.init(w)
    seen = []
    for gradient in gradients:
        updates, state = transformation.update(jnp.array(gradient), state, w)
        w = optax.apply_updates(w, updates)
        seen.append([float(value) for value in w])
    return seen


def close(seen, expected, tolerance=1e-3):
    return all(abs(a - b) <= tolerance * max(1, abs(b)) for a, b in zip(seen, expected, strict=True))


def first(rows):
    return [row[0] for row in rows]


SOME = [[0.3, -1.0], [0.5, 0.2], [-0.1, 0.4], [1.0, 1.0]]
MATRICES = [[[0.3, -1.0], [0.5, 0.2]], [[0.1, 0.2], [-0.3, 0.4]]]


@bug(1, "pytorch-optimizer", "4.1.0")
def ranger_ascends():
    from pytorch_optimizer import Ranger

    seen = first(trained(Ranger, [1.0], [[1.0]] * 6, lr=0.1))
    return seen, close(seen, [1.1, 1.2, 1.3, 1.4, 1.5, 1.249])


@bug(2, "heavyball", "3.2.1")
def nadam_decays_upwards():
    import heavyball.utils
    import torch

    heavyball.utils.compile_mode = None
    seen = [
        trained(heavyball.NAdam, [2.0], [[-1.0]], dtype=torch.float32, lr=0.1, weight_decay=decay)[0][0] for decay in (0.0, 0.1)
    ]
    return seen, seen[1] > seen[0] + 0.019


@bug(3, "torch-optimizer", "0.3.0")
def sgdw_subtracts_a_number():
    from torch_optimizer import SGDW

    seen = trained(SGDW, [1.0, -1.0, 100.0], [[0.0] * 3], lr=0.1, weight_decay=0.1)[0]
    return seen, close(seen, [0.99, -1.01, 99.99], 1e-6)


@bug(4, "heavyball", "3.2.1")
def scion_replaces_the_weights():
    import heavyball.utils
    import torch

    heavyball.utils.compile_mode = None
    weights = [[3.0, 4.0], [1.0, 2.0]]
    seen = sum(trained(heavyball.Scion, weights, [[[0.0] * 2] * 2], dtype=torch.float32, lr=1e-9)[0], [])
    return seen, close(seen, [0.577, 0.816, -0.816, 0.577], 2e-3)


@bug(5, "pytorch-optimizer", "4.1.0")
def srmm_shrinks_the_weights():
    from pytorch_optimizer import SRMM

    seen = first(trained(SRMM, [1.0], [[0.0]] * 2))
    return seen, close(seen, [0.7071, 0.7071])


@bug(6, "pytorch-optimizer", "4.1.0")
def adai_clamps_the_mean():
    from pytorch_optimizer import Adai

    shape = [1.0, -0.5, 0.3, 0.8, -0.2]
    small = trained(Adai, [1.0], [[0.02 * value] for value in shape], lr=1.0)[-1][0]
    large = trained(Adai, [1.0], [[20 * value] for value in shape], lr=1e-3)[-1][0]
    return [small, large], abs(small - large) > 1e-3


@bug(7, "pytorch-optimizer", "4.1.0")
def dadapt_lion_has_no_beta1():
    from pytorch_optimizer import DAdaptLion

    runs = [trained(DAdaptLion, [1.0, 2.0], SOME, betas=(beta, 0.999)) for beta in (0.9, 0.1)]
    return [run[-1] for run in runs], runs[0] == runs[1]


@bug(7, "dadaptation", "3.2")
def original_dadapt_lion_has_no_beta1():
    from dadaptation import DAdaptLion

    runs = [trained(DAdaptLion, [1.0, 2.0], SOME, betas=(beta, 0.999)) for beta in (0.9, 0.1)]
    return [run[-1] for run in runs], runs[0] == runs[1]


@bug(8, "optax", "0.2.8")
def prodigy_and_dadapt_divide_zero_by_zero():
    import optax.contrib

    prodigy = transformed(optax.contrib.prodigy(1.0), [1.0, 2.0], [[0.0, 0.0]])[-1]
    dadapt = transformed(optax.contrib.dadapt_adamw(1.0), [1.0, 2.0], [[0.0, 0.0]] * 2)[-1]
    return [prodigy, dadapt], all(value != value for value in prodigy + dadapt)


@bug(9, "pytorch-optimizer", "4.1.0")
def apollo_corrects_its_decay():
    from pytorch_optimizer import APOLLO

    seen = first(trained(APOLLO, [1.0], [[0.0]], lr=0.1, weight_decay=0.1))
    return seen, close(seen, [0.99684], 1e-5)


@bug(10, "torch-optimizer", "0.3.0")
def apollo_keeps_the_graph():
    import torch
    from torch_optimizer import Apollo

    w = torch.nn.Parameter(torch.ones(2))
    optimizer = Apollo([w], lr=0.1, weight_decay=0.1)
    nodes = []
    for _ in range(6):
        w.grad = torch.tensor([1.0, 2.0])
        optimizer.step()
        nodes.append(len(graph(optimizer.state[w]["update"].grad_fn)))
    return nodes, nodes == sorted(set(nodes)) and nodes[-1] > nodes[0]


def graph(root):
    seen, waiting = set(), [root]
    while waiting:
        node = waiting.pop()
        if node is not None and node not in seen:
            seen.add(node)
            waiting += [following for following, _ in node.next_functions]
    return seen


@bug(11, "pytorch-optimizer", "4.1.0")
def ten_rules_have_an_epsilon_that_no_option_removes():
    import pytorch_optimizer

    names = ["AdaBound", "AdamC", "AdaNorm", "AdaPNM", "Aida", "DiffGrad", "LaProp", "MARS", "ScheduleFreeAdamW", "SWATS"]
    ratios = {}
    for name in names:
        cls = getattr(pytorch_optimizer, name)
        # The bounds of AdaBound have the dimension of one over a gradient, by design.
        steps = [
            trained(cls, [0.0], [[size]], lr=1.0, eps=1e-30, **({"final_lr": 0.1 / size} if name == "AdaBound" else {}))
            for size in (1e-9, 1.0)
        ]
        tiny, usual = (step[0][0] for step in steps)
        ratios[name] = round(tiny / usual, 5)
    return ratios, all(ratio < 0.05 for ratio in ratios.values())


@bug(12, "pytorch-optimizer", "4.1.0")
def yogi_drifts():
    from pytorch_optimizer import Yogi

    seen = first(trained(Yogi, [1.0], [[0.0]] * 2, lr=0.1))
    return seen, close(seen, [0.999972, 0.999954], 1e-6)


@bug(12, "torch-optimizer", "0.3.0")
def older_yogi_drifts():
    from torch_optimizer import Yogi

    seen = first(trained(Yogi, [1.0], [[0.0]] * 2, lr=0.1))
    return seen, close(seen, [0.999972, 0.999954], 1e-6)


@bug(12, "optax", "0.2.8")
def optax_yogi_drifts():
    import optax

    seen = first(transformed(optax.yogi(0.1), [1.0], [[0.0]] * 2))
    return seen, close(seen, [0.999972, 0.999954], 1e-6)


@bug(13, "pytorch-optimizer", "4.1.0")
def rose_is_not_odd():
    from pytorch_optimizer import ROSE

    steps = [trained(ROSE, [0.0, 0.0], [gradient], lr=0.1)[0] for gradient in ([1.0, 3.0], [-1.0, -3.0])]
    return steps, close(steps[0] + steps[1], [-0.05, -0.15, 0.025, 0.075])


@bug(14, "pytorch-optimizer", "4.1.0")
def adams_explodes_at_rest():
    from pytorch_optimizer import AdamS

    seen = first(trained(AdamS, [1.0], [[0.0]] * 3, lr=1e-3, weight_decay=1e-4))
    return seen, close(seen, [-9, 81, -729])


@bug(15, "torch", "2.15.0")
def asgd_follows_the_rate_a_step_late():
    import torch

    w = torch.nn.Parameter(torch.ones(1))
    optimizer = torch.optim.ASGD([w], lr=0.1)
    seen = []
    for rate in (0.1, 0.2, 0.2, 0.2):
        optimizer.param_groups[0]["lr"] = rate
        w.grad = torch.ones(1)
        optimizer.step()
        seen.append(w.item())
    return seen, close(seen, [0.9, 0.8, 0.6, 0.4])


@bug(16, "pytorch-optimizer", "4.1.0")
def options_of_a_group_are_ignored():
    import pytorch_optimizer

    cases = {
        "Adan": ({"max_grad_norm": 0.01}, [1.0, 2.0], SOME),
        "MARS": ({"lr_1d": 1.0}, [1.0, 2.0], SOME),
        "CAME": ({"eps1": 1.0, "eps2": 1.0}, [[1.0, 2.0], [3.0, 4.0]], MATRICES),
        "AdaFactor": ({"eps1": 1.0, "eps2": 1.0}, [[1.0, 2.0], [3.0, 4.0]], MATRICES),
    }
    ignored = {}
    for name, (options, weights, gradients) in cases.items():
        cls = getattr(pytorch_optimizer, name)
        without = trained(cls, weights, gradients)
        in_group = trained(cls, weights, gradients, group=options)
        ignored[name] = in_group == without and trained(cls, weights, gradients, **options) != without
    return ignored, all(ignored.values())


@bug(17, "pytorch-optimizer", "4.1.0")
def adafactor_ignores_its_rate():
    from pytorch_optimizer import AdaFactor

    runs = [trained(AdaFactor, [1.0, 2.0], SOME, lr=rate) for rate in (1e-3, 10.0)]
    return [run[-1] for run in runs], runs[0] == runs[1]


@bug(18, "dadaptation", "3.2")
def dadapt_sgd_divides_by_zero():
    from dadaptation import DAdaptSGD

    try:
        return trained(DAdaptSGD, [1.0], [[0.0]]), False
    except ZeroDivisionError as error:
        return str(error), True


@bug(19, "pytorch-optimizer", "4.1.0")
def fadam_refuses_double_precision():
    from pytorch_optimizer import FAdam

    try:
        return trained(FAdam, [1.0], [[1.0]]), False
    except RuntimeError as error:
        return str(error), "dtype" in str(error)


@bug(20, "pytorch-optimizer", "4.1.0")
def shampoo_is_not_finite():
    import torch
    from pytorch_optimizer import Shampoo

    failures = 0
    for seed in range(50):
        torch.manual_seed(seed)
        w = torch.nn.Parameter(torch.randn(4, 3))
        optimizer = Shampoo([w])
        for _ in range(3):
            gradient = 8 * torch.randn(4, 3)
            w.grad = gradient * (torch.rand(4, 3) < 0.5)
            optimizer.step()
        failures += not torch.isfinite(w).all().item()
    return f"{failures} of 50 runs", failures > 0


@bug(21, "timm", "1.0.31")
def radam_rounds_weights():
    import torch
    from timm.optim import RAdamLegacy

    w = torch.nn.Parameter(torch.tensor([1 / 3], dtype=torch.float64))
    w.grad = torch.zeros(1, dtype=torch.float64)
    RAdamLegacy([w], lr=1e-3).step()
    return w.item(), w.item() == torch.tensor(1 / 3).item()


@bug(22, "optax", "0.2.8")
def schedule_free_divides_by_b1():
    import optax.contrib

    seen = [
        transformed(make(0.1, b1=0.0), [1.0], [[1.0]])[0][0]
        for make in (optax.contrib.schedule_free_sgd, optax.contrib.schedule_free_adamw)
    ]
    return seen, all(value != value for value in seen)


@bug(23, "pytorch-optimizer", "4.1.0")
def shadow_weight_is_never_used():
    import torch
    from pytorch_optimizer import EmoFact, EmoLynx

    def end(kind, shadow_weight):
        w = torch.nn.Parameter(torch.ones(4, 3))
        optimizer = kind([w], lr=0.01, use_shadow=True, shadow_weight=shadow_weight)
        for step in range(60):

            def closure():
                w.grad = (w.detach() - 0.5).mul(1 + step % 3)
                return torch.tensor(1 + 0.1 * (step % 5))

            optimizer.step(closure)
        return w.tolist()

    same = [end(kind, 0.05) == end(kind, 0.9) for kind in (EmoFact, EmoLynx)]
    return same, all(same)


@bug(24, "optax", "0.2.8")
def injected_coefficients_are_rounded_to_one():
    import jax.numpy as jnp
    import optax

    w = jnp.ones(1, jnp.bfloat16)
    made = optax.inject_hyperparams(optax.adam)(learning_rate=0.01)
    updates, _ = made.update(jnp.full(1, 0.5, jnp.bfloat16), made.init(w), w)
    seen = float(optax.apply_updates(w, updates)[0])
    return seen, seen != seen


@bug(25, "torch", "2.15.0")
def fused_paths_take_memory_for_contiguous():
    import torch

    def end(name, fused):
        memory = torch.ones(6, dtype=torch.float64)
        w = torch.nn.Parameter(memory[::2])
        w.grad = torch.tensor([1.0, 2.0, 3.0], dtype=torch.float64)
        getattr(torch.optim, name)([w], lr=0.1, fused=fused).step()
        return [round(x, 6) for x in w.tolist()]

    seen = {name: (end(name, False), end(name, True)) for name in ("SGD", "Adam", "AdamW", "Adagrad")}
    return seen["SGD"], all(plain != fused and fused[-1] == 1 for plain, fused in seen.values())


@bug(26, "pytorch-optimizer", "4.1.0")
def epsilon_of_schedule_free_sgd_is_never_used():
    import torch
    from pytorch_optimizer import ScheduleFreeSGD

    def end(eps):
        w = torch.nn.Parameter(torch.ones(4, 3))
        optimizer = ScheduleFreeSGD([w], lr=0.1, eps=eps)
        optimizer.train()
        for step in range(20):
            w.grad = (w.detach() - 0.5).mul(1 + step % 3)
            optimizer.step()
        return w.tolist()

    same = end(1e-8) == end(1.0)
    return same, same


@bug(27, "pytorch-optimizer", "4.1.0")
def extra_l2_of_amos_makes_weights_grow():
    from pytorch_optimizer import Amos

    seen = trained(Amos, [1.0, -2.0], [[0.0, 0.0]] * 2, lr=0.1, extra_l2=0.1)
    return seen, seen[-1][0] > seen[0][0] > 1 and seen[-1][1] < seen[0][1] < -2


@bug(28, "pytorch-optimizer", "4.1.0")
def rate_of_a_second_group_is_ignored():
    import pytorch_optimizer
    import torch

    def end(name, rate):
        a, b = (torch.nn.Parameter(torch.ones(3, dtype=torch.float64)) for _ in range(2))
        optimizer = getattr(pytorch_optimizer, name)([{"params": [a]}, {"params": [b], "lr": rate}], lr=1.0)
        for step in range(8):
            for p in (a, b):
                p.grad = torch.tensor([1.0, -0.5, 0.25], dtype=torch.float64) * (1 + step % 3)
            optimizer.step()
        return b.tolist()

    names = ("DAdaptAdaGrad", "DAdaptAdam", "DAdaptSGD", "DAdaptLion", "Prodigy")
    same = {name: end(name, 1.0) == end(name, 0.01) for name in names}
    return same, all(same.values())


@bug(29, "pytorch-optimizer", "4.1.0")
def maximize_of_alig_turns_half_of_it():
    import torch
    from pytorch_optimizer import AliG

    def end(sign, **options):
        w = torch.nn.Parameter(torch.tensor([1.0, 2.0], dtype=torch.float64))
        g = sign * torch.tensor([0.5, 0.25], dtype=torch.float64)
        optimizer = AliG([w], max_lr=10.0, **options)
        w.grad = g.clone()
        optimizer.step(lambda: float((w * g).sum()))
        return w.tolist()

    seen = end(1), end(-1, maximize=True)
    return seen, not close(*seen)


@bug(30, "optax", "0.2.8")
def weight_of_schedule_free_reads_the_schedule_a_step_ahead():
    import jax.numpy as jnp
    import optax

    def rate(count):
        return jnp.where(count < 2, 1.0, 3.0)

    made = optax.contrib.schedule_free(optax.sgd(rate), rate, b1=0.9)
    w = jnp.zeros(1)
    state = made.init(w)
    for _ in range(2):
        updates, state = made.update(jnp.ones(1), state, w)
        w = optax.apply_updates(w, updates)
    seen = float(optax.contrib.schedule_free_eval_params(state, w)[0])
    return seen, close([seen], [-1.9])


@bug(31, "torch-optimizer", "0.3.0")
def a_late_group_of_adabound_is_never_trained():
    import torch
    from torch_optimizer import AdaBound

    first, late = (torch.nn.Parameter(torch.ones(1)) for _ in range(2))
    optimizer = AdaBound([first], lr=0.1)
    optimizer.add_param_group({"params": [late]})
    for _ in range(3):
        first.grad, late.grad = torch.ones(1), torch.ones(1)
        optimizer.step()
    return (first.item(), late.item()), first.item() != 1 and late.item() == 1


@bug(32, "parameterfree", "0.0.1")
def wealth_of_kt_is_not_saved():
    import torch
    from parameterfree import KT

    def end(resumed):
        w = torch.nn.Parameter(torch.zeros(1, dtype=torch.float64))
        optimizer = KT([w], w=1.0)
        for step in range(6):
            if resumed and step == 3:
                saved = optimizer.state_dict()
                optimizer = KT([w], w=1.0)
                optimizer.load_state_dict(saved)
            w.grad = torch.full((1,), 0.5, dtype=torch.float64)
            optimizer.step()
        return w.item()

    seen = end(False), end(True)
    return seen, not close(seen[:1], seen[1:])


@bug(33, "torch-optimizer", "0.3.0")
def radam_keeps_the_rate_of_an_earlier_step():
    import torch
    from torch_optimizer import RAdam

    always, behind = (torch.nn.Parameter(torch.ones(1)) for _ in range(2))
    optimizer = RAdam([always, behind], lr=0.1)
    for step in (1, 2, 3):
        before = behind.item()
        optimizer.param_groups[0]["lr"] = 0.0 if step == 3 else 0.1
        always.grad, behind.grad = torch.ones(1), None if step == 2 else torch.ones(1)
        optimizer.step()
    seen = behind.item() - before
    return seen, close([seen], [-0.1])


@bug(34, "pytorch-ranger", "0.1.1")
def a_closure_is_never_called():
    import torch
    from pytorch_ranger import Ranger, RangerVA

    calls = []
    for cls in (Ranger, RangerVA):
        w = torch.nn.Parameter(torch.ones(1))
        optimizer = cls([w], lr=0.1)

        def closure(w=w):
            calls.append(None)
            loss = w.sum()
            loss.backward()
            return loss

        calls.append(optimizer.step(closure))
    return len(calls) - 2, calls == [None, None]


@bug(35, "pytorch-ranger", "0.1.1")
def rectification_of_the_first_group_is_that_of_all():
    import torch
    from pytorch_ranger import Ranger

    def end(groups):
        parameters = [torch.nn.Parameter(torch.ones(1)) for _ in range(2)]
        options = [{}, {"betas": (0.95, 0.9)}]
        optimizer = Ranger([{"params": [parameters[i]], **options[i]} for i in groups], lr=0.1)
        for _ in range(8):
            for i in groups:
                parameters[i].grad = torch.ones(1)
            optimizer.step()
        return parameters[1].item()

    seen = end([0, 1]), end([1])
    return seen, close(seen, [0.749, 0.665])


@bug(36, "nadir", "0.1.1")
def options_of_groups_are_ignored():
    import torch
    from nadir import SGD

    def end(**options):
        w = torch.nn.Parameter(torch.ones(1))
        optimizer = SGD([{"params": [w], "lr": 0.1, **options}])
        for _ in range(3):
            w.grad = torch.ones(1)
            optimizer.step()
        return w.item()

    seen = end(), end(weight_decay=0.5, momentum=0.9)
    return seen, seen[0] == seen[1]


@bug(37, "dadaptation", "3.2")
def closure_of_dadaptadan_has_no_gradients():
    import torch
    from dadaptation import DAdaptAdan

    w = torch.nn.Parameter(torch.ones(1))
    optimizer = DAdaptAdan([w])

    def closure():
        optimizer.zero_grad()
        loss = w.sum()
        loss.backward()
        return loss

    try:
        optimizer.step(closure)
    except RuntimeError as error:
        return str(error).split(" and ")[0], "does not require grad" in str(error)
    return w.item(), False


@bug(38, "nadir", "0.1.1")
def radam_rectifies_from_the_first_step():
    import torch
    from nadir import Radam

    def first(cls):
        w = torch.nn.Parameter(torch.ones(1, dtype=torch.float64))
        optimizer = cls([{"params": [w], "lr": 0.1}])
        w.grad = torch.full((1,), 1e-3, dtype=torch.float64)
        optimizer.step()
        return w.item() - 1

    seen = first(Radam), first(torch.optim.RAdam)
    return seen, abs(seen[0]) > 0.09 and abs(seen[1] + 1e-4) < 1e-6


def resumed_end(make, **options):
    """Where six steps of g = w end from w = 1, uninterrupted, and saved and loaded after three."""
    import torch

    def end(resumed):
        w = torch.nn.Parameter(torch.ones(1, dtype=torch.float32))
        optimizer = make([w], **options)
        for step in range(6):
            if resumed and step == 3:
                saved, w = optimizer.state_dict(), torch.nn.Parameter(w.detach().clone())
                optimizer = make([w], **options)
                optimizer.load_state_dict(saved)
            w.grad = w.detach().clone()
            optimizer.step()
        return w.item()

    return end(False), end(True)


@bug(39, "dowgopt", "0.13")
def start_of_dowg_is_not_restored():
    from dowg import DoWG

    seen = resumed_end(DoWG, eps=0.01)
    return seen, abs(seen[0] - seen[1]) > 1e-3


@bug(40, "grokadamw", "0.1.2")
def moments_of_grokadamw_are_not_restored():
    from grokadamw import GrokAdamW

    seen = resumed_end(GrokAdamW, lr=0.1)
    return seen, abs(seen[0] - seen[1]) > 1e-3


@bug(41, "grams-pytorch", "0.0.2")
def closure_of_grams_has_no_gradients():
    import torch
    from grams import Grams

    w = torch.nn.Parameter(torch.ones(1))
    optimizer = Grams([w], lr=0.1)

    def closure():
        loss = (w * w).sum()
        loss.backward()
        return loss

    try:
        optimizer.step(closure)
    except RuntimeError as error:
        return str(error), "does not require grad" in str(error)
    return w.item(), False


@bug(31, "adabound", "0.0.5")
def a_late_group_of_the_authors_adabound_is_never_trained():
    import torch
    from adabound import AdaBound

    first, late = (torch.nn.Parameter(torch.ones(1)) for _ in range(2))
    optimizer = AdaBound([first], lr=0.1)
    optimizer.add_param_group({"params": [late]})
    for _ in range(3):
        first.grad, late.grad = torch.ones(1), torch.ones(1)
        optimizer.step()
    return (first.item(), late.item()), first.item() != 1 and late.item() == 1


@bug(42, "sgd-sai", "1.0.3")
def a_resumed_sgd_sai_scales_its_steps_anew():
    import contextlib
    import io

    import torch
    from sgd_sai import SGD_sai

    def end(resumed):
        w = torch.nn.Parameter(torch.tensor([1.0, 2.0], dtype=torch.float64))
        optimizer = SGD_sai([w], lr=0.1, weight_decay=0.0)
        for step, g in enumerate(([1.0, 2.0], [1.0, 3.0], [1.0, -1.0], [0.5, 2.0], [1.0, 1.5], [2.0, 1.0])):
            if resumed and step == 3:
                saved = optimizer.state_dict()
                optimizer = SGD_sai([w], lr=0.1, weight_decay=0.0)
                optimizer.load_state_dict(saved)
            w.grad = torch.tensor(g, dtype=torch.float64)
            with contextlib.redirect_stdout(io.StringIO()):
                optimizer.step()
        return w.tolist()

    whole, resumed = end(False), end(True)
    return (whole, resumed), close(whole, [-0.8861, -1.5363]) and close(resumed, [-0.5249, -0.8913])


@bug(43, "sgd-sai", "1.0.3")
def the_first_step_of_sgd_sai_calls_its_closure_twice():
    import contextlib
    import io

    import torch
    from sgd_sai import SGD_sai

    w, calls = torch.nn.Parameter(torch.tensor([1.0, 2.0])), []
    optimizer = SGD_sai([w])

    def closure():
        calls.append(None)
        optimizer.zero_grad()
        loss = (w * w).sum()
        loss.backward()
        return loss

    with contextlib.redirect_stdout(io.StringIO()):
        optimizer.step(closure)
    return len(calls), len(calls) == 2


@bug(44, "schedulefree", "1.4.1")
def radam_schedule_free_is_nan_where_its_rate_is_a_tensor():
    import torch
    from schedulefree import RAdamScheduleFree

    def end(rate):
        w = torch.nn.Parameter(torch.ones(2))
        optimizer = RAdamScheduleFree([w], lr=rate)
        optimizer.train()
        w.grad = torch.ones(2)
        optimizer.step()
        return w.tolist()

    plain, tensor = end(0.1), end(torch.tensor(0.1))
    return (plain, tensor), plain == [1, 1] and all(x != x for x in tensor)


@bug(45, "optax", "0.2.8")
def the_weights_of_schedule_free_stop_adding_up_in_bfloat16():
    import jax
    import jax.numpy as jnp
    import optax.contrib

    def total(dtype):
        optimizer = optax.contrib.schedule_free_sgd(0.01)
        w = jnp.ones(1, dtype)
        state, update = optimizer.init(w), jax.jit(optimizer.update)
        sums = []
        for _ in range(600):
            updates, state = update(w, state, w)
            sums.append(float(state.weight_sum) / float(jnp.float32(0.01)) ** 2)
        return round(sums[399]), round(sums[599])

    short, long = total(jnp.bfloat16), total(jnp.float32)
    return (short, long), short[0] == short[1] and long == (400, 600)


@bug(46, "pytorch-optimizer", "4.1.0")
def adams_decays_by_the_epsilon_of_its_constructor():
    from pytorch_optimizer import AdamS

    options = {"lr": 1e-3, "weight_decay": 1e-4}
    made = first(trained(AdamS, [1.0], [[0.0]] * 3, eps=1.0, **options))
    grouped = first(trained(AdamS, [1.0], [[0.0]] * 3, group={"eps": 1.0}, **options))
    return (made, grouped), close(made, [1, 1, 1]) and close(grouped, [-9, 81, -729])


@bug(47, "kron-torch", "0.3.3")
def kronos_never_clears_the_gradients_of_vectors():
    import torch
    from kron_torch.kronos import Kronos

    w, b = torch.nn.Parameter(torch.eye(2)), torch.nn.Parameter(torch.ones(2))
    optimizer = Kronos([w, b], lr=0.1)
    seen = []
    for _ in range(3):
        (w.sum() + b.sum()).backward()
        seen.append(b.grad[0].item())
        optimizer.zero_grad()
    return seen, seen == [1, 2, 3]


@bug(48, "grokfast-pytorch", "0.0.11")
def grokfast_ignores_the_regularization_of_a_group():
    from grokfast_pytorch import GrokFastAdamW

    weights, gradients, key = [[1.0, 2.0], [3.0, 5.0]], [[[0.0, 0.0], [0.0, 0.0]]], "add_spectral_entropy_reg"
    without, grouped, made = [
        trained(GrokFastAdamW, weights, gradients, group, lr=0.1, **options)[-1] for group, options in [({}, {}), ({key: True}, {}), ({}, {key: True})]
    ]
    return (without[0], grouped[0], made[0]), grouped == without != made


def main(wanted):
    missing = 0
    for number, library, version, reproduce in BUGS:
        if wanted and str(number) not in wanted:
            continue
        name = f"{number:2}  {library} {version} {reproduce.__name__}"
        try:
            installed = importlib.metadata.version(library)
        except importlib.metadata.PackageNotFoundError:
            print(f"skipped         {name}: {library} is not installed")
            continue
        if installed.split("+")[0] != version:
            print(f"skipped         {name}: {library} {installed} is installed")
            continue
        try:
            seen, reproduced = reproduce()
        except Exception as error:  # noqa: BLE001: what it raises instead is the answer
            seen, reproduced = f"{type(error).__name__}: {error}", False
        missing += not reproduced
        print(f"{'reproduced' if reproduced else 'NOT reproduced':14}  {name}: {seen}")
    return 1 if missing else 0


sys.exit(main(sys.argv[1:]))
