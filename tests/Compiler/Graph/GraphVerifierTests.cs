using System.Collections.Immutable;
using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Xunit;

namespace Lathe.Compiler.Tests.Graph;

/// <summary>The verifier accepts what the builder makes and rejects one broken graph a rule.</summary>
public class GraphVerifierTests
{
    static readonly Shape vector = Shape.Of(Dim.Batch, 3);

    [Fact]
    public void A_network_from_the_builder_is_sound() => Assert.Empty(GraphVerifier.Findings(SmallNetwork.Build()));

    [Fact]
    public void A_node_before_its_input_is_found()
    {
        var input = Node(5, new Input("x", new(vector, DType.Float32)));
        Rejected(Node(4, new StopGradient(), input), "stands before its inputs");
    }

    [Fact]
    public void Two_nodes_of_one_number_are_found() =>
        Rejected(Node(1, new Map(Scalars.X + Scalars.Y, vector), Node(0, new Input("x", new(vector, DType.Float32))), Node(0, new Input("z", new(vector, DType.Float32)))), "two nodes have the number 0");

    [Fact]
    public void A_batch_inside_is_found() =>
        Rejected(Node(0, new Input("x", new(Shape.Of(3, Dim.Batch), DType.Float32))), "has the batch elsewhere than in front");

    [Fact]
    public void A_negative_extent_is_found() =>
        Rejected(Node(0, new Input("x", new(Shape.Of(Dim.Batch, -3), DType.Float32))), "has a negative extent");

    [Fact]
    public void A_stored_truth_value_is_found() =>
        Rejected(Node(0, new Input("x", new(vector, DType.Boolean))), "stores truth values");

    [Fact]
    public void A_node_that_is_not_what_its_operation_says_is_found() =>
        Rejected(Node(1, new Fickle(), Node(0, new Input("x", new(vector, DType.Float32)))), "should be Float32[N, 2]");

    [Fact]
    public void Names_and_states_that_do_not_fit_are_found()
    {
        var network = SmallNetwork.Build();
        var (logits, update) = (network.Training.Results[0], network.Training.StateUpdates[0]);
        NetworkGraph Training(Function function) => network with { Training = function };

        Found(network with { Parameters = [SmallNetwork.Head, SmallNetwork.Head] }, "there are 2 of parameter or state fc.weight");
        Found(network with { Inputs = [network.Inputs[0], network.Inputs[0]] }, "there are 2 of input x");
        Found(Training(network.Training with { Results = [logits, logits] }), "there are 2 of result logits");
        Found(Training(network.Training with { Results = [logits with { UserAxes = [0] }] }), "result logits of [N, 3] does not have the user's axes [0]");
        Found(Training(network.Training with { StateUpdates = [update, update] }), "there are 2 of state update bn.running_mean");
        Found(Training(network.Training with { StateUpdates = [update with { State = "other" }] }), "state other is replaced but not declared");
        Found(Training(network.Training with { StateUpdates = [update with { Node = logits.Node }] }), "state bn.running_mean of [4] is replaced by [N, 3]");
    }

    static Node Node(int id, Operation operation, params ImmutableArray<Node> inputs) => new(id, operation, inputs, operation.Infer(inputs), "", Origin.None);

    static void Rejected(Node node, string finding)
    {
        var first = node.Shape.IsBatched ? 1 : 0;
        var network = SmallNetwork.Build();
        Found(network with { Training = new([new("logits", node, [.. Enumerable.Range(first, node.Shape.Rank - first)])], []) }, finding);
    }

    static void Found(NetworkGraph network, string finding)
    {
        Assert.Contains(finding, string.Join("\n", GraphVerifier.Findings(network)), StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => GraphVerifier.Verify(network));
    }

    /// <summary>An operation whose shape rule changes its mind.</summary>
    sealed record Fickle : Operation
    {
        int calls;

        public override string Describe() => "fickle";

        public override TensorType Infer(ImmutableArray<Node> inputs) => new(Shape.Of(Dim.Batch, calls++ == 0 ? 3 : 2), DType.Float32);

        public override ImmutableArray<Node?> Gradient(GraphBuilder graph, Node self, Node gradient) => [null];
    }
}
