using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Lathe;

/// <summary>A tensor of a safetensors file.</summary>
public sealed class SafetensorsTensor
{
    readonly byte[]? data;
    readonly NetworkTensor? view;

    internal SafetensorsTensor(string name, SafetensorsType type, IReadOnlyList<int> shape, byte[] data)
    {
        Name = name;
        Type = type;
        Shape = shape;
        Length = data.Length / SizeOf(type);
        this.data = data;
    }

    SafetensorsTensor(string name, NetworkTensor view)
    {
        Name = name;
        Type = SafetensorsType.F32;
        Shape = view.Shape;
        Length = view.Length;
        this.view = view;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its element type.</summary>
    public SafetensorsType Type { get; }

    /// <summary>Its extents.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>How many elements it has.</summary>
    public int Length { get; }

    /// <summary>How many bytes it has.</summary>
    internal long Bytes => (long)Length * SizeOf(Type);

    /// <summary>A tensor of float32 numbers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its extents.</param>
    /// <param name="values">Its elements, row-major.</param>
    /// <exception cref="ArgumentException">The extents do not fit the elements, or the name is that of a file's texts.</exception>
    public static SafetensorsTensor Of(string name, IReadOnlyList<int> shape, ReadOnlySpan<float> values)
    {
        Check(name, shape, values.Length);
        RequireRoom(name, shape, values.Length);
        byte[] data = GC.AllocateUninitializedArray<byte>(values.Length * sizeof(float));
        values.CopyTo(MemoryMarshal.Cast<byte, float>(data.AsSpan()));
        LittleEndian(data);
        return new SafetensorsTensor(name, SafetensorsType.F32, shape, data);
    }

    /// <summary>One of a network's tensors under a name. It is read when the file is written, so that saving takes memory for the largest tensor only.</summary>
    internal static SafetensorsTensor Of(string name, NetworkTensor tensor)
    {
        RequireRoom(name, tensor.Shape, tensor.Length);
        return new SafetensorsTensor(name, tensor);
    }

    /// <summary>A tensor of 64-bit integers.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its extents.</param>
    /// <param name="values">Its elements, row-major.</param>
    /// <exception cref="ArgumentException">The extents do not fit the elements, or the name is that of a file's texts.</exception>
    public static SafetensorsTensor Of(string name, IReadOnlyList<int> shape, ReadOnlySpan<long> values)
    {
        Check(name, shape, values.Length);
        var data = new byte[checked(values.Length * sizeof(long))];
        for (int i = 0; i < values.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(data.AsSpan(i * sizeof(long)), values[i]);
        return new SafetensorsTensor(name, SafetensorsType.I64, shape, data);
    }

    /// <summary>Its elements in float64; exact but for 64-bit integers beyond 2^53.</summary>
    public double[] ToDoubles()
    {
        var result = new double[Length];
        byte[] buffer = [];
        ReadOnlySpan<byte> data = Read(ref buffer);
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
        if (!IsFloats)
            return Rounded();
        byte[] buffer = [];
        return MemoryMarshal.Cast<byte, float>(Read(ref buffer));
    }

    /// <summary>Its elements, row-major, little-endian.</summary>
    /// <param name="buffer">Where to put them if they lie in a network; it is replaced if it is too small.</param>
    internal ReadOnlySpan<byte> Read(scoped ref byte[] buffer)
    {
        if (view is null)
            return data;
        int count = (int)Bytes;
        if (buffer.Length < count)
            buffer = GC.AllocateUninitializedArray<byte>(count);
        Span<byte> bytes = buffer.AsSpan(0, count);
        view.CopyTo(MemoryMarshal.Cast<byte, float>(bytes));
        return LittleEndian(bytes);
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

    static void RequireRoom(string name, IReadOnlyList<int> shape, int length)
    {
        if (length > Array.MaxLength / sizeof(float))
            throw new CheckpointException($"'{name}' [{string.Join(", ", shape)}] has {(long)length * sizeof(float)} bytes; at most {Array.MaxLength} of a tensor can be written.");
    }

    /// <summary>The bytes of float32 numbers of this machine in the order of files.</summary>
    static Span<byte> LittleEndian(Span<byte> floats)
    {
        if (!BitConverter.IsLittleEndian)
        {
            Span<int> words = MemoryMarshal.Cast<byte, int>(floats);
            BinaryPrimitives.ReverseEndianness(words, words);
        }
        return floats;
    }

    static void Check(string name, IReadOnlyList<int> shape, int length)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(shape);
        if (name == SafetensorsHeader.MetadataName)
            throw new ArgumentException($"No tensor is called '{name}': a file has its texts there.", nameof(name));
        if (shape.Any(static extent => extent < 0) || shape.Aggregate((Int128)1, static (product, extent) => Int128.Min(product * extent, long.MaxValue)) != length)
            throw new ArgumentException($"A tensor [{string.Join(", ", shape)}] does not have {length} elements.", nameof(shape));
    }
}
