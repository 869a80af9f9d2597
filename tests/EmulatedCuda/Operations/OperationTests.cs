using Lathe.Compiler.Tests.Emit;
using Lathe.Kernels.Cuda;
using Xunit;

namespace Lathe.EmulatedCuda.Tests;

/// <summary>The emitted CUDA C of every operation and its gradients against the interpreter in float64.</summary>
public sealed class OperationTests(CompiledOperations compiled) : IClassFixture<CompiledOperations>
{
    public static TheoryData<string> Names => [.. OperationCases.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void In_float32_it_computes_what_the_graph_means(string name) => Compare(name, CudaPrecision.Float32, value => (float)value, 2e-5);

    /// <summary>Operands of products have 10 bits of mantissa behind the point: half a unit of the last is 2^-11, of each operand.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void In_TF32_it_computes_what_the_graph_means(string name) => Compare(name, CudaPrecision.TensorFloat32, value => (float)value, 4e-3);

    /// <summary>Numbers in memory have 7 bits behind the point: half a unit of the last is 2^-8; results come of several such roundings.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void In_bfloat16_it_computes_what_the_graph_means(string name) => Compare(name, CudaPrecision.BFloat16, BFloat16, 3e-2);

    void Compare(string name, CudaPrecision precision, Func<double, float> rounded, double tolerance)
    {
        var network = compiled.Networks[name];
        var expected = network.Evaluate(rounded);
        foreach (var (result, values) in network.Run(compiled.Assembly, EmulatedDevice.With(precision), rounded))
            Near.Expect(result, expected[result], values, tolerance);
    }

    /// <summary>The nearest number of bfloat16: what is stored as one has no error of its own.</summary>
    static float BFloat16(double value)
    {
        var bits = BitConverter.SingleToUInt32Bits((float)value);
        return BitConverter.UInt32BitsToSingle((bits + 0x7fff + ((bits >> 16) & 1)) & 0xffff0000);
    }
}
