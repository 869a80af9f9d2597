using Lathe.Abi;

namespace Lathe;

/// <summary>A part of one parameter.</summary>
/// <param name="Offset">Elements from the start of the block.</param>
/// <param name="Length">Elements.</param>
/// <param name="Decays">Whether weight decay applies.</param>
readonly record struct UpdatePiece(nint Offset, nint Length, bool Decays)
{
    const nint Longest = 16384;

    /// <summary>The segment table of the parameters, cut into pieces that workers share.</summary>
    public static UpdatePiece[] Of(ParameterEntry[] parameters, DecayScope decays)
    {
        var pieces = new List<UpdatePiece>();
        foreach (ParameterEntry parameter in parameters)
        {
            nint length = 1;
            foreach (int extent in parameter.Shape)
                length *= extent;
            for (nint start = 0; start < length; start += Longest)
                pieces.Add(new UpdatePiece(parameter.Offset + start, nint.Min(Longest, length - start), decays == DecayScope.All || parameter.Decays));
        }
        return [.. pieces];
    }
}
