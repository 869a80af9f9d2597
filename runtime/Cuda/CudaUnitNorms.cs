using System.Runtime.InteropServices;
using System.Text;
using Lathe.Kernels.Cuda;

namespace Lathe.Cuda;

/// <summary>The norms of units on a GPU: a block of threads a bundle.</summary>
sealed class CudaUnitNorms : IUnitNorms
{
    static readonly byte[] Text = Encoding.UTF8.GetBytes(CudaSource.UnitNorms);
    static readonly CudaKernel Limits = new("LimitUnitNorms", [], static () => Text);
    static readonly CudaKernel GradientLimits = new("LimitUnitGradients", [], static () => Text);

    readonly CudaExecution execution;
    readonly DeviceBlock table;
    readonly int count;
    LaunchGraph? graph;
    (nint Parameters, nint Gradients, float First, float Second) recorded;

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

    public void Limit(float limit) => Run(Limits, (execution.Parameters.Address, 0, limit, 0));

    public void LimitGradients(float ratio, float least) => Run(GradientLimits, (execution.Parameters.Address, execution.Gradients.Address, ratio, least));

    public void Dispose()
    {
        graph?.Dispose();
        table.Dispose();
    }

    void Run(CudaKernel kernel, (nint Parameters, nint Gradients, float First, float Second) now)
    {
        if (count == 0)
            return;
        if (graph is null || recorded != now)
        {
            graph?.Dispose();
            recorded = now;
            graph = kernel == Limits ? Recorded() : RecordedGradients();
        }

        execution.Run(graph);
    }

    // Apart from Run, which would make what the delegates capture in every step.
    LaunchGraph Recorded() => execution.Graph(1, recorder => recorder.Launch(
        Limits, new(count), [], table.Address, recorded.Parameters, BitConverter.SingleToInt32Bits(recorded.First)));

    LaunchGraph RecordedGradients() => execution.Graph(1, recorder => recorder.Launch(
        GradientLimits, new(count), [], table.Address, recorded.Parameters, recorded.Gradients,
        BitConverter.SingleToInt32Bits(recorded.First), BitConverter.SingleToInt32Bits(recorded.Second)));
}
