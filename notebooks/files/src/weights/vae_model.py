"""A VAE that vae-core trained.

Needs torch and safetensors. x is [B, PIXELS] in [0, 1], z is [B, LATENT]; bounds are in nats.
`VAE.load(…).to_onnx("encoder.onnx", "decoder.onnx")` writes both networks for ONNX (needs onnx).
"""

import torch
from safetensors.torch import load_file

PIXELS = LATENT = ENCODER = DECODER = ACTIVATION = None


class VAE(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder = layers(PIXELS, ENCODER)
        features = ENCODER[-1] if ENCODER else PIXELS
        self.encoder["mu"] = torch.nn.Linear(features, LATENT)
        self.encoder["log_var"] = torch.nn.Linear(features, LATENT)
        self.decoder = layers(LATENT, DECODER)
        self.decoder["output"] = torch.nn.Linear(DECODER[-1] if DECODER else LATENT, PIXELS)

    @classmethod
    def load(cls, path):
        model = cls()
        model.load_state_dict(load_file(path))
        return model.eval()

    def encode(self, x):
        """The mean and the log variance of q(z|x)."""
        h = through(self.encoder, len(ENCODER), x)
        return self.encoder["mu"](h), self.encoder["log_var"](h)

    def logits(self, z):
        """The log odds of white pixels; their sigmoid is the expected image."""
        return self.decoder["output"](through(self.decoder, len(DECODER), z))

    def decode(self, z):
        """The expected image of p(x|z)."""
        return torch.sigmoid(self.logits(z))

    def elbo(self, x, eps):
        """The ELBO of each image for a given noise eps, [B, LATENT]."""
        mu, log_var = self.encode(x)
        logits = self.logits(mu + eps * torch.exp(log_var / 2))
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, x, reduction="none")
        kl = (torch.exp(log_var) + mu**2 - 1 - log_var).sum(1) / 2
        return -loss.sum(1) - kl

    def to_onnx(self, encoder, decoder):
        """Writes x to (mu, log_var) and z to the expected image, for batches of any size."""
        parts = [
            (encoder, self.encode, PIXELS, ["x"], ["mu", "log_var"]),
            (decoder, self.decode, LATENT, ["z"], ["image"]),
        ]
        for path, forward, width, inputs, outputs in parts:
            torch.onnx.export(
                Part(self, forward),
                (torch.zeros(2, width),),
                path,
                input_names=inputs,
                output_names=outputs,
                dynamic_axes={name: {0: "B"} for name in inputs + outputs},
                dynamo=False,
            )


class Part(torch.nn.Module):
    """One of a model's functions, as a module of its own."""

    def __init__(self, model, forward):
        super().__init__()
        self.model, self.forward = model, forward


def layers(inputs, widths):
    sizes = [inputs, *widths]
    return torch.nn.ModuleDict(
        {f"hidden{i + 1}": torch.nn.Linear(sizes[i], sizes[i + 1]) for i in range(len(widths))}
    )


def through(network, count, h):
    for i in range(count):
        h = ACTIVATION(network[f"hidden{i + 1}"](h))
    return h
