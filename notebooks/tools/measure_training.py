"""How long the page in which a VAE learns takes to a loss, and whether it answers meanwhile.

    cargo run --release --example widgets -- mnist
    .venv/bin/python notebooks/tools/measure_training.py [PAGE] [--nats 160] [--seconds 120]

In a headless Chromium without a graphics card: the time from the press of "Learn" until the mean
loss of the last hundred steps is as low as asked for, milliseconds a step, and the longest that the
page took to answer while it learnt. The load of the machine is told beside them.
"""

import argparse
import os
import sys
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from project import ROOT

sys.path.append(str(Path(__file__).parent / "tests"))
from reader import browser_path
from widget_page import frames, visit

ANSWER = """() => new Promise((done) => {
  const asked = performance.now();
  setTimeout(() => requestAnimationFrame(() => done(performance.now() - asked)));
})"""
LOSS = """() => {
  const { loss } = page.widget.curve.history;
  const last = loss.slice(-100);
  return [loss.length, last.reduce((sum, value) => sum + value, 0) / last.length];
}"""


def measured(browser, file, nats, seconds):
    """(seconds, steps, mean loss of the last hundred, slowest answer in milliseconds)."""
    page = browser.new_context(viewport={"width": 1000, "height": 1200}).new_page()
    visit(page, file)
    frame = frames(page)[0]
    page.wait_for_timeout(1000)
    frame.get_by_role("button", name="Learn", exact=True).click()
    begun, slowest = time.monotonic(), 0
    while True:
        slowest = max(slowest, frame.evaluate(ANSWER))
        steps, loss = frame.evaluate(LOSS)
        taken = time.monotonic() - begun
        if taken > seconds or (steps >= 100 and loss <= nats):
            return taken, steps, loss, slowest
        page.wait_for_timeout(100)


def main():
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    default = target / "widgets-mnist" / "train-in-the-page.html"
    parser.add_argument("page", nargs="?", type=Path, default=default)
    parser.add_argument("--nats", type=float, default=160)
    parser.add_argument("--seconds", type=float, default=120)
    options = parser.parse_args()
    if not options.page.exists():
        raise SystemExit("no page: run `cargo run --release --example widgets -- mnist`")
    with sync_playwright() as api:
        flags = ["--no-sandbox", "--disable-gpu"]
        browser = api.chromium.launch(executable_path=browser_path(), args=flags)
        load = os.getloadavg()[0]
        found = measured(browser, options.page.resolve(), options.nats, options.seconds)
        taken, steps, loss, slowest = found
        print(f"Chromium {browser.version}, {os.cpu_count()} processors, load before {load:.1f}")
        print(f"{options.page.stat().st_size / 1e6:.2f} MB; {loss:.2f} nats after {taken:.1f} s")
        print(f"{steps} steps, {1000 * taken / steps:.1f} ms each; slowest answer {slowest:.0f} ms")
        browser.close()


if __name__ == "__main__":
    main()
