using Lathe.Abi;

namespace Lathe;

public sealed partial class Network
{
    /// <summary>Gives every parameter and state its initial value again, drawn from <see cref="Seed"/>.</summary>
    public void Initialize()
    {
        ThrowIfDisposed();
        Parallel.For(0, Parameters.Count, i =>
        {
            var values = new float[Parameters[i].Length];
            Initializer.Fill(description.Parameters[i], Seed, values);
            Parameters[i].Write(values);
        });
        foreach (StateEntry state in description.States)
        {
            var values = new float[States[state.Name].Length];
            Array.Fill(values, state.InitialValue);
            States[state.Name].Write(values);
        }
        execution.Gradients.Clear();
        foreach (BatchCounter counter in batchCounters)
            counter.Value = 0;
        Step = 0;
        progress = Progress.None;
        MarkChanged();
    }
}
