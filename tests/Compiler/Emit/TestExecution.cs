using Lathe.Abi;
using Lathe.Kernels;

namespace Lathe.Compiler.Tests.Emit;

/// <summary>Runs launches on one thread, chunk by chunk, from the last to the first: no result may depend on their order.</summary>
internal sealed class TestExecution : Execution, IDisposable
{
    readonly Dictionary<ArenaSpace, AlignedMemory> arenas = [];
    readonly AlignedMemory scratch = new();
    readonly AlignedMemory workspace = new();

    public TestExecution(NetworkDescription description, ScheduleEntry schedule, int batch, VectorWidth width, ulong seed, ulong step)
    {
        (Batch, Width, Seed, Step) = (batch, width, seed, step);
        foreach (var space in Enum.GetValues<ArenaSpace>())
        {
            arenas.Add(space, new AlignedMemory());
        }

        var parameters = description.Parameters.Select(parameter => parameter.Offset + parameter.Shape.Aggregate(1, (product, extent) => product * extent));
        var states = description.States.Select(state => state.Offset + state.Shape.Aggregate(1, (product, extent) => product * extent));
        Reserve(ArenaSpace.Parameter, parameters.Append(16).Max() * sizeof(float));
        Reserve(ArenaSpace.Gradient, parameters.Append(16).Max() * sizeof(float));
        Reserve(ArenaSpace.State, states.Append(16).Max() * sizeof(float));
        Reserve(ArenaSpace.Work, (schedule.WorkPerSample * batch) + schedule.WorkFixed + 64);
        Reserve(ArenaSpace.Constant, schedule.Tables.Select(table => table.Offset + (table.Elements.Length * sizeof(float))).Append(64).Max());
        scratch.Reserve(schedule.Scratch + 64);

        // What a program does not write before it reads shows.
        Floats(ArenaSpace.Work, 0, (int)(arenas[ArenaSpace.Work].Size / sizeof(float))).Fill(float.NaN);
        foreach (var table in schedule.Tables)
        {
            table.Elements.CopyTo(Floats(ArenaSpace.Constant, table.Offset, table.Elements.Length));
        }
    }

    public int Launches { get; private set; }

    public override nint At(ArenaSpace space, nint offset) => arenas[space].Address + offset;

    public override void Launch(Kernel kernel, nint chunks, params ReadOnlySpan<nint> arguments)
    {
        Launches++;
        for (var chunk = chunks - 1; chunk >= 0; chunk--)
        {
            kernel(arguments, chunk, chunk + 1, scratch.Address);
        }
    }

    public override nint Workspace(nint bytes) => workspace.Reserve(bytes);

    public override void ReserveScratch(nint bytes) => scratch.Reserve(bytes);

    /// <summary>The numbers at a place.</summary>
    public unsafe Span<float> Floats(ArenaSpace space, nint offset, int count) => new((float*)At(space, offset), count);

    /// <summary>The numbers of a tensor that crosses the border of a phase.</summary>
    public Span<float> Floats(TensorEntry entry, int count) => Floats(entry.Space, (entry.OffsetPerSample * Batch) + entry.OffsetFixed, count);

    public void Dispose()
    {
        foreach (var arena in arenas.Values)
        {
            arena.Dispose();
        }

        scratch.Dispose();
        workspace.Dispose();
    }

    void Reserve(ArenaSpace space, nint bytes) => arenas[space].Reserve(bytes);
}
