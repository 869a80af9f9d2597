using System.Runtime.InteropServices;
using System.Text;
using Lathe.Kernels.Cuda;

namespace Lathe.Cuda;

/// <summary>The updates of optimisers on a GPU: a block of threads a piece, four numbers a thread at most.</summary>
sealed class CudaUpdate : IParameterUpdate
{
    const nint LongestPiece = 1024;

    static readonly byte[] Text = Encoding.UTF8.GetBytes(CudaSource.Update);
    static readonly CudaKernel Norm = new("GradientSquares", [], static () => Text);
    static readonly CudaKernel Descent = new("SgdUpdate", [], static () => Text);
    static readonly CudaKernel Adam = new("AdamUpdate", [], static () => Text);

    readonly CudaExecution execution;
    readonly DeviceBlock table;
    readonly DeviceBlock sums;
    readonly int count;
    LaunchGraph? norm;
    LaunchGraph? update;
    (nint Parameters, nint Gradients, nint First, nint Second) places;

    public CudaUpdate(CudaExecution execution, UpdatePiece[] pieces)
    {
        this.execution = execution;
        pieces = [.. pieces.SelectMany(Cut)];
        count = pieces.Length;
        (table, sums) = (execution.CreateBlock(), execution.CreateBlock());
        int[] rows = [.. pieces.SelectMany(static piece => new[] { Count(piece.Offset), Count(piece.Length), piece.Decays ? 1 : 0, BitConverter.SingleToInt32Bits(piece.RateScale) })];
        table.Reserve(nint.Max(1, rows.Length) * sizeof(int));
        MemoryMarshal.Cast<int, float>(rows).CopyTo(table.BeginWrite(0, rows.Length));
        table.EndWrite(0, rows.Length, isStored: false);
        sums.Reserve(nint.Max(1, count) * sizeof(double));
    }

    public double GradientNorm()
    {
        execution.ReserveGradients();
        norm ??= execution.Graph(1, recorder => recorder.Launch(Norm, new(count), [], table.Address, execution.Gradients.Address, sums.Address));
        execution.Run(norm);
        double total = 0;
        foreach (double sum in MemoryMarshal.Cast<float, double>(sums.Read(0, 2 * count, isStored: false)))
            total += sum;
        return Math.Sqrt(total);
    }

    public void Run(in SgdStep step, MemoryBlock? momentum)
    {
        execution.SetUpdate(new(step.Rate, step.Scale, step.Momentum, 0, 0, 0, 0, 0, step.Decay, step.DecoupledDecay, step.Nesterov ? 1 : 0));
        Run(Descent, momentum?.Address ?? 0, 0);
    }

    public void Run(in AdamStep step, MemoryBlock means, MemoryBlock squares)
    {
        execution.SetUpdate(new(step.Rate, step.Scale, step.Beta1, step.Rest1, step.Beta2, step.Rest2, step.Correction2, step.Epsilon, step.Decay, step.DecoupledDecay, 0));
        Run(Adam, means.Address, squares.Address);
    }

    public void Dispose()
    {
        norm?.Dispose();
        update?.Dispose();
        table.Dispose();
        sums.Dispose();
    }

    static int Count(nint number) => number <= int.MaxValue
        ? (int)number
        : throw new DeviceException("A GPU's optimisers update at most 2^31 - 1 parameters.");

    static IEnumerable<UpdatePiece> Cut(UpdatePiece piece)
    {
        for (nint first = 0; first < piece.Length; first += LongestPiece)
            yield return piece with { Offset = piece.Offset + first, Length = nint.Min(LongestPiece, piece.Length - first) };
    }

    void Run(CudaKernel kernel, nint first, nint second)
    {
        var now = (execution.Parameters.Address, execution.Gradients.Address, first, second);
        if (update is null || places != now)
        {
            update?.Dispose();
            places = now;
            update = Recorded(kernel);
        }

        execution.Run(update);
    }

    // Apart from Run, which would make what the delegate captures in every step.
    LaunchGraph Recorded(CudaKernel kernel) => execution.Graph(1, recorder => recorder.Launch(
        kernel, new(count), [], recorder.StepBlock, table.Address, places.Parameters, places.Gradients, places.First, places.Second));
}
