"""LaTeX to MathML, which every browser draws without a script or a download."""

import re

from math_core import LatexError, LatexToMathML

from kernel import ANSI

TAG = re.compile(r"\\tag\{[^}]*\}")
NUMBERED = re.compile(r"\\(begin|end)\{(align|equation|gather|multline)\}")
CONVERTER = LatexToMathML()


class FormulaError(Exception):
    """A formula that can't be shown, and what in it was not understood."""


def mathml(latex, display="inline"):
    """One formula as a `<math>` element."""
    try:
        return CONVERTER.convert_with_local_state(
            as_jupyter(latex.strip()), displaystyle=display == "block"
        )
    except LatexError as error:
        reason = re.search(r"Error: *(.+)", ANSI.sub("", str(error)))
        text = " ".join(latex.split())
        raise FormulaError(f"${text}$: {reason[1] if reason else error}") from error


def as_jupyter(latex):
    """JupyterLab numbers no equation by itself, and takes a `\\tag` in any of them."""
    latex = NUMBERED.sub(r"\\\1{\2*}", latex).replace("{split}", "{aligned}")
    tag = TAG.search(latex)
    if tag and "\\begin{align*}" not in latex and "\\begin{equation*}" not in latex:
        latex = f"\\begin{{equation*}}{latex}\\end{{equation*}}"
    return latex
