"""How long a reader waits: from the kernel's start to imports, and for each kind of cell.

    .venv/bin/python notebooks/tools/time_cells.py [--rounds 3]
"""

import argparse
import statistics
import time

from jupyter_client.manager import start_new_kernel

KERNEL = "rust-vae"
CELLS = {
    "use vae_core::*": "use vae_core::*;\nuse tch::{Device, Kind, Tensor};",
    "first let": "let x = Tensor::ones([2, 3], (Kind::Float, Device::Cpu));",
    "plain statement": 'println!("{:?}", x.size());',
    "let of a number": "let n = 5usize;",
    "let of a tensor": "let y = &x * 2.0;",
    "function": "fn double(a: &Tensor) -> Tensor { a * 2.0 }",
    "let by a function": "let z = double(&y);",
    "shown value": "z.size()",
    "loop": "for i in 0..3 { println!(\"{i} {:?}\", z.sum(Kind::Float)); }",
}


def one_round():
    seconds = {}
    start = time.perf_counter()
    manager, client = start_new_kernel(kernel_name=KERNEL, startup_timeout=600)
    try:
        seconds["kernel start"] = time.perf_counter() - start
        for name, code in CELLS.items():
            begin = time.perf_counter()
            problems = []
            client.execute_interactive(
                code, timeout=600, output_hook=lambda message: note(message, problems)
            )
            seconds[name] = time.perf_counter() - begin
            if problems:
                raise SystemExit(f"cell “{name}” complained: {' '.join(problems)}")
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    seconds["start to imports"] = seconds["kernel start"] + seconds["use vae_core::*"]
    return seconds


def note(message, problems):
    content = message["content"]
    if message["msg_type"] == "error":
        problems.append("\n".join(content["traceback"]))
    if message["msg_type"] == "stream" and content["name"] == "stderr":
        problems.append(content["text"])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    rounds = [one_round() for _ in range(parser.parse_args().rounds)]
    print(f"{'':20} median      all rounds (s)")
    for name in rounds[0]:
        values = [each[name] for each in rounds]
        print(f"{name:20} {statistics.median(values):6.2f}     ", *(f"{v:6.2f}" for v in values))


if __name__ == "__main__":
    main()
