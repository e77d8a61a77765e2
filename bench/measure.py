"""Workers as processes, and the times of several systems taken in turn."""

import json
import os
import statistics
import subprocess
import time

PAUSE = 0.25  # seconds between turns: threads that spin for more work have gone to sleep by then


class Failed(Exception):
    """A worker could not do what it was asked for."""


class Worker:
    """One system in one process. It sleeps on its standard input unless it is its turn."""

    def __init__(self, command, environment=None, log=None):
        self.command = command
        self.environment = {**os.environ, **(environment or {})}
        self.log = log
        self.process = None

    def ask(self, what, **arguments):
        if self.process is None:
            self.process = subprocess.Popen(self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                            stderr=self.log or subprocess.DEVNULL, env=self.environment)
        try:
            self.process.stdin.write(json.dumps({"do": what, **arguments}) + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            status, self.process = self.process.wait(), None
            raise Failed(f"the worker ended with status {status}")
        answer = json.loads(answer)
        if "error" in answer:
            raise Failed(answer["error"])
        return answer

    def close(self):
        if self.process is not None:
            self.process.stdin.close()
            self.process.wait()
            self.process = None


def median_step(worker, steps):
    return statistics.median(worker.ask("run", steps=steps)["ms"])


def warm_up(worker, seconds):
    """Runs until steps have become steady, and returns how many fill about `seconds`."""
    first = worker.ask("run", steps=1)["ms"][0]
    milliseconds = median_step(worker, 2)
    while (spent := first + milliseconds) < 1e3 * seconds:
        count = max(1, min(200, int((1e3 * seconds - spent) / milliseconds)))
        milliseconds = median_step(worker, count)
        first = spent + milliseconds * count
    return max(1, round(1e3 * seconds / milliseconds))


def in_turn(workers, rounds, seconds):
    """name → one median step time per round. In each round every worker runs for about `seconds`, one at a time."""
    steps = {name: warm_up(worker, seconds) for name, worker in workers.items()}
    times = {name: [] for name in workers}
    for _ in range(rounds):
        for name, worker in workers.items():
            time.sleep(PAUSE)
            times[name].append(median_step(worker, steps[name]))
    return times


def spread(values):
    """Median and quartiles."""
    values = sorted(values)
    if len(values) < 2:
        return {"median": values[0], "low": values[0], "high": values[0]}
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return {"median": middle, "low": low, "high": high}


def ratio(slower, faster):
    """How many times as fast: the spread of the ratios within each round, so that slow drifts cancel."""
    return spread([a / b for a, b in zip(slower, faster)])


def largest_difference(result, reference):
    """The largest difference of two lists of numbers, relative to the largest number."""
    if len(result) != len(reference) or not all(map(_finite, [*result, *reference])):
        return float("inf")
    return max(abs(a - b) for a, b in zip(result, reference)) / max(max(map(abs, reference)), 1e-12)


def _finite(number):
    return abs(number) < float("inf")
