using Microsoft.CodeAnalysis;

namespace Lathe.Generator.Frontend.Values;

/// <summary>An instance of a class, record or struct: of the user's, or a layer of the vocabulary.</summary>
internal class ObjectValue(INamedTypeSymbol type, SyntaxNode? creation) : IFreezable
{
    public INamedTypeSymbol Type { get; } = type;

    /// <summary>The expression that made it.</summary>
    public SyntaxNode? Creation { get; } = creation;

    /// <summary>What its fields and automatic properties hold, by symbol.</summary>
    public Dictionary<ISymbol, object?> Members { get; } = new(SymbolEqualityComparer.Default);

    public bool IsFrozen { get; private set; }

    public bool IsStruct => Type.IsValueType;

    /// <summary>Whether it is a struct in a box, which is not copied.</summary>
    public bool IsBoxed { get; set; }

    /// <summary>A shallow copy, as <c>with</c> and struct assignment make it.</summary>
    public virtual ObjectValue Clone(SyntaxNode? creation)
    {
        var clone = new ObjectValue(Type, creation);
        CopyMembers(clone);
        return clone;
    }

    /// <summary>What the property of that name holds; for types of the vocabulary, whose properties are all stored.</summary>
    public object? this[string name]
    {
        get
        {
            foreach (var member in Members)
            {
                if (member.Key.Name == name)
                {
                    return member.Value;
                }
            }

            return null;
        }
    }

    /// <summary>The values that it is made of.</summary>
    protected virtual IEnumerable<object?> Parts => Members.Values;

    public void Freeze()
    {
        if (!IsFrozen)
        {
            IsFrozen = true;
            foreach (var part in Parts)
            {
                Freezable.Freeze(part);
            }
        }
    }

    protected void CopyMembers(ObjectValue clone)
    {
        foreach (var member in Members)
        {
            clone.Members[member.Key] = Copy.OfStruct(member.Value);
        }
    }
}

/// <summary>A Sequential: modules in order.</summary>
internal sealed class SequentialValue(INamedTypeSymbol type, IReadOnlyList<object?> modules, SyntaxNode? creation) : ObjectValue(type, creation)
{
    public IReadOnlyList<object?> Modules { get; } = modules;

    public override ObjectValue Clone(SyntaxNode? creation) => new SequentialValue(Type, Modules, creation);

    protected override IEnumerable<object?> Parts => base.Parts.Concat(Modules);
}

/// <summary>An exception that the declaration made.</summary>
internal sealed record ExceptionValue(INamedTypeSymbol Type, string Message);

/// <summary>The value of a typeof expression.</summary>
internal sealed record TypeValue(ITypeSymbol Type);
