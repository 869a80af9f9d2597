using System.Globalization;

namespace Lathe.Kernels.Cuda;

/// <summary>Contractions on CUDA devices that are neither a matrix product nor a convolution: any axes, any strides, any windows.</summary>
public static class CudaGeneralContraction
{
    const int Threads = 256;

    /// <summary>Elements of a result that keep a large device busy with a thread each.</summary>
    const nint ManyElements = 1 << 16;

    /// <summary>Terms of a sum that are worth a team of threads.</summary>
    const nint LongSum = 64;

    /// <summary>Computes the contraction.</summary>
    /// <param name="launcher">Takes the launch.</param>
    /// <param name="shape">Axes, strides and ties.</param>
    /// <param name="left">The left operand, read.</param>
    /// <param name="right">The right operand, read.</param>
    /// <param name="result">The result, written; it overlaps neither operand.</param>
    /// <param name="accumulate">Adds to the result instead of replacing it.</param>
    /// <param name="post">What goes on with the result; null where nothing does.</param>
    public static void Run(
        CudaLauncher launcher, in GeneralContractionShape shape, CudaTensor left, CudaTensor right, CudaTensor result, bool accumulate, CudaPostLaunch? post = null)
    {
        ArgumentNullException.ThrowIfNull(launcher);
        nint elements = 1, terms = 1;
        foreach (ContractionAxis axis in shape.Result)
            elements *= axis.Extent;
        for (int axis = shape.Result.Length; axis < shape.Axes.Length; axis++)
            terms *= shape.Axes[axis].Extent == 0 ? 0 : IsDetermined(shape, axis) ? 1 : shape.Axes[axis].Extent;
        if (elements == 0)
            return;
        nint team = elements >= ManyElements || terms < LongSum ? 1 : terms < LongSum * 32 ? 32 : Threads;
        string header = $"""
            typedef {CudaSource.TypeOf(left)} Left;
            typedef {CudaSource.TypeOf(right)} Right;
            typedef {CudaSource.TypeOf(result)} Result;
            struct Tie {"{"} int position, output, tap, determined; index stride, dilation, padding; {"}"};
            constexpr int result_axes = {shape.Result.Length}, axes = {nint.Max(1, shape.Axes.Length)}, ties = {shape.Ties.Length}, team = {team};
            constexpr index left_strides[] = {Table(shape.Axes, static axis => axis.Left)};
            constexpr index right_strides[] = {Table(shape.Axes, static axis => axis.Right)};
            constexpr index result_strides[] = {Table(shape.Axes, static axis => axis.Result)};
            constexpr bool is_free[] = {FreeAxes(shape)};
            constexpr Tie tied[] = {Ties(shape)};

            """;
        Span<nint> arguments = stackalloc nint[5 + GeneralContractionShape.MaximumAxes];
        arguments.Fill(1);
        arguments[0] = launcher.AddressOf(left);
        arguments[1] = launcher.AddressOf(right);
        arguments[2] = launcher.AddressOf(result);
        arguments[3] = elements;
        arguments[4] = terms;
        for (int axis = 0; axis < shape.Axes.Length; axis++)
            arguments[5 + axis] = shape.Axes[axis].Extent;
        CudaKernel kernel = CudaSource.Kernel("GeneralContraction", header, null, [("Accumulate", 0)], "general");
        launcher.Launch(kernel, new CudaGrid(ContractionTile.Ceiling(elements * team, Threads), Threads: Threads), [accumulate ? 1 : 0], arguments);
        post?.Launch(launcher, result);
    }

    static bool IsDetermined(in GeneralContractionShape shape, int axis)
    {
        foreach (AxisTie tie in shape.Ties)
        {
            if (shape.Determined(tie) == axis)
                return true;
        }

        return false;
    }

    static string Table(ReadOnlySpan<ContractionAxis> axes, Func<ContractionAxis, nint> stride)
    {
        var numbers = new List<string>();
        foreach (ContractionAxis axis in axes)
            numbers.Add(stride(axis).ToString(CultureInfo.InvariantCulture));
        return Table(numbers, whenEmpty: "0");
    }

    static string FreeAxes(in GeneralContractionShape shape)
    {
        var values = new List<string>();
        for (int axis = 0; axis < shape.Axes.Length; axis++)
            values.Add(axis >= shape.Result.Length && !IsDetermined(shape, axis) ? "true" : "false");
        return Table(values, whenEmpty: "false");
    }

    static string Ties(in GeneralContractionShape shape)
    {
        var rows = new List<string>();
        foreach (AxisTie tie in shape.Ties)
        {
            // A tie without a summed axis is a condition.
            int determined = shape.Determined(tie) is var axis && axis >= shape.Result.Length ? axis : -1;
            rows.Add(string.Create(CultureInfo.InvariantCulture, $"{{ {tie.Position}, {tie.Output}, {tie.Tap}, {determined}, {tie.Stride}, {tie.Dilation}, {tie.Padding} }}"));
        }

        return Table(rows, whenEmpty: "{}");
    }

    static string Table(List<string> entries, string whenEmpty) => $"{{ {(entries.Count == 0 ? whenEmpty : string.Join(", ", entries))} }}";
}
