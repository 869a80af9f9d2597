using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Lathe.Kernels;

/// <summary>The transform of 3x3 weights, <c>G g G^T</c> (that of F(2x2, 3x3) is here), into panels <c>[panel][plane][k][column]</c> as wide as a register tile, zero behind the last column.</summary>
internal static unsafe class WinogradWeights
{
    /// <summary>Terms of the sum whose weights are transposed together.</summary>
    const int TransposedRows = 16;

    static readonly Kernel kernel512 = Transform<Simd512, Vector512<float>>;
    static readonly Kernel kernel256 = Transform<Simd256, Vector256<float>>;
    static readonly Kernel kernel128 = Transform<Simd128, Vector128<float>>;

    /// <summary>Elements of all panels.</summary>
    public static nint Size(in WinogradGeometry geometry, nint vectorWidth) =>
        geometry.Planes * geometry.SourceChannels * ArgumentBlock.CeilingDivide(geometry.ResultChannels, vectorWidth) * vectorWidth;

    /// <summary>Transforms all weights.</summary>
    /// <param name="launcher">Runs the parts.</param>
    /// <param name="geometry">The geometry of the convolution that the panels are for.</param>
    /// <param name="weight">The address of the weights of the forward convolution.</param>
    /// <param name="gradient">Whether the convolution is the gradient of the input: weights are flipped and transposed.</param>
    /// <param name="target">The address of the panels.</param>
    public static void Prepare(Launcher launcher, in WinogradGeometry geometry, nint weight, bool gradient, nint target)
    {
        var arguments = new Arguments
        {
            Source = weight,
            Target = target,
            Depth = geometry.SourceChannels,
            Columns = geometry.ResultChannels,
            Gradient = gradient ? 1 : 0,
            Tile = geometry.Tile,
        };
        var blocks = ArgumentBlock.CeilingDivide(arguments.Depth, TransposedRows);
        switch (launcher.Width)
        {
            case VectorWidth.Bits512:
                launcher.Launch(kernel512, blocks * Panels<Simd512, Vector512<float>>(arguments.Columns), ArgumentBlock.Of(in arguments));
                break;
            case VectorWidth.Bits256:
                launcher.Launch(kernel256, blocks * Panels<Simd256, Vector256<float>>(arguments.Columns), ArgumentBlock.Of(in arguments));
                break;
            default:
                launcher.Launch(kernel128, blocks * Panels<Simd128, Vector128<float>>(arguments.Columns), ArgumentBlock.Of(in arguments));
                break;
        }
    }

    /// <summary>Columns of a panel but the last.</summary>
    public static nint PanelWidth<TSimd, TVector>(nint columns)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => Tiles<TSimd, TVector>.Columns(columns) * TSimd.Count;

    /// <summary>The number of panels.</summary>
    public static nint Panels<TSimd, TVector>(nint columns)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct => ArgumentBlock.CeilingDivide(columns, PanelWidth<TSimd, TVector>(columns));

