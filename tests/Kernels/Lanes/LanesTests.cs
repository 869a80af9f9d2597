using System.Runtime.InteropServices;

namespace Lathe.Kernels.Tests;

/// <summary>Every operation of the lanes against scalar arithmetic, at every width.</summary>
public sealed class LanesTests
{
    static readonly float[] Left =
        [1.5f, -2.25f, 0, -0f, 3e38f, 1e-42f, float.NaN, float.PositiveInfinity, float.NegativeInfinity, 7, -7.5f, 0.1f, 1e10f, -1e-10f, 2, 5];

    static readonly float[] Right =
        [2.5f, -2.25f, -0f, 1, 3e38f, -1e-42f, 1, float.NaN, float.PositiveInfinity, -3, 2, 0.3f, -1e-10f, -1e-9f, float.NaN, 5];

    [Fact]
    public void Plain_vectors_compute_what_scalars_do() => Check<Lanes128>();

    [Fact]
    public void Vectors_of_256_bits_compute_what_scalars_do() => Check<Lanes256>();

    [Fact]
    public void Vectors_of_512_bits_compute_what_scalars_do() => Check<Lanes512>();

    [Fact]
    public void Plain_vectors_move_parts_and_strides() => CheckMoves<Lanes128>();

    [Fact]
    public void Vectors_of_256_bits_move_parts_and_strides() => CheckMoves<Lanes256>();

    [Fact]
    public void Vectors_of_512_bits_move_parts_and_strides() => CheckMoves<Lanes512>();

    [Fact]
    public void Sums_are_one_tree_at_every_width()
    {
        var numbers = Enumerable.Range(0, 16).Select(i => MathF.Sin(i) * MathF.Pow(10, i % 7)).ToArray();
        var eight = Enumerable.Range(0, 8).Select(i => numbers[i] + numbers[i + 8]).ToArray();
        var four = Enumerable.Range(0, 4).Select(i => eight[i] + eight[i + 4]).ToArray();
        var expected = (four[0] + four[2]) + (four[1] + four[3]);
        Assert.Equal(expected, Lanes128.Sum(Load<Lanes128>(numbers)));
        Assert.Equal(expected, Lanes256.Sum(Load<Lanes256>(numbers)));
        Assert.Equal(expected, Lanes512.Sum(Load<Lanes512>(numbers)));
    }

    static void Check<V>()
        where V : struct, ILanes<V>
    {
        var x = Load<V>(Left);
        var y = Load<V>(Right);
        Same(x + y, i => Left[i] + Right[i]);
        Same(x - y, i => Left[i] - Right[i]);
        Same(x * y, i => Left[i] * Right[i]);
        Same(x / y, i => Left[i] / Right[i]);
        Same(-x, i => -Left[i]);
        Same(V.FusedMultiplyAdd(x, y, V.Create(0.7f)), i => MathF.FusedMultiplyAdd(Left[i], Right[i], 0.7f));
        Same(V.MultiplyAdd(x, y, V.Create(0.7f)), i => float.MultiplyAddEstimate(Left[i], Right[i], 0.7f));
        Same(V.Absolute(x), i => MathF.Abs(Left[i]));
        Same(V.SquareRoot(x), i => MathF.Sqrt(Left[i]));
        Same(V.Floor(x), i => MathF.Floor(Left[i]));
        Same(V.Minimum(x, y) + V.Zero, i => MathF.Min(Left[i], Right[i]) + 0f);
        Same(V.Maximum(x, y) + V.Zero, i => MathF.Max(Left[i], Right[i]) + 0f);
        Same(V.AtLeast(x, V.Create(1.25f)), i => MathF.Max(Left[i], 1.25f));
        Same(V.AtMost(x, V.Create(1.25f)), i => MathF.Min(Left[i], 1.25f));

        float[] near = [1, 1.41421354f, 0.5f, -1.99999988f, 0.707106829f, 1.00000012f, 1.5f, -0.75f, 1, 1, 1.9f, 0.6f, float.NaN, 1.25f, -1, 1.1f];
        float[] exponents = [0, 5, -3, -150, 127, 128, -149, -126, -150, 128, -140, -130, 2, -1, 64, -75];
        Same(V.ScaleB(Load<V>(near), Load<V>(exponents)), i => MathF.ScaleB(near[i], (int)exponents[i]));
        Same(LaneMath.ScaleByFactors(Load<V>(near), Load<V>(exponents)), i => MathF.ScaleB(near[i], (int)exponents[i]));
        SameMask(V.Less(x, y), i => Left[i] < Right[i]);
        SameMask(V.LessOrEqual(x, y), i => Left[i] <= Right[i]);
        SameMask(V.Equal(x, y), i => Left[i] == Right[i]);
        SameMask(V.Less(x, y) & V.Less(V.Zero, y), i => Left[i] < Right[i] && Right[i] > 0);
        SameMask(V.Less(x, y) | V.Less(V.Zero, y), i => Left[i] < Right[i] || Right[i] > 0);
        SameMask(V.Less(x, y) ^ V.Less(V.Zero, y), i => Left[i] < Right[i] != Right[i] > 0);
        SameMask(~V.Less(x, y), i => !(Left[i] < Right[i]));
        SameMask(V.FirstLanes(5), i => i < 5);
        Same(V.Select(V.Less(x, y), x, y), i => Left[i] < Right[i] ? Left[i] : Right[i]);
        Assert.True(V.Any(V.FirstLanes(1)));
        Assert.False(V.Any(V.FirstLanes(0)));

        int[] integers = [0, 1, -1, int.MaxValue, int.MinValue, 7, -7, 1 << 24, (1 << 24) + 1, -(1 << 30), 99, 3, 2, 5, 16777219, -16777219];
        var n = Load<V>(Array.ConvertAll(integers, BitConverter.Int32BitsToSingle));
        var seven = V.CreateInt32(7);
        SameBits(V.AddInt32(n, seven), i => unchecked(integers[i] + 7));
        SameBits(V.SubtractInt32(n, seven), i => unchecked(integers[i] - 7));
        SameBits(V.MultiplyInt32(n, seven), i => unchecked(integers[i] * 7));
        SameBits(V.ShiftLeft(n, 3), i => integers[i] << 3);
        SameBits(V.ShiftRight(n, 3), i => integers[i] >>> 3);
        SameMask(V.LessInt32(n, seven), i => integers[i] < 7);
        SameMask(V.EqualInt32(n, seven), i => integers[i] == 7);
        SameBits(V.SequenceInt32, i => i);
        Same(V.Int32ToFloat(n), i => integers[i]);
        Same(V.UInt32ToFloat(n), i => (uint)integers[i]);
        SameBits(V.FloatToInt32(V.Create(-2.75f)), _ => -2);
        Same(V.Narrow(V.Widen(x) * DoubleLanes.Create(3)), i => (float)(Left[i] * 3.0));

        float[] finite = [4, -2, 9, 1, 0, 3, -11, 5, 8, 6, 2, 7, -1, -3, 10, 2.5f];
        Assert.Equal(10, V.Largest(Load<V>(finite)));
        Assert.Equal(-11, V.Smallest(Load<V>(finite)));
        Assert.True(float.IsNaN(V.Largest(x)));
        Assert.True(float.IsNaN(V.Smallest(x)));
        Assert.Equal(1.5f, x.First);
    }

