#!/usr/bin/env python3
"""Training steps, Lathe against PyTorch, in one run with equal threads.

    python3 bench/compare_pytorch.py [--threads N] [--rounds N] [--seconds S] [--networks NAME ...] [--peers FOLDER] [--openblas KIND ...]

A step is forward, loss, backward and an update by SGD with Nesterov momentum and weight decay, on one batch of random images that stays in
memory. A round runs Lathe and every PyTorch in both memory formats, in turn, each in a process of its own; the next round runs them backwards.
With one thread the thread's processor time counts, else time on the wall. The ratio is that of the best medians, so PyTorch has the better of
its versions and formats. The versions are those of Debian 12 (apt-get install python3-torch python3-torchvision libopenblas0-pthread libopenblas0-openmp) and of
Debian 13 (bench/peers/set_up.sh); OpenBLAS brings threads of its own (pthread) or shares PyTorch's (openmp), and the better of those named counts.
"""
import functools
import itertools
import pathlib
import shutil
import subprocess
import sys

import comparison

# The networks that are compared unless others are named, and their batches.
BATCHES = {"LeNetCaffe": 128, "ResNet20": 128, "WideResNet16x2": 128, "DenseNetBC40": 128, "DenseNetBC100": 32, "ResNet18": 8, "ResNet50": 8, "DenseNet121": 8,
           "VitS16": 8}
OTHER_BATCH = 8
FORMATS = {"contiguous_format": "NCHW", "channels_last": "NHWC"}
PYTHON = "/usr/bin/python3"
OPENBLAS = "usr/lib/x86_64-linux-gnu/openblas-{}"


def interpreters(folder):
    """The commands that run pytorch_step.py with each PyTorch that is installed, and the root of the system that it is of."""
    source = comparison.ROOT / "bench" / "peers"
    found = []
    if subprocess.run([PYTHON, "-c", "import torch"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
        found.append(([PYTHON, "-B", source / "pytorch_step.py"], pathlib.Path("/")))
    else:
        print("This machine's own PyTorch is left out: apt-get install python3-torch libopenblas0-pthread libopenblas0-openmp installs it.", file=sys.stderr)
    trixie = folder / "trixie"
    if trixie.exists():
        if not (trixie / "proc" / "self").exists():
            subprocess.run(["mount", "-t", "proc", "proc", trixie / "proc"], check=True)
        for name in ("networks.py", "pytorch_step.py"):
            shutil.copy(source / name, trixie / "root" / name)
        found.append((["chroot", trixie, PYTHON, "-B", "/root/pytorch_step.py"], trixie))
    else:
        print(f"PyTorch 2.6 is left out: bench/peers/set_up.sh {folder} installs it.", file=sys.stderr)
    return found


def measure(name, batch, options, pythons):
    """What the rounds gave: Lathe's results, and PyTorch's by version and format."""
    lathe, pytorch = [], {}

    def run_lathe():
        lathe.append(comparison.bench("training-step", name, batch, options.threads, options.seconds))

    def run_pytorch(python, layout, blas):
        command = [*python, name, batch, options.threads, options.seconds, layout]
        result = comparison.run_json(command, options.threads, "/" + OPENBLAS.format(blas))
        pytorch.setdefault(f"{result['version']} {FORMATS[layout]} {blas}", []).append(result)

    turns = [run_lathe]
    for (python, root), layout, blas in itertools.product(pythons, FORMATS, options.openblas):
        if (root / OPENBLAS.format(blas)).exists():
            turns.append(functools.partial(run_pytorch, python, layout, blas))
    for round_number in range(options.rounds):
        for turn in turns if round_number % 2 == 0 else reversed(turns):
            turn()
    return lathe, pytorch


def least(results, key):
    return min(result[key] for result in results)


def main():
    parser = comparison.parser(__doc__, rounds=3, seconds=5)
    parser.add_argument("--openblas", nargs="+", choices=["pthread", "openmp"], default=["pthread"], help="builds of OpenBLAS for PyTorch (pthread)")
    options = parser.parse_args()
    if not options.no_build:
        comparison.build()
    pythons = interpreters(options.peers)
    times, memory = [], []
    for name in options.networks or BATCHES:
        batch = BATCHES.get(name, OTHER_BATCH)
        lathe, pytorch = measure(name, batch, options, pythons)
        ours = least(lathe, "medianMilliseconds")
        medians = {kind: least(results, "medianMilliseconds") for kind, results in pytorch.items()}
        best = min(medians, key=medians.get)
        others = ", ".join(f"{kind} {median:.1f}" for kind, median in medians.items() if kind != best)
        times.append([name, batch, f"{ours:.1f}", f"{medians[best]:.1f} ({best})", f"**{medians[best] / ours:.2f}**", others])
        saved, peak = (min(least(results, key) for results in pytorch.values()) / 1e6 for key in ("savedBytes", "peakBytes"))
        memory.append([
            name, batch, f"{least(lathe, 'firstStepSeconds'):.2f}", f"{least(lathe, 'compilingSeconds'):.2f}",
            f"{least(lathe, 'keptBytes') / 1e6:.1f}", f"{saved:.1f}",
            f"{least(lathe, 'keptBytes') / 1e6 / saved:.0%}", f"{least(lathe, 'peakBytes') / 1e6:.0f}", f"{peak:.0f}"])
    print(f"{comparison.heading(options)}. Milliseconds a step.\n")
    comparison.table(["network", "batch", "Lathe", "PyTorch, best", "PyTorch / Lathe", "PyTorch, others"], times)
    print("\nFirst step: seconds from the start of the process to the end of its first step, and those of them in the just-in-time compiler.")
    print("Memory in MB: what a forward pass keeps for the backward pass, parameters not counted, and the peak of the process, in PyTorch with")
    print("the interpreter and its libraries.\n")
    comparison.table(["network", "batch", "first step", "compiling", "kept", "PyTorch", "share", "peak", "PyTorch"], memory)


if __name__ == "__main__":
    main()
