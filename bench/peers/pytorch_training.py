#!/usr/bin/env python3
"""Trains a network of networks.py on a folder in CIFAR-10's binary format and prints, as one line of JSON, the mean loss of each epoch and the loss and
the accuracy on the test set at the end.

    python3 pytorch_training.py NETWORK FOLDER EPOCHS BATCH RATE SEED

The recipe is that of `lathe train`: SGD with Nesterov momentum 0.9, weight decay 5e-4 on weights alone, a warm-up of one epoch, then half a cosine.
"""
import json
import math
import pathlib
import sys

import torch
from torch.nn import functional as F

from networks import NETWORKS

RECORD = 1 + 3 * 32 * 32
MOMENTUM, DECAY = 0.9, 5e-4


def read(paths):
    """Images in [0, 1] and labels."""
    content = b"".join(path.read_bytes() for path in paths)
    records = torch.frombuffer(bytearray(content), dtype=torch.uint8).view(-1, RECORD)
    return records[:, 1:].view(-1, 3, 32, 32).float() / 255, records[:, 0].long()


def rate_at(step, steps_per_epoch, epochs, peak):
    """One epoch of warm-up, then half a cosine."""
    if step < steps_per_epoch:
        return peak * (step + 1) / steps_per_epoch
    return peak * 0.5 * (1 + math.cos(math.pi * (step - steps_per_epoch) / max(1, (epochs - 1) * steps_per_epoch)))


def main():
    name, folder, epochs, batch, peak, seed = sys.argv[1], pathlib.Path(sys.argv[2]), *map(int, sys.argv[3:5]), float(sys.argv[5]), int(sys.argv[6])
    torch.manual_seed(seed)
    images, labels = read(sorted(folder.glob("data_batch_*.bin")))
    test_images, test_labels = read([folder / "test_batch.bin"])
    mean, deviation = images.mean((0, 2, 3), keepdim=True), images.std((0, 2, 3), keepdim=True, unbiased=False)
    images, test_images = (images - mean) / deviation, (test_images - mean) / deviation

    model = NETWORKS[name][0]().train()
    weights = [parameter for parameter in model.parameters() if parameter.dim() > 1]
    others = [parameter for parameter in model.parameters() if parameter.dim() <= 1]
    optimizer = torch.optim.SGD([{"params": weights, "weight_decay": DECAY}, {"params": others}], lr=peak, momentum=MOMENTUM, nesterov=True)
    steps, step, losses = math.ceil(len(labels) / batch), 0, []
    for _ in range(epochs):
        total = 0.0
        for rows in torch.randperm(len(labels)).split(batch):
            for group in optimizer.param_groups:
                group["lr"] = rate_at(step, steps, epochs, peak)
            optimizer.zero_grad(set_to_none=True)
            loss = F.cross_entropy(model(images[rows]), labels[rows])
            loss.backward()
            optimizer.step()
            total, step = total + loss.item() * len(rows), step + 1
        losses.append(total / len(labels))

    model.eval()
    with torch.no_grad():
        logits = torch.cat([model(part) for part in test_images.split(batch)])
    print(json.dumps({
        "losses": losses,
        "testLoss": F.cross_entropy(logits, test_labels).item(),
        "testAccuracy": (logits.argmax(1) == test_labels).double().mean().item(),
    }))


if __name__ == "__main__":
    main()
