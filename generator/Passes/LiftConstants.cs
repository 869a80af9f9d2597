using System.Collections.Immutable;
using Lathe.Generator.Graph;
using Lathe.Generator.Ops;

namespace Lathe.Generator.Passes;

/// <summary>Makes settings of the constants in which elementwise expressions of one form differ: probabilities that grow from block to block, the
/// numbers of elements that means divide by. Kernels of layers that differ in nothing else are then the same.</summary>
internal static class LiftConstants
{
    static readonly Constant Any = new(double.NaN);

    public static NetworkGraph Run(NetworkGraph network)
    {
        var forms = new Dictionary<Scalar, ConstantsOfForm>();
        var seen = new HashSet<Node>();
        foreach (var map in network.Functions().SelectMany(function => GraphTraversal.Reachable(function.Roots)).Where(seen.Add).Select(node => node.Operation).OfType<Map>())
        {
            if (ConstantsOf(map.Expression) is not { IsEmpty: false } constants)
                continue;
            var form = FormOf(map.Expression);
            if (!forms.TryGetValue(form, out var known))
                forms.Add(form, known = new(constants));
            known.Add(constants);
        }

        return !forms.Values.Any(form => form.Differ) ? network : GraphRewriter.Rewrite(network, (graph, old, inputs) =>
            old.Operation is Map map && forms.TryGetValue(FormOf(map.Expression), out var constants) && constants.Differ
                ? graph.MapTo(constants.Lift(map.Expression), map.Shape, map.Element, [.. inputs])
                : graph.Copy(old, inputs));
    }

    /// <summary>Constants in reading order. Zero and one are left out: they say what an expression does.</summary>
    static ImmutableArray<double> ConstantsOf(Scalar expression) =>
        [.. ScalarTraversal.Leaves(expression).Where(IsLiftable).Select(leaf => ((Constant)leaf).Value)];

    static Scalar FormOf(Scalar expression) => ScalarTraversal.Replace(expression, leaf => IsLiftable(leaf) ? Any : leaf);

    static bool IsLiftable(Scalar leaf) => leaf is Constant { Value: not (0 or 1 or -1) };

    /// <summary>What the expressions of a form have in the places of their constants.</summary>
    sealed class ConstantsOfForm(ImmutableArray<double> first)
    {
        readonly bool[] differ = new bool[first.Length];

        public bool Differ => differ.Contains(true);

        public void Add(ImmutableArray<double> constants)
        {
            for (var place = 0; place < first.Length; place++)
                differ[place] |= !constants[place].Equals(first[place]);
        }

        /// <summary>An expression of the form with settings where its like have other constants.</summary>
        public Scalar Lift(Scalar expression)
        {
            var place = 0;
            return ScalarTraversal.Replace(expression, leaf => IsLiftable(leaf) && differ[place++] ? new Setting(((Constant)leaf).Value) : leaf);
        }
    }
}
