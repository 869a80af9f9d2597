using Lathe.Abi;

namespace Lathe;

/// <summary>The processor.</summary>
sealed class CpuDevice(CpuOptions options) : Device
{
    public override string Name => options.Threads == 0 ? "cpu" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"cpu:{options.Threads}");

    internal override CpuExecution CreateExecution(NetworkProgram program, ulong seed) =>
        new(program, seed, options.ResolveThreads(), options.ResolveWidth());
}
