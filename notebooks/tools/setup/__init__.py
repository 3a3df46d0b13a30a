"""Sets the checkout up: everything between a fresh clone and a running notebook.

Only the standard library is used, because nothing else exists before set-up has run.
"""
