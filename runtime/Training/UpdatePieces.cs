using Lathe.Abi;
using Lathe.Kernels;

namespace Lathe;

/// <summary>The segment table of the parameters, cut into pieces that workers share. The cut depends on the parameters alone, so results do not depend on
/// the number of workers.</summary>
sealed class UpdatePieces : IDisposable
{
    const nint LongestPiece = 16384;

    static readonly Kernel SquareNorms = AddSquares;

    readonly AlignedMemory table = new();
    readonly AlignedMemory sums = new();

    public unsafe UpdatePieces(ParameterEntry[] parameters, DecayScope decays)
    {
        var pieces = new List<UpdatePiece>();
        foreach (ParameterEntry parameter in parameters)
        {
            nint length = 1;
            foreach (int extent in parameter.Shape)
                length *= extent;
            for (nint start = 0; start < length; start += LongestPiece)
                pieces.Add(new UpdatePiece(parameter.Offset + start, nint.Min(LongestPiece, length - start), decays == DecayScope.All || parameter.Decays));
        }
        Count = pieces.Count;
        table.Reserve(Count * sizeof(UpdatePiece));
        sums.Reserve(Count * sizeof(double));
        for (int i = 0; i < pieces.Count; i++)
            ((UpdatePiece*)table.Address)[i] = pieces[i];
    }

    /// <summary>How many pieces there are.</summary>
    public nint Count { get; }

    /// <summary>Where the table lies, for kernels.</summary>
    public nint Address => table.Address;

    /// <summary>The factor that brings the norm of all gradients to at most <paramref name="limit"/>: PyTorch's limit / (norm + 1e-6), at most 1.</summary>
    public unsafe float ClipFactor(CpuExecution execution, double limit)
    {
        execution.Launch(SquareNorms, Count, table.Address, sums.Address, execution.Gradients.Address);
        double total = 0;
        for (nint i = 0; i < Count; i++)
            total += ((double*)sums.Address)[i];
        return (float)Math.Min(1, limit / (Math.Sqrt(total) + 1e-6));
    }

    public void Dispose()
    {
        table.Dispose();
        sums.Dispose();
    }

    static unsafe void AddSquares(ReadOnlySpan<nint> arguments, nint begin, nint end, nint scratch)
    {
        var table = (UpdatePiece*)arguments[0];
        var sums = (double*)arguments[1];
        var gradients = (float*)arguments[2];
        for (nint i = begin; i < end; i++)
        {
            double sum = 0;
            float* gradient = gradients + table[i].Offset;
            for (nint j = 0; j < table[i].Length; j++)
                sum += (double)gradient[j] * gradient[j];
            sums[i] = sum;
        }
    }
}

/// <summary>A part of one parameter.</summary>
/// <param name="Offset">Elements from the start of the block.</param>
/// <param name="Length">Elements.</param>
/// <param name="Decays">Whether weight decay applies.</param>
readonly record struct UpdatePiece(nint Offset, nint Length, bool Decays);
