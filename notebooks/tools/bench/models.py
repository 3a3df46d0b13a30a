"""Other models than the thesis's, and an estimate of log p(x), beside PyTorch's best."""

from .table import Measured, best, ratio
from .turns import in_turn

VARIANTS = ("default", "fused", "compile-fused")
AT_MOST = 1.0  # of PyTorch's best


class Model:
    """`count` runs in a round."""

    def __init__(self, label, count, at_most=AT_MOST):
        self.label, self.count, self.at_most = label, count, at_most


MODELS = {
    "tanh": Model("784-300-200-20-200-300-784, tanh", 40, at_most=0.80),
    "conv": Model("convolutions of 32 and 64 channels, 20 latent dimensions", 10),
    "iwae-5": Model("importance-weighted bound, K = 5", 10),
    "iwae-50": Model("importance-weighted bound, K = 50", 2),
    "evidence": Model("log p(x) of 16 images by 5,000 samples", 2),
}


def measured(rounds, sides):
    """Ours and each of PyTorch's variants, by name."""
    asked = {}
    for name, model in MODELS.items():
        asked[name] = (sides.rust, model.count)
        asked.update((f"{name}:{variant}", (sides.pytorch, model.count)) for variant in VARIANTS)
    return {name: Measured(values) for name, values in in_turn(asked, rounds).items()}


def best_of(measured, name):
    return best(measured, [f"{name}:{variant}" for variant in VARIANTS])


def table(measured, threads):
    lines = [
        f"| {threads} thread{'s' if threads > 1 else ''} | ours, ms (fastest–slowest round)"
        " | PyTorch's best, ms | ours of it | at most |",
        "|---|---|---|---|---|",
    ]
    for name, model in MODELS.items():
        theirs = best_of(measured, name)
        if name not in measured or theirs is None:
            continue
        ours, other = measured[name], measured[theirs]
        variant = theirs.partition(":")[2].replace("compile-fused", "compiled, fused")
        lines.append(
            f"| {model.label} | {ours.middle:.2f} ({ours.spread}) | {other.middle:.2f} ({variant})"
            f" | {ratio(ours, other):.2f} | {model.at_most:.2f} |"
        )
    return "\n".join(lines)
