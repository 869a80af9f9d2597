using Lathe.Abi;

namespace Lathe;

/// <summary>How large the blocks of parameters and of running statistics are.</summary>
static class BlockSize
{
    const nint LineElements = 16;

    /// <summary>Bytes of the parameters, with the padding between and behind them.</summary>
    public static nint OfParameters(NetworkDescription description) => Bytes(description.Parameters.Select(static parameter => (parameter.Offset, parameter.Shape)));

    /// <summary>Bytes of the running statistics.</summary>
    public static nint OfStates(NetworkDescription description) => Bytes(description.States.Select(static state => (state.Offset, state.Shape)));

    static nint Bytes(IEnumerable<(nint Offset, int[] Shape)> segments)
    {
        nint end = 0;
        foreach ((nint offset, int[] shape) in segments)
            end = nint.Max(end, offset + shape.Aggregate((nint)1, static (product, extent) => product * extent));
        return (end + LineElements - 1) / LineElements * LineElements * sizeof(float);
    }
}
