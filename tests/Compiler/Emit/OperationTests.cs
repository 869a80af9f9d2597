using Lathe.Compiler.Tests.Graph;
using Lathe.Kernels;
using Xunit;

namespace Lathe.Compiler.Tests.Emit;

/// <summary>Generated code of every primitive and its gradients against the interpreter in float64, at every vector width.</summary>
public sealed class OperationTests(OperationTests.Compiled compiled) : IClassFixture<OperationTests.Compiled>
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

    /// <summary>All cases in one compilation.</summary>
    public sealed class Compiled
    {
        internal Dictionary<string, OperationNetwork> Networks { get; } = OperationCases.All.Keys.Select((name, number) => (name, number)).ToDictionary(
            pair => pair.name,
            pair => new OperationNetwork($"Case{pair.number}", OperationCases.All[pair.name].Function, OperationCases.All[pair.name].Inputs, batch: 3));

        internal EmittedAssembly Assembly { get; }

        public Compiled() => Assembly = new([.. Networks.Values.Select(network => network.Plan)]);
    }
}
