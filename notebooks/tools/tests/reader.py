"""JupyterLab as a reader meets it: server, browser, a notebook run from its menu."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat

from project import NOTEBOOKS, ROOT, first_line, read, tags

BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
SETTINGS = {
    # Without this, cells out of sight are not in the page.
    "notebook-extension/tracker": {"windowingMode": "none"},
    "apputils-extension/themes": {"adaptive-theme": True},
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}
RUN_SECONDS = 900
SCREENSHOTS = os.environ.get("VAE_SCREENSHOTS")
# What a page may ask for without asking a network.
FROM_HERE = ("file:", "data:", "blob:", "about:")

PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"
IDLE = ".jp-Notebook-ExecutionIndicator[data-status='idle']"
CELLS = """panel => [...panel.querySelectorAll('.jp-Notebook-cell')].map(cell => ({
  prompt: cell.querySelector('.jp-InputPrompt')?.textContent ?? '',
  messages: [...cell.querySelectorAll(
    '[data-mime-type="application/vnd.jupyter.stderr"], ' +
    '[data-mime-type="application/vnd.jupyter.error"]')].map(e => e.textContent),
  // A widget's still picture gives way to its frame.
  frames: [...cell.querySelectorAll('.vae-widget iframe')].map(f => f.offsetHeight > 100),
  images: [...cell.querySelectorAll('img')].filter(image => {
    const frame = image.closest('.vae-widget')?.querySelector('iframe');
    return !frame || frame.offsetHeight === 0;
  }).map(image => ({
    alt: image.alt,
    inFigure: image.closest('figure') !== null,
    shown: image.complete && image.naturalWidth > 0 && image.offsetWidth > 0,
  })),
}))"""

PROMPTS = """panel => [...panel.querySelectorAll('.jp-Notebook-cell')].map(
  cell => cell.querySelector('.jp-InputPrompt')?.textContent ?? '')"""


def browser_path():
    """A Chromium of this machine, or None."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    return found or (str(MAC) if MAC.exists() else None)


