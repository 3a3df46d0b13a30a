"""How soon a widget shows its first image, and how fast it follows the hand.

    cargo run --release --example widgets -- mnist
    .venv/bin/python notebooks/tools/measure_widgets.py [PAGE …] [--rounds 5]

In a headless Chromium without a graphics card and without a limit of frames, medians:
first image, from the opening of the file; a decode, where the page has a decoder (of the first
class, where it has classes); a frame,
while a pointer drags over the picture (or the slider, where there is nothing to drag), from
one picture on the screen to the next, and the frame that one in twenty exceeds.
"""

import argparse
import os
import statistics
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from project import ROOT

sys.path.append(str(Path(__file__).parent / "tests"))
from reader import browser_path
from widget_page import frames, visit

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-gpu-vsync", "--disable-frame-rate-limit"]
FIRST = "() => performance.timeOrigin + performance.getEntriesByName('first-image')[0].startTime"
DECODE = """() => {
  const { decoder } = page.widget;
  if (!decoder) return null;
  const { latent } = decoder;
  const times = [];
  for (let round = 0; round < 130; round++) {
    const z = Float32Array.from({ length: latent }, (_, d) => Math.sin(round + d));
    const begin = performance.now();
    for (let i = 0; i < 5; i++) decoder.decode(z, 0);
    if (round >= 30) times.push((performance.now() - begin) / 5);
  }
  return times;
}"""
DRAG = """async () => {
  const canvas = [...document.querySelectorAll('.pad, .plane.hand')]
    .find((one) => one.checkVisibility());
  const slider = document.querySelector('input[type=range]');
  const box = (canvas ?? slider).getBoundingClientRect();
  const send = (kind, turn) => canvas.dispatchEvent(new PointerEvent(kind, {
    pointerId: 1, button: 0, buttons: 1, bubbles: true,
    clientX: box.left + box.width * (0.5 + 0.3 * Math.cos(turn / 9)),
    clientY: box.top + box.height * (0.5 + 0.3 * Math.sin(turn / 9)),
  }));
  const slide = (turn) => {
    slider.value = turn % (Number(slider.max) + 1);
    slider.dispatchEvent(new Event('input', { bubbles: true }));
  };
  if (canvas) canvas.setPointerCapture = () => {}; // there is no such pointer
  if (canvas) send('pointerdown', 0);
  const times = [];
  let last;
  for (let turn = 0; turn < 140; turn++) {
    if (canvas) send('pointermove', turn);
    else slide(turn);
    const now = await new Promise(requestAnimationFrame);
    if (turn >= 20) times.push(now - last);
    last = now;
  }
  if (canvas) send('pointerup', 0);
  return times;
}"""


def measured(browser, file, rounds):
    """(first image, decode or None, frame, slow frame) in milliseconds."""
    firsts, decodes, drags = [], [], []
    for _ in range(rounds):
        context = browser.new_context(viewport={"width": 1000, "height": 1200})
        page = context.new_page()
        visit(page, file)
        frame = frames(page)[0]
        firsts.append(frame.evaluate(FIRST) - page.evaluate("performance.timeOrigin"))
        page.wait_for_timeout(500)
        decodes += frame.evaluate(DECODE) or []
        drags += frame.evaluate(DRAG)
        context.close()
    decode = statistics.median(decodes) if decodes else None
    slow = statistics.quantiles(drags, n=20)[-1]
    return statistics.median(firsts), decode, statistics.median(drags), slow


def pages(given):
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    found = given or sorted((target / "widgets-mnist").glob("*.html"))
    if not found:
        raise SystemExit("no pages: run `cargo run --release --example widgets -- mnist`")
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("page", nargs="*", type=Path, help="all of target/widgets-mnist")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    with sync_playwright() as api:
        browser = api.chromium.launch(executable_path=browser_path(), args=FLAGS)
        print(f"Chromium {browser.version}, {os.cpu_count()} processors")
        print(f"{'ms':24}    kB  first image  decode   frame  1 in 20")
        for file in pages(options.page):
            first, decode, frame, slow = measured(browser, file.resolve(), options.rounds)
            shown = f"{decode:7.2f}" if decode else "      –"
            size = file.stat().st_size / 1000
            print(f"{file.stem:24} {size:5.0f} {first:12.0f} {shown} {frame:7.1f} {slow:8.1f}")
        browser.close()


if __name__ == "__main__":
    main()
