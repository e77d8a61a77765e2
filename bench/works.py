"""What is measured: the works, their data and first weights, and the ratios that saem is required to reach.

Every worker imports or mirrors this. The driver writes data and weights to files, so that all systems start from
the same numbers: `NAME.txt` has one line "name extent extent ..." per array, `NAME.f32` the values one after the
other, float32, row-major. Pictures have their channels last, kernels are (height, width, channels, filters), dense
kernels (inputs, outputs).
"""

import array
import math
import os
import random
from dataclasses import dataclass, field

CHAIN_LENGTH = 16 * 1024 * 1024
EAGER_OPS = 1000


@dataclass(frozen=True)
class Work:
    """One row of the table."""

    name: str
    title: str
    data: str  # which arrays it works on: a key of DATA
    training: bool = False
    check_steps: int = 1  # of training steps after which the losses are compared
    needs: dict = field(default_factory=dict)  # column → required ratio
    bf16: dict = field(default_factory=dict)  # the same for saem in bf16 against the peers' float32
    unit: str = "ms"
    memory: bool = False  # peak memory is measured as well
    memory_budget: int = 0  # bytes: saem is also measured with intermediate values limited to these


def ratios(debian=None, newest=None, floor=None):
    named = {"debian": debian, "newest": newest, "floor": floor}
    return {key: value for key, value in named.items() if value is not None}


WORKS = [
    Work("cnn_train", "lecture CNN, training step, batch 128, Adadelta", "cnn", True, 5, ratios(2.7, 1.8, 1.2),
         ratios(3.3, 2.0, 1.25), memory=True),
    Work("cnn_infer128", "lecture CNN, inference, batch 128", "cnn", needs=ratios(3.5, 2.0)),
    Work("cnn_infer1", "lecture CNN, inference, batch 1", "cnn", needs=ratios(7.0, 3.0)),
    Work("mlp_train", "MLP 784-512-512-10, training step, batch 32, Adam", "mlp", True, 5, ratios(3.5, 2.0)),
    Work("conv1d_train", "Conv1D activity model, training step, batch 64, Adam", "conv1d", True, 5,
         ratios(3.3, 1.8)),
    Work("resnet_train", "ResNet-50, training step, batch 8, 224², SGD with momentum", "resnet", True, 2,
         ratios(1.5, 1.2, 1.2), ratios(2.3, 1.7), memory=True,
         memory_budget=440_000_000),
    Work("resnet_infer1", "ResNet-50, inference, batch 1", "resnet", needs=ratios(1.5, 1.2), bf16=ratios(2.6, 2.0)),
    Work("chain", "8 elementwise ops in a chain, 16 M floats", "chain", needs=ratios(4.0, 1.0)),
    Work("critic_train", "gradient penalty of a CNN critic (second order), batch 64, SGD", "critic", True, 3,
         ratios(1.5, 1.2)),
    Work("eager1", f"{EAGER_OPS} eager ops on 64×64, each value asked for", "eager", needs={"newest_eager": 1 / 3}),
    Work("eager10", f"{EAGER_OPS} eager ops on 64×64, every tenth value asked for", "eager",
         needs={"newest_eager": 1 / 3}),
]


# ---- ResNet-50 v1.5: the stride is in the 3×3 convolution ----

@dataclass(frozen=True)
class Block:
    """A bottleneck: 1×1, 3×3 with the stride, 1×1; a projection where the shapes of input and output differ."""

    name: str
    inputs: int
    width: int
    outputs: int
    stride: int

    @property
    def projects(self):
        return self.stride != 1 or self.inputs != self.outputs


def resnet_blocks():
    blocks, inputs = [], 64
    for stage, (count, width) in enumerate(zip((3, 4, 6, 3), (64, 128, 256, 512)), start=2):
        for i in range(count):
            stride = 2 if i == 0 and stage > 2 else 1
            blocks.append(Block(f"stage{stage}_block{i + 1}", inputs, width, 4 * width, stride))
            inputs = 4 * width
    return blocks


# ---- arrays: (name, shape, lowest, highest), uniform in between; (name, shape, classes) for labels ----

def kernel(name, shape, gain=6.0):
    limit = math.sqrt(gain / math.prod(shape[:-1]))
    return (f"{name}/kernel", shape, -limit, limit)


