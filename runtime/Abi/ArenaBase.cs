using System.ComponentModel;

namespace Lathe.Abi;

/// <summary>Where an arena begins. An element lies so many bytes further on, and so many more for each sample of the batch.</summary>
/// <remarks>Distances are <see langword="long"/> so that the literals of generated code are what the indexers take: the C# compiler needs several
/// times as long to bind a native integer plus a literal.</remarks>
/// <param name="address">The address of the first byte.</param>
/// <param name="samples">The number of samples.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ArenaBase(nint address, nint samples)
{
    /// <summary>An address.</summary>
    /// <param name="bytes">Bytes from the start of the arena.</param>
    public nint this[long bytes] => address + (nint)bytes;

    /// <summary>An address that moves with the number of samples.</summary>
    /// <param name="perSample">Bytes from the start of the arena for each sample.</param>
    /// <param name="bytes">Bytes besides.</param>
    public nint this[long perSample, long bytes] => address + ((nint)perSample * samples) + (nint)bytes;
}
