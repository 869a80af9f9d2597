using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Passes;
using Lathe.Generator.Plan;
using Lathe.Kernels;
using KernelAxis = Lathe.Kernels.ContractionAxis;
using Pass = Lathe.Generator.Plan.ConvolutionPass;

namespace Lathe.Bench.Floor;

/// <summary>A contraction of a network's graph over contiguous operands, as a call of the kernel library.</summary>
/// <param name="Description">The kernel and the geometry; equal contractions have equal ones.</param>
/// <param name="MultiplyAdds">The products that it sums, those outside the image counted as done.</param>
/// <param name="LeftLength">Elements of the left operand.</param>
/// <param name="RightLength">Elements of the right operand.</param>
/// <param name="ResultLength">Elements of the result.</param>
/// <param name="Run">Computes it from the addresses of left, right and result.</param>
internal sealed record StepContraction(
    string Description, double MultiplyAdds, long LeftLength, long RightLength, long ResultLength, Action<Launcher, nint, nint, nint> Run)
{
    /// <summary>The contractions of a training step, without those that only the input's gradient needs, or of inference.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="batch">Images in a batch.</param>
    /// <param name="isTraining">Which of the two.</param>
    public static IReadOnlyList<StepContraction> Of(NetworkGraph graph, int batch, bool isTraining)
    {
        graph = Pipeline.RunOnGraph(graph);
        var roots = isTraining
            ? graph.Training.Roots.Concat(graph.Loss.Roots).Concat(graph.Backward!.Results.Items.Where(result => result.Name != "gradient:x").Select(result => result.Node))
            : graph.Inference.Roots;
        return [.. GraphTraversal.Reachable(roots).Where(node => node.Operation is Contract).Select(node => Of(node, batch))];
    }

    static StepContraction Of(Node node, int batch)
    {
        var contract = (Contract)node.Operation;
        ContractOperand Operand(int id, string labels, Shape shape) => new(new(id, "", DType.Float32, shape.Size, Space.Temporary), labels, 0, shape.Strides());
        var item = new ContractItem(
            contract.Relation, Operand(0, contract.Left, node.Inputs[0].Shape), Operand(1, contract.Right, node.Inputs[1].Shape), Operand(2, contract.Result, node.Shape));
        var view = new ContractionView(item);
        var (description, run) = ConvolutionView.Of(view) is { } convolution ? Convolve(convolution, item, batch)
            : contract.Relation.Ties.Count == 0 && view.Roles is { } roles ? Multiply(view, roles, batch)
            : General(view, batch);
        return new(
            description, CountOf(contract, batch), item.Left.Value.Size.At(batch), item.Right.Value.Size.At(batch), item.Result.Value.Size.At(batch), run);
    }

    /// <summary>The product of the extents, where a tie's position follows from its output and tap.</summary>
    static double CountOf(Contract contract, int batch) => contract.Relation.Axes.Items
        .Where(axis => contract.Relation.Ties.Items.All(tie => tie.Position != axis.Label))
        .Aggregate(1.0, (product, axis) => product * axis.Extent.At(batch));

    static (string Description, Action<Launcher, nint, nint, nint> Run) Convolve(ConvolutionView view, ContractItem item, int batch)
    {
        var values = view.Properties.ToDictionary(property => property.Name, property => (nint)property.Value, StringComparer.Ordinal);
        nint Value(string name, nint otherwise = 0) => values.GetValueOrDefault(name, otherwise);
        var shape = new ConvolutionShape
        {
            InputHeight = Value("InputHeight"),
            InputWidth = Value("InputWidth"),
            InputChannels = Value("InputChannels"),
            OutputHeight = Value("OutputHeight"),
            OutputWidth = Value("OutputWidth"),
            OutputChannels = Value("OutputChannels"),
            KernelHeight = Value("KernelHeight"),
            KernelWidth = Value("KernelWidth"),
            Groups = Value("Groups", 1),
            StrideHeight = Value("StrideHeight", 1),
            StrideWidth = Value("StrideWidth", 1),
            DilationHeight = Value("DilationHeight", 1),
            DilationWidth = Value("DilationWidth", 1),
            PaddingHeight = Value("PaddingHeight"),
            PaddingWidth = Value("PaddingWidth"),
        };
        var images = (nint)view.Batch.At(batch);
        var (input, weight, output) = (Position(item, view.Input), Position(item, view.Weight), Position(item, view.Output));
        Action<Launcher, nint, nint, nint> Call(Convolving convolve) => (launcher, left, right, result) =>
        {
            ReadOnlySpan<nint> addresses = [left, right, result];
            convolve(launcher, shape, images, addresses[input], addresses[weight], addresses[output], accumulate: false);
        };
        var stride = shape.StrideHeight == 1 ? "" : $", stride {shape.StrideHeight}";
        var groups = shape.Groups == 1 ? "" : $", {shape.Groups} groups";
        return (
            $"{view.Pass} {shape.KernelHeight}x{shape.KernelWidth}, {shape.InputHeight}x{shape.InputWidth}x{shape.InputChannels} to {shape.OutputChannels}{stride}{groups}",
            Call(view.Pass switch { Pass.Forward => Convolution.Forward, Pass.InputGradient => Convolution.InputGradient, _ => Convolution.WeightGradient }));
    }

    delegate void Convolving(Launcher launcher, in ConvolutionShape shape, nint batch, nint input, nint weight, nint output, bool accumulate);

    static int Position(ContractItem item, ContractOperand operand) => operand == item.Left ? 0 : operand == item.Right ? 1 : 2;

    static (string Description, Action<Launcher, nint, nint, nint> Run) Multiply(ContractionView view, ProductRoles roles, int batch)
    {
        KernelAxis[] Axes(string labels) => StepContraction.Axes(view, labels, batch, roles.IsSwapped);
        var (products, rows, columns, inner) = (Axes(roles.Batch), Axes(roles.Rows), Axes(roles.Columns), Axes(roles.Inner));
        static nint Extent(KernelAxis[] axes) => axes.Aggregate((nint)1, (product, axis) => product * axis.Extent);
        return (
            $"MatrixProduct {(products.Length == 0 ? "" : $"{Extent(products)} times ")}{Extent(rows)}x{Extent(columns)}x{Extent(inner)} ({view.Item.Left.Labels},{view.Item.Right.Labels}->{view.Item.Result.Labels})",
            (launcher, left, right, result) => MatrixProduct.Multiply(
                launcher, new(products, rows, columns, inner), roles.IsSwapped ? right : left, roles.IsSwapped ? left : right, result, accumulate: false));
    }

    static (string Description, Action<Launcher, nint, nint, nint> Run) General(ContractionView view, int batch)
    {
        var relation = view.Item.Relation;
        var summed = new string([.. relation.Axes.Items.Select(axis => axis.Label).Where(label => !view.Item.Result.Labels.Contains(label))]);
        var (result, inner) = (Axes(view, view.Item.Result.Labels, batch, isSwapped: false), Axes(view, summed, batch, isSwapped: false));
        var order = view.Item.Result.Labels + summed;
        AxisTie[] ties = [.. relation.Ties.Items.Select(tie => new AxisTie(
            order.IndexOf(tie.Position), order.IndexOf(tie.Output), order.IndexOf(tie.Tap), tie.Stride, tie.Dilation, tie.Padding))];
        return (
            $"GeneralContraction {string.Join(", ", relation.Axes.Items.Select(axis => $"{axis.Label}={axis.Extent}"))} ({view.Item.Left.Labels},{view.Item.Right.Labels}->{view.Item.Result.Labels})",
            (launcher, left, right, target) => GeneralContraction.Run(launcher, new(result, inner, ties), left, right, target, accumulate: false));
    }

    static KernelAxis[] Axes(ContractionView view, string labels, int batch, bool isSwapped) => [.. labels.Select(label =>
    {
        var axis = view.Axis(label);
        return new KernelAxis((nint)axis.Extent.At(batch), (nint)(isSwapped ? axis.Right : axis.Left), (nint)(isSwapped ? axis.Left : axis.Right), (nint)axis.Result);
    })];
}
