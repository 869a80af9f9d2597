using Lathe.Abi;

namespace Lathe;

/// <summary>A part of one parameter.</summary>
/// <param name="Offset">Elements from the start of the block.</param>
/// <param name="Length">Elements.</param>
/// <param name="Decays">Whether weight decay applies.</param>
/// <param name="RateScale">What the learning rate is multiplied by.</param>
readonly record struct UpdatePiece(nint Offset, nint Length, bool Decays, float RateScale)
{
    const nint Longest = 16384;

    /// <summary>The segment table of the parameters, cut into pieces that workers share.</summary>
    public static UpdatePiece[] Of(ParameterEntry[] parameters, DecayScope decays, Func<string, double>? rateScale)
    {
        var pieces = new List<UpdatePiece>();
        foreach (ParameterEntry parameter in parameters)
        {
            double scale = rateScale?.Invoke(parameter.Name) ?? 1;
            if (scale is not (>= 0 and < double.PositiveInfinity))
                throw new ArgumentOutOfRangeException(nameof(rateScale), scale, $"The learning rate of {parameter.Name} is multiplied by a number from 0.");
            nint length = 1;
            foreach (int extent in parameter.Shape)
                length *= extent;
            for (nint start = 0; start < length; start += Longest)
                pieces.Add(new UpdatePiece(parameter.Offset + start, nint.Min(Longest, length - start), decays == DecayScope.All || parameter.Decays, (float)scale));
        }
        return [.. pieces];
    }
}
