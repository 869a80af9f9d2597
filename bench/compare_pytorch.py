#!/usr/bin/env python3
"""Time of a training step, Lathe against PyTorch, in one run with equal threads.

    python3 bench/compare_pytorch.py [--threads N] [--batch N] [--rounds N] [--seconds S]

A step is forward, loss, backward and an update by SGD with Nesterov momentum and weight decay, on one batch of random images that stays in
memory. Each round runs Lathe, then PyTorch in both memory formats; each prints the median of its steps. The ratio is that of the best
medians, so PyTorch has the better of its formats. PyTorch is the Debian package python3-torch (CPU, OpenBLAS and oneDNN).
"""
import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import time

import torch
from torch import nn
from torch.nn import functional as F

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class LeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 20, 5), nn.Conv2d(20, 50, 5)
        self.fc1, self.fc2 = nn.Linear(800, 500), nn.Linear(500, 10)

    def forward(self, x):
        x = F.max_pool2d(self.conv2(F.max_pool2d(self.conv1(x), 2)), 2)
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


class Block(nn.Module):
    def __init__(self, inputs, channels, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, channels, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.stride, self.zeros = stride, (channels - inputs) // 2

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if self.stride != 1:
            x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.zeros, self.zeros))
        return F.relu(x + y)


class ResNet20(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16)
        widths = [(16, 16, 1)] + [(16, 16, 1)] * 2 + [(16, 32, 2)] + [(32, 32, 1)] * 2 + [(32, 64, 2)] + [(64, 64, 1)] * 2
        self.blocks = nn.Sequential(*[Block(*width) for width in widths])
        self.linear = nn.Linear(64, 10)

    def forward(self, x):
        return self.linear(self.blocks(F.relu(self.bn1(self.conv1(x)))).mean((2, 3)))


NETWORKS = {"ResNet20": (ResNet20, (3, 32, 32)), "LeNetCaffe": (LeNet, (1, 28, 28))}


def pytorch_step(name, batch, seconds, memory_format):
    """The median milliseconds of a PyTorch step in a memory format."""
    make, shape = NETWORKS[name]
    torch.manual_seed(1)
    model = make().to(memory_format=memory_format).train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4, nesterov=True)
    x = torch.randn(batch, *shape).contiguous(memory_format=memory_format)
    labels = torch.arange(batch) % 10
    times, start = [], time.perf_counter()
    while len(times) < 8 or time.perf_counter() - start < seconds:
        begin = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        F.cross_entropy(model(x), labels).backward()
        optimizer.step()
        times.append(1000 * (time.perf_counter() - begin))
    return statistics.median(times[3:])


def lathe_step(name, batch, seconds, threads):
    """The median milliseconds of a Lathe step, measured by bench/TrainingStep.cs."""
    command = ["dotnet", os.path.join(ROOT, "bench", "bin", "Release", "net10.0", "Lathe.Bench.dll"), "training-step"]
    command += [name, str(batch), str(threads), str(seconds)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["medianMilliseconds"]


def processor():
    """The processor's name, and how many of it there are."""
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as info:
        names = [line.split(":", 1)[1].strip() for line in info if line.startswith("model name")]
    return f"{len(names)} x {names[0]}" if names else platform.processor()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5)
    options = parser.parse_args()
    subprocess.run(["dotnet", "build", os.path.join(ROOT, "bench"), "-c", "Release", "-v", "q", "--nologo"], check=True, stdout=subprocess.DEVNULL)
    torch.set_num_threads(options.threads)
    print(f"{datetime.date.today()}, {processor()}, {options.threads} threads, PyTorch {torch.__version__}, batch {options.batch}")
    for name in NETWORKS:
        lathe, pytorch = [], []
        for _ in range(options.rounds):
            lathe.append(lathe_step(name, options.batch, options.seconds, options.threads))
            formats = (torch.contiguous_format, torch.channels_last)
            pytorch.append(min(pytorch_step(name, options.batch, options.seconds, layout) for layout in formats))
        ratio = min(pytorch) / min(lathe)
        rounds = ", ".join(f"{ours:.1f}/{theirs:.1f}" for ours, theirs in zip(lathe, pytorch))
        print(f"{name}: Lathe {min(lathe):.1f} ms, PyTorch {min(pytorch):.1f} ms a step; PyTorch takes {ratio:.2f} times as long (rounds: {rounds})")


if __name__ == "__main__":
    main()
