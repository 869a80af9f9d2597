using Lathe.Generator.Plan;
using Index = Lathe.Generator.Plan.Index;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>Prints the part of a contraction that belongs to a chunk: a call of a prepared kernel on the chunk's images.</summary>
internal sealed class PartPrinter(KernelParameters parameters, IndexPrinter indices, ReadAheadPrinter ahead, LoopAxis chunk, string first)
{
    public void Print(ContractItem contraction, Scope scope)
    {
        var part = contraction.Part ?? throw new InvalidOperationException($"A contraction to {contraction.Result.Value.Name} partitions itself.");
        var convolution = ConvolutionView.Of(new(contraction)) ?? throw new InvalidOperationException($"The contraction to {contraction.Result.Value.Name} is no convolution.");
        string Address(ContractOperand operand) => Print(operand, part, scope);
        var images = part.Rows == 1 ? "1" : scope.Let("nint", $"nint.Min({indices.Closed(part.Rows)}, {indices.Print(Remaining(contraction, part), scope)})", "images");
        var prepared = parameters.Pointer(part.Prepared, 0);
        scope.Code.Line(convolution.Pass switch
        {
            ConvolutionPass.Forward => $"PreparedConvolution.Run({prepared}, {images}, {Address(convolution.Input)}, {Address(convolution.Output)}, {parameters.BehindScratch()}{ahead.Print(contraction, scope)});",
            ConvolutionPass.InputGradient => $"PreparedConvolution.Run({prepared}, {images}, {Address(convolution.Output)}, {Address(convolution.Input)}, {parameters.BehindScratch()}{ahead.Print(contraction, scope)});",
            _ => $"PreparedConvolution.AddWeightGradient({prepared}, {images}, {Address(convolution.Input)}, {Address(convolution.Output)}, {Address(convolution.Weight)}, {scope.Variable(chunk.Id)} > {first}, {parameters.BehindScratch()});",
        });
    }

    /// <summary>How many images there are from the chunk on.</summary>
    Index Remaining(ContractItem contraction, ImagePart part) => new IndexDim(contraction.Relation.ExtentOf(part.Axis)) + (chunk.Variable * -part.Rows);

    /// <summary>The address of an operand's first image of the chunk.</summary>
    string Print(ContractOperand operand, ImagePart part, Scope scope)
    {
        var moving = indices.PrintMoving(operand.Start(part, chunk), scope, out var rest);
        var start = parameters.Pointer(operand.Value, rest);
        return moving == "0" ? start : $"{start} + ({moving}) * sizeof(float)";
    }
}
