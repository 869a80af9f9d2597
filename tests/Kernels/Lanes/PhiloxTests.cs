using System.Runtime.InteropServices;

namespace Lathe.Kernels.Tests;

public sealed class PhiloxTests
{
    /// <summary>The known answers that Random123 publishes for philox4x32-10.</summary>
    [Theory]
    [InlineData(0u, 0u, 0u, 0u, 0ul, 0x6627E8D5u, 0xE169C58Du, 0xBC57AC4Cu, 0x9B00DBD8u)]
    [InlineData(uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, ulong.MaxValue, 0x408F276Du, 0x41C83B0Eu, 0xA20BC7C6u, 0x6D5451FDu)]
    [InlineData(0x243F6A88u, 0x85A308D3u, 0x13198A2Eu, 0x03707344u, 0x299F31D0A4093822ul, 0xD16CFE09u, 0x94FDCCEBu, 0x5001E420u, 0x24126EA1u)]
    public void Blocks_equal_the_published_vectors(uint x0, uint x1, uint x2, uint x3, ulong key, uint y0, uint y1, uint y2, uint y3) =>
        Assert.Equal((y0, y1, y2, y3), Philox.Block(x0, x1, x2, x3, key));

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(4099)]
    [InlineData((1L << 33) + 3)]
    public void Lanes_hold_the_words_of_consecutive_elements(long element)
    {
        const ulong seed = 0x8123456789ABCDEF;
        const ulong step = 0x1_0000_0007;
        var key = Philox.Fnv1a64("layer1.0.dropout");
        var expected = Enumerable.Range(0, 16).Select(lane => Philox.Word(seed, step, key, 77, element + lane)).ToArray();
        Assert.Equal(expected, Words<Lanes128>(seed, step, key, 77, element));
        Assert.Equal(expected, Words<Lanes256>(seed, step, key, 77, element));
        Assert.Equal(expected, Words<Lanes512>(seed, step, key, 77, element));
    }

    [Theory]
    [InlineData("", 0xCBF29CE484222325)]
    [InlineData("a", 0xAF63DC4C8601EC8C)]
    [InlineData("foobar", 0x85944171F73967E8)]
    public void Paths_hash_to_the_published_values_of_Fnv1a(string path, ulong hash) => Assert.Equal(hash, Philox.Fnv1a64(path));

    static uint[] Words<V>(ulong seed, ulong step, ulong key, long sample, long element)
        where V : struct, ILanes<V>
    {
        var words = new float[16];
        Philox.Words<V>(unchecked((nint)seed), (nint)step, unchecked((nint)key), (nint)sample, (nint)element)
            .Store(ref MemoryMarshal.GetArrayDataReference(words), 0);
        return [.. words.Select(BitConverter.SingleToUInt32Bits)];
    }
}
