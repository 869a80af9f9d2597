using Lathe.Compiler.Tests.Emit;
using Lathe.Kernels.Cuda;
using Xunit;

[assembly: AssemblyFixture(typeof(CompiledOperations))]

namespace Lathe.EmulatedCuda.Tests;

/// <summary>The emitted CUDA C of every operation and its gradients against the interpreter in float64. A class a precision, so that they run side by side.</summary>
/// <param name="compiled">The operations as networks.</param>
/// <param name="precision">What the device computes in.</param>
/// <param name="rounded">The nearest number that is stored at that precision: operands have no error of their own.</param>
/// <param name="tolerance">How far results may be off, relative to the largest.</param>
public abstract class OperationTests(CompiledOperations compiled, CudaPrecision precision, Func<double, float> rounded, double tolerance)
{
    public static TheoryData<string> Names => [.. OperationCases.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_computes_what_the_graph_means(string name)
    {
        var network = compiled.Networks[name];
        var expected = network.Evaluate(rounded);
        foreach (var (result, values) in network.Run(compiled.Assembly, EmulatedDevice.With(precision), rounded))
            Near.Expect(result, expected[result], values, tolerance);
    }
}

/// <summary>In float32.</summary>
public sealed class Float32OperationTests(CompiledOperations compiled) : OperationTests(compiled, CudaPrecision.Float32, value => (float)value, 2e-5);

/// <summary>Operands of products have 10 bits of mantissa behind the point: half a unit of the last is 2^-11, of each operand.</summary>
public sealed class TensorFloat32OperationTests(CompiledOperations compiled) : OperationTests(compiled, CudaPrecision.TensorFloat32, value => (float)value, 4e-3);

/// <summary>Numbers in memory have 7 bits behind the point: half a unit of the last is 2^-8; results come of several such roundings.</summary>
public sealed class BFloat16OperationTests(CompiledOperations compiled) : OperationTests(compiled, CudaPrecision.BFloat16, Rounded, 3e-2)
{
    static float Rounded(double value)
    {
        var bits = BitConverter.SingleToUInt32Bits((float)value);
        return BitConverter.UInt32BitsToSingle((bits + 0x7fff + ((bits >> 16) & 1)) & 0xffff0000);
    }
}
