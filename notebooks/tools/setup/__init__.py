"""Sets the checkout up: everything between a fresh clone and a running notebook.

Only the standard library is used, because nothing else exists before set-up has run.
"""

import sys
from pathlib import Path

# The kernel's own package lies beside the tools and is installed nowhere.
KERNEL_PACKAGE = str(Path(__file__).resolve().parents[2] / "kernel")
if KERNEL_PACKAGE not in sys.path:
    sys.path.append(KERNEL_PACKAGE)
