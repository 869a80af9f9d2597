namespace Lathe.Generator.Emit;

/// <summary>That a launch uses a kernel or a table of a library.</summary>
/// <param name="add">Adds what is used to its library, which gives the name.</param>
internal sealed class LibraryUse(Func<string> add)
{
    string? name;

    /// <summary>The name, once the use is added.</summary>
    public string Name => name ?? throw new InvalidOperationException("What a launch uses has no name yet.");

    public void Add() => name = add();
}

/// <summary>What the launches of one network use, in order. The first network that uses a kernel names it: so the launches of all networks are made side
/// by side, and their uses are added one network after the other.</summary>
internal sealed class LibraryUses
{
    readonly List<LibraryUse> uses = [];

    /// <summary>Notes a use.</summary>
    public LibraryUse Of(Func<string> add)
    {
        var use = new LibraryUse(add);
        uses.Add(use);
        return use;
    }

    /// <summary>Adds all to their libraries.</summary>
    public void Add()
    {
        foreach (var use in uses)
            use.Add();
    }
}
