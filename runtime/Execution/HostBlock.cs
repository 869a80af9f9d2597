using System.Runtime.InteropServices;
using Lathe.Kernels;

namespace Lathe;

/// <summary>A block of the processor's own memory: reading and writing are where it lies.</summary>
sealed unsafe class HostBlock : MemoryBlock
{
    readonly AlignedMemory memory = new();

    public override nint Address => memory.Address;

    public override nint Size => memory.Size;

    public override void Reserve(nint bytes) => memory.Reserve(bytes);

    public override ReadOnlySpan<float> Read(nint offset, nint count, bool isStored) => Span(offset, count);

    public override Span<float> BeginWrite(nint offset, nint count) => Span(offset, count);

    /// <remarks>A block that nobody holds any more may be collected while it is written.</remarks>
    public override void EndWrite(nint offset, nint count, bool isStored) => GC.KeepAlive(this);

    public override void Clear(nint offset, nint bytes)
    {
        NativeMemory.Clear((byte*)memory.Address + offset, (nuint)bytes);
        GC.KeepAlive(this);
    }

    public override void Dispose() => memory.Dispose();

    Span<float> Span(nint offset, nint count) => new((byte*)memory.Address + offset, checked((int)count));
}
