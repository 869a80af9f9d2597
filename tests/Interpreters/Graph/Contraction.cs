using System.Numerics;
using System.Runtime.InteropServices;
using Lathe.Generator.Ops;

namespace Lathe.Interpreters.Graph;

/// <summary>Contractions as plain nested loops over outputs, taps and free axes; positions follow from outputs and taps, so that every
/// operand's offset is a sum of a multiple of each loop's counter.</summary>
internal sealed class Contraction
{
    readonly Loop[] loops;
    readonly double[] left;
    readonly double[] right;
    readonly double[] result;
    readonly int[] counters;

    Contraction(Loop[] loops, double[] left, double[] right, double[] result)
    {
        (this.loops, this.left, this.right, this.result) = (loops, left, right, result);
        counters = new int[loops.Length];
    }

    public static Tensor64 Evaluate(Contract contract, int batch, TensorMemory memory, Tensor64 left, Tensor64 right)
    {
        var relation = contract.Relation;
        var result = memory.New([.. contract.Result.Select(label => checked((int)relation.ExtentOf(label).At(batch)))]);
        (string Labels, Tensor64 Tensor)[] operands = [(contract.Left, left), (contract.Right, right), (contract.Result, result)];
        int Stride(int operand, char label) => operands[operand].Labels.IndexOf(label) is >= 0 and var axis ? operands[operand].Tensor.Strides[axis] : 0;

        var loops = new List<Loop>();
        foreach (var axis in relation.Axes)
        {
            var tie = relation.TieOf(axis.Label);
            if (tie?.Position == axis.Label)
                continue;
            var multiple = tie is null ? 0 : tie.Output == axis.Label ? tie.Stride : tie.Dilation;
            loops.Add(new(axis.Label, checked((int)axis.Extent.At(batch)), tie, [.. Enumerable.Range(0, 3).Select(operand =>
                Stride(operand, axis.Label) + (tie is null ? 0 : multiple * Stride(operand, tie.Position)))]));
        }

        // The longest contiguous free axis runs innermost, around it the neighbours of an operand that are summed; a tap stands inside its output, whose value
        // bounds it.
        var ordered = loops
            .OrderBy(loop => loop.Tie is not null ? (loop.Tie.Output == loop.Label ? 1 : 2) : loop.Strides is [1, _, 0] or [_, 1, 0] ? 3 : 0)
            .ToList();
        if (ordered.Where(loop => loop.Tie is null).OrderByDescending(loop => loop.Strides.Count(stride => stride == 1)).ThenByDescending(loop => loop.Extent).FirstOrDefault() is { } inner)
        {
            ordered.Remove(inner);
            ordered.Add(inner);
        }

        for (var index = 0; index < ordered.Count; index++)
        {
            if (ordered[index].Tie is { } tie && tie.Tap == ordered[index].Label)
                ordered[index] = ordered[index] with { OutputLoop = ordered.FindIndex(loop => loop.Label == tie.Output), PositionExtent = checked((int)relation.ExtentOf(tie.Position).At(batch)) };
        }

        var starts = Enumerable.Range(0, 3).Select(operand => -relation.Ties.Items.Sum(tie => tie.Padding * Stride(operand, tie.Position))).ToArray();
        new Contraction([.. ordered], left.Data, right.Data, result.Data).Run(0, starts[0], starts[1], starts[2]);
        return result;
    }

    void Run(int depth, int l, int r, int o)
    {
        if (depth == loops.Length)
        {
            result[o] += left[l] * right[r];
            return;
        }

        var loop = loops[depth];
        if (depth == loops.Length - 2 && loop is { OutputLoop: < 0, Strides: [_, _, 0] } && loops[depth + 1] is { OutputLoop: < 0, Strides: [0, 1, 1] or [1, 0, 1] } inner)
        {
            if (inner.Strides[0] == 0)
                AddProducts(left, l, loop.Strides[0], right, r, loop.Strides[1], loop.Extent, result.AsSpan(o, inner.Extent));
            else
                AddProducts(right, r, loop.Strides[1], left, l, loop.Strides[0], loop.Extent, result.AsSpan(o, inner.Extent));
            return;
        }

        if (depth == loops.Length - 1 && loop.OutputLoop < 0)
        {
            Innermost(loop, l, r, o);
            return;
        }

        var (first, end) = loop.OutputLoop < 0 ? (0, loop.Extent) : loop.Range(counters[loop.OutputLoop]);
        for (var counter = first; counter < end; counter++)
        {
            counters[depth] = counter;
            Run(depth + 1, l + (counter * loop.Strides[0]), r + (counter * loop.Strides[1]), o + (counter * loop.Strides[2]));
        }
    }

