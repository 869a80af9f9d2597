using System.Runtime.InteropServices;
using System.Text;
using Lathe.Kernels.Cuda;

namespace Lathe.Cuda;

/// <summary>The norms of units on a GPU: a block of threads a bundle.</summary>
sealed class CudaUnitNorms : IUnitNorms
{
    static readonly byte[] Text = Encoding.UTF8.GetBytes(CudaSource.UnitNorms);
    static readonly CudaKernel Limits = new("LimitUnitNorms", [], static () => Text);

    readonly CudaExecution execution;
    readonly DeviceBlock table;
    readonly int count;
    LaunchGraph? graph;
    (nint Parameters, float Limit) recorded;

    public CudaUnitNorms(CudaExecution execution, UnitBundle[] bundles)
    {
        this.execution = execution;
        count = bundles.Length;
        table = execution.CreateBlock();
        int[] numbers = [.. MemoryMarshal.Cast<UnitBundle, nint>(bundles).ToArray().Select(static number => (int)number)];
        table.Reserve(nint.Max(1, numbers.Length) * sizeof(int));
        MemoryMarshal.Cast<int, float>(numbers).CopyTo(table.BeginWrite(0, numbers.Length));
        table.EndWrite(0, numbers.Length, isStored: false);
    }

    public void Limit(float limit)
    {
        if (count == 0)
            return;
        if (graph is null || recorded != (execution.Parameters.Address, limit))
        {
            graph?.Dispose();
            recorded = (execution.Parameters.Address, limit);
            graph = Recorded();
        }

        execution.Run(graph);
    }

    public void Dispose()
    {
        graph?.Dispose();
        table.Dispose();
    }

    // Apart from Limit, which would make what the delegate captures in every step.
    LaunchGraph Recorded() => execution.Graph(1, recorder => recorder.Launch(
        Limits, new(count), [], table.Address, recorded.Parameters, BitConverter.SingleToInt32Bits(recorded.Limit)));
}
