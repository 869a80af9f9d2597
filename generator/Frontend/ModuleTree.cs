using Lathe.Generator.Diagnostics;
using Lathe.Generator.Frontend.Interpretation;
using Lathe.Generator.Frontend.Layers;
using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend;

/// <summary>Every place of a network that a path leads to, in declaration order: bases first, then source order; a module's own parameters before its
/// parts, as PyTorch lists a state-dict.</summary>
internal sealed class ModuleTree
{
    readonly Interpreter interpreter;
    readonly INamedTypeSymbol network;
    readonly Dictionary<string, int> order = new(StringComparer.Ordinal);
    readonly Dictionary<string, ISymbol?> owners = new(StringComparer.Ordinal);
    readonly List<(StoredMember Member, string Path, int Parent)> members = [];
    readonly HashSet<object> above = [];

    ModuleTree(Interpreter interpreter, INamedTypeSymbol network)
    {
        this.interpreter = interpreter;
        this.network = network;
    }

    /// <summary>The rank of each module's and declared parameter's path.</summary>
    public IReadOnlyDictionary<string, int> Order => order;

    /// <summary>Walks a network that was constructed.</summary>
    /// <exception cref="EvaluationFault">Two members have one path, or a name is no path segment.</exception>
    public static ModuleTree Of(Interpreter interpreter, ObjectValue network)
    {
        var tree = new ModuleTree(interpreter, network.Type);
        tree.Walk(network, "", null, -1);
        return tree;
    }

    /// <summary>The members that hold layers or parameters. What lies within a member that is not applied is not listed: the outermost is what was
    /// forgotten.</summary>
    /// <param name="names">The names of the parameters and states that were used.</param>
    public IEnumerable<LayerMember> Members(IEnumerable<string> names)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            for (var end = name.Length; end > 0 && used.Add(name.Substring(0, end)); end = name.LastIndexOf('.', end - 1))
            {
            }
        }

        return members
            .Where(entry => entry.Parent < 0 || used.Contains(members[entry.Parent].Path))
            .GroupBy(entry => entry.Member.Symbol, SymbolEqualityComparer.Default)
            .Select(group => new LayerMember(
                group.Key!.ContainingType.Name, group.Key.ContainingType.ToDisplayString(), group.Key.Name, SourcePlace.Of(group.First().Member.Location), group.Any(entry => used.Contains(entry.Path))));
    }

    /// <summary>Visits a value.</summary>
    /// <returns>Whether there are parameters in it.</returns>
    bool Walk(object? value, string path, StoredMember? member, int parent)
    {
        interpreter.CountPlace(network, above.Count);

        // An object that holds one above it was met on the way here.
        if (value is not (ObjectValue or ArrayValue or ListValue or DictionaryValue or TupleValue) || !above.Add(value))
        {
            return false;
        }

        var any = WalkInto(value, path, member, parent);
        above.Remove(value);
        return any;
    }

    bool WalkInto(object value, string path, StoredMember? member, int parent)
    {
        switch (value)
        {
            case SequentialValue sequential:
                Register(path, member);
                return WalkAll(sequential.Modules.Select((module, index) => (Segment: Text(index), module)), path, member, parent);
            case ObjectValue { Type: var type } when interpreter.Vocabulary.IsParameter(type):
                Register(path, member);
                return true;
            case ObjectValue instance when interpreter.Vocabulary.Owns(instance.Type):
                Register(path, member);
                return LayerCatalog.HasParameters(instance.Type.Name);
            case ObjectValue instance:
                return WalkMembers(instance, path, member, parent);
            case ArrayValue array:
                return WalkAll(array.Items.Select((item, index) => (Text(index), item)), path, member, parent);
            case ListValue list:
                return WalkAll(list.Items.Select((item, index) => (Text(index), item)), path, member, parent);
            case DictionaryValue dictionary:
                return WalkAll(dictionary.Keys.Select(key => (Key(key, member), dictionary.TryGet(key, out var item) ? item : null)), path, member, parent);
            case TupleValue tuple:
                return WalkAll(tuple.Items.Select((item, index) => (tuple.Type?.TupleElements[index].Name ?? $"Item{index + 1}", item)), path, member, parent);
            default:
                return false;
        }
    }

    bool WalkAll(IEnumerable<(string Segment, object? Value)> items, string path, StoredMember? member, int parent)
    {
        var any = false;
        foreach (var (segment, value) in items)
        {
            any |= Walk(value, Place.Join(path, segment), member, parent);
        }

        return any;
    }

    bool WalkMembers(ObjectValue instance, string path, StoredMember? owner, int parent)
    {
        if (interpreter.Vocabulary.IsModule(instance.Type))
        {
            Register(path, owner);
        }

        var any = false;
        foreach (var member in interpreter.StoredMembers(instance.Type).OrderBy(member => IsParameter(instance, member) ? 0 : 1))
        {
            // A property that is overridden is reached by its override alone.
            if (!instance.Members.TryGetValue(member.Symbol, out var value) || value is null || Interpreter.IsOverridden(member.Symbol, instance))
            {
                continue;
            }

            var inner = Place.Join(path, member.Segment);
            RequireSegments(member, member.Segment);
            var index = members.Count;
            members.Add((member, inner, parent));
            if (Walk(value, inner, member, index))
            {
                any = true;
            }
            else
            {
                members.RemoveAt(index);
            }
        }

        return any;
    }

    bool IsParameter(ObjectValue instance, StoredMember member) =>
        instance.Members.TryGetValue(member.Symbol, out var value) && value is ObjectValue { Type: var type } && interpreter.Vocabulary.IsParameter(type);

    void Register(string path, StoredMember? member)
    {
        if (order.ContainsKey(path) && member is not null)
        {
            throw interpreter.Fault(member.Location, Rules.DuplicatePath, member.Symbol.Name, path, owners[path]?.Name ?? network.Name);
        }

        order.Add(path, order.Count);
        owners.Add(path, member?.Symbol);
    }

    void RequireSegments(StoredMember member, string name)
    {
        if (!name.Split('.').All(segment => segment.Length > 0 && segment.All(character => char.IsLetterOrDigit(character) || character == '_')))
        {
            throw interpreter.Fault(member.Location, Rules.InvalidName, name, member.Symbol.Name);
        }
    }

    /// <summary>A key as a segment.</summary>
    string Key(object key, StoredMember? member)
    {
        var text = ValueFormat.Of(key);
        if (member is not null)
        {
            RequireSegments(member, text);
        }

        return text;
    }

    static string Text(int index) => index.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
