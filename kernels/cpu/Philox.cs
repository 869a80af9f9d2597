using System.Runtime.CompilerServices;
using System.Text;

namespace Lathe.Kernels;

/// <summary>Philox4x32-10, the counter-based generator of Salmon, Moraes, Dror and Shaw ("Parallel random numbers: as easy as 1, 2, 3", 2011).
/// Random bits are a function of what they are for, so that neither threads nor vector widths nor devices change them.</summary>
public static class Philox
{
    const uint Multiplier0 = 0xD2511F53;
    const uint Multiplier1 = 0xCD9E8D57;
    const uint Weyl0 = 0x9E3779B9;
    const uint Weyl1 = 0xBB67AE85;
    const int Rounds = 10;

    /// <summary>The random 32 bits of one element of one sample: word <c>element % 4</c> of the block with counter
    /// (<c>element / 4</c>, sample, step low, step high) under the key <c>seed ^ key</c>.</summary>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="step">The number of training steps so far.</param>
    /// <param name="key">What the bits are for: <see cref="Fnv1a64"/> of the operation's path.</param>
    /// <param name="sample">The position in the batch; below 2^32.</param>
    /// <param name="element">The row-major position within the sample; below 2^34.</param>
    public static uint Word(ulong seed, ulong step, ulong key, long sample, long element)
    {
        var block = Block((uint)(element >> 2), (uint)sample, (uint)step, (uint)(step >> 32), seed ^ key);
        return (element & 3) switch
        {
            0 => block.X0,
            1 => block.X1,
            2 => block.X2,
            _ => block.X3,
        };
    }

    /// <summary>The words of sixteen consecutive elements, as unsigned integers: lane i is
    /// <see cref="Word"/> of <paramref name="element"/> + i.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static V Words<V>(nint seed, nint step, nint key, nint sample, nint element)
        where V : struct, ILanes<V>
    {
        // Sixteen consecutive elements lie in at most five blocks; a lane computes its own block and keeps one word of it.
        var first = element & ~(nint)3;
        var offset = V.AddInt32(V.SequenceInt32, V.CreateInt32((int)(element - first)));
        var x0 = V.AddInt32(V.CreateInt32(unchecked((int)(first >> 2))), V.ShiftRight(offset, 2));
        var x1 = V.CreateInt32(unchecked((int)sample));
        var x2 = V.CreateInt32(unchecked((int)step));
        var x3 = V.CreateInt32(unchecked((int)((long)step >> 32)));
        var key0 = unchecked((uint)(seed ^ key));
        var key1 = unchecked((uint)((ulong)(long)(seed ^ key) >> 32));
        for (var round = 0; round < Rounds; round++)
        {
            var low0 = V.MultiplyInt32(x0, V.CreateInt32(unchecked((int)Multiplier0)));
            var low1 = V.MultiplyInt32(x2, V.CreateInt32(unchecked((int)Multiplier1)));
            var high0 = MultiplyHigh(x0, Multiplier0);
            var high1 = MultiplyHigh(x2, Multiplier1);
            x0 = high1 ^ x1 ^ V.CreateInt32(unchecked((int)key0));
            x2 = high0 ^ x3 ^ V.CreateInt32(unchecked((int)key1));
            x1 = low1;
            x3 = low0;
            key0 = unchecked(key0 + Weyl0);
            key1 = unchecked(key1 + Weyl1);
        }

        var word = offset & V.CreateInt32(3);
        var odd = V.EqualInt32(word & V.CreateInt32(1), V.CreateInt32(1));
        return V.Select(V.LessInt32(word, V.CreateInt32(2)), V.Select(odd, x1, x0), V.Select(odd, x3, x2));
    }

    /// <summary>One block: four words.</summary>
    /// <param name="x0">Counter word 0.</param>
    /// <param name="x1">Counter word 1.</param>
    /// <param name="x2">Counter word 2.</param>
    /// <param name="x3">Counter word 3.</param>
    /// <param name="key">Both key words, the first in the lower half.</param>
    public static (uint X0, uint X1, uint X2, uint X3) Block(uint x0, uint x1, uint x2, uint x3, ulong key)
    {
        var key0 = (uint)key;
        var key1 = (uint)(key >> 32);
        for (var round = 0; round < Rounds; round++)
        {
            var product0 = (ulong)Multiplier0 * x0;
            var product1 = (ulong)Multiplier1 * x2;
            (x0, x1, x2, x3) = ((uint)(product1 >> 32) ^ x1 ^ key0, (uint)product1, (uint)(product0 >> 32) ^ x3 ^ key1, (uint)product0);
            key0 = unchecked(key0 + Weyl0);
            key1 = unchecked(key1 + Weyl1);
        }

        return (x0, x1, x2, x3);
    }

    /// <summary>The 64-bit FNV-1a hash (Fowler, Noll, Vo) of a path in UTF-8: the key of its random bits.</summary>
    public static ulong Fnv1a64(string path)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var octet in Encoding.UTF8.GetBytes(path))
        {
            hash = unchecked((hash ^ octet) * 0x100000001B3);
        }

        return hash;
    }

    /// <summary>The upper half of the 64-bit product, from four products of 16-bit halves.</summary>
    static V MultiplyHigh<V>(V left, uint right)
        where V : struct, ILanes<V>
    {
        var mask = V.CreateInt32(0xFFFF);
        var rightLow = V.CreateInt32((int)(right & 0xFFFF));
        var rightHigh = V.CreateInt32((int)(right >> 16));
        var leftLow = left & mask;
        var leftHigh = V.ShiftRight(left, 16);
        var middle = V.AddInt32(V.MultiplyInt32(leftHigh, rightLow), V.ShiftRight(V.MultiplyInt32(leftLow, rightLow), 16));
        var carry = V.AddInt32(V.MultiplyInt32(leftLow, rightHigh), middle & mask);
        return V.AddInt32(V.AddInt32(V.MultiplyInt32(leftHigh, rightHigh), V.ShiftRight(middle, 16)), V.ShiftRight(carry, 16));
    }
}
