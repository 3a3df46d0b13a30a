"""A plugin of pytest: what its workers (pytest-xdist) share out among them, the longest first."""

from pathlib import PurePath

import pytest
from xdist.scheduler import LoadScopeScheduling

# Tests that share nothing with the others of their file, and go to whoever is free.
ONE_BY_ONE = ("test_chapter_runs",)
# Files that take long, the longest first: begun last, one would be waited for.
LONGEST = (
    *("test_browser", "test_widgets", "test_browser_kernel", "test_errors_in_notebooks"),
    *("test_widgets_training", "test_start", "test_setup_kernel", "test_book_browser"),
    *("test_execute", "test_widgets_more", "test_widgets_lab", "test_installed"),
)


class FilesAndChapters(LoadScopeScheduling):
    """A file's tests share kernels and pages, so that one worker runs them all."""

    def _split_scope(self, nodeid):
        file, _, test = nodeid.partition("::")
        return nodeid if test.startswith(ONE_BY_ONE) else file


@pytest.hookimpl
def pytest_xdist_make_scheduler(config, log):
    return FilesAndChapters(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    items.sort(key=rank)


def rank(item):
    """Chapters, then the files above, then all others, each in their order."""
    if item.name.startswith(ONE_BY_ONE):
        return -1
    file = PurePath(item.path).stem
    return LONGEST.index(file) if file in LONGEST else len(LONGEST)
