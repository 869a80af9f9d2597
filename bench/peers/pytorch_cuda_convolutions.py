#!/usr/bin/env python3
"""The convolutions of ResNet-50 on a CUDA device: Lathe's kernels, then cuDNN's through PyTorch, geometry by geometry in one call.

    python3 pytorch_cuda_convolutions.py LATHE_BENCH_CUDA float32|tf32|bf16 BATCH [PART]

LATHE_BENCH_CUDA is the published program. Both replay CUDA graphs of one pass and time them by events; cuDNN chooses its algorithm by trying, channels
last. PART keeps the geometries whose names contain it. The last line holds the geometric means of Lathe's time over cuDNN's. Forward counts alone, and with the
sums of the batch norm behind it; the gradient of the input alone, and with the mask of the rectifier before it and the sums of the batch norm's gradients: what
Lathe's kernel takes along, PyTorch runs as kernels of their own.
"""
import json
import math
import subprocess
import sys

import torch
from torch.nn import functional as F

PASSES = ("forward", "inputGradient", "weightGradient", "forwardAndSums", "maskedInputGradient")
ROUNDS, ROUND_MILLISECONDS, MOST_REPEATS = 9, 20, 100


def milliseconds(run, repeats):
    first, last = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
    first.record()
    for _ in range(repeats):
        run()
    last.record()
    last.synchronize()
    return first.elapsed_time(last)


def microseconds(compute):
    """The median time of a computation, replayed as a graph."""
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            compute()
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        compute()
    graph.replay()
    repeats = int(min(max(ROUND_MILLISECONDS / max(milliseconds(graph.replay, 1), 1e-3), 1), MOST_REPEATS))
    return sorted(milliseconds(graph.replay, repeats) for _ in range(ROUNDS))[ROUNDS // 2] / repeats * 1000


def peer_times(row, precision):
    """The microseconds of each pass of a geometry."""
    kind = torch.bfloat16 if precision == "bf16" else torch.float32
    def images(channels, size):
        return torch.randn(row["batch"], channels, size, size, device="cuda", dtype=kind).contiguous(memory_format=torch.channels_last)
    stride, padding = row["stride"], row["kernel"] // 2
    x, y = images(row["inputs"], row["size"]), images(row["outputs"], row["size"] // row["stride"])
    weight = torch.randn(row["outputs"], row["inputs"], row["kernel"], row["kernel"], device="cuda", dtype=kind).contiguous(memory_format=torch.channels_last)

    def backward(*wanted):
        return torch.ops.aten.convolution_backward(y, x, weight, None, [stride] * 2, [padding] * 2, [1, 1], False, [0, 0], 1, [*wanted, False])

    before, scale = images(row["inputs"], row["size"]), torch.ones(row["inputs"], device="cuda")
    mean, deviation = torch.batch_norm_stats(before, 1e-5)

    def masked_input_gradient():
        masked = torch.ops.aten.threshold_backward(backward(True, False)[0], x, 0)
        torch.batch_norm_backward_reduce(masked, before, mean, deviation, scale, True, True, True)

    return {
        "forward": microseconds(lambda: F.conv2d(x, weight, None, stride, padding)),
        "inputGradient": microseconds(lambda: backward(True, False)),
        "weightGradient": microseconds(lambda: backward(False, True)),
        "forwardAndSums": microseconds(lambda: torch.batch_norm_stats(F.conv2d(x, weight, None, stride, padding), 1e-5)),
        "maskedInputGradient": microseconds(masked_input_gradient) if row["maskedInputGradient"] else None,
    }


def main():
    program, precision, batch = sys.argv[1:4]
    torch.backends.cudnn.benchmark = True
    torch.backends.cudnn.allow_tf32 = torch.backends.cuda.matmul.allow_tf32 = precision != "float32"
    lines = subprocess.run([program, "convolutions", precision, batch, *sys.argv[4:]], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()
    rows = [json.loads(line) for line in lines]
    if not rows:
        sys.exit("no convolution of ResNet-50 has such a name")
    print(f"{torch.cuda.get_device_name()}, {precision}, batch {batch}, PyTorch {torch.__version__}, cuDNN {torch.backends.cudnn.version()}; Lathe / cuDNN, microseconds")
    print("| convolution | forward | input gradient | weight gradient | forward, sums | input gradient, mask, sums |")
    print("| --- | --- | --- | --- | --- | --- |")
    logarithms = {each: [] for each in PASSES}
    for row in rows:
        peer = peer_times(row, precision)
        cells = []
        for each in PASSES:
            if peer[each] is None:
                cells.append("")
                continue
            ratio = row[each] / peer[each]
            logarithms[each].append(math.log(ratio))
            cells.append(f"{row[each]:.1f} / {peer[each]:.1f} = {ratio:.2f}")
        print(f"| {row['name']} | {' | '.join(cells)} |", flush=True)
    means = {each: math.exp(sum(values) / len(values)) for each, values in logarithms.items()}
    print(f"| geometric mean | {' | '.join(f'{means[each]:.2f}' for each in PASSES)} |")


if __name__ == "__main__":
    main()
