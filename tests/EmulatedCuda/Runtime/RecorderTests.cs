using Lathe.Cuda;
using Lathe.Kernels.Cuda;
using Xunit;

namespace Lathe.EmulatedCuda.Tests;

/// <summary>What is recorded holds addresses, which change while memory grows.</summary>
public sealed class RecorderTests
{
    static readonly CudaKernel kernel = new("Nothing", [], static () => default);

    /// <summary>A driver may give a block that has grown an address that it had before, after it had another.</summary>
    [Fact]
    public void Launches_hold_the_last_address_of_shared_memory()
    {
        EmulatedDevice.Installed();
        using var workspace = new Wandering();
        workspace.Reserve(1);
        var recorder = new CudaRecorder(CudaContext.Of(0), CudaPrecision.Float32, workspace, workspace, rounded: null, static _ => 0);
        var launches = recorder.Record(1, static recorder =>
        {
            recorder.Launch(kernel, new CudaGrid(1), [], recorder.Workspace(2));
            recorder.Launch(kernel, new CudaGrid(1), [], recorder.Workspace(3));
        });
        Assert.All(launches, launch => Assert.Equal([workspace.Address], launch.Arguments));
        Assert.Equal(2, launches.Length);
    }

    /// <summary>Memory that has two addresses in turn whenever it grows.</summary>
    sealed class Wandering : MemoryBlock
    {
        nint address = 512;
        nint size;

        public override nint Address => address;

        public override nint Size => size;

        public override void Reserve(nint bytes)
        {
            if (bytes > size)
                (address, size) = (768 - address, bytes);
        }

        public override ReadOnlySpan<float> Read(nint offset, nint count, bool isStored) => throw new NotSupportedException();

        public override Span<float> BeginWrite(nint offset, nint count) => throw new NotSupportedException();

        public override void EndWrite(nint offset, nint count, bool isStored) => throw new NotSupportedException();

        public override void Clear(nint offset, nint bytes) => throw new NotSupportedException();

        public override void Dispose()
        {
        }
    }
}
