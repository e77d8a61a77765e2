"""What is measured besides the time of a step: memory, compile time, start-up, size, time to a good model."""

import json
import os
import shutil
import statistics
import subprocess
import tempfile
import time

from measure import Failed, median_step

GOAL = 0.90  # test accuracy on Fashion-MNIST


def peak_memory(system, work, variant, data):
    """Bytes that a process of its own takes for three steps of this work, above what it takes to start."""
    fresh = system.fresh()
    try:
        if not fresh.prepare(work, variant, data, check=False):
            return None
        return fresh.worker.ask("memory", steps=3)["bytes"]
    except Failed:
        return None
    finally:
        fresh.worker.close()


def with_budget(system, work, variant, data, rounds):
    """Peak memory under the work's budget, and how many times as long a step takes under it, in turn."""
    limited = {**variant, "memory_budget": work.memory_budget}
    peak = peak_memory(system, work, limited, data)
    free, bound = system.fresh(), system.fresh()
    try:
        times = {}
        for name, fresh, options in (("free", free, variant), ("bound", bound, limited)):
            fresh.prepare(work, options, data, check=False)
            fresh.worker.ask("run", steps=1)
            times[name] = []
        for _ in range(rounds):
            for name, fresh in (("free", free), ("bound", bound)):
                times[name].append(median_step(fresh.worker, 3))
        ratio = statistics.median(b / f for f, b in zip(times["free"], times["bound"]))
        return {"bytes": peak, "budget": work.memory_budget, "times_as_long": ratio}
    finally:
        free.worker.close()
        bound.worker.close()


def first_step(system, work, variant, data, cache):
    """Seconds by which the first step of a fresh process is longer than the next ones; caches lie in `cache`."""
    fresh = system.fresh({"XDG_CACHE_HOME": cache, "TORCHINDUCTOR_CACHE_DIR": f"{cache}/inductor"})
    try:
        start = time.perf_counter()
        if not fresh.prepare(work, variant, data, check=False):
            return None
        prepared = time.perf_counter() - start
        first = fresh.worker.ask("run", steps=1)["ms"][0]
        return {"seconds": max(0.0, first - median_step(fresh.worker, 2)) / 1e3, "prepare_seconds": prepared}
    except Failed:
        return None
    finally:
        fresh.worker.close()


def compile_times(system, work, variant, data):
    """The first process finds empty caches, the second what the first has left."""
    with tempfile.TemporaryDirectory() as cache:
        cold = first_step(system, work, variant, data, cache)
        warm = first_step(system, work, variant, data, cache)
    return None if cold is None or warm is None else {"cold": cold, "warm": warm}


def start_up_milliseconds(program):
    times = []
    for _ in range(21):
        start = time.perf_counter()
        subprocess.run([program, "--version"], stdout=subprocess.DEVNULL, check=True)
        times.append(1e3 * (time.perf_counter() - start))
    return statistics.median(times)


def stripped_bytes(program):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["strip", "-o", f"{folder}/saem", program], check=True)
        return os.path.getsize(f"{folder}/saem")


def time_to_goal(program, threads):
    """`make run`'s training: seconds of its epochs, with the test after each, until the accuracy is reached.

    Reading the data is not in it. The accuracy is known after whole epochs only.
    """
    folder = tempfile.mkdtemp()
    try:
        command = [program, "train", "fashion-mnist", "--model", "cnn", "--threads", str(threads), "--quiet", "--json",
                   "--out", f"{folder}/run"]
        run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        if run.returncode != 0:
            return {"failed": run.stderr.strip()[-300:]}
        report = json.loads(run.stdout)
        seconds = 0.0
        for accuracy, epoch in zip(report["history"]["val_accuracy"], report["seconds_per_epoch"]):
            seconds += epoch
            if accuracy >= GOAL:
                return {"seconds": seconds, "accuracy": accuracy}
        return {"failed": f"{GOAL:.2f} was not reached in {len(report['seconds_per_epoch'])} epochs"}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def copy_bandwidths(saem, data, rounds, seconds, take_turns, chain):
    """GB/s of a copy of the chain's length, reading and writing counted once each, in turn with each other."""
    result = {}
    for name in ("copy", "copy_streaming"):
        saem.worker.ask("prepare", work=name, variant={}, check=False, data=f"{data}/{chain.data}")
        result[name] = take_turns({"saem": saem.worker}, rounds, seconds)["saem"]
    return result


def machine():
    """What a reader must know of this machine to compare figures."""
    with open("/proc/cpuinfo", encoding="utf-8") as cpuinfo:
        lines = [line.split(":", 1) for line in cpuinfo if ":" in line]
    first = {key.strip(): value.strip() for key, value in reversed(lines)}
    flags = first.get("flags", "").split()
    with open("/proc/meminfo", encoding="ascii") as meminfo:
        memory = int(meminfo.readline().split()[1])
    return {"processor": first.get("model name", "unknown"), "vector_instructions": [f for f in (
                "avx2", "avx512f", "avx512_bf16", "amx_bf16") if f in flags],
            "processors": len(os.sched_getaffinity(0)), "memory_gib": round(memory / 2**20, 1),
            "system": " ".join(os.uname()[i] for i in (0, 2)), "load_before": round(os.getloadavg()[0], 2)}
