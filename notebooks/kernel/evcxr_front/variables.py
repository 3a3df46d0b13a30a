"""What a failed cell means for the variables that were there before, from the source that ran.

evcxr takes every variable out of its store before a cell and puts it back after it; one that the
cell uses up or defines anew is not put back. keep.awk lets a failed cell put the latter back.
"""

import re
from dataclasses import dataclass

TAKEN = re.compile(
    r"^let (mut )?(\w+) = evcxr_variable_store\.take_variable::<(.*)>\(stringify!\(\w+\)\);$", re.M
)
PUT = re.compile(r"evcxr_variable_store\.put_variable::<.*?>\(stringify!\((\w+)\)")
AFTER_THE_CELL = 'println!("EVCXR_PANIC_NOTIFICATION");'


@dataclass(frozen=True)
class Variable:
    name: str
    type: str
    mutable: str = ""

    def definition(self):
        """Code that takes the variable out of evcxr's store, where a failed cell has put it."""
        stored = f"evcxr_variable_store.take_variable::<{self.type}>(stringify!({self.name}))"
        return f"let {self.mutable}{self.name}: {self.type} = {stored};"


def forgotten(source):
    """The variables that evcxr no longer knows after this cell has failed."""
    before, after = halves(source)
    put = re.findall("^" + PUT.pattern, after, re.M)
    taken = [Variable(name, type, mutable) for mutable, name, type in TAKEN.findall(before)]
    return [variable for variable in taken if variable.name not in put]


def in_store(source):
    """Those of them that the failed cell has put into evcxr's store."""
    kept = [line for line in halves(source)[1].splitlines() if line.startswith("}} if ")]
    names = [name for line in kept for name in PUT.findall(line)]
    return [variable for variable in forgotten(source) if variable.name in names]


def halves(source):
    before, _, after = source.rpartition(AFTER_THE_CELL)
    return before, after
