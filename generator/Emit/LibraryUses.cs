using Lathe.Generator.Support;

namespace Lathe.Generator.Emit;

/// <summary>What the launches of one network use of a class that networks share.</summary>
internal sealed class LibraryUses
{
    readonly Dictionary<string, LibraryMember> members = new(StringComparer.Ordinal);

    /// <summary>The members, each once.</summary>
    public EquatableArray<LibraryMember> Members => members.Values.OrderBy(member => member.Name, StringComparer.Ordinal).ToEquatableArray();

    /// <summary>Notes a use.</summary>
    /// <returns>The name to call the member by.</returns>
    public string Of(LibraryMember member)
    {
        if (!members.ContainsKey(member.Name))
            members.Add(member.Name, member);
        return member.Name;
    }
}
