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
        double* sums = stackalloc double[UnitBundle.MostRows];
        float* factors = stackalloc float[UnitBundle.MostRows];
        for (nint i = begin; i < end; i++)
        {
            UnitBundle bundle = table[i];
            float* first = (float*)arguments[1] + bundle.First;
            new Span<double>(sums, (int)bundle.Rows).Clear();
            AddSquares(bundle, first, sums);
            bool isLong = false;
            for (nint row = 0; row < bundle.Rows; row++)
            {
                double norm = Math.Sqrt(sums[row]);
                isLong |= norm > limit;
                factors[row] = norm > limit ? (float)(limit / norm) : 1;
            }
            if (isLong)
                Scale(bundle, first, factors);
        }
    }

    static void LimitGradientRows(ReadOnlySpan<nint> arguments, nint begin, nint end, nint scratch)
    {
        var table = (UnitBundle*)arguments[0];
        float ratio = BitConverter.Int32BitsToSingle((int)arguments[3]), least = BitConverter.Int32BitsToSingle((int)arguments[4]);
        double* sums = stackalloc double[UnitBundle.MostRows];
        double* slopes = stackalloc double[UnitBundle.MostRows];
        float* factors = stackalloc float[UnitBundle.MostRows];
        for (nint i = begin; i < end; i++)
        {
            UnitBundle bundle = table[i];
            float* gradients = (float*)arguments[2] + bundle.First;
            new Span<double>(sums, (int)bundle.Rows).Clear();
            new Span<double>(slopes, (int)bundle.Rows).Clear();
            AddSquares(bundle, (float*)arguments[1] + bundle.First, sums);
            AddSquares(bundle, gradients, slopes);
            bool isLong = false;
            for (nint row = 0; row < bundle.Rows; row++)
            {
                double limit = ratio * Math.Max(Math.Sqrt(sums[row]), least), norm = Math.Sqrt(slopes[row]);
                isLong |= norm > limit;
                factors[row] = norm > limit ? (float)(limit / norm) : 1;
            }
            if (isLong)
                Scale(bundle, gradients, factors);
        }
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
