#!/usr/bin/env python3
"""What a network adds to a build: builds a project that has ResNet-20 with and without ResNet-110, in turn, and prints the least processor and wall time of each."""
import os
import pathlib
import re
import subprocess
import sys
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
    """Seconds of processor and wall time; no server of an earlier build helps, so that both are whole."""
    command = ["dotnet", "build", str(folder), "-c", "Release", "-v", "q", "--nologo", "-m:1", "-nodeReuse:false", "-p:UseSharedCompilation=false", *options]
    before, start = os.times(), time.monotonic()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return processor, time.monotonic() - start


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    base = ROOT / "bench" / "obj" / "build-time"
    folders = {"without": base / "without", "with": base / "with"}
    write(folders["without"], {"ResNet20"})
    write(folders["with"], {"ResNet20", "ResNet110"})
    for folder in folders.values():
        build(folder)
    times = {name: [] for name in folders}
    for _ in range(rounds):
        for name, folder in folders.items():
            times[name].append(build(folder, "--no-dependencies", "--no-incremental"))
    least = {name: [min(column) for column in zip(*each)] for name, each in times.items()}
    for name, (processor, wall) in least.items():
        print(f"{name:8} {processor:6.2f} s of processor time {wall:6.2f} s of wall time")
    added = [with_it - without for with_it, without in zip(least["with"], least["without"])]
    print(f"added    {added[0]:6.2f} s of processor time {added[1]:6.2f} s of wall time")


if __name__ == "__main__":
    main()
