"""Augmented pictures from a folder of JPEG files in torchvision, for the driver (see worker.py and pictures.cpp).

`loader_worker.py THREADS`: a DataLoader with as many workers, which stay from one epoch to the next.
`loader_worker.py make FROM TO COUNT`: writes so many JPEG files of 500×375, cut out of the photographs in a folder.
"""

import os
import random
import sys

from PIL import Image


def make_pictures(photographs, folder, count):
    """Cut at random, at least half of a photograph's side, and resized: as varied, and as large, as ImageNet's."""
    names = sorted(n for n in os.listdir(photographs) if n.endswith((".jpg", ".png")))
    photos = [Image.open(os.path.join(photographs, name)).convert("RGB") for name in names]
    draw = random.Random(1)
    for i in range(count):
        photo = photos[i % len(photos)]
        share = draw.uniform(0.5, 1.0)
        width = int(min(photo.width, photo.height * 4 / 3) * share)
        height = width * 3 // 4
        left, top = draw.randint(0, photo.width - width), draw.randint(0, photo.height - height)
        kind = os.path.join(folder, names[i % len(names)].split(".")[0])
        os.makedirs(kind, exist_ok=True)
        picture = photo.resize((500, 375), Image.Resampling.LANCZOS, (left, top, left + width, top + height))
        picture.save(os.path.join(kind, f"{i:04d}.jpg"), quality=92)


def make_step(work, variant, check, data):
    import torch
    from torchvision.datasets import ImageFolder
    from torchvision.transforms import v2

    transforms = v2.Compose([
        v2.RandomResizedCrop(224), v2.RandomHorizontalFlip(), v2.PILToTensor(), v2.ToDtype(torch.float32, scale=True),
        v2.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))])
    pictures = torch.utils.data.ConcatDataset([ImageFolder(data, transforms)] * variant["times"])
    loader = torch.utils.data.DataLoader(pictures, batch_size=64, num_workers=int(sys.argv[1]), persistent_workers=True)

    def step():
        total, count = 0.0, 0
        for batch, _ in loader:
            count += len(batch)
            total += float(batch[0, 0, 0, 0])
        assert count == len(pictures)
        return [total / count]

    return step


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make_pictures(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    else:
        import torchvision
        from worker import serve

        serve(f"torchvision {torchvision.__version__}", make_step)
