"""PyTorch's side of `make bench`.

    echo "default 100" | python pytorch_step.py IMAGES

IMAGES is a file of 784 bytes an image.
"""

import contextlib
import itertools
import math
import sys
from pathlib import Path

import torch
from serve import serve
from torch import nn
from torch.nn import functional as F

BATCH, LATENT = 100, 20


def perceptron(widths, activation):
    pairs = itertools.pairwise(widths)
    layers = [layer for sizes in pairs for layer in (nn.Linear(*sizes), activation())]
    return nn.Sequential(*layers[:-1])


def perceptrons(hidden, activation=nn.ReLU):
    encoder = nn.Sequential(perceptron([784, *hidden], activation), activation())
    return encoder, hidden[-1], perceptron([LATENT, *reversed(hidden), 784], activation)


def convolutions():
    """Two strided layers of 32 and 64 channels, and their mirror image."""
    half = {"kernel_size": 3, "stride": 2, "padding": 1}
    encoder = nn.Sequential(
        nn.Unflatten(1, (1, 28, 28)),
        nn.Conv2d(1, 32, **half),
        nn.ReLU(),
        nn.Conv2d(32, 64, **half),
        nn.ReLU(),
        nn.Flatten(),
    )
    decoder = nn.Sequential(
        nn.Linear(LATENT, 64 * 49),
        nn.ReLU(),
        nn.Unflatten(1, (64, 7, 7)),
        nn.ConvTranspose2d(64, 32, output_padding=1, **half),
        nn.ReLU(),
        nn.ConvTranspose2d(32, 1, output_padding=1, **half),
        nn.Flatten(),
    )
    return encoder, 64 * 49, decoder


class Vae(nn.Module):
    def __init__(self, networks, samples=None):
        super().__init__()
        self.encoder, features, self.decoder = networks()
        self.mu, self.log_var = nn.Linear(features, LATENT), nn.Linear(features, LATENT)
        self.samples = samples

    def forward(self, x):
        """The mean over the batch of −ELBO, or of minus the importance-weighted bound."""
        return self.minus_elbo(x) if self.samples is None else -self.bound(x, self.samples).mean()

    def posterior(self, x):
        h = self.encoder(x)
        return self.mu(h).float(), self.log_var(h).float()

    def minus_elbo(self, x):
        mu, log_var = self.posterior(x)
        z = mu + torch.exp(0.5 * log_var) * torch.randn_like(mu)
        logits = self.decoder(z).float()
        cost = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
        kl = -0.5 * torch.sum(1 + log_var - mu.square() - log_var.exp())
        return (cost + kl) / len(x)

    def bound(self, x, samples):
        """log of the mean of `samples` importance weights, of each image."""
        mu, log_var = self.posterior(x)
        eps = torch.randn(samples, *mu.shape)
        z = mu + torch.exp(0.5 * log_var) * eps
        logits = self.decoder(z.flatten(0, 1)).float().view(samples, *x.shape)
        cost = F.binary_cross_entropy_with_logits(logits, x.expand_as(logits), reduction="none")
        log_prior_over_q = 0.5 * (eps.square() + log_var - z.square())
        log_w = log_prior_over_q.sum(-1) - cost.sum(-1)
        return torch.logsumexp(log_w, 0) - math.log(samples)


def thesis():
    return perceptrons([500, 500])


class Training:
    """A step of Adam."""

    def __init__(self, batches, variant, networks=thesis, samples=None, bfloat16=False):
        torch.manual_seed(0)
        model = Vae(networks, samples)
        fused = variant != "default"
        self.adam = torch.optim.Adam(model.parameters(), lr=1e-3, fused=fused)
        self.model = torch.compile(model) if "compile" in variant else model
        self.bfloat16 = bfloat16
        self.batches, self.next = batches, 0

    def step(self):
        x = self.batches[self.next]
        self.next = (self.next + 1) % len(self.batches)
        self.adam.zero_grad(set_to_none=True)
        with torch.autocast("cpu", torch.bfloat16) if self.bfloat16 else contextlib.nullcontext():
            loss = self.model(x)
        loss.backward()
        self.adam.step()
        return loss.item()


class Evidence:
    """log p(x) of 16 images by 5,000 samples, 1,000 at a time for the sake of memory."""

    def __init__(self, batches, variant):
        torch.manual_seed(0)
        model = Vae(thesis)
        self.bound = torch.compile(model.bound) if "compile" in variant else model.bound
        self.x = batches[0][:16]

    @torch.no_grad()
    def step(self):
        parts = torch.stack([self.bound(self.x, 1000) for _ in range(5)])
        return torch.logsumexp(parts, 0)


MODELS = {
    "tanh": {"networks": lambda: perceptrons([300, 200], nn.Tanh)},
    "conv": {"networks": convolutions},
    "iwae-5": {"samples": 5},
    "iwae-50": {"samples": 50},
}


def contest(name, batches):
    """`VARIANT` of the thesis's model, `bfloat16-VARIANT`, or `MODEL:VARIANT` of another one."""
    model, _, variant = name.rpartition(":")
    if model == "evidence":
        return Evidence(batches, variant)
    if model:
        return Training(batches, variant, **MODELS[model])
    is_bfloat16 = variant.startswith("bfloat16-")
    return Training(batches, variant.removeprefix("bfloat16-"), bfloat16=is_bfloat16)


def main():
    bytes_ = torch.frombuffer(bytearray(Path(sys.argv[1]).read_bytes()), dtype=torch.uint8)
    batches = list((bytes_.view(-1, 784).float() / 255).split(BATCH))
    greeting = {"ready": torch.__version__, "threads": torch.get_num_threads()}
    serve(greeting, lambda name: contest(name, batches))


if __name__ == "__main__":
    main()
