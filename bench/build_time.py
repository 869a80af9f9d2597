#!/usr/bin/env python3
"""What a network of the CIFAR family adds to a build: builds a project that has ResNet-20 with and without it, in turn, and one that has nothing else, and prints the
least processor and wall time of each, and the generator's."""
import argparse
import os
import pathlib
import re
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
FAMILY = ROOT / "models" / "Networks" / "CifarResNet.cs"
PROJECT = """<Project Sdk="Microsoft.NET.Sdk">
  <Import Project="{root}/runtime/build/Lathe.props" />
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <NoWarn>$(NoWarn);CS1591</NoWarn>
  </PropertyGroup>
  <ItemGroup>
    <ProjectReference Include="{root}/runtime/Lathe.Runtime.csproj" />
    <ProjectReference Include="{root}/generator/Lathe.Generator.csproj" OutputItemType="Analyzer" ReferenceOutputAssembly="false" />
  </ItemGroup>
</Project>
"""


def write(folder, networks):
    """A project whose records of the family are networks only where they are named."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "Family.csproj").write_text(PROJECT.format(root=ROOT))
    keep = re.compile(r"\[Network\([^)]*\)\]\n(public sealed partial record (\w+))")
    text = keep.sub(lambda match: match[0] if match[2] in networks else match[1], FAMILY.read_text())
    (folder / "CifarResNet.cs").write_text(text)


def build(folder, *options):
    """Seconds of processor time, wall time and the generator; no server of an earlier build helps, so that all are whole."""
    command = ["dotnet", "build", str(folder), "-c", "Release", "-v", "d", "--nologo", "-m:1", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:ReportAnalyzer=true", *options]
    before, start = os.times(), time.monotonic()
    log = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    after = os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    wall = time.monotonic() - start
    return processor, wall, max(float(seconds) for seconds in re.findall(r"Total generator execution time: ([0-9.]+)", log))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rounds", type=int, nargs="?", default=5)
    parser.add_argument("--network", default="ResNet110", help="the name of its record")
    arguments = parser.parse_args()
    projects = {"without": {"ResNet20"}, "with": {"ResNet20", arguments.network}, "alone": {arguments.network}}
    folders = {name: ROOT / "bench" / "obj" / "build-time" / name for name in projects}
    for name, networks in projects.items():
        write(folders[name], networks)
        build(folders[name])
    times = {name: [] for name in projects}
    for _ in range(arguments.rounds):
        for name, folder in folders.items():
            times[name].append(build(folder, "--no-dependencies", "--no-incremental"))
    least = {name: [min(column) for column in zip(*each)] for name, each in times.items()}
    least["added"] = [with_it - without for with_it, without in zip(least["with"], least["without"])]
    for name, (processor, wall, generator) in least.items():
        print(f"{name:8} {processor:6.2f} s of processor time {wall:6.2f} s of wall time, {generator:6.2f} s of it the generator")


if __name__ == "__main__":
    main()
