using Lathe.Generator.Plan;

namespace Lathe.Interpreters.Plan;

/// <summary>The memory of a schedule at its planned places: a cell for every four bytes, whatever the cell's type. Cells that nobody has written, or
/// whose value has ended its life, hold a mark that reading finds.</summary>
internal sealed class PlanMemoryImage
{
    /// <summary>A NaN that no arithmetic gives.</summary>
    const long Poison = 0x7FF8_DEAD_DEAD_DEAD;

    readonly double[][] arenas;
    readonly MemoryPlan memory;
    readonly long batch;
    readonly bool isSingle;

    /// <param name="memory">The places.</param>
    /// <param name="batch">The number of samples.</param>
    /// <param name="isSingle">Whether stored numbers are rounded to float32.</param>
    public PlanMemoryImage(MemoryPlan memory, long batch, bool isSingle)
    {
        (this.memory, this.batch, this.isSingle) = (memory, batch, isSingle);
        arenas = [.. Enum.GetValues<Arena>().Select(arena => new double[memory.Size(arena).At(batch) / 4])];
        foreach (var arena in arenas)
            Array.Fill(arena, BitConverter.Int64BitsToDouble(Poison));
    }

    /// <summary>A chunk finds nothing in the scratch of its worker.</summary>
    public void ForgetScratch() => Array.Fill(arenas[(int)Arena.Scratch], BitConverter.Int64BitsToDouble(Poison));

    /// <summary>All elements of a value.</summary>
    public double[] Read(Value value) => [.. Enumerable.Range(0, checked((int)value.Size.At(batch))).Select(element => Read(value, element))];

    public void Write(Value value, IReadOnlyList<double> elements)
    {
        if (elements.Count != value.Size.At(batch))
            throw new ArgumentException($"{value.Name} has {value.Size.At(batch)} elements, {elements.Count} were given.");
        for (var element = 0; element < elements.Count; element++)
            Write(value, element, elements[element]);
    }

    public double Read(Value value, long element)
    {
        var number = arenas[(int)value.Space.Arena()][Cell(value, element)];
        return BitConverter.DoubleToInt64Bits(number) == Poison
            ? throw new InvalidOperationException($"Element {element} of {value.Name} is read, but nobody has written it.")
            : number;
    }

    public void Write(Value value, long element, double number) =>
        arenas[(int)value.Space.Arena()][Cell(value, element)] = isSingle && value.Type == Lathe.Generator.Graph.DType.Float32 ? (float)number : number;

    /// <summary>Ends the life of a value, except where another one has taken its cells.</summary>
    public void Free(Value value, IReadOnlyList<Value> living)
    {
        var arena = arenas[(int)value.Space.Arena()];
        var start = Cell(value, 0);
        for (var cell = start; cell < start + value.Size.At(batch); cell++)
        {
            if (!living.Any(other => other.Space.Arena() == value.Space.Arena() && cell >= Cell(other, 0) && cell < Cell(other, 0) + other.Size.At(batch)))
                arena[cell] = BitConverter.Int64BitsToDouble(Poison);
        }
    }

    /// <summary>The cell of an element, for tests of who wrote it.</summary>
    public long Cell(Value value, long element)
    {
        if (element < 0 || (element >= value.Size.At(batch) && element > 0))
            throw new InvalidOperationException($"Element {element} of {value.Name}, which has {value.Size.At(batch)}.");
        return (memory.Offset(value).At(batch) / 4) + element;
    }
}
