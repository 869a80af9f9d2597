#!/usr/bin/env python3
"""Losses of whole training runs, Lathe against PyTorch, with one recipe and several seeds.

    python3 bench/compare_training.py FOLDER [--epochs N] [--seeds N] [--networks NAME ...] [--svg FILE] [--only lathe|pytorch] [--results FILE]

FOLDER holds images in CIFAR-10's binary format. Both sides read them, normalise by the training set, and train as `lathe train` does; PyTorch's side
is bench/peers/pytorch_training.py. Initial weights come from the same distributions, but not from the same random numbers, nor does the order of
images, so that what is compared are means over seeds, next to their standard deviations. --results keeps what each run gave in a file, from which
runs that are there already are taken.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import tempfile

import comparison

# The networks that are compared unless others are named, and their learning rates.
RATES = {"NinCifar10": 0.05, "WideResNet16x4": 0.1, "DenseNetBC40": 0.1, "SEResNet20": 0.1, "CbamResNet20": 0.1}
OTHER_RATE = 0.1
BATCH = 64
LATHE = comparison.ROOT / "models" / "bin" / "Release" / "net10.0" / "lathe.dll"
COLOURS = {"lathe": "#c8501e", "pytorch": "#3a6ea5"}


def run_lathe(name, folder, epochs, rate, seed):
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        command = ["dotnet", LATHE, "train", name, "--data", folder, "--epochs", epochs, "--batch", BATCH, "--lr", rate, "--seed", seed, "--json", report.name]
        subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
        result = json.loads(pathlib.Path(report.name).read_text(encoding="utf-8"))
    return {"losses": [epoch["loss"] for epoch in result["epochs"]], "testLoss": result["testLoss"], "testAccuracy": result["testAccuracy"]}


def run_pytorch(name, folder, epochs, rate, seed):
    script = comparison.ROOT / "bench" / "peers" / "pytorch_training.py"
    command = ["/usr/bin/python3", "-B", "-W", "ignore", script, name, folder, epochs, BATCH, rate, seed]
    return json.loads(subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1])


def cell(values, form="{:.3f}"):
    """Mean and standard deviation."""
    return f"{form.format(statistics.mean(values))} ± {form.format(statistics.stdev(values) if len(values) > 1 else 0)}"


def curves(runs, epochs):
    """An SVG with a chart a network: the training loss of each run over the epochs."""
    width, height, margin = 230, 190, 34
    names = list(dict.fromkeys(name for _, name, _ in runs))
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width * len(names)}" height="{height}" font-family="sans-serif" font-size="11">',
             '<rect width="100%" height="100%" fill="white"/>']
    for column, name in enumerate(names):
        of_network = {key: run["losses"] for key, run in runs.items() if key[1] == name}
        high = max(max(losses) for losses in of_network.values())
        low = min(min(losses) for losses in of_network.values())
        left = column * width + margin

        def place(epoch, loss):
            return f"{left + epoch * (width - margin - 12) / max(1, epochs - 1):.1f},{24 + (high - loss) / (high - low) * (height - 54):.1f}"

        parts.append(f'<text x="{left}" y="14">{name}</text><text x="{left - 4}" y="30" text-anchor="end">{high:.2f}</text>')
        parts.append(f'<text x="{left - 4}" y="{height - 28}" text-anchor="end">{low:.2f}</text><text x="{left}" y="{height - 8}">epochs 1 to {epochs}</text>')
        for (side, _, _), losses in of_network.items():
            points = " ".join(place(epoch, loss) for epoch, loss in enumerate(losses))
            parts.append(f'<polyline points="{points}" fill="none" stroke="{COLOURS[side]}" stroke-width="1.2" opacity="0.8"/>')
    return "\n".join([*parts, "</svg>", ""])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, help="data_batch_1.bin, ..., test_batch.bin")
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--networks", nargs="+", metavar="NAME", default=list(RATES))
    parser.add_argument("--only", choices=["lathe", "pytorch"], help="run one side only, to have the other later")
    parser.add_argument("--results", type=pathlib.Path, help="the file of what each run gave")
    parser.add_argument("--svg", type=pathlib.Path, help="writes the curves to this file")
    options = parser.parse_args()
    runs = {}
    if options.results and options.results.exists():
        runs = {tuple(key): run for key, run in json.loads(options.results.read_text(encoding="utf-8"))}
    for name in options.networks:
        for side, run in (("lathe", run_lathe), ("pytorch", run_pytorch)):
            for seed in range(1, options.seeds + 1):
                if (side, name, seed) in runs or options.only not in (None, side):
                    continue
                runs[side, name, seed] = run(name, options.folder, options.epochs, RATES.get(name, OTHER_RATE), seed)
                print(side, name, seed, [round(loss, 3) for loss in runs[side, name, seed]["losses"]], file=sys.stderr, flush=True)
                if options.results:
                    options.results.write_text(json.dumps(list(runs.items())), encoding="utf-8")
    rows = []
    for name in options.networks:
        for side in COLOURS:
            of_side = [run for key, run in runs.items() if key[:2] == (side, name)]
            if of_side:
                rows.append([
                    name, side, ", ".join(f"{statistics.mean(losses):.3f}" for losses in zip(*(run["losses"] for run in of_side))),
                    cell([run["losses"][-1] for run in of_side]), cell([run["testLoss"] for run in of_side]),
                    cell([100 * run["testAccuracy"] for run in of_side], "{:.1f}")])
    comparison.table(["network", "", "loss of each epoch, mean", "last", "test loss", "test accuracy, %"], rows)
    if options.svg:
        options.svg.write_text(curves(runs, options.epochs), encoding="utf-8")


if __name__ == "__main__":
    main()
