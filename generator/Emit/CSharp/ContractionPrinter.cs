using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>Prints contractions as calls of the tuned kernel that fits their relation: a matrix product, a convolution, or the general one.</summary>
/// <param name="shapes">Gets the geometries of convolutions.</param>
/// <param name="memory">Where values lie.</param>
/// <param name="prefix">What the names of a device's kernels begin with.</param>
/// <param name="address">Writes an operand.</param>
internal sealed class ContractionPrinter(ConvolutionShapes shapes, MemoryPlan memory, string prefix, Action<LaunchTemplate, MemoryPlan, ContractOperand> address)
{
    /// <summary>For the processor.</summary>
    public ContractionPrinter(ConvolutionShapes shapes, MemoryPlan memory)
        : this(shapes, memory, "", static (launch, memory, operand) => LaunchPrinter.Address(launch, memory, operand.Value, operand.Offset))
    {
    }

    /// <param name="item">What is launched.</param>
    /// <param name="post">Writes what goes on with the result of a contraction; null where nothing does.</param>
    public LaunchTemplate Print(RegionItem item, Action<LaunchTemplate>? post = null) => item switch
    {
        ContractItem contraction => End(Print(contraction), contraction, post),
        PrepareItem prepare => Print(prepare),
        FoldPartsItem fold => Print(fold),
        _ => throw new InvalidOperationException($"{item.GetType().Name} is not launched by itself."),
    };

    LaunchTemplate Print(PrepareItem item)
    {
        var view = new ContractionView(item.Contraction);
        var launch = new LaunchTemplate();
        if (ConvolutionView.Of(view) is { } convolution)
        {
            Shape(launch.Text("PreparedConvolution.Prepare(e, "), convolution).Text($", ConvolutionPass.{convolution.Pass}");
            if (item.Weight is { } weight)
                Operand(launch, "weight", weight);
            else
                launch.Text(", weight: 0");
            Operand(launch, "prepared", ContractOperand.Whole(item.Prepared));
            return launch.Text(", scratch: ").Number(memory.Size(Arena.Scratch)).Text(");");
        }

        launch.Text("MatrixProduct.Prepare(e, ");
        Shape(launch, view, view.Roles ?? throw new InvalidOperationException($"The contraction to {item.Contraction.Result.Value.Name} has no weights to pack."));
        Operand(launch, "right", item.Weight!);
        Operand(launch, "prepared", ContractOperand.Whole(item.Prepared));
        return launch.Text(");");
    }

    LaunchTemplate Print(FoldPartsItem item)
    {
        var launch = Shape(new LaunchTemplate().Text("PreparedConvolution.FoldWeightGradient(e, "), Convolution(item.Contraction));
        Operand(launch, "partials", ContractOperand.Whole(item.Partials));
        launch.Text(", count: ").Index(item.Count).Text(", size: ").Number(new(0, item.Size));
        Operand(launch, "weight", item.Contraction.Result);
        return launch.Text($", accumulate: {CSharpLiteral.Of(item.Contraction.Accumulate)});");
    }

    static LaunchTemplate End(LaunchTemplate launch, ContractItem item, Action<LaunchTemplate>? post)
    {
        launch.Text($", accumulate: {CSharpLiteral.Of(item.Accumulate)}");
        if (post is not null)
            post(launch.Text(", "));
        return launch.Text(");");
    }

    static ConvolutionView Convolution(ContractItem item) =>
        ConvolutionView.Of(new(item)) ?? throw new InvalidOperationException($"The contraction to {item.Result.Value.Name} is no convolution.");

    LaunchTemplate Shape(LaunchTemplate launch, ConvolutionView convolution) =>
        launch.Shape(shapes.Place(string.Join(", ", convolution.Properties.Select(property => $"{property.Name} = {CSharpLiteral.Of(property.Value)}"))));

    LaunchTemplate Print(ContractItem item)
    {
        var view = new ContractionView(item);
        if (ConvolutionView.Of(view) is { } convolution)
            return Print(convolution, item);
        return item.Relation.Ties.Count == 0 && view.Roles is { } roles ? Print(view, roles, item) : PrintGeneral(view, item);
    }