    /// <summary>Chunks are [panel][block of rows].</summary>
    [SkipLocalsInit]
    static void Transform<TSimd, TVector>(ReadOnlySpan<nint> list, nint begin, nint end, nint scratch)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        ref readonly var arguments = ref ArgumentBlock.As<Arguments>(list);
        nint depth = arguments.Depth, columns = arguments.Columns, size = depth * columns;
        var panelWidth = PanelWidth<TSimd, TVector>(columns);
        var blocks = ArgumentBlock.CeilingDivide(depth, TransposedRows);
        var planes = (arguments.Tile + 2) * (arguments.Tile + 2);
        var turned = stackalloc float[9 * TransposedRows * Tiles<TSimd, TVector>.MaximumColumns * Simd512.Count];
        for (var chunk = begin; chunk < end; chunk++)
        {
            var (panel, block) = Math.DivRem(chunk, blocks);
            var firstRow = block * TransposedRows;
            var rows = Math.Min(TransposedRows, depth - firstRow);
            var firstColumn = panel * panelWidth;
            var count = Math.Min(panelWidth, columns - firstColumn);
            var width = ArgumentBlock.CeilingDivide(count, TSimd.Count) * TSimd.Count;
            var matrix = new Matrix
            {
                Source = (float*)arguments.Source + (firstRow * columns) + firstColumn,
                Tap = size,
                Row = columns,
                Target = (float*)arguments.Target + (planes * depth * firstColumn) + (firstRow * width),
                Plane = depth * width,
            };
            if (arguments.Gradient != 0)
            {
                // Rows of the panel are contiguous in the weights, and taps are taken from the last to the first.
                matrix.Row = count;
                matrix.Tap = TransposedRows * count;
                matrix.Source = turned;
                for (nint tap = 0; tap < 9; tap++)
                    Transposition.Run((float*)arguments.Source + ((8 - tap) * size) + (firstColumn * depth) + firstRow, 1, depth, turned + (tap * matrix.Tap), count, rows, count);
            }

            for (nint row = 0; row < rows; row++)
            {
                if (arguments.Tile == 4)
                    WinogradWeights4x4.Transform(matrix.Source, matrix.Tap, matrix.Target, matrix.Plane, count);
                else
                    Transform<TSimd, TVector>(&matrix, count);
                for (nint plane = 0; count < width && plane < planes; plane++)
                    new Span<float>(matrix.Target + (plane * matrix.Plane) + count, (int)(width - count)).Clear();
                matrix.Source += matrix.Row;
                matrix.Target += width;
            }
        }
    }

    /// <summary>Transforms one row.</summary>
    static void Transform<TSimd, TVector>(Matrix* matrix, nint count)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        nint column = 0;
        for (; column + TSimd.Count <= count; column += TSimd.Count)
            TransformColumns<TSimd, TVector>(matrix, column);
        for (; TSimd.Count > Simd256.Count && column + Simd256.Count <= count; column += Simd256.Count)
            TransformColumns<Simd256, Vector256<float>>(matrix, column);
        for (; column + Simd128.Count <= count; column += Simd128.Count)
            TransformColumns<Simd128, Vector128<float>>(matrix, column);
        for (; column < count; column++)
            TransformColumns<SimdScalar, float>(matrix, column);
    }

    /// <summary>Transforms one vector of columns of one row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void TransformColumns<TSimd, TVector>(Matrix* matrix, nint column)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        float* source = matrix->Source + column, target = matrix->Target + column;
        nint tap = matrix->Tap, plane = matrix->Plane;
        var half = TSimd.Broadcast(0.5f);
        var (a0, a1, a2, a3) = Four<TSimd, TVector>(TSimd.Load(source), TSimd.Load(source + (3 * tap)), TSimd.Load(source + (6 * tap)), half);
        source += tap;
        var (b0, b1, b2, b3) = Four<TSimd, TVector>(TSimd.Load(source), TSimd.Load(source + (3 * tap)), TSimd.Load(source + (6 * tap)), half);
        source += tap;
        var (c0, c1, c2, c3) = Four<TSimd, TVector>(TSimd.Load(source), TSimd.Load(source + (3 * tap)), TSimd.Load(source + (6 * tap)), half);
        Row<TSimd, TVector>(a0, b0, c0, half, target, plane);
        Row<TSimd, TVector>(a1, b1, c1, half, target + (4 * plane), plane);
        Row<TSimd, TVector>(a2, b2, c2, half, target + (8 * plane), plane);
        Row<TSimd, TVector>(a3, b3, c3, half, target + (12 * plane), plane);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Row<TSimd, TVector>(TVector a, TVector b, TVector c, TVector half, float* target, nint plane)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var (first, second, third, fourth) = Four<TSimd, TVector>(a, b, c, half);
        TSimd.Store(first, target);
        TSimd.Store(second, target + plane);
        TSimd.Store(third, target + (2 * plane));
        TSimd.Store(fourth, target + (3 * plane));
    }

    /// <summary>The four numbers that three become, sums rounded about once: there are few weights, and all tiles share their errors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static (TVector First, TVector Second, TVector Third, TVector Fourth) Four<TSimd, TVector>(TVector a, TVector b, TVector c, TVector half)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var (outer, error) = Sum<TSimd, TVector>(a, c);
        var (sum, sumError) = Sum<TSimd, TVector>(outer, b);
        var (difference, differenceError) = Sum<TSimd, TVector>(outer, TSimd.Subtract(TSimd.Broadcast(0), b));
        return (a, TSimd.Multiply(TSimd.Add(sum, TSimd.Add(error, sumError)), half), TSimd.Multiply(TSimd.Add(difference, TSimd.Add(error, differenceError)), half), c);
    }

    /// <summary>A sum and what its rounding lost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static (TVector Sum, TVector Error) Sum<TSimd, TVector>(TVector a, TVector b)
        where TSimd : struct, ISimd<TVector>
        where TVector : struct
    {
        var sum = TSimd.Add(a, b);
        var second = TSimd.Subtract(sum, a);
        return (sum, TSimd.Add(TSimd.Subtract(a, TSimd.Subtract(sum, second)), TSimd.Subtract(b, second)));
    }

    /// <summary>Matrices of taps, and of planes.</summary>
    struct Matrix
    {
        public float* Source;
        public nint Tap;
        public nint Row;
        public float* Target;
        public nint Plane;
    }

    /// <summary>What the kernel needs, all native integers.</summary>
    [StructLayout(LayoutKind.Sequential)]
    struct Arguments
    {
        public nint Source;
        public nint Target;
        public nint Depth;
        public nint Columns;
        public nint Gradient;
        public nint Tile;
    }
}
