namespace Lathe;

/// <summary>A parameter that a module declares itself: <c>readonly Parameter clsToken = new(1, 1, 384);</c>. It has no batch axis.</summary>
public sealed class Parameter
{
    /// <summary>A parameter of the given extents, zero at first.</summary>
    /// <param name="shape">The extents, as the state-dict has them.</param>
    public Parameter(params int[] shape) => Shape = shape;

    /// <summary>The extents, as the state-dict has them.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>The initial values; zero by default.</summary>
    public Initial Initial { get; init; } = new Initial.Constant(0);

    /// <summary>Whether weight decay applies to it where only weights decay.</summary>
    public bool Decays { get; init; } = true;

    /// <summary>The parameter as a tensor that broadcasts over the batch.</summary>
    public static implicit operator Tensor(Parameter parameter) => throw Symbolic.Only;
}
