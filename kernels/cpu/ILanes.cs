namespace Lathe.Kernels;

/// <summary>Sixteen float32 lanes, whatever the machine's vectors are: one 512-bit, two 256-bit or four 128-bit registers. Kernels are generic over
/// it, so that one body gives the same bits at every width.</summary>
/// <typeparam name="TSelf">The implementing struct.</typeparam>
public interface ILanes<TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>The same number in every lane.</summary>
    static abstract TSelf Create(float value);

    /// <summary>Sixteen numbers from <paramref name="source"/> + <paramref name="index"/> elements.</summary>
    static abstract TSelf Load(ref readonly float source, nint index);

    /// <summary>The first <paramref name="count"/> numbers; zero in the other lanes.</summary>
    static abstract TSelf LoadPartial(ref readonly float source, nint index, nint count);

    /// <summary>Writes all lanes.</summary>
    void Store(ref float target, nint index);

    /// <summary>Writes the first <paramref name="count"/> lanes.</summary>
    void StorePartial(ref float target, nint index, nint count);
}
