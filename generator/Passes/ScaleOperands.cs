using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Ops.Lowering;
using Lathe.Generator.Support;

namespace Lathe.Generator.Passes;

/// <summary>In inference, a contraction whose result is only scaled and shifted along an axis that it shares with one operand has that operand scaled
/// instead: batch norm goes into the weights before it, and a shift is left. Scale, shift and the scaled operand depend on parameters and
/// states alone, so that they are computed once an update.</summary>
/// <remarks>Training is left alone: its statistics depend on the batch.</remarks>
internal sealed class ScaleOperands
{
    readonly HashSet<Node> only;
    readonly HashSet<Node> steady = [];
    readonly Dictionary<Node, int> uses;
    readonly Dictionary<Node, Scaled> scaled = [];

    ScaleOperands(NetworkGraph network)
    {
        var inference = GraphTraversal.Reachable(network.Inference.Roots);
        uses = inference.SelectMany(node => node.Inputs).Concat(network.Inference.Roots).GroupBy(node => node).ToDictionary(group => group.Key, group => group.Count());
        only = [.. inference.Except(GraphTraversal.Reachable(network.Functions().Where(function => function != network.Inference).SelectMany(function => function.Roots)))];
        foreach (var node in inference.Where(node => !node.Shape.IsBatched))
        {
            if (node.Operation is ILeaf leaf ? leaf.Changes < Change.Step : node.Inputs.All(steady.Contains) && node.Operation is not Map { DependsOnBatch: true })
                steady.Add(node);
        }
    }

    public static NetworkGraph Run(NetworkGraph network)
    {
        var pass = new ScaleOperands(network);
        return GraphRewriter.Rewrite(network, (graph, old, inputs) => pass.Rebuilt(graph, old, inputs) ?? graph.Copy(old, inputs));
    }

    /// <summary>What takes the place of a map that scales and shifts the result of a contraction; null for everything else.</summary>
    Node? Rebuilt(GraphBuilder graph, Node old, IReadOnlyList<Node> inputs)
    {
        if (old.Operation is not Map { Element: DType.Float32 } map || !only.Contains(old))
            return null;
        var varying = old.Inputs.Where(input => !steady.Contains(input)).ToArray();
        if (varying is not [var x] || x.Shape != old.Shape || uses[x] > 1 || Known(x, inputs[old.Inputs.IndexOf(x)]) is not { } before)
            return null;
        var axes = Enumerable.Range(0, old.Shape.Rank).Where(axis => old.Inputs.Any(input => input != x && !input.Shape[axis].IsOne)).ToArray();
        if (axes is not [var along] || Factors.Of(map.Expression, old.Inputs.IndexOf(x)) is not { IsConstant: false } factors || before.OperandAlong(along, steady) is not { } operand)
            return null;
        // The operand takes one vector.
        if (before.Scale is { } earlier && Enumerable.Range(0, earlier.Shape.Rank).Any(axis => axis != along && !earlier.Shape[axis].IsOne))
            return null;

        var shape = new Shape(Enumerable.Range(0, old.Shape.Rank).Select(axis => axis == along ? old.Shape[axis] : 1).ToEquatableArray());
        Node Vector(Scalar expression) => SimplifyScalars.Rebuild(graph, new Map(expression, shape), expression, inputs);
        var after = before.Then(graph, ScalarAlgebra.IsOne(factors.Scale) ? null : Vector(factors.Scale), ScalarAlgebra.IsZero(factors.Shift) ? null : Vector(factors.Shift));
        scaled.Add(old, after);
        return after.ToNode(graph, operand, along);
    }

    /// <summary>A contraction, scaled and shifted or not.</summary>
    Scaled? Known(Node old, Node rebuilt) =>
        scaled.TryGetValue(old, out var known) ? known : old.Operation is Contract ? new Scaled(old, rebuilt, null, null) : null;

    /// <summary>The result of a contraction times <paramref name="Scale"/> plus <paramref name="Shift"/>, vectors along one axis or null.</summary>
    /// <param name="Old">The contraction as it was.</param>
    /// <param name="Contraction">The contraction with rebuilt inputs.</param>
    /// <param name="Scale">Null for one.</param>
    /// <param name="Shift">Null for zero.</param>
    sealed record Scaled(Node Old, Node Contraction, Node? Scale, Node? Shift)
    {
        Contract Operation => (Contract)Contraction.Operation;

