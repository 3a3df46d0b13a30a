"""Makes the goldens that tests/goldens.rs compares with: a small VAE in plain PyTorch.

    python vae-core/tests/goldens/make.py        (PyTorch 2.13 and safetensors)

Everything is computed in float64 from PyTorch's own distributions, losses and optimizer, and
stored as float32.
"""

import json
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import nn
from torch.distributions import Bernoulli, Normal, kl_divergence

HEIGHT, WIDTH, HIDDEN, LATENT, BATCH, STEPS = 3, 2, 5, 2, 4, 3


class Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden1 = nn.Linear(HEIGHT * WIDTH, HIDDEN)
        self.hidden2 = nn.Linear(HIDDEN, HIDDEN)
        self.mu = nn.Linear(HIDDEN, LATENT)
        self.log_var = nn.Linear(HIDDEN, LATENT)

    def forward(self, x):
        h = self.hidden2(self.hidden1(x).relu()).relu()
        return self.mu(h), self.log_var(h)


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden1 = nn.Linear(LATENT, HIDDEN)
        self.hidden2 = nn.Linear(HIDDEN, HIDDEN)
        self.output = nn.Linear(HIDDEN, HEIGHT * WIDTH)

    def forward(self, z):
        return self.output(self.hidden2(self.hidden1(z).relu()).relu())


class Vae(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = Encoder(), Decoder()

    def terms(self, x, eps):
        mu, log_var = self.encoder(x)
        q = Normal(mu, (log_var / 2).exp())
        z = q.loc + q.scale * eps
        logits = self.decoder(z)
        # Bernoulli's own log_prob refuses grey pixels only when it validates its arguments.
        p = Bernoulli(logits=logits, validate_args=False)
        return {
            "mu": mu,
            "log_var": log_var,
            "z": z,
            "log_q": q.log_prob(z).sum(1),
            "logits": logits,
            "mean": p.mean,
            "reconstruction": p.log_prob(x).sum(1),
            "kl": kl_divergence(q, Normal(0.0, 1.0)).sum(1),
        }


def loss_of(terms):
    return -(terms["reconstruction"] - terms["kl"]).mean()


def single(tensors):
    return {k: v.detach().to(torch.float32).contiguous() for k, v in tensors.items()}


def main():
    torch.manual_seed(2018)
    folder = Path(__file__).parent
    vae = Vae()  # float32 weights, so that what is stored is what is computed with
    x, eps = torch.rand(BATCH, HEIGHT * WIDTH), torch.randn(BATCH, LATENT)
    save_file(single(vae.state_dict()), folder / "model.safetensors")
    config = {
        "format": 1,
        "dataset": {"other": "goldens"},
        "model": {
            "image": {"height": HEIGHT, "width": WIDTH},
            "hidden": HIDDEN,
            "latent": LATENT,
        },
    }
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")

    vae, x, eps = vae.double(), x.double(), eps.double()
    terms = vae.terms(x, eps)
    expected = {"x": x, "eps": eps, **terms, "loss": loss_of(terms).reshape(1)}
    loss_of(terms).backward()
    expected |= {f"gradient.{name}": p.grad.clone() for name, p in vae.named_parameters()}

    adam = torch.optim.Adam(vae.parameters(), lr=1e-3, betas=(0.9, 0.999), eps=1e-8)
    for _ in range(STEPS):
        adam.zero_grad()
        loss_of(vae.terms(x, eps)).backward()
        adam.step()
    expected |= {f"after.{name}": p for name, p in vae.named_parameters()}
    save_file(single(expected), folder / "expected.safetensors")


if __name__ == "__main__":
    main()
