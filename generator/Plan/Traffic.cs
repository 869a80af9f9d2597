using Lathe.Generator.Graph;

namespace Lathe.Generator.Plan;

/// <summary>How much a phase moves between kernels and memory.</summary>
/// <param name="Crossings">How often a kernel reads or writes a tensor that grows with the batch; each tensor counts once a kernel and direction,
/// partial sums do not count, nor does what the kernel itself has just written: it is in cache.</param>
/// <param name="Bytes">The bytes of all tensors that kernels read or write, likewise counted.</param>
internal readonly record struct Traffic(int Crossings, Dim Bytes)
{
    const long ElementBytes = 4;

    public static Traffic Of(Phase phase)
    {
        var traffic = new Traffic(0, 0);
        foreach (var item in phase.Items)
        {
            var touched = new HashSet<(int Value, bool IsWrite)>();
            foreach (var use in UseCollector.Of(item))
            {
                if (use.IsWrite || !touched.Contains((use.Value.Id, true)))
                    traffic = traffic.With(use.Value, use.IsWrite, touched);
                if (use.Accumulates)
                    traffic = traffic.With(use.Value, isWrite: false, touched);
            }
        }

        return traffic;
    }

    Traffic With(Value value, bool isWrite, HashSet<(int Value, bool IsWrite)> touched) => value.Space != Space.Scratch && touched.Add((value.Id, isWrite))
        ? new(Crossings + (value.Size.IsStatic || value.Space == Space.Slot ? 0 : 1), Bytes + (value.Size * new Dim(0, ElementBytes)))
        : this;
}
