"""The conversation of a worker with the driver, one JSON object per line in both directions.

    {"do": "prepare", "work": "cnn_train", "variant": {...}, "check": false, "data": FOLDER/KEY}  →  {}
    {"do": "run", "steps": 20}  →  {"ms": [one per step], "result": [numbers of the last step]}
    {"do": "memory", "steps": 3}  →  {"bytes": peak of resident memory since the worker began, without loading}
    {"do": "describe"}  →  {"version": ...}         {"do": "release"}  →  {}

An answer may be {"error": TEXT} or {"unsupported": TEXT}. Between commands a worker sleeps on its standard input.
"""

import gc
import json
import os
import sys
import time
import traceback


class Unsupported(Exception):
    """This system cannot do this work, or this variant of it."""


def status_bytes(key):
    with open("/proc/self/status", encoding="ascii") as status:
        return next(1024 * int(line.split()[1]) for line in status if line.startswith(key + ":"))


def run(step, steps):
    times, result = [], []
    for _ in range(steps):
        start = time.perf_counter()
        result = step()
        times.append(1e3 * (time.perf_counter() - start))
    return {"ms": times, "result": [float(number) for number in result]}


def serve(version, make_step):
    """`make_step(work, variant, check, data)` gives a function that does one step and returns numbers."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print must not look like an answer
    at_start = status_bytes("VmRSS")
    step = None

    def obey(command):
        nonlocal step
        match command.pop("do"):
            case "describe":
                return {"version": version}
            case "prepare":
                step = None
                gc.collect()
                step = make_step(command["work"], command["variant"], command["check"], command["data"])
            case "run":
                return run(step, command["steps"])
            case "memory":
                gc.collect()
                with open("/proc/self/clear_refs", "w", encoding="ascii") as clear:
                    clear.write("5")  # the peak starts anew from what is resident now
                run(step, command["steps"])
                return {"bytes": status_bytes("VmHWM") - at_start}
            case "release":
                step = None
                gc.collect()
        return {}

    for line in sys.stdin:
        try:
            answer = obey(json.loads(line))
        except Unsupported as reason:
            answer = {"unsupported": str(reason)}
        except Exception as error:  # the driver shows it and goes on with the next row
            traceback.print_exc()
            answer = {"error": f"{type(error).__name__}: {error}"[:400]}
        print(json.dumps(answer), file=answers, flush=True)
