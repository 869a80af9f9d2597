#!/usr/bin/env python3
"""Times PyTorch's training steps on a CUDA device, and prints a line of JSON for each way to run them.

    python3 pytorch_cuda_step.py NETWORK BATCH float32|tf32|bf16 SECONDS eager|default|max-autotune ...

A step is forward, cross-entropy, backward and an update by SGD with Nesterov momentum and weight decay (fused), channels last, on one batch of random
images that stays on the device. Eager steps, or steps of torch.compile in the modes named (max-autotune replays CUDA graphs). bf16 is autocast. CUDA
events time many steps in a row, so that nothing waits for the host but what PyTorch itself makes wait.
"""
import json
import sys
import time

import torch
from torch.nn import functional as F

from networks import NETWORKS, VisionTransformer

WARMUP_STEPS, STEPS_A_TIMING = 10, 20
NETWORKS["VitS16At64"] = (lambda: VisionTransformer(64, 384, 12, 6), (3, 64, 64))


def stepper(name, batch, precision, mode):
    """A function that runs one step."""
    torch.manual_seed(1)
    torch._dynamo.reset()
    make, shape = NETWORKS[name]
    model = make().cuda().to(memory_format=torch.channels_last).train()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9, weight_decay=5e-4, nesterov=True, fused=True)
    x = torch.randn(batch, *shape, device="cuda").contiguous(memory_format=torch.channels_last)
    labels = torch.arange(batch, device="cuda") % 10

    def loss_of():
        with torch.autocast("cuda", torch.bfloat16, enabled=precision == "bf16"):
            return F.cross_entropy(model(x), labels)

    compute = loss_of if mode == "eager" else torch.compile(loss_of, mode=mode)

    def step():
        optimizer.zero_grad(set_to_none=True)
        compute().backward()
        optimizer.step()

    return step


def main():
    name, batch, precision, seconds = sys.argv[1], int(sys.argv[2]), sys.argv[3], float(sys.argv[4])
    torch.backends.cudnn.benchmark = True
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = precision != "float32"
    for mode in sys.argv[5:]:
        begin = time.perf_counter()
        step = stepper(name, batch, precision, mode)
        for _ in range(WARMUP_STEPS):
            step()
        torch.cuda.synchronize()
        warm, times, start = time.perf_counter() - begin, [], time.perf_counter()
        while not times or time.perf_counter() - start < seconds:
            first, last = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
            first.record()
            for _ in range(STEPS_A_TIMING):
                step()
            last.record()
            last.synchronize()
            times.append(first.elapsed_time(last) / STEPS_A_TIMING)
        times.sort()
        print(json.dumps({
            "peer": f"PyTorch {torch.__version__.split('+')[0]} {mode}", "network": name, "batch": batch, "precision": precision,
            "medianMilliseconds": round(times[len(times) // 2], 4), "warmSeconds": round(warm, 1),
            "peakMiB": torch.cuda.max_memory_allocated() >> 20, "device": torch.cuda.get_device_name(),
        }), flush=True)
        torch.cuda.reset_peak_memory_stats()


if __name__ == "__main__":
    main()
