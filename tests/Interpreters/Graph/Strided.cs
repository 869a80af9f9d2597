namespace Lathe.Interpreters.Graph;

/// <summary>Loops over several tensors at once, each with its own strides.</summary>
internal static class Strided
{
    /// <summary>Calls <paramref name="row"/> with an offset a tensor for every position of all axes but the last.</summary>
    /// <param name="extents">The loop's extents.</param>
    /// <param name="strides">A stride an axis, for each tensor.</param>
    /// <param name="offsets">Where each tensor starts.</param>
    /// <param name="row">What to do; the loop along the last axis is its own.</param>
    public static void ForEachRow(int[] extents, int[][] strides, int[] offsets, Action<int[]> row)
    {
        if (Array.IndexOf(extents, 0) >= 0)
            return;
        var current = (int[])offsets.Clone();
        var position = new int[extents.Length];
        while (true)
        {
            row(current);
            var axis = extents.Length - 2;
            for (; axis >= 0; axis--)
            {
                position[axis]++;
                for (var tensor = 0; tensor < current.Length; tensor++)
                {
                    current[tensor] += strides[tensor][axis];
                }

                if (position[axis] < extents[axis])
                    break;
                for (var tensor = 0; tensor < current.Length; tensor++)
                {
                    current[tensor] -= strides[tensor][axis] * extents[axis];
                }

                position[axis] = 0;
            }

            if (axis < 0)
                return;
        }
    }

    /// <summary>Copies between two strided tensors of the same extents.</summary>
    public static void Copy(int[] extents, double[] source, int sourceOffset, int[] sourceStrides, double[] target, int targetOffset, int[] targetStrides)
    {
        var last = extents.Length - 1;
        var (length, sourceStep, targetStep) = extents.Length == 0 ? (1, 0, 0) : (extents[last], sourceStrides[last], targetStrides[last]);
        ForEachRow(extents, [sourceStrides, targetStrides], [sourceOffset, targetOffset], offsets =>
        {
            var (from, to) = (offsets[0], offsets[1]);
            if (sourceStep == 1 && targetStep == 1)
            {
                source.AsSpan(from, length).CopyTo(target.AsSpan(to));
                return;
            }

            for (var index = 0; index < length; index++)
            {
                target[to] = source[from];
                (from, to) = (from + sourceStep, to + targetStep);
            }
        });
    }
}
