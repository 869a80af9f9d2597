using Lathe.Compiler.Tests.Graph;
using Lathe.Kernels;
using Xunit;

namespace Lathe.Compiler.Tests.Emit;

/// <summary>Generated code of every primitive and its gradients against the interpreter in float64, at every vector width.</summary>
public sealed class OperationTests(CompiledOperations compiled) : IClassFixture<CompiledOperations>
{
    const double Tolerance = 2e-5;

    public static TheoryData<string> Names => [.. OperationCases.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Generated_code_computes_what_the_graph_means(string name)
    {
        var network = compiled.Networks[name];
        var expected = network.Evaluate(value => (float)value);
        var plain = network.Run(compiled.Assembly, VectorWidth.Plain);
        foreach (var (result, values) in plain)
        {
            Expect.Close(expected[result], [.. values.Select(value => (double)value)], Tolerance);
        }

        foreach (var width in new[] { VectorWidth.Bits256, VectorWidth.Bits512 })
        {
            foreach (var (result, values) in network.Run(compiled.Assembly, width))
            {
                Assert.Equal(plain[result].Select(BitConverter.SingleToInt32Bits), values.Select(BitConverter.SingleToInt32Bits));
            }
        }
    }
}
