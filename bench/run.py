#!/usr/bin/env python3
"""make bench: the same work in saem and in its peers, in turn in one run, as a table and JSON in docs/."""

import sys

sys.dont_write_bytecode = True  # the checkout stays as it is

import argparse
import datetime
import json
import os
import subprocess
import tempfile

import extras
import loading
import table
from measure import Failed, in_turn, largest_difference, median_step, ratio, spread, warm_up
from systems import TITLES, all_systems
from works import WORKS, write_data

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOLERANCE = {"f32": 1e-3, "bf16": 3e-2}  # of losses and outputs, relative
PEERS_OF = {"debian": ["debian"], "newest": ["newest_eager", "newest_compiled"], "newest_eager": ["newest_eager"],
            "jax": ["jax"]}


def log(text):
    print(text, file=sys.stderr, flush=True)


class Bench:
    def __init__(self, options, folder):
        self.options = options
        self.data = folder
        self.build = os.path.join(ROOT, options.build)
        self.log = open(f"{options.log}", "w", encoding="utf-8")
        self.systems, self.versions = all_systems(self.build, options.threads, self.log, options.systems)
        self.variants = {}

    def checked_results(self, work, systems, failures):
        """What each system computes without dropout after a few steps from the same weights.

        Who cannot do this work is taken out of `systems`; who fails is in `failures` besides.
        """
        results = {}
        for name, system in list(systems.items()):
            try:
                if not system.prepare(work, system.variants(work)[0], self.data, check=True):
                    del systems[name]
                    continue
                steps = work.check_steps if work.training else 1
                results[name] = system.worker.ask("run", steps=steps)["result"]
                system.worker.ask("release")
            except Failed as reason:
                log(f"  FAILED: {TITLES[name]}: {reason}")
                failures[name] = str(reason)
                del systems[name]
        return results

    def fastest_variant(self, work, system):
        """Tries all variants for a moment; leaves the fastest prepared. None if none works."""
        variants = system.variants(work)
        times = {}
        for i, variant in enumerate(variants):
            try:
                if system.prepare(work, variant, self.data, check=False):
                    steps = warm_up(system.worker, self.options.seconds)
                    times[i] = median_step(system.worker, steps)
            except Failed as reason:
                log(f"  {TITLES[system.name]} {variant}: {reason}")
        if not times:
            return None
        best = variants[min(times, key=times.get)]
        if len(variants) > 1:
            system.prepare(work, best, self.data, check=False)
        return best

    def floors(self, work):
        wanted = {"f32": "floor" in work.needs, "bf16": "floor" in work.bf16}
        result = {}
        for precision in (p for p, is_wanted in wanted.items() if is_wanted):
            command = [f"{self.build}/bench/bench_floor", work.name, precision, str(self.options.threads)]
            run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True,
                                 env={**os.environ, "OMP_PROC_BIND": "true"})
            result[precision] = float(run.stdout)
        return result

    def row(self, work):
        write_data(work.data, self.data)
        systems = {n: s for n, s in self.systems.items() if n != "saem_bf16" or work.bf16}
        failures = {}
        results = self.checked_results(work, systems, failures)
        reference = next((n for n in ("debian", "newest_eager", "jax", "saem") if n in results), None)
        row = {"work": work.name, "title": work.title, "reference": reference, "systems": {}, "ratios": {}, "wrong": [],
               "failed": failures, "bf16_wanted": bool(work.bf16)}
        for name, result in results.items():
            difference = largest_difference(result, results[reference])
            row["systems"][name] = {"difference": difference}
            if difference > TOLERANCE["bf16" if name == "saem_bf16" else "f32"]:
                row["wrong"].append(name)
                log(f"  WRONG: {TITLES[name]} computes {result[:3]}, {TITLES[reference]} {results[reference][:3]}")
        if self.options.check_only:
            return row
        for name in list(systems):
            variant = self.fastest_variant(work, systems[name])
            if variant is None:
                del systems[name]
                continue
            row["systems"][name]["variant"] = self.variants[work.name, name] = variant
        floors = [self.floors(work)]
        times = in_turn({n: s.worker for n, s in systems.items()}, self.options.rounds, self.options.seconds)
        floors.append(self.floors(work))
        for name, rounds in times.items():
            row["systems"][name] |= {"ms": spread(rounds), "rounds": rounds}
        row["floor"] = {p: sum(f[p] for f in floors) / len(floors) for p in floors[0]}
        row["ratios"] = ratios(work, times, row["floor"])
        if work.name == "chain" and "saem" in times:
            row["copy"] = self.copies(work, times["saem"])
        for system in systems.values():
            system.worker.ask("release")
        return row

    def copies(self, work, chain):
        """The chain's share of the bandwidth of plain copies of the same length."""
        times = extras.copy_bandwidths(self.systems["saem"], self.data, self.options.rounds, self.options.seconds,
                                       in_turn, work)
        return {name: {"ms": spread(rounds), "share": spread(rounds)["median"] / spread(chain)["median"]}
                for name, rounds in times.items()}

    def beside(self):
        """Everything that is not the time of a step."""
        program = f"{self.build}/saem"
        result = {"start_up_ms": extras.start_up_milliseconds(program), "stripped_bytes": extras.stripped_bytes(program),
                  "memory": {}, "budget": {}, "compile": {}}
        for work in (w for w in WORKS if w.memory):
            write_data(work.data, self.data)
            known = {n: s for n, s in self.systems.items() if (work.name, n) in self.variants}
            log(f"peak memory: {work.title}")
            result["memory"][work.name] = {n: extras.peak_memory(s, work, self.variants[work.name, n], self.data)
                                           for n, s in known.items()}
            if work.memory_budget and "saem" in known:
                result["budget"][work.name] = extras.with_budget(
                    known["saem"], work, self.variants[work.name, "saem"], self.data, self.options.rounds)
            if work.name == "resnet_train":
                log(f"compile time: {work.title}")
                result["compile"] = {n: extras.compile_times(s, work, self.variants[work.name, n], self.data)
                                     for n, s in known.items() if n in ("saem", "newest_compiled", "jax")}
        log(f"time to {extras.GOAL:.2f} test accuracy")
        result["goal"] = extras.time_to_goal(program, self.options.threads)
        return result


