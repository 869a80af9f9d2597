#!/usr/bin/env python3
"""Times PyTorch's training steps of a network in one memory format and prints one line of JSON. It runs under any PyTorch from 1.13 on.

    python3 pytorch_step.py NETWORK BATCH THREADS SECONDS contiguous_format|channels_last

A step is forward, cross-entropy, backward and an update by SGD with Nesterov momentum and weight decay, on one batch of random images that stays
in memory. One thread's steps count by the time that it had a processor, which other programs disturb less.
"""
import json
import resource
import statistics
import sys
import time

import torch
from torch.nn import functional as F

from networks import NETWORKS

WARMUP_STEPS, LEAST_STEPS = 3, 8


def loss_of(model, x, labels):
    """The mean cross-entropy; auxiliary heads count for 0.3 each."""
    outputs = model(x)
    if isinstance(outputs, tuple):
        return F.cross_entropy(outputs[0], labels) + 0.3 * sum(F.cross_entropy(head, labels) for head in outputs[1:])
    return F.cross_entropy(outputs, labels)


def saved_bytes(model, x, labels):
    """Bytes of the distinct storages, parameters not counted, that a forward pass keeps for the backward pass."""
    parameters = {parameter.data_ptr() for parameter in model.parameters()}
    saved = {}

    def pack(tensor):
        storage = tensor.untyped_storage() if hasattr(tensor, "untyped_storage") else tensor.storage()
        if storage.data_ptr() not in parameters:
            saved[storage.data_ptr()] = storage.nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        loss = loss_of(model, x, labels)
    total = sum(saved.values())
    loss.backward()
    return total


def main():
    name, batch, threads, seconds, memory_format = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]), getattr(torch, sys.argv[5])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    make, shape = NETWORKS[name]
    model = make().to(memory_format=memory_format).train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4, nesterov=True)
    x = torch.randn(batch, *shape).contiguous(memory_format=memory_format)
    labels = torch.arange(batch) % 10
    clock = time.thread_time if threads == 1 else time.perf_counter
    times, start = [], time.perf_counter()
    while len(times) < LEAST_STEPS or time.perf_counter() - start < seconds:
        begin = clock()
        optimizer.zero_grad(set_to_none=True)
        loss_of(model, x, labels).backward()
        optimizer.step()
        times.append(1000 * (clock() - begin))
    peak = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({
        "version": torch.__version__.split("+")[0].split("a")[0],
        "medianMilliseconds": statistics.median(times[WARMUP_STEPS:]),
        "peakBytes": peak,
        "savedBytes": saved_bytes(model, x, labels),
    }))


if __name__ == "__main__":
    main()
