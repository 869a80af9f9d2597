using Lathe.Generator.Frontend.Values;
using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Ops.Composites;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Tensors;

/// <summary>The table of Tensor's methods and operators.</summary>
internal static class TensorMembers
{
    static readonly Dictionary<string, Func<TensorCall, object?>> Table = new(StringComparer.Ordinal)
    {
        ["op_Addition"] = call => call.Graph.Elements(call.Tensor("left"), call.Tensor("right"), (x, y) => x + y),
        ["op_Subtraction"] = call => call.Graph.Elements(call.Tensor("left"), call.Tensor("right"), (x, y) => x - y),
        ["op_Multiply"] = call => call.Graph.Elements(call.Tensor("left"), call.Tensor("right"), (x, y) => x * y),
        ["op_Division"] = call => call.Graph.Elements(call.Tensor("left"), call.Tensor("right"), (x, y) => x / y),
        ["op_UnaryNegation"] = call => call.Graph.Elements(call.Tensor("operand"), x => -x),
        ["op_Implicit"] = call => call.Tensor(call.Has("parameter") ? "parameter" : "value"),

        ["Relu"] = call => Unary(call, call.Graph.Relu),
        ["LeakyRelu"] = call => Unary(call, x => call.Graph.LeakyRelu(x, call.Float("slope"))),
        ["Sigmoid"] = call => Unary(call, call.Graph.Sigmoid),
        ["Tanh"] = call => Unary(call, call.Graph.Tanh),
        ["Gelu"] = call => Unary(call, x => call.Graph.Gelu(x, call.Bool("approximate"))),
        ["Silu"] = call => Unary(call, call.Graph.Silu),
        ["Exp"] = call => Unary(call, call.Graph.Exp),
        ["Log"] = call => Unary(call, call.Graph.Log),
        ["Sqrt"] = call => Unary(call, call.Graph.Sqrt),
        ["Square"] = call => Unary(call, call.Graph.Square),
        ["Abs"] = call => Unary(call, call.Graph.Abs),
        ["Pow"] = call => Unary(call, x => call.Graph.Pow(x, call.Float("exponent"))),
        ["Clamp"] = call => Unary(call, x => call.Graph.Clamp(x, call.Float("low"), call.Float("high"))),
        ["StopGradient"] = call => Unary(call, call.Graph.StopGradient),
        ["Map"] = Map,
        ["Max"] = call => call.Has("left")
            ? call.Graph.Elements(call.Tensor("left"), call.Tensor("right"), Scalars.Maximum)
            : call.Graph.Reduce(call.X, call.Ints("axes"), keep: false, call.Graph.Maximum),
        ["Min"] = call => call.Graph.Elements(call.Tensor("left"), call.Tensor("right"), Scalars.Minimum),
        ["Dropout"] = call => Masks.Dropout(call.Context, call.X, call.Float("probability")),
        ["Dropout2d"] = call => Masks.ChannelDropout(call.Context, call.X, call.Float("probability")),
        ["DropPath"] = call => Masks.DropPath(call.Context, call.X, call.Float("probability")),

        ["Reshape"] = call => call.Graph.ReshapeTo(call.X, call.Ints("shape")),
        ["Flatten"] = call => call.Graph.Flatten(call.X, call.Int("from")),
        ["Permute"] = call => Movements.Permute(call.X, call.Ints("axes")),
        ["Transpose"] = call => Movements.Swap(call.X, call.Int("first"), call.Int("second")),
        ["Slice"] = call => call.Graph.Slice(call.X, call.Int("axis"), call.Int("start"), call.Int("length"), call.Int("step")),
        ["Split"] = call => new ArrayValue(call.Interpreter.TensorArray, [.. call.Graph.Split(call.X, call.Int("parts"), call.Int("axis"))]),
        ["Pad"] = call => call.Graph.Pad(call.X, call.Int("axis"), call.Int("before"), call.Int("after"), call.Float("value")),
        ["Concat"] = call => call.Graph.Concatenate(call.Has("axis") ? call.Int("axis") : 0, call.Tensors("tensors")),
        ["BroadcastTo"] = call => call.Graph.BroadcastTo(call.X, call.Ints("shape")),
        ["Gather"] = call => call.Graph.Gather(call.X, call.Int("axis"), call.Ints("indices")),
        ["Roll"] = call => call.Graph.Roll(call.X, call.Int("axis"), call.Int("shift")),
        ["Upsample"] = call => call.Graph.Upsample(call.X, call.Int("height"), call.Int("width"), call.Bool("alignCorners")),

        ["Sum"] = call => call.Graph.Reduce(call.X, call.Ints("axes"), keep: false, call.Graph.Sum),
        ["SumKeep"] = call => call.Graph.Reduce(call.X, call.Ints("axes"), keep: true, call.Graph.Sum),
        ["Mean"] = call => call.Graph.Reduce(call.X, call.Ints("axes"), keep: false, call.Graph.Mean),
        ["MeanKeep"] = call => call.Graph.Reduce(call.X, call.Ints("axes"), keep: true, call.Graph.Mean),
        ["MaxKeep"] = call => call.Graph.Reduce(call.X, call.Ints("axes"), keep: true, call.Graph.Maximum),
        ["BatchMean"] = call => call.Graph.BatchMean(call.X),
        ["Softmax"] = call => call.Graph.Softmax(call.X, call.Int("axis")),
        ["LogSoftmax"] = call => call.Graph.LogSoftmax(call.X, call.Int("axis")),
        ["OneHotArgMax"] = call => call.Graph.OneHotArgMax(call.X, call.Int("axis")),
        ["CrossEntropy"] = call => call.Graph.CrossEntropy(call.Tensor("logits"), call.Tensor("targets")),

        ["GlobalAveragePool"] = call => call.Graph.GlobalAveragePool(call.X),
        ["GlobalMaxPool"] = call => call.Graph.GlobalMaxPool(call.X),
        ["MaxPool"] = call => call.Graph.MaxPool(call.X, call.Int("kernel"), call.Int("stride"), call.Int("padding"), call.Bool("ceilMode")),
        ["AveragePool"] = call =>
            call.Graph.AveragePool(call.X, call.Int("kernel"), call.Int("stride"), call.Int("padding"), call.Bool("ceilMode"), call.Bool("countIncludePad")),
        ["AdaptiveAveragePool"] = call => call.Graph.AdaptiveAveragePool(call.X, call.Int("height"), call.Int("width")),
        ["AdaptiveMaxPool"] = call => call.Graph.AdaptiveMaxPool(call.X, call.Int("height"), call.Int("width")),
        ["LocalResponseNorm"] = call =>
            call.Graph.LocalResponseNorm(call.X, call.Int("size"), call.Float("alpha"), call.Float("beta"), call.Float("k")),

        ["Convolve"] = call => call.Graph.Convolve(call.X, call.Tensor("weight"), ConvolutionWindow.Square(call.Int("stride"), call.Int("padding"), groups: call.Int("groups"))),
        ["MatMul"] = call => call.Graph.MatMul(call.X, call.Tensor("other"), call.Bool("transposeOther")),
        ["Attention"] = call => call.Graph.Attention(call.Tensor("query"), call.Tensor("key"), call.Tensor("value"), call.Float("scale")),

        ["Then"] = call => call.Has("module")
            ? call.Interpreter.ApplyModule(call.Site, call.Argument("module"), [call.X])
            : call.Interpreter.InvokeFunction(call.Site, call.Argument("function"), call.X),
        ["Range"] = call => TensorValue.Plain(call.Graph.Range(call.Int("count"), call.Float("start"), call.Float("step"))),
        ["Size"] = call => call.X.Shape[call.X.Axis(call.Int("axis"))],
    };

