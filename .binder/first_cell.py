"""Starts the kernel as JupyterLab does, runs the first cells that a reader would, and times them.

    .venv/bin/python .binder/first_cell.py [--seconds 30]

Ends with 1 where a cell fails, or where the first one ended later than was asked for.
"""

import argparse
import sys
import time
from pathlib import Path

from jupyter_client.manager import start_new_kernel

NOTEBOOKS = Path(__file__).resolve().parents[1] / "notebooks"
CELLS = {
    "the imports": "use vae_core::{Vae, VaeConfig, dataset::synthetic};",
    "a model": 'let vae = Vae::new(VaeConfig::default(), 0)?; println!("{vae}");',
}


def run(client, source):
    """What a cell printed; raises where it failed."""
    printed = []

    def hear(message):
        if message["msg_type"] == "stream":
            printed.append(message["content"]["text"])

    reply = client.execute_interactive(source, timeout=600, output_hook=hear)["content"]
    if reply["status"] != "ok":
        raise SystemExit(f"the cell failed: {reply.get('evalue')}\n{''.join(printed)}")
    return "".join(printed).strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float)
    options = parser.parse_args()
    begun, ended = time.monotonic(), []
    manager, client = start_new_kernel(kernel_name="rust-vae", cwd=str(NOTEBOOKS))
    try:
        for name, source in CELLS.items():
            printed = run(client, source)
            ended.append(time.monotonic() - begun)
            print(f"{ended[-1]:6.2f} s  {name}: {printed or 'done'}", flush=True)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return 1 if options.seconds and ended[0] > options.seconds else 0


if __name__ == "__main__":
    sys.exit(main())
