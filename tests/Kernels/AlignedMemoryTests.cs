namespace Lathe.Kernels.Tests;

/// <summary>Native memory: its alignment, its zeros and its growth, in small pages and in huge ones.</summary>
public sealed unsafe class AlignedMemoryTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(1 << 20)]
    [InlineData(9 << 20)]
    public void New_memory_is_zero_though_it_was_used_before(int bytes)
    {
        for (var round = 0; round < 3; round++)
        {
            using var memory = new AlignedMemory();
            var block = Bytes(memory, memory.Reserve(bytes), bytes);
            Assert.Equal(0, memory.Address % (bytes < 2 * HugePages.Size ? 64 : HugePages.Size));
            Assert.False(block.ContainsAnyExcept((byte)0));
            block.Fill(255);
        }
    }

    [Fact]
    public void Memory_grows_and_stays_where_it_need_not()
    {
        using var memory = new AlignedMemory();
        var small = memory.Reserve(100);
        Assert.Equal(small, memory.Reserve(50));
        Bytes(memory, small, 100).Fill(255);
        var large = memory.Reserve(5 << 20);
        Assert.Equal(5 << 20, memory.Size);
        Assert.False(Bytes(memory, large, 5 << 20).ContainsAnyExcept((byte)0));
    }

    static Span<byte> Bytes(AlignedMemory memory, nint address, int count)
    {
        Assert.InRange(count, 0, memory.Size);
        return new((void*)address, count);
    }
}
