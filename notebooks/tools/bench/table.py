"""From the milliseconds of each round to medians, ratios and the table."""

from dataclasses import dataclass
from statistics import median

KINDS = ("float32", "bfloat16")
TRAFFIC = "adam-traffic"
LABELS = {
    "adam-traffic": "one pass over what Adam moves",
    "products-float32": "matrix products alone, float32",
    "floor-float32": "the floor, float32: both",
    "step-float32": "**vae-core**, float32",
    "step-tch": "tch 0.26, its autograd and Adam",
    "default": "PyTorch, default Adam",
    "fused": "PyTorch, fused Adam",
    "compile-fused": "PyTorch, compiled, fused Adam",
    "jax": "JAX, compiled",
    "products-bfloat16": "matrix products alone, bfloat16",
    "floor-bfloat16": "the floor, bfloat16: both",
    "step-bfloat16": "**vae-core**, bfloat16",
    "bfloat16-fused": "PyTorch, bfloat16 autocast, fused Adam",
    "bfloat16-compile-fused": "PyTorch, bfloat16 autocast, compiled, fused Adam",
    "bfloat16-jax": "JAX, products in bfloat16, compiled",
}
BEST_FLOAT32 = ("default", "fused", "compile-fused")
BEST_BFLOAT16 = ("bfloat16-fused", "bfloat16-compile-fused")


@dataclass
class Measured:
    """One contest: the median step of each round, milliseconds."""

    rounds: list

    @property
    def middle(self):
        return median(self.rounds)

    @property
    def spread(self):
        return f"{min(self.rounds):.2f}–{max(self.rounds):.2f}"


def ratio(ours, theirs):
    """The median over the rounds of ours / theirs: what slows one round slows both."""
    return median(a / b for a, b in zip(ours.rounds, theirs.rounds))


def floors(measured):
    """What no step can undercut: its products, and one pass over parameters and moments, read and
    written, and gradients, read."""
    traffic = measured.get(TRAFFIC)
    return {
        f"floor-{kind}": Measured([a + b for a, b in zip(products.rounds, traffic.rounds)])
        for kind in KINDS
        if traffic and (products := measured.get(f"products-{kind}"))
    }


def best(measured, names):
    """The fastest of those contests that ran."""
    ran = [name for name in names if name in measured]
    return min(ran, key=lambda name: measured[name].middle, default=None)


def steps_table(measured, threads):
    lines = [
        f"| a step, {threads} thread{'s' if threads > 1 else ''} | ms (fastest–slowest round)"
        " | of PyTorch's default | of the floor |",
        "|---|---|---|---|",
    ]
    for name, label in LABELS.items():
        if name not in measured:
            continue
        one = measured[name]
        floor = "floor-bfloat16" if "bfloat16" in name else "floor-float32"
        cells = [f"{one.middle:.2f} ({one.spread})"]
        cells += [_ratio(one, measured.get(other)) for other in ("default", floor)]
        lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _ratio(one, other):
    return "" if other is None or other is one else f"{ratio(one, other):.2f}"


def goals(measured):
    """(what, measured, at most) for each goal whose contestants ran."""
    pairs = [
        ("float32 / PyTorch's default", "step-float32", "default", 0.70),
        ("float32 / PyTorch's best float32", "step-float32", best(measured, BEST_FLOAT32), 0.80),
        ("float32 / the floor", "step-float32", "floor-float32", 1.15),
        (
            "bfloat16 / PyTorch's best bfloat16",
            "step-bfloat16",
            best(measured, BEST_BFLOAT16),
            0.70,
        ),
        ("bfloat16 / the floor", "step-bfloat16", "floor-bfloat16", 1.25),
        ("a whole epoch / its steps, float32", "epoch-float32", "beside-epoch-float32", 1.05),
        ("a whole epoch / its steps, bfloat16", "epoch-bfloat16", "beside-epoch-bfloat16", 1.05),
    ]
    return [
        (what, ratio(measured[ours], measured[theirs]), most)
        for what, ours, theirs, most in pairs
        if ours in measured and theirs in measured
    ]


def goals_table(rows):
    lines = ["| goal | measured | at most | |", "|---|---|---|---|"]
    lines += [
        f"| {what} | {value:.2f} | {most:.2f} | {'reached' if value <= most else 'not reached'} |"
        for what, value, most in rows
    ]
    return "\n".join(lines)


def chores_table(measured, labels):
    lines = ["| besides training | ms (fastest–slowest round) |", "|---|---|"]
    lines += [
        f"| {label} | {measured[name].middle:.0f} ({measured[name].spread}) |"
        for name, label in labels.items()
        if name in measured
    ]
    return "\n".join(lines)
