using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;

namespace Lathe.Compiler.Tests.Emit;

/// <summary>The simplest memory plan: every value has its own place. Emission is tested on it, whatever the planner shares.</summary>
internal static class UnsharedMemory
{
    public static NetworkPlan Place(NetworkPlan plan) => plan with { Training = Place(plan.Training), Inference = Place(plan.Inference) };

    public static Schedule Place(Schedule schedule)
    {
        var sizes = new Dim[Enum.GetValues<Arena>().Length];
        var offsets = new List<Dim>();
        foreach (var value in schedule.Values)
        {
            var arena = (int)value.Space.Arena();
            offsets.Add(sizes[arena]);
            var bytes = value.Size * (value.Type == DType.Float64 ? 8 : 4);
            sizes[arena] += new Dim(Aligned(bytes.PerSample), Aligned(bytes.Fixed));
        }

        return schedule with { Memory = new(offsets.ToEquatableArray(), sizes.ToEquatableArray(), sizes[(int)Arena.Work], []) };
    }

    static long Aligned(long bytes) => (bytes + 63) / 64 * 64;
}
