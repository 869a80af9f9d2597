namespace Lathe.Cuda;

/// <summary>bfloat16: the upper half of a float32.</summary>
static class Halves
{
    /// <summary>To float32. The halves may lie at the end of the numbers' own memory.</summary>
    public static void Widen(ReadOnlySpan<ushort> halves, Span<float> numbers)
    {
        for (int i = 0; i < halves.Length; i++)
            numbers[i] = BitConverter.UInt32BitsToSingle((uint)halves[i] << 16);
    }

    /// <summary>Rounded to nearest, ties to even; what is not a number stays so. The halves may lie at the start of the numbers' own memory.</summary>
    public static void Narrow(ReadOnlySpan<float> numbers, Span<ushort> halves)
    {
        for (int i = 0; i < numbers.Length; i++)
        {
            uint bits = BitConverter.SingleToUInt32Bits(numbers[i]);
            halves[i] = (ushort)((float.IsNaN(numbers[i]) ? bits | 0x400000 : bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
        }
    }
}
