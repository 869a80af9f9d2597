using Xunit;

namespace Lathe.Compiler.Tests.Frontend;

/// <summary>Which parameters there are, what they are called, and in which order.</summary>
public sealed class PathTests
{
    static string[] Names(string source) => [.. Declared.Graph(source).Parameters.Items.Select(parameter => parameter.Name)];

    static string[] OfMembers(string members) => Names($$"""
        public sealed record Block(int Width) : Module
        {
            readonly Linear linear = new(Width, Bias: false);
            public Tensor Forward(Tensor x) => x.Then(linear);
        }
        [Network(4)]
        public sealed partial record Net : Module
        {
        {{members}}
        }
        """);

    [Fact]
    public void Elements_count_from_0_with_the_stateless_ones() => Assert.Equal(
        ["layers.0.weight", "layers.2.weight", "layers.3.0.linear.weight"],
        OfMembers("""
            readonly Sequential layers = [new Linear(4, Bias: false), new Relu(), new Linear(4, Bias: false), new Sequential(new Block(4))];
            public Tensor Forward(Tensor x) => x.Then(layers);
            """));

    [Fact]
    public void Arrays_lists_dictionaries_and_tuples_name_their_elements() => Assert.Equal(
        ["array.1.linear.weight", "list.0.linear.weight", "table.small.linear.weight", "pair.Left.linear.weight", "grid.0.1.linear.weight"],
        OfMembers("""
            readonly Block[] array = [new(1), new(4)];
            readonly List<Block> list = [new(4)];
            readonly Dictionary<string, Block> table = new() { ["small"] = new(4), ["large"] = new(5) };
            readonly (Block Left, int Count) pair = (new(4), 1);
            readonly Block[][] grid = [[new(1), new(4)]];
            public Tensor Forward(Tensor x) => x.Then(array[1]).Then(list[0]).Then(table["small"]).Then(pair.Left).Then(grid[0][1]);
            """));

    [Fact]
    public void Names_are_overridden_on_fields_properties_and_positional_parameters() => Assert.Equal(
        ["a.b.linear.weight", "c.linear.weight", "d.inner.linear.weight"],
        OfMembers("""
            sealed record Outer([Name("inner")] Block Inner) : Module { public Tensor Forward(Tensor x) => x.Then(Inner); }
            [Name("a.b")] readonly Block first = new(4);
            [Name("c")] Block Second { get; } = new(4);
            [Name("d")] readonly Outer third = new(new Block(4));
            public Tensor Forward(Tensor x) => x.Then(third).Then(Second).Then(first);
            """));

    [Fact]
    public void A_path_travels_through_locals_helpers_closures_and_LINQ() => Assert.Equal(
        ["layers.0.linear.weight", "layers.1.linear.weight", "layers.2.linear.weight", "last.linear.weight"],
        OfMembers("""
            readonly Block[] layers = [new(4), new(4), new(4)];
            readonly Block last = new(4);
            Block Pick(int index) => layers[index];
            static Tensor Apply(Tensor x, Module module) => x.Then(module);
            public Tensor Forward(Tensor x)
            {
                var (first, rest) = (Pick(0), layers.Skip(1).Reverse().ToList());
                Func<Tensor, Tensor> end = y => y.Then(last);
                return end(rest.Aggregate(Apply(x, first), (y, each) => y.Then(each)));
            }
            """));

    [Fact]
    public void One_value_at_two_positions_has_two_sets_of_weights() => Assert.Equal(
        ["a.linear.weight", "b.0.linear.weight", "b.1.linear.weight"],
        OfMembers("""
            static readonly Block Value = new(4);
            readonly Block a = Value;
            readonly Sequential b = [Value, Value];
            public Tensor Forward(Tensor x) => x.Then(a).Then(b);
            """));

    [Fact]
    public void One_path_that_is_applied_twice_shares_its_weights()
    {
        var graph = Declared.Graph("""
            [Network(4)]
            public sealed partial record Net : Module
            {
                readonly Linear shared = new(4);
                public Tensor Forward(Tensor x) => x.Then(shared).Relu().Then(shared);
            }
            """);

        Assert.Equal(["shared.weight", "shared.bias"], graph.Parameters.Items.Select(parameter => parameter.Name));
        Assert.Equal("shared", Assert.Single(graph.Layers).Path);
    }

