namespace Lathe;

/// <summary>Moving averages of a network's parameters and running statistics, on a device.</summary>
interface IAveraging : IDisposable
{
    /// <summary>The averages of the parameters, laid out as they are.</summary>
    MemoryBlock Parameters { get; }

    /// <summary>The averages of the running statistics, laid out as they are.</summary>
    MemoryBlock States { get; }

    /// <summary>Multiplies averages by <paramref name="decay"/> and adds <paramref name="rest"/> times the numbers as they are by now.</summary>
    void Move(float decay, float rest);
}
