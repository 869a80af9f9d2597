using Lathe.Kernels;

namespace Lathe;

/// <summary>The norms of units on the processor: a row's sum of squares is one worker's, in float64.</summary>
sealed unsafe class CpuUnitNorms : IUnitNorms
{
    static readonly Kernel Limits = LimitRows, GradientLimits = LimitGradientRows;

    readonly CpuExecution execution;
    readonly AlignedMemory table = new();
    readonly nint count;

    public CpuUnitNorms(CpuExecution execution, UnitBundle[] bundles)
    {
        this.execution = execution;
        count = bundles.Length;
        table.Reserve(count * sizeof(UnitBundle));
        bundles.CopyTo(new Span<UnitBundle>((UnitBundle*)table.Address, bundles.Length));
    }

    public void Limit(float limit) =>
        execution.Launch(Limits, count, table.Address, execution.Parameters.Address, BitConverter.SingleToInt32Bits(limit));

    public void LimitGradients(float ratio, float least) => execution.Launch(
        GradientLimits, count, table.Address, execution.Parameters.Address, execution.Gradients.Address, BitConverter.SingleToInt32Bits(ratio), BitConverter.SingleToInt32Bits(least));

    public void Dispose() => table.Dispose();

    static void LimitRows(ReadOnlySpan<nint> arguments, nint begin, nint end, nint scratch)
    {
        var table = (UnitBundle*)arguments[0];
        float limit = BitConverter.Int32BitsToSingle((int)arguments[2]);
        double* norms = stackalloc double[UnitBundle.MostRows], limits = stackalloc double[UnitBundle.MostRows];
        new Span<double>(limits, UnitBundle.MostRows).Fill(limit);
        for (nint i = begin; i < end; i++)
        {
            float* rows = (float*)arguments[1] + table[i].First;
            Norms(table[i], rows, norms);
            Shorten(table[i], rows, norms, limits);
        }
    }

    static void LimitGradientRows(ReadOnlySpan<nint> arguments, nint begin, nint end, nint scratch)
    {
        var table = (UnitBundle*)arguments[0];
        float ratio = BitConverter.Int32BitsToSingle((int)arguments[3]), least = BitConverter.Int32BitsToSingle((int)arguments[4]);
        double* norms = stackalloc double[UnitBundle.MostRows], limits = stackalloc double[UnitBundle.MostRows];
        for (nint i = begin; i < end; i++)
        {
            float* gradients = (float*)arguments[2] + table[i].First;
            Norms(table[i], (float*)arguments[1] + table[i].First, limits);
            for (nint row = 0; row < table[i].Rows; row++)
                limits[row] = ratio * Math.Max(limits[row], least);
            Norms(table[i], gradients, norms);
            Shorten(table[i], gradients, norms, limits);
        }
    }

    /// <summary>Scales rows that are longer than their limits down to them.</summary>
    static void Shorten(UnitBundle bundle, float* first, double* norms, double* limits)
    {
        float* factors = stackalloc float[UnitBundle.MostRows];
        bool isLong = false;
        for (nint row = 0; row < bundle.Rows; row++)
        {
            isLong |= norms[row] > limits[row];
            factors[row] = norms[row] > limits[row] ? (float)(limits[row] / norms[row]) : 1;
        }
        if (isLong)
            Scale(bundle, first, factors);
    }

    static void Norms(UnitBundle bundle, float* first, double* norms)
    {
        new Span<double>(norms, (int)bundle.Rows).Clear();
        AddSquares(bundle, first, norms);
        for (nint row = 0; row < bundle.Rows; row++)
            norms[row] = Math.Sqrt(norms[row]);
    }

    static void AddSquares(UnitBundle bundle, float* first, double* sums)
    {
        for (nint i = 0; i < bundle.Outer; i++)
        {
            for (nint j = 0; j < bundle.Middle; j++)
            {
                float* element = first + (i * bundle.OuterStride) + (j * bundle.MiddleStride);
                for (nint k = 0; k < bundle.Inner; k++, element += bundle.InnerStride)
                {
                    for (nint row = 0; row < bundle.Rows; row++)
                        sums[row] += (double)element[row] * element[row];
                }
            }
        }
    }

    static void Scale(UnitBundle bundle, float* first, float* factors)
    {
        for (nint i = 0; i < bundle.Outer; i++)
        {
            for (nint j = 0; j < bundle.Middle; j++)
            {
                float* element = first + (i * bundle.OuterStride) + (j * bundle.MiddleStride);
                for (nint k = 0; k < bundle.Inner; k++, element += bundle.InnerStride)
                {
                    for (nint row = 0; row < bundle.Rows; row++)
                        element[row] *= factors[row];
                }
            }
        }
    }
}
