"""PyTorch's side of `make bench`: asked by a line `NAME COUNT` on standard input, takes so many
training steps and answers by a line of JSON, the milliseconds of each.

    echo "default 100" | python pytorch_step.py IMAGES

IMAGES is a file of 784 bytes an image.
"""

import contextlib
import json
import sys
import time
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

BATCH, LATENT = 100, 20


class Vae(nn.Module):
    def __init__(self, pixels=784, hidden=500):
        super().__init__()
        self.encoder = nn.Sequential(
            nn.Linear(pixels, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU()
        )
        self.mu, self.log_var = nn.Linear(hidden, LATENT), nn.Linear(hidden, LATENT)
        self.decoder = nn.Sequential(
            nn.Linear(LATENT, hidden),
            nn.ReLU(),
            nn.Linear(hidden, hidden),
            nn.ReLU(),
            nn.Linear(hidden, pixels),
        )

    def forward(self, x):
        """The mean of −ELBO over the batch."""
        h = self.encoder(x)
        mu, log_var = self.mu(h).float(), self.log_var(h).float()
        z = mu + torch.exp(0.5 * log_var) * torch.randn_like(mu)
        logits = self.decoder(z).float()
        cost = F.binary_cross_entropy_with_logits(logits, x, reduction="sum")
        kl = -0.5 * torch.sum(1 + log_var - mu.square() - log_var.exp())
        return (cost + kl) / len(x)


class Contest:
    def __init__(self, batches, fused=False, compiled=False, bfloat16=False):
        torch.manual_seed(0)
        model = Vae()
        self.adam = torch.optim.Adam(model.parameters(), lr=1e-3, fused=fused)
        self.model = torch.compile(model) if compiled else model
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

    def run(self, count):
        milliseconds = []
        for _ in range(count):
            start = time.perf_counter()
            self.step()
            milliseconds.append((time.perf_counter() - start) * 1e3)
        return milliseconds


CONTESTS = {
    "default": {},
    "fused": {"fused": True},
    "compile-fused": {"fused": True, "compiled": True},
    "bfloat16-fused": {"fused": True, "bfloat16": True},
    "bfloat16-compile-fused": {"fused": True, "compiled": True, "bfloat16": True},
}


def answer(line, contests, batches):
    name, count = line.split()
    if name not in contests:
        contests[name] = Contest(batches, **CONTESTS[name])
    try:
        return {"name": name, "milliseconds": contests[name].run(int(count))}
    except Exception as error:  # torch.compile without a compiler, say
        return {"name": name, "problem": str(error).strip().splitlines()[0]}


def main():
    bytes_ = torch.frombuffer(bytearray(Path(sys.argv[1]).read_bytes()), dtype=torch.uint8)
    batches = list((bytes_.view(-1, 784).float() / 255).split(BATCH))
    contests = {}
    print(json.dumps({"ready": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
    for line in sys.stdin:
        print(json.dumps(answer(line, contests, batches)), flush=True)


if __name__ == "__main__":
    main()
