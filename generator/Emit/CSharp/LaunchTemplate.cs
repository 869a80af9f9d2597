using System.Globalization;
using System.Text;
using Lathe.Generator.Graph;
using Lathe.Generator.Plan;
using Index = Lathe.Generator.Plan.Index;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>A statement that launches something, taken apart into text and numbers, so that launches that differ in numbers alone can become one
/// in a loop.</summary>
internal sealed class LaunchTemplate
{
    /// <summary>Stands for an arena where a number is the bits of a float.</summary>
    const string Real = "float";

    readonly List<Part> parts = [];
    readonly List<long> numbers = [];
    string? structure;
    int shape = -1;

    /// <summary>The module that the launch belongs to.</summary>
    public string Path { get; private set; } = "";

    /// <summary>The numbers, which the structure leaves out.</summary>
    public IReadOnlyList<long> Numbers => numbers;

    /// <summary>Equal where two launches differ in numbers alone; known once what the statement uses has its name.</summary>
    public string Structure => structure ??= string.Concat(parts.Select(part => part.Kind == PartKind.Number ? $"‹{part.Base}›" : part.Text));

    /// <summary>Whether the statement names an arena.</summary>
    public bool Uses(Arena arena) => parts.Any(part => part.Base == Variable(arena));

    /// <summary>Whether the statement names the number of samples.</summary>
    public bool UsesSamples { get; private set; }

    /// <summary>The local variable that holds the address of an arena.</summary>
    public static string Variable(Arena arena) => arena switch
    {
        Arena.Parameter => "parameters",
        Arena.Gradient => "gradients",
        Arena.State => "states",
        Arena.Work => "work",
        Arena.Constant => "constants",
        _ => "",
    };

    public LaunchTemplate Text(string text)
    {
        if (text.Length > 0)
            parts.Add(new(PartKind.Text, text));
        return this;
    }

    /// <summary>An address: bytes from the start of an arena.</summary>
    /// <param name="arena">The arena.</param>
    /// <param name="bytes">The place.</param>
    /// <param name="name">What lies there.</param>
    public LaunchTemplate Address(Arena arena, Dim bytes, string name)
    {
        parts.Add(new(PartKind.Number, name, Variable(arena)));
        numbers.Add(bytes.PerSample);
        numbers.Add(bytes.Fixed);
        return this;
    }

    /// <summary>A number that may depend on the batch.</summary>
    public LaunchTemplate Number(Dim number)
    {
        parts.Add(new(PartKind.Number, ""));
        numbers.Add(number.PerSample);
        numbers.Add(number.Fixed);
        UsesSamples |= number.PerSample != 0;
        return this;
    }

    /// <summary>A number that layers of one kind differ in.</summary>
    public LaunchTemplate Setting(SettingArgument setting)
    {
        parts.Add(new(PartKind.Number, "", setting.IsReal ? Real : ""));
        numbers.Add(0);
        numbers.Add(setting.Bits);
        return this;
    }

    /// <summary>The geometry of a convolution; a launch has one at most.</summary>
    /// <param name="place">Its place in <see cref="ConvolutionShapes"/>.</param>
    public LaunchTemplate Shape(int place)
    {
        shape = numbers.Count + 1;
        return Text(ConvolutionShapes.Name + "[").Number(new(0, place)).Text("]");
    }

    /// <summary>Gives the geometry the place that it has among those of all launches of the network.</summary>
    /// <param name="places">The new places, by the old ones.</param>
    public void MoveShape(IReadOnlyList<int> places)
    {
        if (shape >= 0)
            numbers[shape] = places[(int)numbers[shape]];
    }

    /// <summary>An index without loop variables.</summary>
    public LaunchTemplate Index(Index index)
    {
        var affine = AffineIndex.Of(index);
        var linear = new Dim(0, affine.Constant);
        var isFirst = true;
        foreach (var term in affine.Terms)
        {
            if (term.Operand is IndexDim dim)
            {
                linear += dim.Dim * new Dim(0, term.Factor);
                continue;
            }

            if (!isFirst)
                Text(" + ");
            isFirst = false;
            Opaque(term.Operand);
            if (term.Factor != 1)
                Text(" * (").Number(new(0, term.Factor)).Text(")");
        }

        return isFirst ? Number(linear) : linear == 0 ? this : Text(" + ").Number(linear);
    }