    void Innermost(Loop loop, int l, int r, int o)
    {
        switch (loop.Strides)
        {
            case [1, 1, 0]:
                result[o] += Dot(left.AsSpan(l, loop.Extent), right.AsSpan(r, loop.Extent));
                break;
            case [0, 1, 1]:
                AddScaled(left[l], right.AsSpan(r, loop.Extent), result.AsSpan(o, loop.Extent));
                break;
            case [1, 0, 1]:
                AddScaled(right[r], left.AsSpan(l, loop.Extent), result.AsSpan(o, loop.Extent));
                break;
            default:
                for (var counter = 0; counter < loop.Extent; counter++)
                {
                    result[o + (counter * loop.Strides[2])] += left[l + (counter * loop.Strides[0])] * right[r + (counter * loop.Strides[1])];
                }

                break;
        }
    }

    static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var leftVectors = MemoryMarshal.Cast<double, Vector<double>>(left);
        var rightVectors = MemoryMarshal.Cast<double, Vector<double>>(right);
        var sums = Vector<double>.Zero;
        for (var index = 0; index < leftVectors.Length; index++)
        {
            sums += leftVectors[index] * rightVectors[index];
        }

        var sum = Vector.Sum(sums);
        for (var index = leftVectors.Length * Vector<double>.Count; index < left.Length; index++)
        {
            sum += left[index] * right[index];
        }

        return sum;
    }

    static void AddScaled(double factor, ReadOnlySpan<double> addend, Span<double> target)
    {
        var addends = MemoryMarshal.Cast<double, Vector<double>>(addend);
        var targets = MemoryMarshal.Cast<double, Vector<double>>(target);
        for (var index = 0; index < targets.Length; index++)
        {
            targets[index] += addends[index] * factor;
        }

        for (var index = targets.Length * Vector<double>.Count; index < target.Length; index++)
        {
            target[index] += addend[index] * factor;
        }
    }

    /// <summary>Adds the sum of so many rows, each times its factor, to the target: a few vectors of it at a time, which stay in registers.</summary>
    static void AddProducts(double[] factors, int factor, int factorStride, double[] rows, int row, int rowStride, int count, Span<double> target)
    {
        var width = Vector<double>.Count;
        var first = 0;
        for (; first + (4 * width) <= target.Length; first += 4 * width)
        {
            var own = target[first..];
            var (a, b, c, d) = (new Vector<double>(own), new Vector<double>(own[width..]), new Vector<double>(own[(2 * width)..]), new Vector<double>(own[(3 * width)..]));
            for (var index = 0; index < count; index++)
            {
                var scale = new Vector<double>(factors[factor + (index * factorStride)]);
                var at = row + (index * rowStride) + first;
                a += scale * new Vector<double>(rows, at);
                b += scale * new Vector<double>(rows, at + width);
                c += scale * new Vector<double>(rows, at + (2 * width));
                d += scale * new Vector<double>(rows, at + (3 * width));
            }

            a.CopyTo(own);
            b.CopyTo(own[width..]);
            c.CopyTo(own[(2 * width)..]);
            d.CopyTo(own[(3 * width)..]);
        }

        var rest = target[first..];
        for (var index = 0; index < count && rest.Length > 0; index++)
            AddScaled(factors[factor + (index * factorStride)], rows.AsSpan(row + (index * rowStride) + first, rest.Length), rest);
    }

    /// <summary>A loop over an output, a tap or a free axis, with the step of left, right and result.</summary>
    sealed record Loop(char Label, int Extent, WindowTie? Tie, int[] Strides)
    {
        /// <summary>For a tap, the loop of its output; otherwise -1.</summary>
        public int OutputLoop { get; init; } = -1;

        /// <summary>For a tap, the extent that positions must stay in.</summary>
        public int PositionExtent { get; init; }

        /// <summary>The taps whose positions exist.</summary>
        public (int First, int End) Range(int output)
        {
            var origin = (output * Tie!.Stride) - Tie.Padding;
            var first = origin >= 0 ? 0 : (-origin + Tie.Dilation - 1) / Tie.Dilation;
            var room = PositionExtent - 1 - origin;
            return (first, room < 0 ? 0 : Math.Min(Extent, (room / Tie.Dilation) + 1));
        }
    }
}