    LaunchTemplate Print(ContractionView view, ProductRoles roles, ContractItem item)
    {
        var launch = new LaunchTemplate().Text($"{prefix}MatrixProduct.{(item.IsPacked ? "MultiplyPrepared" : "Multiply")}(e, ");
        Shape(launch, view, roles);
        Operand(launch, "left", roles.IsSwapped ? item.Right : item.Left);
        Operand(launch, item.IsPacked ? "prepared" : "right", roles.IsSwapped ? item.Left : item.Right);
        Operand(launch, "result", item.Result);
        return launch;
    }

    static void Shape(LaunchTemplate launch, ContractionView view, ProductRoles roles)
    {
        launch.Text("new(");
        var isFirst = true;
        foreach (var labels in new[] { roles.Batch, roles.Rows, roles.Columns, roles.Inner })
        {
            if (!isFirst)
                launch.Text(", ");
            isFirst = false;
            Axes(launch, view, labels, roles.IsSwapped);
        }

        launch.Text(")");
    }

    LaunchTemplate Print(ConvolutionView convolution, ContractItem item)
    {
        var launch = new LaunchTemplate();
        if (item.IsPacked)
        {
            Shape(launch.Text("PreparedConvolution.Launch(e, "), convolution).Text($", ConvolutionPass.{convolution.Pass}");
            Operand(launch, "prepared", convolution.Weight);
            launch.Text(", batch: ").Number(convolution.Batch);
            Operand(launch, "source", convolution.Input);
            Operand(launch, "result", convolution.Output);
        }
        else
        {
            Shape(launch.Text($"{prefix}Convolution.{convolution.Pass}(e, "), convolution).Text(", batch: ").Number(convolution.Batch);
            Operand(launch, "input", convolution.Input);
            Operand(launch, "weight", convolution.Weight);
            Operand(launch, "output", convolution.Output);
        }

        return launch;
    }

    LaunchTemplate PrintGeneral(ContractionView view, ContractItem item)
    {
        var launch = new LaunchTemplate().Text($"{prefix}GeneralContraction.Run(e, new(");
        var result = item.Result.Labels;
        var summed = new string([.. item.Relation.Axes.Items.Select(axis => axis.Label).Where(label => !result.Contains(label))]);
        Axes(launch, view, result, isSwapped: false);
        launch.Text(", ");
        Axes(launch, view, summed, isSwapped: false);
        launch.Text(", [");
        var order = result + summed;
        var separator = "";
        foreach (var tie in item.Relation.Ties)
        {
            launch.Text($"{separator}new(");
            separator = ", ";
            int[] numbers = [order.IndexOf(tie.Position), order.IndexOf(tie.Output), order.IndexOf(tie.Tap), tie.Stride, tie.Dilation, tie.Padding];
            for (var position = 0; position < numbers.Length; position++)
            {
                launch.Text(position == 0 ? "" : ", ").Number(new(0, numbers[position]));
            }

            launch.Text(")");
        }

        launch.Text("])");
        Operand(launch, "left", item.Left);
        Operand(launch, "right", item.Right);
        Operand(launch, "result", item.Result);
        return launch;
    }

    static void Axes(LaunchTemplate launch, ContractionView view, string labels, bool isSwapped)
    {
        launch.Text("[");
        for (var position = 0; position < labels.Length; position++)
        {
            var axis = view.Axis(labels[position]);
            launch.Text(position == 0 ? "new(" : ", new(").Number(axis.Extent);
            foreach (var stride in new[] { isSwapped ? axis.Right : axis.Left, isSwapped ? axis.Left : axis.Right, axis.Result })
            {
                launch.Text(", ").Number(new(0, stride));
            }

            launch.Text(")");
        }

        launch.Text("]");
    }

    void Operand(LaunchTemplate launch, string name, ContractOperand operand)
    {
        launch.Text($", {name}: ");
        address(launch, memory, operand);
    }
}
