using Lathe.Generator.Graph;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Emit.CSharp;

/// <summary>Prints loads and stores: whole vectors along the vector axis, single elements elsewhere.</summary>
internal sealed class AccessPrinter(KernelParameters parameters, IndexPrinter indices)
{
    /// <summary>The lanes of a load.</summary>
    public string Load(Access access, Scope scope)
    {
        var (address, index, factor) = Place(access, scope, isStored: false);
        var type = access.Value.Type;
        var guards = Guards(access, scope);
        var fill = CSharpDialect.Constant(type, access.Fill);
        var lanes = (type, factor, guards.From) switch
        {
            (DType.Float64, 0, _) => $"DoubleLanes.Create({Element(address, index)})",
            (DType.Float64, _, _) => $"DoubleLanes.LoadStrided(ref {address}, {index}, {indices.Closed(factor)}, {scope.Left})",
            (_, 0, null) => $"V.Create({Element(address, index)})",
            (_, 0, _) => $"LaneAccess.CreateWithin(in {address}, {index}, {guards.From}, {guards.To}, {fill})",
            (_, 1, null) => $"V.LoadPartial(in {address}, {index}, {scope.Lanes})",
            (_, _, null) => $"V.LoadStrided(in {address}, {index}, {indices.Closed(factor)}, {scope.Left})",
            _ => $"LaneAccess.LoadWithin(in {address}, {index}, {indices.Closed(factor)}, {guards.From}, {guards.To}, {fill})",
        };
        return guards.Condition is null ? lanes : $"({guards.Condition} ? {lanes} : {fill})";
    }

    /// <summary>Writes the statement that stores lanes, or adds them to what is there.</summary>
    public void Store(Store store, string value, Scope scope)
    {
        var access = store.Target;
        var (address, index, factor) = Place(access, scope, isStored: true);
        var type = access.Value.Type;
        var guards = Guards(access, scope);
        if (store.Accumulate)
            value = CSharpDialect.Binary(BinaryOperator.Add, type, Load(access, scope), value);
        var lanes = IsPrimary(value) ? value : $"({value})";
        var statement = (type, scope.VectorAxis, factor, guards.From) switch
        {
            (_, null, _, _) => $"{Element(address, index)} = {lanes}.First;",
            (_, _, 0, _) => throw new InvalidOperationException($"All positions of a loop store to one element of {access.Value.Name}."),
            (DType.Float64, _, _, null) => $"{lanes}.StoreStrided(ref {address}, {index}, {indices.Closed(factor)}, {scope.Left});",
            (_, _, 1, null) => $"{lanes}.StorePartial(ref {address}, {index}, {scope.Lanes});",
            (_, _, _, null) => $"{lanes}.StoreStrided(ref {address}, {index}, {indices.Closed(factor)}, {scope.Left});",
            _ => $"LaneAccess.StoreWithin({value}, ref {address}, {index}, {indices.Closed(factor)}, {guards.From}, {guards.To});",
        };
        if (guards.Condition is null)
        {
            scope.Code.Line(statement);
            return;
        }

        scope.Code.Open($"if ({guards.Condition})");
        scope.Code.Line(statement);
        scope.Code.Close();
    }

    static string Element(string address, string index) => index == "0" ? address : $"Unsafe.Add(ref {address}, {index})";

    static bool IsPrimary(string value)
    {
        // An identifier, or a call that closes where the text ends.
        var depth = 0;
        for (var position = 0; position < value.Length; position++)
        {
            var character = value[position];
            depth += character == '(' ? 1 : character == ')' ? -1 : 0;
            if (depth == 0 && position < value.Length - 1 && !(char.IsLetterOrDigit(character) || character is '.' or '<' or '>' or '_' or ')'))
                return false;
        }

        return value[0] is not ('-' or '~');
    }

    (string Address, string Index, long Factor) Place(Access access, Scope scope, bool isStored)
    {
        var index = indices.PrintMoving(access.Offset, scope, out var rest);
        var factor = scope.VectorAxis is { } axis ? AffineIndex.Of(access.Offset).FactorOf(axis) : 0;
        return (parameters.Address(access.Value, rest, isStored), index, factor);
    }

    /// <summary>A condition that holds for all lanes or none, and the range of lanes that exist; null where there is no limit.</summary>
    (string? Condition, string? From, string? To) Guards(Access access, Scope scope)
    {
        var conditions = new List<string>();
        string? from = null;
        string? to = null;
        foreach (var guard in access.Guards)
        {
            if (scope.VectorAxis is { } axis && AffineIndex.Of(guard.Index).FactorOf(axis) == 1)
            {
                // Lane l has the index of lane 0 plus l.
                var first = indices.Name(guard.Index, scope);
                var low = scope.Let("nint", $"-{first}", "from");
                var high = scope.Let("nint", $"nint.Min({scope.Left}, {indices.Print(guard.End, scope)} - {first})", "to");
                from = from is null ? low : $"nint.Max({from}, {low})";
                to = to is null ? high : $"nint.Min({to}, {high})";
                continue;
            }

            var level = scope.OutermostFor([.. IndexVariables.Of(guard.Index), .. IndexVariables.Of(guard.End)]);
            conditions.Add(level.Let("bool", $"IndexMath.IsWithin({indices.Print(guard.Index, level)}, {indices.Print(guard.End, level)})", "inside"));
        }

        return (conditions.Count == 0 ? null : string.Join(" && ", conditions), from, to);
    }
}
