using Lathe.Compiler.Tests.Support;
using Lathe.Generator.Emit.CSharp;
using Lathe.Generator.Frontend;
using Lathe.Generator.Passes;
using Microsoft.CodeAnalysis;
using Xunit;

namespace Lathe.Compiler.Tests.Frontend;

/// <summary>Whole networks, from the source to the graph.</summary>
public sealed class NetworkTests
{
    [Fact]
    public void LeNet_has_the_parameters_of_its_paper_in_order()
    {
        var graph = Declared.Graph("""
            [Network(1, 28, 28)]
            public sealed partial record LeNet : Module
            {
                readonly Conv conv1 = new(20, Kernel: 5), conv2 = new(50, Kernel: 5);
                readonly Linear fc1 = new(500), fc2 = new(10);

                public Tensor Forward(Tensor x) => x.Then(conv1).MaxPool(2).Then(conv2).MaxPool(2).Flatten().Then(fc1).Relu().Then(fc2);
            }
            """);

        Assert.Equal(
            ["conv1.weight [20, 1, 5, 5]", "conv1.bias [20]", "conv2.weight [50, 20, 5, 5]", "conv2.bias [50]", "fc1.weight [500, 800]", "fc1.bias [500]", "fc2.weight [10, 500]", "fc2.bias [10]"],
            graph.Parameters.Items.Select(parameter => $"{parameter.Name} {parameter.Shape}"));
        Assert.Equal("[N, 10]", Assert.Single(graph.Inference.Results).Node.Shape.ToString());
        Assert.Equal(["conv1", "conv2", "fc1", "fc2"], graph.Layers.Items.Select(layer => layer.Path));
    }

    [Fact]
    public void A_loss_takes_outputs_targets_the_input_and_extra_tensors()
    {
        var graph = Declared.Graph("""
            [Network(4)]
            public sealed partial record Net : Module
            {
                readonly Linear head = new(3), back = new(4);
                public (Tensor Logits, Tensor Copy) Forward(Tensor x) { var y = x.Then(head); return (y, y.Then(back)); }
                public Tensor Loss(Tensor logits, Tensor copy, Tensor targets, Tensor x, [Input(1)] Tensor weight) =>
                    Tensor.CrossEntropy(logits, targets) + ((copy - x).Square() * weight).Sum().BatchMean();
            }
            """);

        Assert.Equal(["x [4]", "targets [3]", "weight [1]"], graph.Inputs.Items.Select(input => $"{input.Name} {input.UserShape}"));
        Assert.Equal("[]", Assert.Single(graph.Loss.Results).Node.Shape.ToString());
    }

    [Theory]
    [InlineData("true", 2)]
    [InlineData("false", 1)]
    public void A_loss_takes_null_for_an_output_that_does_not_exist(string hasHead, int heads)
    {
        var graph = Declared.Graph($$"""
            public abstract record Base(bool HasHead) : Module
            {
                readonly Linear main = new(3);
                readonly Linear? head = HasHead ? new(3) : null;
                public (Tensor Logits, Tensor? Aux) Forward(Tensor x) => (x.Then(main), Training && head is not null ? x.Then(head) : null);
                public Tensor Loss(Tensor logits, Tensor? aux, Tensor targets) =>
                    Tensor.CrossEntropy(logits, targets) + (aux is null ? 0 : Tensor.CrossEntropy(aux, targets));
            }

            [Network(4)]
            public sealed partial record Net() : Base({{hasHead}});
            """);

        Assert.Equal(heads, graph.Training.Results.Length);
        Assert.Equal(2 * heads, graph.Parameters.Length);
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData(", WinogradTile = 2", 2)]
    [InlineData(", WinogradTile = 4", 4)]
    public void A_network_names_its_Winograd_tiles(string argument, int tile)
    {
        var graph = Declared.Graph($$"""
            [Network(16, 32, 32{{argument}})]
            public sealed partial record Net : Module
            {
                readonly Conv conv = new(16, Kernel: 3, Padding: 1);
                public Tensor Forward(Tensor x) => x.Then(conv).Flatten();
            }
            """);

        var text = string.Concat(CSharpEmitter.Emit([Pipeline.Run(graph)]).Select(file => file.Text));
        Assert.Equal(tile == 4, text.Contains("PaddingWidth = 1, WinogradTile = 4 }", StringComparison.Ordinal));
        Assert.Equal(tile == 4, text.Contains("WinogradTile", StringComparison.Ordinal));
    }

