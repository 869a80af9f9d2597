using Lathe.Compiler.Tests.Graph;
using Lathe.Generator.Graph;

namespace Lathe.Compiler.Tests.Emit;

/// <summary>Operations whose generated code is run: every primitive of the gradient tests, and shapes that matter to vectors.</summary>
internal static class OperationCases
{
    public static Dictionary<string, (Func<GraphBuilder, Node[], Node> Function, Shape[] Inputs)> All { get; } =
        PrimitiveGradientTests.Cases.ToDictionary(pair => pair.Key, pair => pair.Value);
}
