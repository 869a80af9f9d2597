using Lathe.Abi;

namespace Lathe;

public sealed partial class Network
{
    /// <summary>The most elements of a parameter that a thread draws at once.</summary>
    const int InitialPiece = 1 << 18;

    bool isInitialized;

    /// <summary>Gives every parameter and state its initial value again, drawn from <see cref="Seed"/>.</summary>
    public void Initialize()
    {
        ThrowIfDisposed();
        Draw();
        execution.Gradients.Clear();
        foreach (BatchCounter counter in batchCounters)
            counter.Value = 0;
        Step = 0;
        progress = Progress.None;
        MarkChanged();
    }

    /// <summary>Draws initial values when they are first asked for: those that a file brings need none.</summary>
    internal void EnsureInitialized()
    {
        if (!isInitialized && !IsDisposed && Device.HasMemory)
            Draw();
    }

    void Draw()
    {
        float[][] values = [.. parameters.Select(static parameter => GC.AllocateUninitializedArray<float>(parameter.Length))];
        Parallel.ForEach(InitialPieces(), piece => Initializer.Fill(
            description.Parameters[piece.Parameter], Seed, values[piece.Parameter].AsSpan(piece.First, piece.Count), piece.First));
        for (int i = 0; i < values.Length; i++)
            parameters[i].Write(values[i]);
        foreach (StateEntry state in description.States)
        {
            var numbers = new float[states[state.Name].Length];
            Array.Fill(numbers, state.InitialValue);
            states[state.Name].Write(numbers);
        }
        isInitialized = true;
    }

    IEnumerable<(int Parameter, int First, int Count)> InitialPieces()
    {
        for (int i = 0; i < parameters.Count; i++)
        {
            int length = parameters[i].Length, step = Initializer.IsDivisible(description.Parameters[i].Kind) ? InitialPiece : int.Max(1, length);
            for (int first = 0; first < length; first += step)
                yield return (i, first, int.Min(step, length - first));
        }
    }
}
