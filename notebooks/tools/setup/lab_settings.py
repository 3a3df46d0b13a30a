"""JupyterLab's defaults in this environment: it asks nobody about news or updates."""

import json

from evcxr_front.install import write

from .paths import VENV

SETTINGS = VENV / "share" / "jupyter" / "lab" / "settings" / "overrides.json"

OVERRIDES = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
}


def install():
    write(SETTINGS, json.dumps(OVERRIDES, indent=1) + "\n")
