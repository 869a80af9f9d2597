using System.Runtime.InteropServices;

namespace Lathe.Kernels;

/// <summary>Positions along one axis, evenly spaced, for which the same taps hit the source: the left edge, the interior, the right edge, a phase of a strided gradient.</summary>
/// <param name="First">The first position.</param>
/// <param name="Step">From one position to the next.</param>
/// <param name="Count">How many positions there are.</param>
/// <param name="FirstTap">The first tap that hits.</param>
/// <param name="TapStep">From one tap to the next.</param>
/// <param name="Taps">How many taps hit.</param>
/// <param name="Source">Where the first tap of the first position hits.</param>
/// <param name="SourceStep">From there to the first tap of the next position.</param>
/// <param name="SourceTap">From there to the next tap of the same position.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct TapClass(nint First, nint Step, nint Count, nint FirstTap, nint TapStep, nint Taps, nint Source, nint SourceStep, nint SourceTap)
{
    /// <summary>The part of the class with positions from <paramref name="begin"/> to <paramref name="end"/> - 1.</summary>
    public TapClass Between(nint begin, nint end)
    {
        var skipped = First >= begin ? 0 : ArgumentBlock.CeilingDivide(begin - First, Step);
        var first = First + (skipped * Step);
        var count = Math.Min(Count - skipped, first >= end ? 0 : ArgumentBlock.CeilingDivide(end - first, Step));
        return this with { First = first, Count = Math.Max(0, count), Source = Source + (skipped * SourceStep) };
    }
}

/// <summary>One axis of a convolution: positions of the output, positions of the input, taps.</summary>
/// <param name="Input">Positions of the input.</param>
/// <param name="Output">Positions of the output.</param>
/// <param name="Kernel">Taps.</param>
/// <param name="Stride">Input positions between two outputs.</param>
/// <param name="Dilation">Input positions between two taps.</param>
/// <param name="Padding">By how much the first output starts before the first input.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct ConvolutionAxis(nint Input, nint Output, nint Kernel, nint Stride, nint Dilation, nint Padding)
{
    /// <summary>A bound on the number of classes, for either direction.</summary>
    public int MaximumClasses => (int)((2 * (Kernel + 1)) + (3 * Stride));

    /// <summary>Whether outputs leave out no input between them.</summary>
    public bool ReadsAll => Stride <= Kernel;

    /// <summary>The number of pairs of an output position and a tap that hits the input from there.</summary>
    public nint TapCount
    {
        get
        {
            nint count = 0;
            for (nint tap = 0; tap < Kernel; tap++)
                count += OutputsOf(tap).Count;
            return count;
        }
    }

    /// <summary>The classes of output positions, whose taps hit the input.</summary>
    public int ForwardClasses(Span<TapClass> classes)
    {
        var count = 0;
        for (nint p = 0; p < Output; p++)
        {
            var start = (p * Stride) - Padding;
            var first = start >= 0 ? 0 : Math.Min(Kernel, ArgumentBlock.CeilingDivide(-start, Dilation));
            var end = start >= Input ? 0 : Math.Min(Kernel, ArgumentBlock.CeilingDivide(Input - start, Dilation));
            Append(classes, ref count, 0, new(p, 1, 1, first, 1, Math.Max(0, end - first), start + (first * Dilation), Stride, Dilation));
        }

        return count;
    }

    /// <summary>The classes of input positions, whose taps hit the output. Taps count from the last one, so that they hit one position after the other.</summary>
    public int GradientClasses(Span<TapClass> classes)
    {
        var count = 0;
        for (nint phase = 0; phase < Math.Min(Stride, Input); phase++)
        {
            var begin = count;
            // Position h meets tap k where h + Padding - k * Dilation is a multiple of the stride: every so many taps from the first.
            nint tap = 0, step = 1;
            while (tap < Kernel && (phase + Padding - (tap * Dilation)) % Stride != 0)
                tap++;
            while (step * Dilation % Stride != 0)
                step++;
            var sourceTap = step * Dilation / Stride;
            for (var h = phase; h < Input; h += Stride)
            {
                nint first = tap, taps = 0;
                while (first < Kernel && (h + Padding - (first * Dilation)) / Stride >= Output)
                    first += step;
                while (first + (taps * step) < Kernel && h + Padding - ((first + (taps * step)) * Dilation) >= 0)
                    taps++;
                var last = first + ((taps - 1) * step);
                Append(classes, ref count, begin, new(h, Stride, 1, Kernel - 1 - last, step, taps, (h + Padding - (last * Dilation)) / Stride, 1, sourceTap));
            }
        }

        return count;
    }

    /// <summary>Every tap alone, with the output positions from which it hits the input.</summary>
    public int SingleTaps(Span<TapClass> classes)
    {
        for (nint k = 0; k < Kernel; k++)
        {
            var (first, count) = OutputsOf(k);
            classes[(int)k] = new(first, 1, count, k, 1, 1, (k * Dilation) - Padding + (first * Stride), Stride, Dilation);
        }

        return (int)Kernel;
    }

    /// <summary>Every tap alone, with the input positions from which it hits the output. Taps count from the last one, as in <see cref="GradientClasses"/>.</summary>
    public int SingleGradientTaps(Span<TapClass> classes)
    {
        for (nint k = 0; k < Kernel; k++)
        {
            var (first, count) = OutputsOf(k);
            var tap = Kernel - 1 - k;
            classes[(int)tap] = new((first * Stride) + (k * Dilation) - Padding, Stride, count, tap, 1, 1, first, 1, 1);
        }

        return (int)Kernel;
    }

    /// <summary>The output positions from which a tap hits the input.</summary>
    (nint First, nint Count) OutputsOf(nint tap)
    {
        var start = (tap * Dilation) - Padding;
        var first = start >= 0 ? 0 : Math.Min(Output, ArgumentBlock.CeilingDivide(-start, Stride));
        var end = start >= Input ? 0 : Math.Min(Output, ArgumentBlock.CeilingDivide(Input - start, Stride));
        return (first, Math.Max(0, end - first));
    }

    /// <summary>Adds a position to the last class, or begins a new one.</summary>
    static void Append(Span<TapClass> classes, ref int count, int begin, TapClass next)
    {
        if (count > begin && classes[count - 1] is var last && last.Taps == next.Taps && (next.Taps == 0 || last.FirstTap == next.FirstTap))
            classes[count - 1] = last with { Count = last.Count + 1 };
        else
            classes[count++] = next;
    }
}
