"""How fast data are read: pictures beside torchvision's DataLoader, and tables."""

import datetime
import os
import subprocess
import tempfile

from measure import Failed, Worker, in_turn, ratio, spread
from systems import FOLDER, installed_peers

ROWS = ("pictures", "csv")
FILES, TIMES = 400, 5  # an epoch reads each file so many times
WORKERS = 2  # of both
PHOTOGRAPHS = os.path.join(FOLDER, "..", "..", "shared", "data", "sample-photos")
PICTURES_NEEDED, TABLE_NEEDED = 1.5, 200


def pictures(build, rounds, log):
    """Pictures per second of both, in turn."""
    photographs = os.environ.get("SAEM_BENCH_PHOTOS", PHOTOGRAPHS)
    if not os.path.isdir(photographs):
        return {"failed": "there are no photographs: name a folder of them in SAEM_BENCH_PHOTOS"}
    peers = installed_peers()
    if "torchvision" not in peers:
        return {"failed": "torchvision could not be installed"}
    _, python = peers["torchvision"]
    script = f"{FOLDER}/loader_worker.py"
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([python, script, "make", photographs, folder, str(FILES)], check=True)
        one_thread = {"OMP_NUM_THREADS": "1"}  # each of the DataLoader's workers is a process
        workers = {"saem": Worker([f"{build}/bench/bench_pictures", str(WORKERS)], None, log),
                   "torchvision": Worker([python, script, str(WORKERS)], one_thread, log)}
        try:
            versions = {}
            for name, worker in workers.items():
                versions[name] = worker.ask("describe")["version"]
                worker.ask("prepare", work="pictures", variant={"times": TIMES}, check=False, data=folder)
            times = in_turn(workers, rounds, 0)
        except Failed as reason:
            return {"failed": str(reason)}
        finally:
            for worker in workers.values():
                worker.close()
    count = FILES * TIMES
    return {"date": datetime.date.today().isoformat(), "versions": versions,
            "per_second": {name: spread([1e3 * count / t for t in all_times]) for name, all_times in times.items()},
            "ratio": ratio(times["torchvision"], times["saem"]), "rounds": rounds}


def csv(build):
    """MB/s of the best of five readings, on one thread."""
    run = subprocess.run([f"{build}/bench/bench_csv"], stdout=subprocess.PIPE, text=True, check=False)
    if run.returncode != 0:
        return {"failed": f"bench_csv ended with status {run.returncode}"}
    return {"date": datetime.date.today().isoformat(), "text": run.stdout.strip(),
            "mb_per_second": float(run.stdout.rsplit(",", 1)[1].split()[0])}


def measure(wanted, build, rounds, log):
    """row → what was measured."""
    return {name: pictures(build, rounds, log) if name == "pictures" else csv(build) for name in ROWS if name in wanted}
