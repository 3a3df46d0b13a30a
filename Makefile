SETUP := command -v python3 >/dev/null || { echo "Python 3.10 or newer is missing: install python3"; exit 1; }; \
	PYTHONPATH=notebooks/tools:notebooks/kernel PYTHONDONTWRITEBYTECODE=1 python3 -m setup

.PHONY: help setup kernel lab notebooks check test reproduce bench data clean

help:
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

setup: ## installs all that the notebooks need, into this folder
	@$(SETUP)

kernel:
	@$(SETUP) --notebooks

lab: kernel ## JupyterLab, opened on the first notebook
	@.venv/bin/python notebooks/tools/lab.py

notebooks: kernel ## runs every notebook into a readable page, target/book/NAME.html
	@.venv/bin/python notebooks/tools/book.py

check: setup ## form and warnings: rustfmt, clippy, rustdoc, ruff
	@PYTHONPATH=notebooks/tools:notebooks/kernel .venv/bin/python notebooks/tools/check_code.py

test: setup ## runs every test
	@.venv/bin/python notebooks/tools/run_tests.py

reproduce: setup ## measures every number of the thesis again, into target/reproduction
	@.venv/bin/vae reproduce --out target/reproduction

bench: setup ## times cells beside a stock kernel, training beside PyTorch, into target/bench
	@PYTHONPATH=notebooks/tools:notebooks/kernel .venv/bin/python -m bench

data: setup ## downloads MNIST and Frey Faces into data/
	@.venv/bin/vae data fetch

clean: ## removes what set-up made
	@$(SETUP) --clean
