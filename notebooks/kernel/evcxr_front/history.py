"""The cells of this session, for consoles that ask for them."""

from fnmatch import fnmatchcase

SESSION = 1


class History:
    def __init__(self):
        self.cells = []  # (number, code, output)

    def add(self, number, code, output):
        self.cells.append((number, code, output))

    def answer(self, asked):
        found = getattr(self, asked.get("hist_access_type", "tail"), self.tail)(asked)
        if asked.get("output"):
            history = [(SESSION, number, (code, output)) for number, code, output in found]
        else:
            history = [(SESSION, number, code) for number, code, _ in found]
        return {"status": "ok", "history": history}

    def tail(self, asked):
        return last(self.cells, asked.get("n"))

    def range(self, asked):
        start, stop = asked.get("start", 0), asked.get("stop")
        return [c for c in self.cells if c[0] >= start and (stop is None or c[0] < stop)]

    def search(self, asked):
        found = [c for c in self.cells if fnmatchcase(c[1], asked.get("pattern", "*"))]
        if asked.get("unique"):
            found = list({code: (number, code, output) for number, code, output in found}.values())
        return last(found, asked.get("n"))


def last(cells, count):
    return cells[-count:] if count else cells
