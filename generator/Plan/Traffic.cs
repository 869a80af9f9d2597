using Lathe.Generator.Graph;

namespace Lathe.Generator.Plan;

/// <summary>How much a phase moves between kernels and memory.</summary>
/// <param name="Crossings">How often a kernel reads or writes a tensor that grows with the batch; each tensor counts once a kernel and direction,
/// partial sums do not count, nor does what the kernel itself has just written: it is in cache.</param>
/// <param name="Bytes">The bytes of all tensors, or of the columns of them, that kernels read or write, likewise counted.</param>
internal readonly record struct Traffic(int Crossings, Dim Bytes)
{
    const long ElementBytes = 4;

    public static Traffic Of(Phase phase)
    {
        var traffic = new Traffic(0, 0);
        var (read, written) = (new List<Touch>(), new List<Touch>());
        foreach (var item in phase.Items)
        {
            if (item is not Region { IsPost: true })
                (read, written) = ([], []);
            foreach (var touch in item.Touches)
            {
                if (touch.IsWrite)
                    traffic = traffic.With(touch, written);
                if (touch.Accumulates || (!touch.IsWrite && !written.Any(known => Covers(known, touch))))
                    traffic = traffic.With(touch, read);
            }
        }

        return traffic;
    }

    Traffic With(Touch touch, List<Touch> counted)
    {
        var value = touch.Value;
        if (value.Space == Space.Scratch || counted.Any(known => Covers(known, touch)))
            return this;
        counted.Add(touch);
        return new(Crossings + (value.Size.IsStatic || value.Space == Space.Slot ? 0 : 1), Bytes + (Elements(touch) * new Dim(0, ElementBytes)));
    }

    /// <summary>Whether what one touches includes what the other does; what has no columns counts as the whole value.</summary>
    static bool Covers(Touch known, Touch touch) => known.Value.Id == touch.Value.Id
        && (known.Columns is not { IsPart: true } all
            || (touch.Columns is { IsPart: true } part && all.Stride == part.Stride && all.First <= part.First && part.Last <= all.Last));

    static Dim Elements(Touch touch)
    {
        var size = touch.Value.Size;
        return touch.Columns is { IsPart: true } columns && size.PerSample % columns.Stride == 0 && size.Fixed % columns.Stride == 0
            ? new(size.PerSample / columns.Stride * columns.Count, size.Fixed / columns.Stride * columns.Count)
            : size;
    }
}