    static unsafe void CheckMoves<V>()
        where V : struct, ILanes<V>
    {
        var source = (float*)NativeMemory.Alloc(100, sizeof(float));
        var target = (float*)NativeMemory.Alloc(100, sizeof(float));
        try
        {
            for (var i = 0; i < 100; i++)
            {
                source[i] = i + 1;
            }

            for (var count = 0; count <= 18; count++)
            {
                Same(V.LoadPartial(ref *source, 3, count), i => i < count ? i + 4 : 0);
                Same(V.LoadPartial(ref *source, 3, V.FirstLanes(count)), i => i < count ? i + 4 : 0);
                Same(V.LoadStrided(ref *source, 3, 5, count), i => i < count ? (i * 5) + 4 : 0);
                var stored = Math.Min(count, 16);
                new Span<float>(target, 100).Clear();
                V.Load(ref *source, 3).StorePartial(ref *target, 7, count);
                for (var i = 0; i < 100; i++)
                {
                    Assert.Equal(i >= 7 && i < 7 + stored ? i - 3 : 0, target[i]);
                }

                new Span<float>(target, 100).Clear();
                V.Load(ref *source, 3).StorePartial(ref *target, 7, V.FirstLanes(count));
                for (var i = 0; i < 100; i++)
                {
                    Assert.Equal(i >= 7 && i < 7 + stored ? i - 3 : 0, target[i]);
                }

                new Span<float>(target, 100).Clear();
                V.Load(ref *source, 3).StoreStrided(ref *target, 2, 6, count);
                for (var i = 0; i < 100; i++)
                {
                    Assert.Equal(i >= 2 && (i - 2) % 6 == 0 && (i - 2) / 6 < stored ? ((i - 2) / 6) + 4 : 0, target[i]);
                }
            }
        }
        finally
        {
            NativeMemory.Free(source);
            NativeMemory.Free(target);
        }
    }

    static V Load<V>(float[] numbers)
        where V : struct, ILanes<V> => V.Load(ref MemoryMarshal.GetArrayDataReference(numbers), 0);

    static float[] Store<V>(V lanes)
        where V : struct, ILanes<V>
    {
        var numbers = new float[16];
        lanes.Store(ref MemoryMarshal.GetArrayDataReference(numbers), 0);
        return numbers;
    }

    static void Same<V>(V actual, Func<int, float> expected)
        where V : struct, ILanes<V>
    {
        var numbers = Store(actual);
        for (var i = 0; i < 16; i++)
        {
            Assert.True(
                float.IsNaN(expected(i)) ? float.IsNaN(numbers[i]) : BitConverter.SingleToInt32Bits(expected(i)) == BitConverter.SingleToInt32Bits(numbers[i]),
                $"lane {i} is {numbers[i]:R}, not {expected(i):R}");
        }
    }

    static void SameBits<V>(V actual, Func<int, int> expected)
        where V : struct, ILanes<V> =>
        Assert.Equal(Enumerable.Range(0, 16).Select(expected), Store(actual).Select(BitConverter.SingleToInt32Bits));

    static void SameMask<V>(V actual, Func<int, bool> expected)
        where V : struct, ILanes<V> => SameBits(actual, i => expected(i) ? -1 : 0);
}
