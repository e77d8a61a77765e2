"""The works' models in PyTorch, with the weights that the driver wrote."""

import torch
import torch.nn.functional as F
from torch import nn

from works import resnet_blocks


def to_torch(name, value):
    """From (height, width, channels, filters) and (inputs, outputs) to PyTorch's order."""
    if not name.endswith("/kernel"):
        return value
    order = {2: (1, 0), 3: (2, 1, 0), 4: (3, 2, 0, 1)}[value.dim()]
    return value.permute(*order)


def load(module, name, arrays, parts=("kernel", "bias")):
    """Copies the arrays "name/part" into the module's weight, bias, running_mean and running_var."""
    targets = (module.weight, module.bias, *((module.running_mean, module.running_var) if len(parts) == 4 else ()))
    with torch.no_grad():
        for target, part in zip(targets, parts):
            if target is not None:
                target.copy_(to_torch(f"{name}/{part}", arrays[f"{name}/{part}"]))
    return module


def dense_on_picture(name, arrays, picture):
    """A dense layer after flattening: its rows are in the order (place, channel), PyTorch flattens (channel, place)."""
    value = arrays[f"{name}/kernel"]
    rows = value.reshape(*picture, -1).movedim(-2, 0).reshape(value.shape)
    return load(nn.Linear(*value.shape), name, {**arrays, f"{name}/kernel": rows})


class LectureCNN(nn.Module):
    def __init__(self, arrays, dropout):
        super().__init__()
        self.conv1 = load(nn.Conv2d(1, 32, 3), "conv1", arrays)
        self.conv2 = load(nn.Conv2d(32, 64, 3), "conv2", arrays)
        self.dense1 = dense_on_picture("dense1", arrays, (12, 12, 64))
        self.dense2 = load(nn.Linear(128, 10), "dense2", arrays)
        self.dropout1, self.dropout2 = nn.Dropout(0.25 * dropout), nn.Dropout(0.5 * dropout)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv2(F.relu(self.conv1(x)))), 2)
        x = F.relu(self.dense1(torch.flatten(self.dropout1(x), 1)))
        return self.dense2(self.dropout2(x))


def mlp(arrays, _dropout):
    return nn.Sequential(load(nn.Linear(784, 512), "dense1", arrays), nn.ReLU(),
                         load(nn.Linear(512, 512), "dense2", arrays), nn.ReLU(),
                         load(nn.Linear(512, 10), "dense3", arrays))


def conv1d(arrays, dropout):
    return nn.Sequential(load(nn.Conv1d(3, 64, 3), "conv1", arrays), nn.ReLU(),
                         load(nn.Conv1d(64, 64, 3), "conv2", arrays), nn.ReLU(), nn.Dropout(0.5 * dropout),
                         nn.MaxPool1d(2), nn.Flatten(), dense_on_picture("dense1", arrays, (38, 64)), nn.ReLU(),
                         load(nn.Linear(100, 6), "dense2", arrays))


class Critic(nn.Module):
    def __init__(self, arrays, _dropout=0):
        super().__init__()
        self.conv1 = load(nn.Conv2d(1, 32, 3, stride=2, padding=1), "conv1", arrays)
        self.conv2 = load(nn.Conv2d(32, 64, 3, stride=2, padding=1), "conv2", arrays)
        self.dense1 = dense_on_picture("dense1", arrays, (7, 7, 64))

    def forward(self, x):
        x = F.leaky_relu(self.conv1(x), 0.2)
        x = F.leaky_relu(self.conv2(x), 0.2)
        return self.dense1(torch.flatten(x, 1))


def normalized_conv(name, arrays, stride=1):
    height, _, inputs, outputs = arrays[f"{name}_conv/kernel"].shape
    conv = nn.Conv2d(inputs, outputs, height, stride=stride, padding=height // 2, bias=False)
    norm = nn.BatchNorm2d(outputs, eps=1e-5, momentum=0.1)
    return nn.Sequential(load(conv, f"{name}_conv", arrays),
                         load(norm, f"{name}_bn", arrays, ("gamma", "beta", "moving_mean", "moving_variance")))


class Bottleneck(nn.Module):
    def __init__(self, block, arrays):
        super().__init__()
        self.one = normalized_conv(f"{block.name}_1", arrays)
        self.two = normalized_conv(f"{block.name}_2", arrays, block.stride)
        self.three = normalized_conv(f"{block.name}_3", arrays)
        self.shortcut = normalized_conv(f"{block.name}_0", arrays, block.stride) if block.projects else nn.Identity()

    def forward(self, x):
        y = F.relu(self.two(F.relu(self.one(x), inplace=True)), inplace=True)
        return F.relu(self.three(y) + self.shortcut(x), inplace=True)


def resnet(arrays, _dropout):
    return nn.Sequential(normalized_conv("stem", arrays, 2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1),
                         *(Bottleneck(block, arrays) for block in resnet_blocks()),
                         nn.AdaptiveAvgPool2d(1), nn.Flatten(), load(nn.Linear(2048, 1000), "classes", arrays))


MODELS = {"cnn": LectureCNN, "mlp": mlp, "conv1d": conv1d, "resnet": resnet}