class Lab:
    """A JupyterLab with its own settings on a copy of the notebooks."""

    def __init__(self, folder):
        self.folder, self.root = folder, folder / "checkout"
        copy_checkout(self.root)
        write_settings(folder / "settings")
        self.port, self.token = None, secrets.token_hex(16)
        self.log = folder / "jupyterlab.log"

    def __enter__(self):
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                self.command(), env=self.environment(), stdout=log, stderr=log
            )
        deadline = time.monotonic() + 120
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.__exit__()
                raise RuntimeError("JupyterLab did not start:\n" + self.log.read_text())
            time.sleep(0.2)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()

    def command(self):
        return [
            *[sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"],
            *["--ip=127.0.0.1", "--port=0"],
            *[
                f"--IdentityProvider.token={self.token}",
                f"--ServerApp.root_dir={self.root}",
            ],
        ]

    def environment(self):
        return {
            "VAE_DATA": str(ROOT / "data"),
            **os.environ,
            "VAE_QUICK": "1",
            "JUPYTER_CONFIG_DIR": str(self.folder / "config"),
            "JUPYTER_RUNTIME_DIR": str(self.folder / "runtime"),
            "JUPYTERLAB_SETTINGS_DIR": str(self.folder / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(self.folder / "workspaces"),
        }

    def answers(self):
        self.port = self.port or self.chosen_port()
        if self.port is None:
            return False
        try:
            with urllib.request.urlopen(self.address("api/status"), timeout=5):
                return True
        except OSError:
            return False

    def chosen_port(self):
        """JupyterLab tells it in a file; None before."""
        told = self.folder / "runtime" / f"jpserver-{self.process.pid}.json"
        try:
            return json.loads(told.read_text())["port"]
        except (OSError, ValueError):
            return None

    def address(self, place):
        return f"http://127.0.0.1:{self.port}/{place}?token={self.token}"

    def open(self, page, name):
        """Open a notebook of the copy and wait until its own kernel answers."""
        # A workspace of its own: JupyterLab reopens the notebooks of its last visit, and the
        # menu would act on whichever of them is in front at the moment.
        workspace = f"lab/workspaces/{secrets.token_hex(4)}"
        page.goto(self.address(f"{workspace}/tree/notebooks/{name}"))
        page.wait_for_selector(f"{PANEL} .jp-Notebook-cell", timeout=60_000)
        page.wait_for_selector(f"{PANEL} {IDLE}", timeout=300_000)
        page.get_by_text("Rust (VAE) | Idle").wait_for(timeout=60_000)

    def run_all(self, page):
        """Run > Run All Cells, and wait for the last one."""
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        self.wait(page, lambda: started(page), 60, "Run All Cells did not start")
        self.wait(page, lambda: not busy(page), RUN_SECONDS, "the cells did not end")
        page.wait_for_timeout(1000)  # for what arrives on stderr after the last cell

    def wait(self, page, ready, seconds, complaint):
        deadline = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > deadline:
                raise RuntimeError(f"{complaint} within {seconds} s")
            page.wait_for_timeout(250)


def cells(page):
    return page.eval_on_selector(PANEL, CELLS)


def prompts(page):
    """Little is asked, for it is asked often: no picture need be laid out for this."""
    return [text.strip("[]: ") for text in page.eval_on_selector(PANEL, PROMPTS)]


def started(page):
    """Whether a cell runs, waits, or has run: a short notebook may be through already."""
    return any(prompts(page))


def busy(page):
    return "*" in prompts(page)


def copy_checkout(root):
    """The notebooks, copied; beside them what they may reach, linked."""
    ignored = shutil.ignore_patterns("tools", ".ipynb_checkpoints", "__pycache__")
    if NOTEBOOKS.exists():
        shutil.copytree(NOTEBOOKS, root / "notebooks", ignore=ignored)
        for path in (root / "notebooks").glob("*.ipynb"):
            forget_outputs(path)
    for name in ("data", "vae-core", "Cargo.toml", "Cargo.lock"):
        if (ROOT / name).exists():
            (root / name).symlink_to(ROOT / name)


def forget_outputs(path):
    """What the page shows afterwards comes from this run, not from the file."""
    notebook = read(path)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(notebook, path)


def write_settings(folder):
    for name, values in SETTINGS.items():
        file = folder / "@jupyterlab" / f"{name}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values))


def problems(page, path):
    """What a reader of the open notebook would see go wrong, cell by cell."""
    notebook, shown = read(path), cells(page)
    if len(shown) != len(notebook.cells):
        return [f"{len(shown)} cells are shown, {len(notebook.cells)} there are"]
    found = []
    for number, (cell, seen) in enumerate(zip(notebook.cells, shown), 1):
        if "expect-failure" not in tags(cell):
            found += [f"cell {number}: {text}" for text in seen["messages"]]
        has_number = any(letter.isdigit() for letter in seen["prompt"])
        if cell.cell_type == "code" and first_line(cell.source) and not has_number:
            found.append(f"cell {number}: did not run")
        found += [f"cell {number}: a widget is not shown" for f in seen["frames"] if not f]
        for image in seen["images"]:
            if not image["shown"]:
                found.append(f"cell {number}: an image is not shown ({image['alt']})")
            if not image["alt"]:
                found.append(f"cell {number}: an image has no alternative text")
    return found


def figures(page):
    """How many images stand in figures."""
    images = [image for cell in cells(page) for image in cell["images"]]
    return sum(image["inFigure"] for image in images)


def screenshot(page, name):
    """The whole notebook, in light and in dark, for whoever wants to look at it."""
    if SCREENSHOTS:
        panel = f"{PANEL} .jp-WindowedPanel-outer"
        height = page.eval_on_selector(panel, "panel => panel.scrollHeight")
        page.set_viewport_size({"width": 1280, "height": min(height + 160, 15_000)})
        page.eval_on_selector(panel, "panel => { panel.scrollTop = 0 }")
        in_both_themes(page, name, milliseconds=1500)


def in_both_themes(page, name, milliseconds=0, **options):
    """Pictures of a page, where VAE_SCREENSHOTS names a folder: they take their time."""
    for scheme in ("light", "dark") if SCREENSHOTS else ():
        page.emulate_media(color_scheme=scheme)
        page.wait_for_timeout(milliseconds)
        page.screenshot(path=Path(SCREENSHOTS) / f"{name}-{scheme}.png", **options)