    [Fact]
    public void Own_parameters_come_before_parts_and_bases_before_the_source_whatever_is_applied_first() => Assert.Equal(
        ["scale", "later", "baseLayer.linear.weight", "first.linear.weight", "second.linear.weight"],
        Names("""
            public sealed record Block(int Width) : Module
            {
                readonly Linear linear = new(Width, Bias: false);
                public Tensor Forward(Tensor x) => x.Then(linear);
            }
            public abstract record Base : Module { protected readonly Block baseLayer = new(4); }
            [Network(4)]
            public sealed partial record Net : Base
            {
                readonly Block first = new(4);
                readonly Parameter scale = new(4);
                readonly Block second = new(4);
                readonly Parameter later = new(4);
                public Tensor Forward(Tensor x) => x.Then(second).Then(first).Then(baseLayer) * later * scale;
            }
            """));

    [Fact]
    public void Parameters_and_states_are_the_union_of_both_modes()
    {
        var graph = Declared.Graph("""
            [Network(4)]
            public sealed partial record Net : Module
            {
                readonly Linear both = new(4, Bias: false), aux = new(2, Bias: false), late = new(4, Bias: false);
                readonly BatchNorm norm = new();
                public (Tensor Logits, Tensor? Aux) Forward(Tensor x)
                {
                    var y = x.Then(both);
                    return Training ? (y, y.Then(norm).Then(aux)) : (y.Then(late), null);
                }
            }
            """);

        Assert.Equal(["both.weight", "aux.weight", "late.weight", "norm.weight", "norm.bias"], graph.Parameters.Items.Select(parameter => parameter.Name));
        Assert.Equal(["norm.running_mean", "norm.running_var"], graph.States.Items.Select(state => state.Name));
        Assert.Equal(["logits", "aux"], graph.Training.Results.Items.Select(result => result.Name));
        Assert.Equal(["logits"], graph.Inference.Results.Items.Select(result => result.Name));
        Assert.Equal(["norm.running_mean", "norm.running_var"], graph.Training.StateUpdates.Items.Select(update => update.State));
        Assert.Empty(graph.Inference.StateUpdates);
    }

    [Fact]
    public void Normalisation_that_is_not_affine_has_no_parameters()
    {
        var graph = Declared.Graph("""
            [Network(4, 6, 6)]
            public sealed partial record Net : Module
            {
                readonly BatchNorm batch = new() { Affine = false };
                readonly ChannelNorm channel = new() { Affine = false };
                readonly GroupNorm group = new(4) { Affine = false };
                public Tensor Forward(Tensor x) => x.Then(batch).Then(new LayerNorm { Affine = false }).Then(channel).Then(group).Flatten();
            }
            """);

        Assert.Empty(graph.Parameters);
        Assert.Equal(["batch.running_mean", "batch.running_var"], graph.States.Items.Select(state => state.Name));
    }

    [Fact]
    public void A_stateless_layer_needs_no_path() => Assert.Equal(
        ["block.linear.weight"],
        OfMembers("""
            readonly Block block = new(4);
            public Tensor Forward(Tensor x) => x.Then(block).Then(new Relu()).Then(new Dropout(0.5f));
            """));

    [Fact]
    public void A_layer_that_one_of_several_networks_applies_is_not_forgotten()
    {
        var evaluations = Declared.Evaluate("""
            public abstract record Base(bool Deep) : Module
            {
                readonly Linear a = new(4), b = new(4), c = new(4);
                public Tensor Forward(Tensor x) => Deep ? x.Then(a).Then(b) : x.Then(a);
            }
            [Network(4)] public sealed partial record Shallow() : Base(false);
            [Network(4)] public sealed partial record Deeper() : Base(true);
            """);

        Assert.Equal(["LATHE092: 'c' of 'Base' is never applied: its parameters are no part of any network"], Generator.Frontend.ForgottenLayers.Find(evaluations.Select(evaluation => evaluation.Members)).Select(Declared.Text));
    }
}
