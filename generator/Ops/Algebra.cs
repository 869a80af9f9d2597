using System.Collections.Immutable;
using Lathe.Generator.Graph;

namespace Lathe.Generator.Ops;

/// <summary>An operation that can merge with what made its input.</summary>
internal interface IComposable
{
    /// <summary>The shortest node with this operation's result.</summary>
    Node Compose(GraphBuilder graph, ImmutableArray<Node> inputs);
}

/// <summary>An operation whose result is one number everywhere if its only input is.</summary>
internal interface IUniform
{
    /// <summary>The result's number for the input's.</summary>
    Scalar Uniform(Scalar value, Shape input);
}

/// <summary>An operation whose value is its input's; only differentiation looks at it.</summary>
internal interface IMarker;