    [Fact]
    public void An_evaluation_names_the_files_that_it_read()
    {
        var compilation = TestCompilation.Of(
            ("Net.cs", "[Network(4)] public sealed partial record Net : Module { readonly Block block = new(Sizes.Width); public Tensor Forward(Tensor x) => x.Then(block); }"),
            ("Block.cs", "public sealed record Block(int Width) : Module { readonly Linear linear = new(Width); public Tensor Forward(Tensor x) => x.Then(linear); }"),
            ("Sizes.cs", "public static class Sizes { public static readonly int Width = 3; }"),
            ("Other.cs", "public static class Other { public static int Unrelated() => 1; }"));

        var evaluation = NetworkEvaluator.Evaluate(compilation, Assert.Single(Declared.Networks(compilation)), CancellationToken.None);

        Assert.Equal(["Block.cs", "Net.cs", "Sizes.cs"], evaluation.Trees.Select(tree => tree.FilePath).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_error_of_CSharp_is_left_to_CSharp()
    {
        var evaluation = Assert.Single(Declared.Evaluate("""
            [Network(4)]
            public sealed partial record Net : Module
            {
                public Tensor Forward(Tensor x) => x.Then(missing);
            }
            """, mayBeWrong: true));

        Assert.Null(evaluation.Graph);
        Assert.Empty(evaluation.Findings);
    }

    [Fact]
    public void A_copy_of_a_modules_struct_or_tuple_can_be_changed() => Assert.Equal(
        "[N, 9]",
        Declared.Graph("""
            public struct Size { public int Width; }
            [Network(4)]
            public sealed partial record Net : Module
            {
                readonly Size size = new() { Width = 4 };
                readonly (int Width, int Height) pair = (4, 5);
                public Tensor Forward(Tensor x)
                {
                    var (copy, both) = (size, pair);
                    copy.Width += 1;
                    both.Width = copy.Width;
                    return Tensor.Concat(x, x.Gather(0, 0, 1, 2, 3, size.Width - pair.Width)).Slice(0, 0, both.Width + size.Width);
                }
            }
            """).Inference.Results[0].Node.Shape.ToString());

    [Fact]
    public void A_block_of_another_assembly_is_refused()
    {
        var blocks = TestCompilation.Of("public sealed record Block(int Width) : Module { public Tensor Forward(Tensor x) => x; }").WithAssemblyName("Blocks");
        using var image = new MemoryStream();
        blocks.Emit(image);
        var compilation = TestCompilation.Of("[Network(4)] public sealed partial record Net : Module { readonly Block block = new(4); public Tensor Forward(Tensor x) => x.Then(block); }")
            .AddReferences(MetadataReference.CreateFromImage(image.ToArray()));

        var evaluation = NetworkEvaluator.Evaluate(compilation, Assert.Single(Declared.Networks(compilation)), CancellationToken.None);

        Assert.Equal(["LATHE025: The source of 'Block' is in another assembly ('Blocks') and cannot be evaluated: share blocks as source"], evaluation.Findings.Items.Select(Declared.Text));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_base_of_another_assembly_is_refused(bool isProject)
    {
        var blocks = TestCompilation.Of("public record Base : Module { public Tensor Forward(Tensor x) => x; }").WithAssemblyName("Blocks");
        using var image = new MemoryStream();
        blocks.Emit(image);
        var compilation = TestCompilation.Of("[Network(4)] public sealed partial record Net : Base;")
            .AddReferences(isProject ? blocks.ToMetadataReference() : MetadataReference.CreateFromImage(image.ToArray()));

        var evaluation = NetworkEvaluator.Evaluate(compilation, Assert.Single(Declared.Networks(compilation)), CancellationToken.None);

        Assert.Equal(["LATHE025: The source of 'Base' is in another assembly ('Blocks') and cannot be evaluated: share blocks as source"], evaluation.Findings.Items.Select(Declared.Text));
    }

    [Fact]
    public void A_block_of_another_project_is_refused_in_editors_too()
    {
        var blocks = TestCompilation.Of("public sealed record Block(int Width) : Module { public Tensor Forward(Tensor x) => x; }").WithAssemblyName("Blocks");
        var compilation = TestCompilation.Of("[Network(4)] public sealed partial record Net : Module { readonly Block block = new(4); public Tensor Forward(Tensor x) => x.Then(block); }")
            .AddReferences(blocks.ToMetadataReference());

        var evaluation = NetworkEvaluator.Evaluate(compilation, Assert.Single(Declared.Networks(compilation)), CancellationToken.None);

        Assert.Equal(["LATHE025: The source of 'Block' is in another assembly ('Blocks') and cannot be evaluated: share blocks as source"], evaluation.Findings.Items.Select(Declared.Text));
    }

    [Fact]
    public void Objects_may_hold_each_other()
    {
        var compilation = TestCompilation.Of("""
            public sealed class Link { public Link? Other; public object?[] All = new object?[1]; }
            [Network(4)] public sealed partial record Net : Module
            {
                readonly Link a = new(), b = new(); readonly Linear linear = new(3);
                public Net() { a.Other = b; b.Other = a; a.All[0] = a.All; }
                public Tensor Forward(Tensor x) => a.Other!.Other == a ? x.Then(linear) : x;
            }
            """);

        var evaluation = NetworkEvaluator.Evaluate(compilation, Assert.Single(Declared.Networks(compilation)), CancellationToken.None);

        Assert.Empty(evaluation.Findings.Items);
        Assert.Equal(["linear.weight", "linear.bias"], evaluation.Graph!.Parameters.Select(parameter => parameter.Name));
    }

    [Fact]
    public void A_cancelled_evaluation_ends()
    {
        using var source = new CancellationTokenSource();
        var compilation = TestCompilation.Of("[Network(4)] public sealed partial record Net : Module { public Tensor Forward(Tensor x) { while (true) { x = x.Rank > 5 ? x.Relu() : x; } } }");
        var network = Assert.Single(Declared.Networks(compilation));

        // A thread of its own: the pool's may all be busy with other tests until the evaluation has met its limit.
        new Thread(() =>
        {
            Thread.Sleep(50);
            source.Cancel();
        }).Start();
        Assert.ThrowsAny<OperationCanceledException>(() => NetworkEvaluator.Evaluate(compilation, network, source.Token));
    }

    [Fact]
    public void A_message_has_points_in_every_culture()
    {
        const string Source = "[Network(4)] public sealed partial record Net : Module { public Tensor Forward(Tensor x) => x * (float)Math.Round(2.5, 17); }";
        var evaluation = Assert.Single(Cultures.Under("de-DE", () => Declared.Evaluate(Source, mayBeWrong: true)));
        Assert.Equal("LATHE040: The declaration throws ArgumentOutOfRangeException: 'Round' of 2.5, 17", Declared.Text(Assert.Single(evaluation.Findings.Items)));
    }

    [Theory]
    [InlineData("readonly Conv conv = new(Width, 3); int Width { get; } = 4; public Tensor Forward(Tensor x) => x;")]
    [InlineData("readonly int[] widths = new int[2] { 1, 2, 3 }; public Tensor Forward(Tensor x) => x * widths[0];")]
    [InlineData("readonly int[] widths = new int[3] { 1, 2 }; public Tensor Forward(Tensor x) => x * widths[2];")]
    [InlineData("readonly int[,] widths = { { 1 }, { 3, 4 } }; public Tensor Forward(Tensor x) => x * widths[1, 0];")]
    [InlineData("readonly string name = 5; public Tensor Forward(Tensor x) => x * name.Length;")]
    [InlineData("readonly Conv conv = new Linear(3); public Tensor Forward(Tensor x) => x.Then(conv);")]
    [InlineData("int Width() => 4; static int Twice() => 2 * Width(); public Tensor Forward(Tensor x) => x * Twice();")]
    [InlineData("public Tensor Forward(Tensor x) { }")]
    [InlineData("public Tensor Forward(Tensor x) { int width; return x * width; }")]
    [InlineData("public Tensor Forward(Tensor x) { var widths = new List<int> { 2, 1 }; widths.Sort((a, b) => Order(a)); return x; } static int Order(int a) { return a + missing; }")]
    [InlineData("struct Loop { public Loop Inner; } public Tensor Forward(Tensor x) { var loop = default(Loop); return x; }")]
    [InlineData("struct Loop { public int Width; public (Loop, int) Inner; } public Tensor Forward(Tensor x) => x * new Loop().Width;")]
    public void Where_CSharp_has_an_error_there_is_no_second_one(string members)
    {
        var compilation = TestCompilation.Of($"[Network(3, 8, 8)] public sealed partial record Net : Module {{ {members} }}");
        Assert.Contains(compilation.GetDiagnostics(CancellationToken.None), diagnostic => diagnostic.DefaultSeverity == DiagnosticSeverity.Error);
        var evaluation = NetworkEvaluator.Evaluate(compilation, Assert.Single(Declared.Networks(compilation)), CancellationToken.None);
        Assert.Empty(evaluation.Findings.Items);
    }

    [Theory]
    [InlineData("static int Count() { IEnumerable<int> s = []; for (var i = 0; i < 100_000; i++) s = s.Append(i); return s.ToArray().Length; } public Tensor Forward(Tensor x) => x * Count();")]
    [InlineData("record Node(Node? Next); readonly Node node = Build(); static Node Build() { var n = new Node(null); for (var i = 0; i < 100_000; i++) n = new(n); return n; } public Tensor Forward(Tensor x) => x;")]
    [InlineData("record Node(Node? Next); static Node Build() { var n = new Node(null); for (var i = 0; i < 100_000; i++) n = new(n); return n; } public Tensor Forward(Tensor x) => Build() == Build() ? x : x.Relu();")]
    public void What_lies_within_itself_too_deeply_ends_the_evaluation_alone(string members)
    {
        var compilation = TestCompilation.Of($"[Network(3, 8, 8)] public sealed partial record Net : Module {{ {members} }}");
        var evaluation = NetworkEvaluator.Evaluate(compilation, Assert.Single(Declared.Networks(compilation)), CancellationToken.None);
        Assert.Equal("LATHE041", Assert.Single(evaluation.Findings.Items).Rule.Id);
    }

    [Fact]
    public void A_module_in_an_overriding_property_takes_the_place_of_the_one_it_overrides()
    {
        var compilation = TestCompilation.Of("""
            public record Block : Module
            {
                protected virtual Module Act { get; } = new Linear(2);
                public Tensor Forward(Tensor x) => x.Then(Act);
            }
            public sealed record Wide : Block { protected override Module Act { get; } = new Linear(3); }
            [Network(4)]
            public sealed partial record Net : Module
            {
                readonly Block block = new Wide();
                public Tensor Forward(Tensor x) => x.Then(block);
            }
            """);

        var evaluation = NetworkEvaluator.Evaluate(compilation, Assert.Single(Declared.Networks(compilation)), CancellationToken.None);

        Assert.Empty(evaluation.Findings.Items);
        Assert.Equal(["block.Act.weight", "block.Act.bias"], evaluation.Graph!.Parameters.Select(parameter => parameter.Name));
        Assert.Equal("[N, 3]", evaluation.Graph.Inference.Results[0].Node.Shape.ToString());
    }

    [Fact]
    public void Endless_recursion_ends_on_a_small_stack_too()
    {
        var compilation = TestCompilation.Of("""
            [Network(4)]
            public sealed partial record Net : Module
            {
                static int Depth(int n) => Enumerable.Range(0, 1).Select(m => new[] { 1 + (2 * (3 + Depth(n + 1))) }).Sum(a => a[0]);
                readonly int depth = Depth(0);
                public Tensor Forward(Tensor x) => x * depth;
            }
            """);
        var network = Assert.Single(Declared.Networks(compilation));
        string[] found = [];
        var thread = new Thread(() => found = [.. NetworkEvaluator.Evaluate(compilation, network, CancellationToken.None).Findings.Items.Select(finding => finding.Rule.Id)], 512 * 1024);
        thread.Start();
        thread.Join();

        Assert.Equal(["LATHE041"], found);
    }
}
