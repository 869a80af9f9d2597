using Lathe.Abi;

namespace Lathe;

public sealed partial class Network
{
    /// <summary>Gives every parameter and state its initial value again, drawn from <see cref="Seed"/>.</summary>
    public void Initialize()
    {
        ThrowIfDisposed();
        var values = new float[Parameters.Count][];
        Parallel.For(0, Parameters.Count, i =>
        {
            values[i] = new float[Parameters[i].Length];
            Initializer.Fill(description.Parameters[i], Seed, values[i]);
        });
        for (int i = 0; i < values.Length; i++)
            Parameters[i].Write(values[i]);
        foreach (StateEntry state in description.States)
        {
            var numbers = new float[States[state.Name].Length];
            Array.Fill(numbers, state.InitialValue);
            States[state.Name].Write(numbers);
        }
        execution.Gradients.Clear();
        foreach (BatchCounter counter in batchCounters)
            counter.Value = 0;
        Step = 0;
        progress = Progress.None;
        MarkChanged();
    }
}
