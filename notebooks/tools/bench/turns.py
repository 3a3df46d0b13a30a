"""Contests run in turn, so that what slows the machine for a while slows all."""

from statistics import median

from setup.report import say


def in_turn(asked, rounds):
    """The median of each round, by the name of the contest, of those that ran to the end.

    `asked` says for each name whom to ask and how many runs make its round.
    """
    asked, found = dict(asked), {}
    for number in range(rounds + 1):
        for name, (side, count) in list(asked.items()):
            answer = side.ask(name, count)
            if "problem" in answer:
                say(f"  {name} cannot run here: {answer['problem']}")
                del asked[name]
            elif number > 0:  # the first round warms up
                found.setdefault(name, []).append(median(answer["milliseconds"]))
        say(f"  round {number} of {rounds}")
    return {name: values for name, values in found.items() if name in asked}
