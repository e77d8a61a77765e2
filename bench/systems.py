"""The systems that are compared: how each is started, and in which variants it is tried."""

import itertools
import os
import subprocess
import sys

from measure import Failed, Worker

FOLDER = os.path.dirname(os.path.abspath(__file__))
PICTURES = ("cnn", "resnet", "critic")
TITLES = {"saem": "saem", "saem_bf16": "saem bf16", "debian": "PyTorch 1.13 (Debian)",
          "newest_eager": "newest PyTorch, eager", "newest_compiled": "newest PyTorch, compiled", "jax": "JAX"}


def installed_peers():
    """name → (version, interpreter): what install-peers has put into its cache folder, or puts there now."""
    lines = subprocess.run([f"{FOLDER}/install-peers"], stdout=subprocess.PIPE, text=True, check=False).stdout
    return {name: (version, python) for name, version, python in (line.split() for line in lines.splitlines())}


class System:
    """A worker, and its variant for each work."""

    def __init__(self, name, worker):
        self.name = name
        self.worker = worker

    def variants(self, work):
        """All that are tried before the rounds; the fastest is measured."""
        layouts = ("nchw", "nhwc") if work.data in PICTURES else ("nchw",)
        if self.name in ("saem", "jax"):
            return [{}]
        if self.name == "saem_bf16":
            return [{"precision": "bf16"}]
        if not work.training:
            options = [{"freeze": True}, {"freeze": False}] if self.name == "newest_compiled" else [{}]
        elif self.name == "newest_compiled":
            options = [{"optimizer": "plain"}, {"optimizer": "compiled"}]
        else:
            # Debian's PyTorch has no fused optimizers; Adadelta has none in any.
            fused = ["fused"] if self.name == "newest_eager" and work.name != "cnn_train" else []
            options = [{"optimizer": flavour} for flavour in ("plain", "foreach", *fused)]
        return [{"layout": layout, **option} for layout, option in itertools.product(layouts, options)]

    def prepare(self, work, variant, data, check):
        """False if this system cannot do this."""
        answer = self.worker.ask("prepare", work=work.name, variant=variant, check=check, data=f"{data}/{work.data}")
        return "unsupported" not in answer

    def fresh(self, environment=None):
        """The same system in another process, for what a first run costs."""
        worker = self.worker
        return System(self.name, Worker(worker.command, {**worker.environment, **(environment or {})}, worker.log))


def all_systems(build, threads, log, wanted=None):
    """name → System, and name → version. `wanted`: names, or all of them."""
    peers = installed_peers()
    # Each thread on a processor of its own: without it PyTorch's times vary much more.
    bound = {"OMP_NUM_THREADS": str(threads), "OMP_PROC_BIND": "true"}
    scripts = {"debian": ("torch-1.13", "torch_worker.py", "eager"),
               "newest_eager": ("torch-newest", "torch_worker.py", "eager"),
               "newest_compiled": ("torch-newest", "torch_worker.py", "compile"), "jax": ("jax", "jax_worker.py", "jit")}
    saem = {"SAEM_THREADS": str(threads)}
    systems = {name: System(name, Worker([f"{build}/bench/bench_worker"], saem, log)) for name in ("saem", "saem_bf16")}
    for name, (peer, script, mode) in scripts.items():
        if peer in peers:
            command = [peers[peer][1], f"{FOLDER}/{script}", mode, str(threads)]
            systems[name] = System(name, Worker(command, bound, log))
    systems = {name: s for name, s in systems.items() if not wanted or name in wanted or name.startswith("saem")}
    versions = {}
    for name in list(systems):
        try:
            versions[name] = systems[name].worker.ask("describe")["version"]
        except (Failed, OSError) as reason:
            print(f"{TITLES[name]} is left out: {reason}", file=sys.stderr)
            del systems[name]
    return systems, versions