    /// <summary>The method of a name; null if there is none.</summary>
    public static Func<TensorCall, object?>? Find(string name) => Table.TryGetValue(name, out var member) ? member : null;

    /// <summary>A property of a tensor.</summary>
    /// <exception cref="ShapeException">The tensor has no such axis.</exception>
    public static object? Property(string name, TensorValue tensor) => name switch
    {
        "Rank" => tensor.Rank,
        "Channels" => tensor.Shape[tensor.Axis(0)],
        "Height" => tensor.Shape[tensor.Axis(1)],
        "Width" => tensor.Shape[tensor.Axis(2)],
        _ => null,
    };

    /// <summary>A number, as a tensor of no axes.</summary>
    public static TensorValue Number(GraphBuilder graph, double value) => new(graph.Fill(Shape.Of(), value), [], value);

    static TensorValue Unary(TensorCall call, Func<Node, Node> operation) => new(operation(call.X.Node), call.X.Axes);

    static TensorValue Map(TensorCall call)
    {
        var function = call.Argument("function");
        var elements = call.Interpreter.Elements;
        if (!call.Has("other"))
        {
            return call.Graph.Elements(call.X, x => elements.Trace(call.Site, () => call.Interpreter.InvokeFunction(call.Site, function, new ElementValue(x))));
        }

        return call.Graph.Elements(
            call.X,
            call.Tensor("other"),
            (x, y) => elements.Trace(call.Site, () => call.Interpreter.InvokeFunction(call.Site, function, new ElementValue(x), new ElementValue(y))));
    }
}
