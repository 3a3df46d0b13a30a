"""What a side of `make bench` does: asked by a line `NAME COUNT` on standard input, it takes so
many steps and answers by a line of JSON, the milliseconds of each.

It runs in the Python of its own framework, without anything else of this project.
"""

import json
import sys
import time


def serve(greeting, contest):
    """`contest(name)` makes what has a `step()`; what cannot run here says why in its answer."""
    contests = {}
    print(json.dumps(greeting), flush=True)
    for line in sys.stdin:
        print(json.dumps(_answer(line, contests, contest)), flush=True)


def _answer(line, contests, contest):
    name, count = line.split()
    try:
        if name not in contests:
            contests[name] = contest(name)
        return {"name": name, "milliseconds": _run(contests[name], int(count))}
    except Exception as error:  # torch.compile without a compiler, say
        return {"name": name, "problem": str(error).strip().splitlines()[0]}


def _run(contest, count):
    milliseconds = []
    for _ in range(count):
        start = time.perf_counter()
        contest.step()
        milliseconds.append((time.perf_counter() - start) * 1e3)
    return milliseconds
