"""JAX's side of `make bench`: the thesis's model, its step compiled as one function.

    echo "jax 100" | python jax_step.py IMAGES

IMAGES is a file of 784 bytes an image.
"""

import os
import sys
from functools import partial
from pathlib import Path

THREADS = int(os.environ.get("OMP_NUM_THREADS", "0"))
if THREADS and hasattr(os, "sched_setaffinity"):  # JAX asks nothing else, when it is imported
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:THREADS])

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
from serve import serve  # noqa: E402

BATCH, LATENT = 100, 20
LAYERS = {
    "encoder1": (784, 500),
    "encoder2": (500, 500),
    "mu": (500, LATENT),
    "log_var": (500, LATENT),
    "decoder1": (LATENT, 500),
    "decoder2": (500, 500),
    "output": (500, 784),
}


def initial(key):
    """PyTorch's: uniform in ±1/√inputs."""
    parameters = {}
    for name, (inputs, outputs) in LAYERS.items():
        key, weight, bias = jax.random.split(key, 3)
        uniform = partial(jax.random.uniform, minval=-(inputs**-0.5), maxval=inputs**-0.5)
        parameters[name] = (uniform(weight, (inputs, outputs)), uniform(bias, (outputs,)))
    return parameters


def minus_elbo(parameters, x, key, kind):
    """The mean over the batch; products in `kind`."""

    def layer(name, h):
        weight, bias = parameters[name]
        return jnp.dot(h.astype(kind), weight.astype(kind)).astype(jnp.float32) + bias

    h = jax.nn.relu(layer("encoder2", jax.nn.relu(layer("encoder1", x))))
    mu, log_var = layer("mu", h), layer("log_var", h)
    z = mu + jnp.exp(0.5 * log_var) * jax.random.normal(key, mu.shape)
    logits = layer("output", jax.nn.relu(layer("decoder2", jax.nn.relu(layer("decoder1", z)))))
    cost = jnp.sum(jax.nn.softplus(logits) - x * logits)
    kl = -0.5 * jnp.sum(1 + log_var - mu**2 - jnp.exp(log_var))
    return (cost + kl) / len(x)


@partial(jax.jit, static_argnames="kind", donate_argnames="state")
def step(state, x, kind, rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
    """A step of Adam."""
    parameters, m, v, t, key = state
    key, noise = jax.random.split(key)
    loss, gradient = jax.value_and_grad(minus_elbo)(parameters, x, noise, kind)
    t = t + 1
    m = jax.tree.map(lambda m, g: beta1 * m + (1 - beta1) * g, m, gradient)
    v = jax.tree.map(lambda v, g: beta2 * v + (1 - beta2) * g * g, v, gradient)
    rate, root = rate / (1 - beta1**t), jnp.sqrt(1 / (1 - beta2**t))
    moved = jax.tree.map(
        lambda p, m, v: p - rate * m / (jnp.sqrt(v) * root + epsilon), parameters, m, v
    )
    return (moved, m, v, t, key), loss


class Training:
    def __init__(self, batches, kind):
        parameters = initial(jax.random.key(0))
        zeros = [jax.tree.map(jnp.zeros_like, parameters) for _ in range(2)]
        self.state = (parameters, *zeros, jnp.float32(0), jax.random.key(1))
        self.kind, self.batches, self.next = kind, batches, 0

    def step(self):
        x = self.batches[self.next]
        self.next = (self.next + 1) % len(self.batches)
        self.state, loss = step(self.state, x, self.kind)
        return float(loss)  # waits for it


KINDS = {"jax": jnp.float32, "bfloat16-jax": jnp.bfloat16}


def main():
    images = np.frombuffer(Path(sys.argv[1]).read_bytes(), np.uint8).reshape(-1, 784)
    whole = images[: len(images) // BATCH * BATCH].reshape(-1, BATCH, 784)
    batches = [jnp.asarray(batch, jnp.float32) / 255 for batch in whole]
    serve({"ready": jax.__version__}, lambda name: Training(batches, KINDS[name]))


if __name__ == "__main__":
    main()
