"""The works in JAX, jit-compiled, for the driver (see worker.py). Channels last, as XLA has them on a CPU."""

import os

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

import works
from worker import Unsupported, serve


def arrays_of(path):
    return {name: jnp.asarray(np.frombuffer(values, np.float32).reshape(shape))
            for name, (shape, values) in works.read_data(path).items()}


def conv(p, name, x, stride=1, padding=0, bias=True):
    kernel = p[f"{name}/kernel"]
    spatial = "HW" if x.ndim == 4 else "W"
    y = lax.conv_general_dilated(x, kernel, (stride,) * len(spatial), [(padding, padding)] * len(spatial),
                                 dimension_numbers=(f"N{spatial}C", f"{spatial}IO", f"N{spatial}C"))
    return y + p[f"{name}/bias"] if bias else y


def dense(p, name, x):
    return x @ p[f"{name}/kernel"] + p[f"{name}/bias"]


def max_pool(x, size, stride, padding=0):
    spatial = x.ndim - 2
    return lax.reduce_window(x, -jnp.inf, lax.max, (1, *[size] * spatial, 1), (1, *[stride] * spatial, 1),
                             ((0, 0), *[(padding, padding)] * spatial, (0, 0)))


def dropout(x, rate, key):
    if key is None:
        return x
    return jnp.where(jax.random.bernoulli(key, 1 - rate, x.shape), x / (1 - rate), 0)


def flatten(x):
    return x.reshape(x.shape[0], -1)


def keys(key, n):
    return [None] * n if key is None else jax.random.split(key, n)


# Each model: (parameters, x, dropout's key or None, training) → (logits, new moving averages).

def lecture_cnn(p, x, key, _training):
    first, second = keys(key, 2)
    x = max_pool(jax.nn.relu(conv(p, "conv2", jax.nn.relu(conv(p, "conv1", x)))), 2, 2)
    x = jax.nn.relu(dense(p, "dense1", flatten(dropout(x, 0.25, first))))
    return dense(p, "dense2", dropout(x, 0.5, second)), {}


def mlp(p, x, _key, _training):
    return dense(p, "dense3", jax.nn.relu(dense(p, "dense2", jax.nn.relu(dense(p, "dense1", x))))), {}


def conv1d(p, x, key, _training):
    x = jax.nn.relu(conv(p, "conv2", jax.nn.relu(conv(p, "conv1", x))))
    x = max_pool(dropout(x, 0.5, key), 2, 2)
    return dense(p, "dense2", jax.nn.relu(dense(p, "dense1", flatten(x)))), {}


