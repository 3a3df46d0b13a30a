"""A kernel that is told to end does so at every moment, without a word."""

import json
import subprocess
import time

import pytest
from jupyter_client.connect import write_connection_file


@pytest.mark.parametrize("seconds", [0.1, 0.3, 0.6, 1.0, 2.0, 4.0])
def test_a_signal_ends_it_quietly(seconds, kernel_folder, tmp_path):
    connection, _ = write_connection_file(str(tmp_path / "connection.json"))
    spec = json.loads((kernel_folder / "kernels" / "rust-front" / "kernel.json").read_text())
    command = [part.replace("{connection_file}", connection) for part in spec["argv"]]
    kernel = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    time.sleep(seconds)
    kernel.terminate()
    _, said = kernel.communicate(timeout=60)
    assert "Traceback" not in said