        /// <summary>The number of the steady operand that alone has the result's axis; null if there is none.</summary>
        public int? OperandAlong(int axis, ICollection<Node> steady)
        {
            var label = Operation.Result[axis];
            var operand = Operation.Left.Contains(label) ? 0 : 1;
            return Operation.Left.Contains(label) != Operation.Right.Contains(label) && Operation.Relation.TieOf(label) is null && steady.Contains(Old.Inputs[operand])
                ? operand
                : null;
        }

        public Scaled Then(GraphBuilder graph, Node? scale, Node? shift) => this with
        {
            Scale = Scale is null || scale is null ? Scale ?? scale : graph.Multiply(Scale, scale),
            Shift = Shift is null ? shift
                : (scale is null ? Shift : graph.Multiply(Shift, scale)) is var scaled && shift is null ? scaled
                : graph.Add(scaled, shift),
        };

        public Node ToNode(GraphBuilder graph, int operand, int along)
        {
            // The contraction still belongs to the layer that it came from.
            var here = (graph.Path, graph.Origin);
            (graph.Path, graph.Origin) = (Contraction.Path, Contraction.Origin);
            var inputs = Contraction.Inputs;
            if (Scale is not null)
            {
                var labels = operand == 0 ? Operation.Left : Operation.Right;
                var position = labels.IndexOf(Operation.Result[along]);
                var aligned = graph.Reshape(Scale, new(Enumerable.Range(0, labels.Length).Select(axis => axis == position ? Scale.Shape[along] : 1).ToEquatableArray()));
                inputs = inputs.SetItem(operand, graph.Multiply(inputs[operand], aligned));
            }

            var contraction = graph.Add(Operation, inputs);
            (graph.Path, graph.Origin) = here;
            return Shift is null ? contraction : graph.Add(contraction, Shift);
        }
    }

    /// <summary>An expression as <paramref name="Scale"/> times an operand plus <paramref name="Shift"/>, neither of which names it.</summary>
    sealed record Factors(Scalar Scale, Scalar Shift)
    {
        /// <summary>Null where the expression is something else.</summary>
        public static Factors? Of(Scalar expression, int operand)
        {
            Factors? Of(Scalar inner) => Factors.Of(inner, operand);
            return expression switch
            {
                Operand leaf when leaf.Position == operand => new(ScalarAlgebra.One, ScalarAlgebra.Zero),
                Iota => null,
                Unary { Operator: UnaryOperator.Negate } unary => Of(unary.Operand)?.Times(-1),
                Binary { Operator: BinaryOperator.Add } sum when Of(sum.Left) is { } left && Of(sum.Right) is { } right => left.Plus(right),
                Binary { Operator: BinaryOperator.Subtract } difference when Of(difference.Left) is { } left && Of(difference.Right) is { } right => left.Plus(right.Times(-1)),
                Binary { Operator: BinaryOperator.Multiply } product when Of(product.Left) is { } left && Of(product.Right) is { } right =>
                    left.IsConstant ? right.Times(left.Shift) : right.IsConstant ? left.Times(right.Shift) : null,
                Binary { Operator: BinaryOperator.Divide } quotient when Of(quotient.Left) is { } left && Of(quotient.Right) is { IsConstant: true } right =>
                    new(ScalarAlgebra.Divide(left.Scale, right.Shift), ScalarAlgebra.Divide(left.Shift, right.Shift)),
                _ => ScalarTraversal.Operands(expression).Contains(operand) || ScalarTraversal.Leaves(expression).Any(leaf => leaf is Iota) ? null : new(ScalarAlgebra.Zero, expression),
            };
        }

        /// <summary>Whether the operand does not matter.</summary>
        public bool IsConstant => ScalarAlgebra.IsZero(Scale);

        Factors Times(Scalar factor) => new(ScalarAlgebra.Multiply(Scale, factor), ScalarAlgebra.Multiply(Shift, factor));

        Factors Plus(Factors other) => new(ScalarAlgebra.Add(Scale, other.Scale), ScalarAlgebra.Add(Shift, other.Shift));
    }
}