    /// <summary>Ends the statement.</summary>
    public LaunchTemplate End(string path)
    {
        Path = path;
        return this;
    }

    /// <summary>The statement with each number printed by its place.</summary>
    /// <param name="number">The text of a number.</param>
    /// <param name="named">The text for an address or a quotient: itself, or the name of a variable that holds it. It is also told what that is.</param>
    public string Print(Func<int, string> number, Func<string, string, string> named)
    {
        var text = new StringBuilder();
        var place = 0;
        var (start, depth) = (0, 0);
        foreach (var part in parts)
        {
            switch (part.Kind)
            {
                case PartKind.Text:
                    text.Append(part.Text);
                    break;
                case PartKind.Number:
                    var (perSample, rest) = (number(place), number(place + 1));
                    text.Append(part.Base switch
                    {
                        "" => Count(perSample, rest),
                        Real => RealBits(rest),
                        _ => named(Place(part.Base, perSample, rest), part.Text),
                    });
                    place += 2;
                    break;
                case PartKind.Open:
                    start = depth++ == 0 ? text.Length : start;
                    break;
                case PartKind.Close:
                    if (--depth == 0)
                    {
                        var quotient = named(text.ToString(start, text.Length - start), "count");
                        text.Length = start;
                        text.Append(quotient);
                    }

                    break;
            }
        }

        return text.ToString();
    }

    static string Place(string arena, string perSample, string rest) => perSample == "0" ? $"{arena}[{rest}]" : $"{arena}[{perSample}, {rest}]";

    static string Count(string perSample, string rest) => (perSample, rest) switch
    {
        ("0", _) => rest,
        ("1", "0") => "n.Count",
        (_, "0") => $"n.Times({perSample})",
        _ => $"n.Times({perSample}, {rest})",
    };

    /// <summary>A float's bits as the float, if they are written out.</summary>
    static string RealBits(string bits) => int.TryParse(bits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var known)
        ? $"BitConverter.SingleToInt32Bits({CSharpLiteral.OfFloat(BitConverter.ToSingle(BitConverter.GetBytes(known), 0))})"
        : bits;

    void Opaque(Index index)
    {
        switch (index)
        {
            case IndexQuotient quotient:
                parts.Add(new(PartKind.Open, ""));
                if (AffineIndex.Of(quotient.Operand).AsDim() is { } dim && dim.Fixed == quotient.Divisor - 1)
                    Blocks(dim.PerSample, quotient.Divisor);
                else
                    Text("IndexMath.Quotient(").Index(quotient.Operand).Text(", ").Number(new(0, quotient.Divisor)).Text(")");
                parts.Add(new(PartKind.Close, ""));
                break;
            case IndexRemainder remainder:
                Text("IndexMath.Remainder(").Index(remainder.Operand).Text(", ").Number(new(0, remainder.Divisor)).Text(")");
                break;
            case IndexMinimum minimum:
                Text("nint.Min(").Index(minimum.Left).Text(", ").Index(minimum.Right).Text(")");
                break;
            default:
                throw new InvalidOperationException($"{index} is not known when a kernel is launched.");
        }
    }

    /// <summary>How many blocks hold so many for each sample; the last may be shorter.</summary>
    void Blocks(long perSample, long size)
    {
        UsesSamples = true;
        Text("n.Blocks(").Number(new(0, perSample)).Text(", ").Number(new(0, size)).Text(")");
    }

    enum PartKind
    {
        /// <summary>Text.</summary>
        Text,

        /// <summary>Two numbers, by the batch and fixed, with what they are added to; the text says what lies there.</summary>
        Number,

        /// <summary>A quotient begins.</summary>
        Open,

        /// <summary>A quotient ends.</summary>
        Close,
    }

    readonly record struct Part(PartKind Kind, string Text, string Base = "");
}
