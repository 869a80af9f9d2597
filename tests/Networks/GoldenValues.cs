namespace Lathe.Networks.Tests;

/// <summary>The goldens' value generator: a hash of tensor key and element index, the same bits in any language.</summary>
static class GoldenValues
{
    const int InputKey = 1000003;

    /// <summary>A number in [-1, 1).</summary>
    public static double Value(int tensor, int element)
    {
        unchecked
        {
            var z = ((ulong)element + 1) * 0x9E3779B97F4A7C15 + ((ulong)tensor + 1) * 0xD1342543DE82EF95;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            z ^= z >> 31;
            return (z >> 11) * Math.ScaleB(1, -52) - 1;
        }
    }

    /// <summary>Memory for the values of the largest parameter.</summary>
    public static float[] Buffer(Golden golden) => new float[golden.Params.Max(parameter => parameter.Count)];

    /// <summary>A parameter's values, by its rule.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="buffer">Where they are written, from its start.</param>
    public static ReadOnlySpan<float> Fill(GoldenParameter parameter, float[] buffer)
    {
        Func<double, double> rule = parameter.Rule switch
        {
            "W" => v => Math.Sqrt(3.0 / parameter.FanIn!.Value) * v,
            "N" => v => 1 + 0.1 * v,
            "B" => v => 0.05 * v,
            "A" => v => 0.25 + 0.1 * v,
            "S" => v => 0.5 + 0.1 * v,
            "P" => v => 0.1 * v,
            "G" => v => -3 + 0.05 * v,
            "C" => v => 0.15 * v,
            "T" when parameter.Shape.Length > 1 => v => 0.1 * v,
            "T" => v => 0.2 * v,
            _ => throw new InvalidDataException($"The goldens' rule '{parameter.Rule}' of {parameter.Name} is unknown."),
        };
        var values = buffer.AsSpan(0, parameter.Count);
        for (var j = 0; j < values.Length; j++)
            values[j] = (float)(rule(Value(parameter.I, j)) + (parameter is { Rule: "T", Shape: [6] } && j is 0 or 4 ? 1 : 0));
        return values;
    }

    /// <summary>The input batch: in [0, 1) with one channel, of unit variance with three.</summary>
    public static float[] Input(Golden golden)
    {
        var values = new float[golden.InputShape.Aggregate(1, (product, extent) => product * extent)];
        for (var j = 0; j < values.Length; j++)
        {
            var v = Value(InputKey, j);
            values[j] = (float)(golden.InputShape[1] == 1 ? (v + 1) / 2 : Math.Sqrt(3) * v);
        }
        return values;
    }

    /// <summary>The input batch with every element moved up or down by one rounding, by two from the fifth of such neighbours on, by four from the ninth on, and so on.</summary>
    /// <param name="golden">The golden.</param>
    /// <param name="number">Which neighbour; from 1.</param>
    public static float[] Neighbour(Golden golden, int number) => [.. Input(golden).Select((value, j) =>
    {
        var isDown = Value(InputKey + number, j) < 0;
        for (var moved = 0; moved < 1 << ((number - 1) / 4); moved++)
            value = isDown ? MathF.BitDecrement(value) : MathF.BitIncrement(value);
        return value;
    })];

    /// <summary>The labels as distributions, a row a sample.</summary>
    public static float[] Targets(Golden golden)
    {
        var targets = new float[golden.Batch * golden.Classes];
        for (var b = 0; b < golden.Batch; b++)
            targets[b * golden.Classes + golden.Labels[b]] = 1;
        return targets;
    }
}
