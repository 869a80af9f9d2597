using System.Runtime.Intrinsics;
using System.Runtime.InteropServices;

namespace Lathe.Kernels;

/// <summary>Contractions that are neither a matrix product nor a convolution: any axes, any strides, any windows.</summary>
/// <remarks>Every element is summed serially in the order of the summed axes with fused multiply-adds, so results do not depend on workers or vector width.</remarks>
public static unsafe class GeneralContraction
{
    static readonly Kernel kernel512 = RunLines<Simd512, Vector512<float>>;
    static readonly Kernel kernel256 = RunLines<Simd256, Vector256<float>>;
    static readonly Kernel kernel128 = RunLines<Simd128, Vector128<float>>;

    /// <summary>Computes the contraction.</summary>
    /// <param name="launcher">Runs the parts.</param>
    /// <param name="shape">Axes, strides and ties.</param>
    /// <param name="left">The address of the left operand's first element (float32).</param>
    /// <param name="right">The address of the right operand's first element.</param>
    /// <param name="result">The address of the result's first element; it overlaps neither operand.</param>
    /// <param name="accumulate">Adds to the result instead of replacing it.</param>
    public static void Run(Launcher launcher, in GeneralContractionShape shape, nint left, nint right, nint result, bool accumulate)
    {
        ArgumentNullException.ThrowIfNull(launcher);
        var arguments = new Arguments { Shape = shape, Left = left, Right = right, Result = result, Accumulate = accumulate ? 1 : 0, LineAxis = FindLineAxis(shape) };
        nint lines = 1;
        for (var i = 0; i < shape.Result.Length; i++)
            lines *= i == arguments.LineAxis ? 1 : shape.Result[i].Extent;
        if (lines == 0)
            return;
        var kernel = launcher.Width switch { VectorWidth.Bits512 => kernel512, VectorWidth.Bits256 => kernel256, _ => kernel128 };
        launcher.Launch(kernel, lines, ArgumentBlock.Of(in arguments));
    }

    /// <summary>An untied axis of the result along which everything is contiguous or constant: the vector axis. The longest; -1 if there is none.</summary>
    static nint FindLineAxis(in GeneralContractionShape shape)
    {
        nint best = -1;
        for (var i = 0; i < shape.Result.Length; i++)
        {
            var axis = shape.Result[i];
            var tied = false;
            foreach (var tie in shape.Ties)
                tied |= tie.Position == i || tie.Output == i || tie.Tap == i;
            if (!tied && axis is { Result: 1, Left: 0 or 1, Right: 0 or 1 } && (best < 0 || axis.Extent > shape.Result[(int)best].Extent))
                best = i;
        }

        return best;
    }

    /// <summary>Chunks are lines: all axes of the result but the vector axis, row-major.</summary>
    static void RunLines<TSimd, TVector>(ReadOnlySpan<nint> list, nint begin, nint end, nint scratch)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ref readonly var arguments = ref ArgumentBlock.As<Arguments>(list);
        var axes = arguments.Shape.Result;
        var lineAxis = (int)arguments.LineAxis;
        var line = lineAxis < 0 ? new ContractionAxis(1, 0, 0, 0) : axes[lineAxis];
        Span<nint> index = stackalloc nint[GeneralContractionShape.MaximumAxes];
        for (var chunk = begin; chunk < end; chunk++)
        {
            index.Clear();
            nint result = 0;
            var rest = chunk;
            for (var i = axes.Length - 1; i >= 0; i--)
            {
                if (i == lineAxis)
                    continue;
                (rest, index[i]) = Math.DivRem(rest, axes[i].Extent);
                result += index[i] * axes[i].Result;
            }

            var sum = new SummedAxes(in arguments, index);
            var target = (float*)arguments.Result + result;
            nint element = 0;
            for (; element + TSimd.Count <= line.Extent; element += TSimd.Count)
                sum.Vector<TSimd, TVector>(target + element, element, line);
            for (; element < line.Extent; element++)
                sum.Scalar(target + element, element, line);
        }
    }

    /// <summary>What the kernel needs, all native integers.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Arguments
    {
        public GeneralContractionShape Shape;
        public nint Left;
        public nint Right;
        public nint Result;
        public nint Accumulate;
        public nint LineAxis;
    }
}
