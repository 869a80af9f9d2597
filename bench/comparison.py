"""What the comparisons share: building and running Lathe.Bench, the folder of peers, and the heading above their tables."""
import argparse
import datetime
import json
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
PEERS = ROOT / "artifacts" / "peers"
BENCH = ROOT / "bench" / "bin" / "Release" / "net10.0" / "Lathe.Bench.dll"


def parser(description, rounds, seconds):
    """The options that every comparison has."""
    options = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--threads", type=int, default=os.cpu_count(), help="threads of both (one a core)")
    options.add_argument("--rounds", type=int, default=rounds, help=f"how often each has its turn ({rounds})")
    options.add_argument("--seconds", type=float, default=seconds, help=f"how long a turn lasts ({seconds:g})")
    options.add_argument("--networks", nargs="+", metavar="NAME", help="compare these only")
    options.add_argument("--peers", type=pathlib.Path, default=PEERS, help="the folder of bench/peers/set_up.sh (artifacts/peers)")
    options.add_argument("--no-build", action="store_true", help="take Lathe.Bench as it was built")
    return options


def build():
    """Builds Lathe.Bench."""
    subprocess.run(["dotnet", "build", str(ROOT / "bench"), "-c", "Release", "-v", "q", "--nologo"], check=True, stdout=subprocess.DEVNULL)


def run_json(command, threads, libraries=None):
    """The last line that a command prints, as JSON. OpenBLAS, which PyTorch does not tell its number of threads, has as many; it chooses its kernels
    by the processor, whatever the environment holds it to. Shared libraries of a folder come before the system's."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("OPENBLAS_")}
    environment["OPENBLAS_NUM_THREADS"] = str(threads)
    if libraries:
        environment["LD_LIBRARY_PATH"] = libraries
    result = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, text=True, env=environment, check=True)
    return json.loads(result.stdout.splitlines()[-1])


def bench(command, network, batch, threads, *arguments):
    """The JSON that a command of Lathe.Bench prints."""
    return run_json(["dotnet", BENCH, command, network, batch, threads, *arguments], threads)


def heading(options):
    """Date, processor and threads."""
    with open("/proc/cpuinfo", encoding="ascii", errors="replace") as info:
        names = [line.split(":", 1)[1].strip() for line in info if line.startswith("model name")]
    return f"{datetime.date.today()}, {len(names)} x {names[0]}, {options.threads} threads, {options.rounds} rounds of {options.seconds:g} s"


def table(columns, rows):
    """A Markdown table."""
    for row in (columns, ["---"] * len(columns), *rows):
        print("| " + " | ".join(str(cell) for cell in row) + " |", flush=True)