def merged(old, new):
    """A part that was measured later, with what stays of the report before."""
    if new["rows"]:
        order = [w.name for w in WORKS]
        again = {row["work"] for row in new["rows"]}
        rows = [row for row in old["rows"] if row["work"] not in again] + new["rows"]
        rows.sort(key=lambda row: order.index(row["work"]))
        titles = [row["title"] for row in new["rows"]]
        later = [part | {"works": [w for w in part["works"] if w not in titles]} for part in old.get("later", [])]
        later.append({"date": new["date"], "rounds": new["rounds"], "load_before": new["machine"]["load_before"],
                      "works": titles})
        old = old | {"rows": rows, "later": [part for part in later if part["works"]]}
    return old | {"loading": {**old.get("loading", {}), **new["loading"]}}


def ratios(work, times, floor):
    """column → how many times as fast saem is (for the floor: how many times as long it takes), and what is required."""
    result = {}
    for saem, needs in (("saem", work.needs), ("saem_bf16", work.bf16)):
        if saem not in times:
            continue
        columns = result[saem] = {}
        for column, peers in PEERS_OF.items():
            there = [p for p in peers if p in times]
            if there and (column in needs or column in ("debian", "newest", "jax")):
                best = min(there, key=lambda p: spread(times[p])["median"])
                columns[column] = ratio(times[best], times[saem]) | {"peer": best, "required": needs.get(column)}
        precision = "bf16" if saem == "saem_bf16" else "f32"
        if precision in floor:
            columns["floor"] = {"median": spread(times[saem])["median"] / floor[precision],
                                "required": needs.get("floor")}
    return result


def options_of(arguments):
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", type=lambda t: t.split(","), help="works, by the start of their names: cnn,mlp,chain")
    parser.add_argument("--systems", type=lambda t: t.split(","), help=f"besides saem: {', '.join(list(TITLES)[2:])}")
    parser.add_argument("--rounds", type=int, default=7, help="turns of each system (default 7)")
    parser.add_argument("--seconds", type=float, default=0.3, help="about how long a turn is (default 0.3)")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--check-only", action="store_true", help="compare what is computed, and measure nothing")
    parser.add_argument("--write", action="store_true", help="write docs/ also after a part; the other rows stay")
    parser.add_argument("--build", default="build/release", help="where saem is built")
    parser.add_argument("--log", default=os.devnull, help="file for what the workers say on stderr")
    return parser.parse_args(arguments)


def main(arguments):
    options = options_of(arguments)
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:options.threads])  # for those that take all they see
    names = [w.name for w in WORKS]
    works = [w for w in WORKS if not options.only or any(
        w.name == o if o in names else w.name.startswith(o) for o in options.only)]
    reading = [] if options.check_only else [n for n in loading.ROWS if not options.only or n in options.only]
    if not works and not reading:
        sys.exit(f"no such work; there are {', '.join([*names, *loading.ROWS])}")
    machine = extras.machine()
    if machine["load_before"] > 0.3:
        log(f"other programs are busy here (load {machine['load_before']}): the times will be too long")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options, folder) if works else None
        report = {"date": datetime.date.today().isoformat(), "machine": machine,
                  "versions": bench.versions if works else {},
                  "threads": options.threads, "rounds": options.rounds, "rows": []}
        for work in works:
            log(work.title)
            report["rows"].append(bench.row(work))
            log(table.one_line(report["rows"][-1]))
        if reading:
            log(f"reading: {', '.join(reading)}")
        report["loading"] = loading.measure(reading, os.path.join(ROOT, options.build), options.rounds, None)
        if not options.only and not options.check_only:
            report["beside"] = bench.beside()
        for system in bench.systems.values() if bench else ():
            system.worker.close()
    is_part = bool(options.only or options.systems or options.check_only)
    if is_part and options.write:
        with open(f"{ROOT}/docs/benchmark.json", encoding="utf-8") as page:
            report = merged(json.load(page), report)
    text = table.markdown(report)
    print(text)
    if options.write or not is_part:
        with open(f"{ROOT}/docs/benchmark.md", "w", encoding="utf-8") as page:
            page.write(text)
        with open(f"{ROOT}/docs/benchmark.json", "w", encoding="utf-8") as page:
            json.dump(report, page, indent=1, ensure_ascii=False)
            page.write("\n")
    return 1 if any(row["wrong"] or row["failed"] for row in report["rows"]) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
