using System.Collections.Immutable;
using Lathe.Generator.Graph;
using Lathe.Generator.Support;

namespace Lathe.Generator.Ops;

/// <summary>A labelled axis of a relation.</summary>
internal readonly record struct LabelledAxis(char Label, Dim Extent);

/// <summary>Ties three axes: <c>position = output * Stride + tap * Dilation - Padding</c>. Combinations whose position lies outside its
/// extent do not exist and contribute nothing.</summary>
internal sealed record WindowTie(char Position, char Output, char Tap, int Stride, int Dilation, int Padding);

/// <summary>Which combinations of axes belong together. The same relation serves a contraction and both its gradients: only the roles of
/// the three operands turn. A convolution: axes n h w g i o p q k l, ties h = p*s + k*d - pad and w = q*s + l*d - pad.</summary>
internal sealed record Relation(EquatableArray<LabelledAxis> Axes, EquatableArray<WindowTie> Ties)
{
    public Dim ExtentOf(char label) => Axes.Items.First(axis => axis.Label == label).Extent;
}

/// <summary>The sum of products over a relation: for every combination of the axes in <paramref name="Result"/>, sums
/// <c>left * right</c> over all combinations of the others. Operands name their axes in memory order: <c>nhwgi</c>, <c>gklio</c>,
/// <c>npqgo</c>. Matrix products, convolutions (grouped, depthwise, dilated) and their gradients are all this.</summary>
internal sealed partial record Contract(Relation Relation, string Left, string Right, string Result) : Operation
{
    public override string Describe() => $"contract {Left},{Right}->{Result}";

    public override TensorType Infer(ImmutableArray<Node> inputs) => throw new InvalidOperationException();

    public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient) => throw new InvalidOperationException();
}