def layer(name, shape, gain=6.0):
    return [kernel(name, shape, gain), (f"{name}/bias", shape[-1:], -0.05, 0.05)]


def normalized_conv(name, shape, gamma=1.0):
    n = shape[-1:]
    return [kernel(f"{name}_conv", shape), (f"{name}_bn/gamma", n, 0.9 * gamma, 1.1 * gamma),
            (f"{name}_bn/beta", n, -0.05, 0.05), (f"{name}_bn/moving_mean", n, -0.1, 0.1),
            (f"{name}_bn/moving_variance", n, 0.8, 1.2)]


def resnet_arrays():
    arrays = [("x", (8, 224, 224, 3), -1, 1), ("y", (8,), 1000)]
    arrays += normalized_conv("stem", (7, 7, 3, 64))
    for b in resnet_blocks():
        arrays += normalized_conv(f"{b.name}_1", (1, 1, b.inputs, b.width))
        arrays += normalized_conv(f"{b.name}_2", (3, 3, b.width, b.width))
        arrays += normalized_conv(f"{b.name}_3", (1, 1, b.width, b.outputs), gamma=0.2)
        if b.projects:
            arrays += normalized_conv(f"{b.name}_0", (1, 1, b.inputs, b.outputs))
    return arrays + layer("classes", (2048, 1000), gain=1.0)


DATA = {
    "cnn": [("x", (128, 28, 28, 1), 0, 1), ("y", (128,), 10), *layer("conv1", (3, 3, 1, 32)),
            *layer("conv2", (3, 3, 32, 64)), *layer("dense1", (9216, 128)), *layer("dense2", (128, 10), gain=1.0)],
    "mlp": [("x", (32, 784), 0, 1), ("y", (32,), 10), *layer("dense1", (784, 512)), *layer("dense2", (512, 512)),
            *layer("dense3", (512, 10), gain=1.0)],
    "conv1d": [("x", (64, 80, 3), -1, 1), ("y", (64,), 6), *layer("conv1", (3, 3, 64)), *layer("conv2", (3, 64, 64)),
               *layer("dense1", (38 * 64, 100)), *layer("dense2", (100, 6), gain=1.0)],
    "resnet": resnet_arrays(),
    "chain": [("x", (CHAIN_LENGTH,), -2, 2)],
    "critic": [("real", (64, 28, 28, 1), 0, 1), ("fake", (64, 28, 28, 1), 0, 1), ("mix", (64, 1, 1, 1), 0, 1),
               *layer("conv1", (3, 3, 1, 32)), *layer("conv2", (3, 3, 32, 64)), *layer("dense1", (3136, 1))],
    "eager": [("x", (64, 64), 0, 1), ("a", (64, 64), 0, 0.01), ("b", (64, 64), 0.98, 1)],
}


def write_data(key, folder):
    """Writes the arrays of one work, if they are not there yet. The same numbers every time."""
    if os.path.exists(f"{folder}/{key}.txt"):
        return
    draw = random.Random(key).random
    with open(f"{folder}/{key}.f32", "wb") as values:
        for name, shape, *limits in DATA[key]:
            n = math.prod(shape)
            if name == "y":
                numbers = [int(limits[0] * draw()) for _ in range(n)]
            else:
                low, width = limits[0], limits[1] - limits[0]
                # Long arrays repeat themselves: what is measured does not depend on it, and Python is slow.
                numbers = [low + width * draw() for _ in range(min(n, 1_000_003))]
                numbers = (numbers * (n // len(numbers) + 1))[:n]
            array.array("f", numbers).tofile(values)
    with open(f"{folder}/{key}.txt", "w", encoding="utf-8") as names:
        for name, shape, *_ in DATA[key]:
            print(name, *shape, file=names)


def read_data(path):
    """name → (shape, bytes-like) of what write_data wrote; `path` is FOLDER/KEY."""
    arrays = {}
    with open(f"{path}.txt", encoding="utf-8") as names, open(f"{path}.f32", "rb") as values:
        for line in names:
            name, *shape = line.split()
            shape = tuple(map(int, shape))
            arrays[name] = (shape, bytearray(values.read(4 * math.prod(shape))))
    return arrays
