namespace Lathe;

/// <summary>The base of every layer and network: a record that describes a computation and holds no weights. A parameter belongs to the path of
/// member accesses that leads to it from the network (<c>layer1.0.conv1.weight</c>).</summary>
/// <remarks>A module declares <c>public Tensor Forward(Tensor x)</c>, with as many tensors in and out as it needs.</remarks>
public abstract record Module
{
    /// <summary>Whether the training version of the network is being built: a constant of the build, evaluated once as true and once as false.</summary>
    /// <exception cref="InvalidOperationException">Always at run time: the member is symbolic.</exception>
    protected static bool Training => throw Symbolic.Only;
}
