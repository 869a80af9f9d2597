using Lathe.Abi;
using Lathe.Kernels.Cuda;
using Lathe.Models;

namespace Lathe.Cuda.Tests;

/// <summary>The kernels of all networks of this repository.</summary>
static class NetworkKernels
{
    const int Batch = 32;

    /// <summary>The programs that the compiler wrote for the networks.</summary>
    public static NetworkProgram[] Programs() =>
    [
        .. typeof(LeNetCaffe).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(NetworkProgram))).OrderBy(type => type.FullName, StringComparer.Ordinal)
            .Select(type => (NetworkProgram)Activator.CreateInstance(type, nonPublic: true)!),
    ];

    /// <summary>What all phases of all networks launch, each code path once.</summary>
    public static LaunchedKernel[] Of(int architecture, CudaPrecision precision)
    {
        var collector = new LaunchCollector(architecture, precision, Batch);
        foreach (var program in Programs())
        {
            foreach (var phase in Enum.GetValues<Phase>())
                program.Record(phase, collector);
        }

        return [.. collector.Kernels];
    }
}
