"""One build folder per kernel, copied from the warmed one in no time.

Compiled dependencies are shared by hard links: cargo and rustc replace such files, they never
write into them. Everything that is written in place (fingerprints, lock files, dependency
information, the incremental store) is copied, so that no kernel's build can reach another's.

Who uses a folder holds a lock on its file `.owner`; the system lets go of it when the last
process of that kernel ends, however it ends.
"""

import fcntl
import os
import shutil
import tempfile
import time

LINKED_SUFFIXES = (".rlib", ".rmeta", ".a")
# The incremental store is half of the time of copying, and only the next warming can use it.
OF_ONE_KERNEL = (
    *("incremental", "compiled", "ready", "interrupt", "rust-src"),
    *("connection.json", ".owner", ".cell", ".keeping"),
)
PREFIX = "run-"
OWNER = ".owner"
SECONDS_FROM_MAKING_TO_LOCKING = 60


def create(state):
    """Makes a folder for this process, which may become another program by exec."""
    with (state / "warm.lock").open("w") as warm_lock:
        fcntl.flock(warm_lock, fcntl.LOCK_SH)
        folder = state / os.path.basename(tempfile.mkdtemp(prefix=PREFIX, dir=state))
        own(folder)
        if (state / "warm").is_dir():
            copy(state / "warm", folder, leave_out=OF_ONE_KERNEL)
    give_empty_library(folder)
    remove_when_free(folder)
    return folder


def renew_warm(state, folder):
    """What a kernel had to compile when it started, the next one finds."""
    with (state / "warm.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:  # another kernel does the same, or is just starting
            return
        fresh = state / "warm.renewed"
        shutil.rmtree(fresh, ignore_errors=True)
        copy(folder, fresh, leave_out=(*OF_ONE_KERNEL, "libcode_*"))
        replace_warm(state, fresh)


def replace_warm(state, fresh):
    """Only with the lock held."""
    warm, old = state / "warm", state / "warm.old"
    shutil.rmtree(old, ignore_errors=True)
    if warm.is_dir():
        os.rename(warm, old)
    os.rename(fresh, warm)
    shutil.rmtree(old, ignore_errors=True)


def give_empty_library(folder):
    """What start.sh replaces by the sources of Rust's library."""
    core = folder / "empty-library" / "core" / "src"
    core.mkdir(parents=True, exist_ok=True)
    (core / "lib.rs").touch()
    link = folder / "rust-src"
    if not link.is_symlink():
        link.symlink_to("empty-library", target_is_directory=True)


def own(folder):
    """Locked before it has its name: nobody meets an owner that holds nothing."""
    unnamed = folder / f"{OWNER}.new"
    owner = os.open(unnamed, os.O_CREAT | os.O_RDWR)
    os.set_inheritable(owner, True)
    fcntl.flock(owner, fcntl.LOCK_EX)
    os.rename(unnamed, folder / OWNER)
    return owner


def copy(warm, folder, leave_out=()):
    shutil.copytree(
        warm,
        folder,
        copy_function=link_or_copy,
        symlinks=True,
        dirs_exist_ok=True,
        ignore=shutil.ignore_patterns(*leave_out),
    )


def link_or_copy(source, destination):
    if not source.endswith(LINKED_SUFFIXES):
        return shutil.copy2(source, destination)
    try:
        os.link(source, destination)
    except OSError:  # a file system without hard links
        shutil.copy2(source, destination)
    return destination


def remove_when_free(folder):
    """Leaves a process behind that waits for the kernel's end, then removes its folder."""
    if os.fork():
        return
    try:
        os.setsid()
        os.closerange(0, 1024)
        waiting = os.open(folder / OWNER, os.O_RDWR)
        fcntl.flock(waiting, fcntl.LOCK_EX)
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        os._exit(0)


def remove_abandoned(state):
    """Removes what a power cut or a killed watcher left: folders whose lock nobody holds."""
    for folder in state.glob(PREFIX + "*"):
        if not is_in_use(folder):
            shutil.rmtree(folder, ignore_errors=True)


def is_in_use(folder):
    try:
        with (folder / OWNER).open() as owner:
            fcntl.flock(owner, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except FileNotFoundError:
        return is_being_made(folder)
    except BlockingIOError:
        return True
    return False


def is_being_made(folder):
    try:
        return time.time() - folder.stat().st_mtime < SECONDS_FROM_MAKING_TO_LOCKING
    except OSError:
        return False
