"""Widgets in a notebook that is kept: their still pictures."""

import re

WIDGET = re.compile(
    r'<div class="vae-widget".*?(<figure>.*?</figure>).*?</script></div>', re.DOTALL
)


def stills(notebook):
    """Each widget's still picture in its place; in place.

    A widget carries megabytes of weights, and whoever opens the notebook has to run the cell
    anyway before JupyterLab lets its scripts run.
    """
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if html := output.get("data", {}).get("text/html"):
                output.data["text/html"] = WIDGET.sub(r"\1", html)
    return notebook