def normalized_conv(p, moved, name, x, training, stride=1):
    y = conv(p, f"{name}_conv", x, stride, p[f"{name}_conv/kernel"].shape[0] // 2, bias=False)
    mean, variance = p[f"{name}_bn/moving_mean"], p[f"{name}_bn/moving_variance"]
    if training:
        old_mean, old_variance = mean, variance
        mean, variance = y.mean((0, 1, 2)), y.var((0, 1, 2))
        moved[f"{name}_bn/moving_mean"] = lax.stop_gradient(0.9 * old_mean + 0.1 * mean)
        moved[f"{name}_bn/moving_variance"] = lax.stop_gradient(0.9 * old_variance + 0.1 * variance)
    scale = p[f"{name}_bn/gamma"] * lax.rsqrt(variance + 1e-5)
    return (y - mean) * scale + p[f"{name}_bn/beta"]


def resnet(p, x, _key, training):
    moved = {}
    x = max_pool(jax.nn.relu(normalized_conv(p, moved, "stem", x, training, 2)), 3, 2, 1)
    for b in works.resnet_blocks():
        y = jax.nn.relu(normalized_conv(p, moved, f"{b.name}_1", x, training))
        y = jax.nn.relu(normalized_conv(p, moved, f"{b.name}_2", y, training, b.stride))
        y = normalized_conv(p, moved, f"{b.name}_3", y, training)
        x = jax.nn.relu(y + (normalized_conv(p, moved, f"{b.name}_0", x, training, b.stride) if b.projects else x))
    return dense(p, "classes", x.mean((1, 2))), moved


def critic_loss(p, data):
    def critic(x):
        x = jax.nn.leaky_relu(conv(p, "conv1", x, 2, 1), 0.2)
        return dense(p, "dense1", flatten(jax.nn.leaky_relu(conv(p, "conv2", x, 2, 1), 0.2)))

    real, fake, mix = data
    gradient = jax.grad(lambda x: critic(x).sum())(mix * real + (1 - mix) * fake)
    norm = jnp.sqrt(jnp.square(gradient).sum((1, 2, 3)) + 1e-12)
    return critic(fake).mean() - critic(real).mean() + 10 * jnp.square(norm - 1).mean(), {}


# Each optimizer: (how many slots per parameter, (parameter, slots, gradient, step) → (parameter, slots)).

def adadelta(w, slots, g, _step):
    squares, steps = slots
    squares = 0.95 * squares + 0.05 * g * g
    delta = jnp.sqrt(steps + 1e-7) / jnp.sqrt(squares + 1e-7) * g
    return w - delta, (squares, 0.95 * steps + 0.05 * delta * delta)


def adam(w, slots, g, step):
    m, v = 0.9 * slots[0] + 0.1 * g, 0.999 * slots[1] + 0.001 * g * g
    rate = 0.001 * jnp.sqrt(1 - 0.999**step) / (1 - 0.9**step)
    return w - rate * m / (jnp.sqrt(v) + 1e-10), (m, v)


def momentum(w, slots, g, _step):
    v = 0.9 * slots[0] + g
    return w - 0.01 * v, (v,)


def sgd(w, slots, g, _step):
    return w - 0.01 * g, slots


MODELS = {"cnn": (lecture_cnn, adadelta, 2), "mlp": (mlp, adam, 2), "conv1d": (conv1d, adam, 2),
          "resnet": (resnet, momentum, 1)}


def training(loss_of, rule, slot_count, parameters, check):
    trained = {name for name in parameters if "/moving_" not in name}

    @jax.jit
    def update(state, key):
        parameters, slots, step = state
        fixed = {name: value for name, value in parameters.items() if name not in trained}
        key, use = jax.random.split(key)
        (loss, moved), gradients = jax.value_and_grad(
            lambda p: loss_of({**p, **fixed}, None if check else use), has_aux=True)(
                {name: parameters[name] for name in trained})
        new = {name: rule(parameters[name], slots[name], g, step) for name, g in gradients.items()}
        return loss, ({**fixed, **moved, **{n: w for n, (w, _) in new.items()}},
                      {n: s for n, (_, s) in new.items()}, step + 1), key

    slots = {name: (jnp.zeros_like(parameters[name]),) * slot_count for name in trained}
    state, key = (parameters, slots, jnp.float32(1)), jax.random.key(0)

    def step():
        nonlocal state, key
        loss, state, key = update(state, key)
        jax.block_until_ready(state)
        return [loss]

    return step


def cross_entropy(model, x, y):
    def loss(p, key):
        logits, moved = model(p, x, key, True)
        return -jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], 1).mean(), moved

    return loss


def make_step(work, _variant, check, data):
    arrays, key = arrays_of(data), os.path.basename(data)
    parameters = {name: value for name, value in arrays.items() if "/" in name}
    if work == "critic_train":
        inputs = [arrays[name] for name in ("real", "fake", "mix")]
        return training(lambda p, _key: critic_loss(p, inputs), sgd, 0, parameters, check)
    if work == "chain":
        f = jax.jit(lambda x: jnp.sqrt(jnp.abs(jax.nn.relu(x * 1.1 + 0.5) * x - 0.3) + 1.0))
        return lambda: np.asarray(f(arrays["x"]))[:10].tolist()
    if key not in MODELS:
        raise Unsupported(f"no {work} in JAX")
    model, rule, slots = MODELS[key]
    if work.endswith("_train"):
        return training(cross_entropy(model, arrays["x"], arrays["y"].astype(int)), rule, slots, parameters, check)
    x = arrays["x"][:int(work.split("infer")[1])]
    predict = jax.jit(lambda p, x: jax.nn.softmax(model(p, x, None, False)[0]))
    return lambda: np.asarray(predict(parameters, x))[0, :10].tolist()


if __name__ == "__main__":
    serve(jax.__version__, make_step)
