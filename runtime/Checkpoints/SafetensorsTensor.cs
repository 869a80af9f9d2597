using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Lathe;

/// <summary>A tensor of a safetensors file.</summary>
public sealed class SafetensorsTensor
{
    internal SafetensorsTensor(string name, SafetensorsType type, IReadOnlyList<int> shape, byte[] data)
    {
        Name = name;
        Type = type;
        Shape = shape;
        Data = data;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its element type.</summary>
    public SafetensorsType Type { get; }

    /// <summary>Its extents.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>Its elements, row-major, little-endian.</summary>
    internal byte[] Data { get; }

    /// <summary>How many elements it has.</summary>
    public int Length => Data.Length / SizeOf(Type);

    /// <summary>A tensor of float32 numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its extents.</param>
    /// <param name="values">Its elements, row-major.</param>
    public static SafetensorsTensor Of(string name, IReadOnlyList<int> shape, ReadOnlySpan<float> values)
    {
        Check(shape, values.Length);
        return Of(name, shape, values.Length, values, static (values, target) => values.CopyTo(target));
    }

    /// <summary>One of a network's tensors.</summary>
    internal static SafetensorsTensor Of(NetworkTensor tensor) => Of(tensor.Name, tensor.Shape, tensor.Length, tensor, static (tensor, target) => tensor.CopyTo(target));

    /// <summary>A tensor of 64-bit integers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its extents.</param>
    /// <param name="values">Its elements, row-major.</param>
    public static SafetensorsTensor Of(string name, IReadOnlyList<int> shape, ReadOnlySpan<long> values)
    {
        Check(shape, values.Length);
        var data = new byte[checked(values.Length * sizeof(long))];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(i * sizeof(long)), values[i]);
        return new SafetensorsTensor(name, SafetensorsType.I64, shape, data);
    }

    /// <summary>Its elements in float64; exact but for 64-bit integers beyond 2^53.</summary>
    public double[] ToDoubles()
    {
        var result = new double[Length];
        ReadOnlySpan<byte> data = Data;
        int size = SizeOf(Type);
        for (int i = 0; i < result.Length; i++)
            result[i] = Element(data.Slice(i * size, size));
        return result;
    }

    /// <summary>Its elements rounded to float32.</summary>
    public float[] ToFloats() => IsFloats ? AsFloats().ToArray() : Rounded();

    /// <summary>Its elements rounded to float32, where they lie if they are that already.</summary>
    internal ReadOnlySpan<float> AsFloats()
    {
        if (IsFloats)
            return MemoryMarshal.Cast<byte, float>(Data.AsSpan());
        return Rounded();
    }

    /// <summary>The number of bytes of an element.</summary>
    internal static int SizeOf(SafetensorsType type) => type switch
    {
        SafetensorsType.Bool or SafetensorsType.U8 or SafetensorsType.I8 => 1,
        SafetensorsType.I16 or SafetensorsType.U16 or SafetensorsType.F16 or SafetensorsType.BF16 => 2,
        SafetensorsType.I32 or SafetensorsType.U32 or SafetensorsType.F32 => 4,
        _ => 8,
    };

    bool IsFloats => Type == SafetensorsType.F32 && BitConverter.IsLittleEndian;

    float[] Rounded() => Array.ConvertAll(ToDoubles(), static value => (float)value);

    double Element(ReadOnlySpan<byte> bytes) => Type switch
    {
        SafetensorsType.Bool or SafetensorsType.U8 => bytes[0],
        SafetensorsType.I8 => (sbyte)bytes[0],
        SafetensorsType.I16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        SafetensorsType.U16 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        SafetensorsType.F16 => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
        SafetensorsType.BF16 => BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(bytes) << 16),
        SafetensorsType.I32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        SafetensorsType.U32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        SafetensorsType.F32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        SafetensorsType.F64 => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
        SafetensorsType.I64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        _ => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
    };

    static SafetensorsTensor Of<TSource>(string name, IReadOnlyList<int> shape, int length, TSource source, Action<TSource, Span<float>> copy)
        where TSource : allows ref struct
    {
        if (length > Array.MaxLength / sizeof(float))
            throw new CheckpointException($"'{name}' [{string.Join(", ", shape)}] has {(long)length * sizeof(float)} bytes; at most {Array.MaxLength} of a tensor can be written.");
        byte[] data = GC.AllocateUninitializedArray<byte>(length * sizeof(float));
        Span<float> values = MemoryMarshal.Cast<byte, float>(data.AsSpan());
        copy(source, values);
        if (!BitConverter.IsLittleEndian)
        {
            Span<int> words = MemoryMarshal.Cast<float, int>(values);
            BinaryPrimitives.ReverseEndianness(words, words);
        }

        return new SafetensorsTensor(name, SafetensorsType.F32, shape, data);
    }

    static void Check(IReadOnlyList<int> shape, int length)
    {
        ArgumentNullException.ThrowIfNull(shape);
        if (shape.Aggregate(1L, static (product, extent) => product * extent) != length)
            throw new ArgumentException($"A tensor [{string.Join(", ", shape)}] does not have {length} elements.", nameof(shape));
    }
}
