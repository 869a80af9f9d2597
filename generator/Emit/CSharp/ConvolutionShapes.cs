using Lathe.Generator.Graph;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>The geometries of a network's convolutions, each once: an array, so that a loop can take another one each time.</summary>
/// <param name="winogradTile">Rows and columns of the largest tiles by which the processor may convolve with Winograd's algorithm.</param>
internal sealed class ConvolutionShapes(int winogradTile)
{
    /// <summary>The field that holds them.</summary>
    public const string Name = "convolutions";

    readonly Dictionary<string, int> places = new(StringComparer.Ordinal);

    /// <summary>The place of a geometry, given by its properties as an initialiser lists them.</summary>
    public int Place(string properties)
    {
        if (!places.TryGetValue(properties, out var place))
        {
            place = places.Count;
            places.Add(properties, place);
        }

        return place;
    }

    /// <summary>Takes up the geometries of other launches.</summary>
    /// <returns>The new places of those, by the old ones.</returns>
    public IReadOnlyList<int> Add(ConvolutionShapes others) => [.. others.places.OrderBy(pair => pair.Value).Select(pair => Place(pair.Key))];

    /// <summary>Writes the field.</summary>
    public void Print(CodeWriter code)
    {
        if (places.Count == 0)
            return;
        code.Line();
        code.Line($"static readonly ConvolutionShape[] {Name} =");
        code.OpenList();
        var tiles = winogradTile == NetworkGraph.SmallestWinogradTile ? "" : $", WinogradTile = {CSharpLiteral.Of(winogradTile)}";
        foreach (var (properties, place) in places.Select(pair => (pair.Key, pair.Value)))
        {
            code.Line($"/* {CSharpLiteral.Of(place)} */ new() {{ {properties}{tiles} }},");
        }

        code.Close("];");
    }
}
