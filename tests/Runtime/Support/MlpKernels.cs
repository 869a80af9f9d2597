using Lathe.Kernels;

namespace Lathe.Runtime.Tests;

/// <summary>The elementwise kernels of <see cref="MlpProgram"/>.</summary>
static unsafe class MlpKernels
{
    /// <summary>A chunk is a column: takes its mean off; with a running mean, moves it by a tenth.</summary>
    public static readonly Kernel Centre = static (arguments, begin, end, _) =>
    {
        var values = (float*)arguments[0];
        nint rows = arguments[1], columns = arguments[2];
        var running = (float*)arguments[3];
        for (nint column = begin; column < end; column++)
        {
            double sum = 0;
            for (nint row = 0; row < rows; row++)
                sum += values[(row * columns) + column];
            var mean = (float)(sum / rows);
            for (nint row = 0; row < rows; row++)
                values[(row * columns) + column] -= mean;
            if (running != null)
                running[column] = (0.9f * running[column]) + (0.1f * mean);
        }
    };

    /// <summary>A chunk is a sample: ReLU, then dropout by a half.</summary>
    public static readonly Kernel Activate = static (arguments, begin, end, _) =>
    {
        var source = (float*)arguments[0];
        var target = (float*)arguments[1];
        nint columns = arguments[2];
        for (nint row = begin; row < end; row++)
        {
            for (nint column = 0; column < columns; column++)
                target[(row * columns) + column] = Math.Max(0, source[(row * columns) + column]) * Mask(arguments[3..], row, column);
        }
    };

    /// <summary>A chunk is a sample: the gradient of <see cref="Activate"/> in place.</summary>
    public static readonly Kernel ActivateBackward = static (arguments, begin, end, _) =>
    {
        var source = (float*)arguments[0];
        var gradient = (float*)arguments[1];
        nint columns = arguments[2];
        for (nint row = begin; row < end; row++)
        {
            for (nint column = 0; column < columns; column++)
                gradient[(row * columns) + column] *= source[(row * columns) + column] > 0 ? Mask(arguments[3..], row, column) : 0;
        }
    };

    /// <summary>A chunk is a row: adds a vector.</summary>
    public static readonly Kernel AddRow = static (arguments, begin, end, _) =>
    {
        var values = (float*)arguments[0];
        var vector = (float*)arguments[1];
        nint columns = arguments[2];
        for (nint row = begin; row < end; row++)
        {
            for (nint column = 0; column < columns; column++)
                values[(row * columns) + column] += vector[column];
        }
    };

    /// <summary>One chunk: minus a vector.</summary>
    public static readonly Kernel Negate = static (arguments, _, _, _) =>
    {
        for (nint i = 0; i < arguments[2]; i++)
            ((float*)arguments[1])[i] = -((float*)arguments[0])[i];
    };

    /// <summary>A chunk is a column: adds its sum.</summary>
    public static readonly Kernel SumColumns = static (arguments, begin, end, _) =>
    {
        var values = (float*)arguments[0];
        nint rows = arguments[1], columns = arguments[2];
        for (nint column = begin; column < end; column++)
        {
            double sum = 0;
            for (nint row = 0; row < rows; row++)
                sum += values[(row * columns) + column];
            ((float*)arguments[3])[column] += (float)sum;
        }
    };

    /// <summary>One chunk: the mean cross-entropy and its gradient.</summary>
    public static readonly Kernel CrossEntropy = static (arguments, _, _, _) =>
    {
        float* logits = (float*)arguments[0], targets = (float*)arguments[1], gradients = (float*)arguments[2];
        nint rows = arguments[4], columns = arguments[5];
        double loss = 0;
        for (nint row = 0; row < rows; row++, logits += columns, targets += columns, gradients += columns)
        {
            double largest = double.NegativeInfinity, sum = 0, weight = 0;
            for (nint i = 0; i < columns; i++)
                largest = Math.Max(largest, logits[i]);
            for (nint i = 0; i < columns; i++)
            {
                sum += Math.Exp(logits[i] - largest);
                weight += targets[i];
            }
            for (nint i = 0; i < columns; i++)
            {
                double logProbability = logits[i] - largest - Math.Log(sum);
                loss -= targets[i] * logProbability;
                gradients[i] = (float)(((weight * Math.Exp(logProbability)) - targets[i]) / rows);
            }
        }
        *(float*)arguments[3] = (float)(loss / rows);
    };

    static float Mask(ReadOnlySpan<nint> random, nint row, nint column) =>
        random[0] == 0 ? 1 : Philox.Word((ulong)random[1], (ulong)random[2], (ulong)random[3], row, column) >= 0x8000_0000 ? 2 : 0;
}
