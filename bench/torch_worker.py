"""The works in PyTorch, for the driver (see worker.py). `torch_worker.py eager|compile THREADS`.

Variants: "layout" nchw or nhwc (channels_last); "optimizer" plain, foreach or fused, or compiled (the update goes
through torch.compile as well); "freeze" folds weights into compiled inference.
"""

import os
import sys

import torch
import torch.nn.functional as F

import works
from torch_models import MODELS, Critic
from worker import Unsupported, serve

COMPILING = sys.argv[1] == "compile"


def arrays_of(path):
    return {name: torch.frombuffer(values, dtype=torch.float32).reshape(shape)
            for name, (shape, values) in works.read_data(path).items()}


def ready(function):
    """Ready to be called many times: compiled, if that is what this worker measures."""
    return torch.compile(function) if COMPILING else function


def channels_first(x, layout):
    if x.dim() < 3:
        return x.clone()
    x = x.movedim(-1, 1).contiguous()
    return x.contiguous(memory_format=torch.channels_last) if layout == "nhwc" and x.dim() == 4 else x


def in_layout(model, layout):
    return model.to(memory_format=torch.channels_last) if layout == "nhwc" else model


def optimizer_of(key, parameters, flavour):
    options = {} if flavour in ("plain", "compiled") else {flavour: True}
    make = {"cnn": lambda: torch.optim.Adadelta(parameters, lr=1.0, rho=0.95, eps=1e-7, **options),
            "resnet": lambda: torch.optim.SGD(parameters, lr=0.01, momentum=0.9, **options),
            "critic": lambda: torch.optim.SGD(parameters, lr=0.01, **options)}
    # So small an epsilon that it does not matter where it is added, which PyTorch and Keras do differently.
    adam = lambda: torch.optim.Adam(parameters, lr=0.001, betas=(0.9, 0.999), eps=1e-10, **options)  # noqa: E731
    try:
        return make.get(key, adam)()
    except TypeError as error:
        raise Unsupported(f"optimizer {flavour}: {error}") from error


def training(loss_of, optimizer, flavour):
    update = torch.compile(optimizer.step) if COMPILING and flavour == "compiled" else optimizer.step

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of()
        loss.backward()
        update()
        return [loss.item()]

    return step


def model_training(key, variant, check, arrays):
    layout, flavour = variant.get("layout", "nchw"), variant.get("optimizer", "plain")
    model = in_layout(MODELS[key](arrays, 0 if check else 1).train(), layout)
    x, y = channels_first(arrays["x"], layout), arrays["y"].long()
    loss = ready(lambda x, y: F.cross_entropy(model(x), y))
    return training(lambda: loss(x, y), optimizer_of(key, model.parameters(), flavour), flavour)


def inference(key, rows, variant, arrays):
    layout = variant.get("layout", "nchw")
    model = in_layout(MODELS[key](arrays, 0).eval(), layout)
    x = channels_first(arrays["x"][:rows], layout)
    if COMPILING:
        import torch._inductor.config as inductor
        inductor.freezing = variant.get("freeze", False)
    forward = ready(lambda x: F.softmax(model(x), dim=1))
    guard = torch.no_grad if COMPILING else torch.inference_mode

    def step():
        with guard():
            return forward(x)[0, :10].tolist()

    return step


def critic_loss(critic, input_gradient, real, fake, mix):
    gradient = input_gradient(critic, mix * real + (1 - mix) * fake)
    norm = torch.sqrt(gradient.square().sum(dim=(1, 2, 3)) + 1e-12)
    return critic(fake).mean() - critic(real).mean() + 10 * (norm - 1).square().mean()


def by_autograd(critic, x):
    x.requires_grad_(True)
    return torch.autograd.grad(critic(x).sum(), x, create_graph=True)[0]


def by_function(critic, x):
    return torch.func.grad(lambda x: critic(x).sum())(x)


def compiled_critic_training(critic, inputs, optimizer, flavour):
    """torch.compile refuses a backward pass of a backward pass, but not gradients that are functions."""
    parameters = dict(critic.named_parameters())

    def loss(parameters):
        return critic_loss(lambda x: torch.func.functional_call(critic, parameters, (x,)), by_function, *inputs)

    compute = torch.compile(torch.func.grad_and_value(loss))
    update = torch.compile(optimizer.step) if flavour == "compiled" else optimizer.step

    def step():
        with torch.no_grad():
            gradients, value = compute({name: p.detach() for name, p in parameters.items()})
        for name, parameter in parameters.items():
            parameter.grad = gradients[name]
        update()
        return [value.item()]

    return step


def critic_training(variant, arrays):
    layout, flavour = variant.get("layout", "nchw"), variant.get("optimizer", "plain")
    critic = in_layout(Critic(arrays), layout)
    inputs = channels_first(arrays["real"], layout), channels_first(arrays["fake"], layout), arrays["mix"].clone()
    optimizer = optimizer_of("critic", critic.parameters(), flavour)
    if COMPILING:
        return compiled_critic_training(critic, inputs, optimizer, flavour)
    return training(lambda: critic_loss(critic, by_autograd, *inputs), optimizer, flavour)


def chain(arrays):
    x = arrays["x"].clone()
    f = ready(lambda x: torch.sqrt(torch.abs(torch.relu(x * 1.1 + 0.5) * x - 0.3) + 1.0))

    def step():
        with torch.no_grad():
            return f(x)[:10].tolist()

    return step


def eager_ops(arrays, asked_every):
    if COMPILING:
        raise Unsupported("eager by definition")
    x, a, b = (arrays[name].clone() for name in "xab")

    def step():
        y, last = x, 0.0
        with torch.no_grad():
            for i in range(works.EAGER_OPS):
                y = torch.add(y, a) if i % 3 == 0 else torch.mul(y, b) if i % 3 == 1 else torch.relu(y)
                if i % asked_every == asked_every - 1:
                    last = y
        return last[0, :10].tolist()

    return step


def make_step(work, variant, check, data):
    torch.manual_seed(0)
    if COMPILING:
        torch._dynamo.reset()
    key = os.path.basename(data)
    arrays = arrays_of(data)
    match work:
        case "chain":
            return chain(arrays)
        case "critic_train":
            return critic_training(variant, arrays)
        case "eager1" | "eager10":
            return eager_ops(arrays, int(work.removeprefix("eager")))
        case "cnn_infer128" | "cnn_infer1" | "resnet_infer1":
            return inference(key, int(work.split("infer")[1]), variant, arrays)
    return model_training(key, variant, check, arrays)


if __name__ == "__main__":
    torch.set_num_threads(int(sys.argv[2]))
    serve(torch.__version__, make_step)
