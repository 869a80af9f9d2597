namespace Lathe.Generator.Emit;

/// <summary>A printed kernel.</summary>
/// <param name="Member">Its declaration.</param>
/// <param name="Types">The type arguments of a launch, if it is generic.</param>
/// <param name="Arguments">What a launch passes, in the order of the parameters; values have the numbers of the <see cref="KernelSource"/>.</param>
internal sealed record Kernel(LibraryMember Member, string Types, IReadOnlyList<KernelArgument> Arguments);

/// <summary>A member of the classes that networks share: a kernel or a table.</summary>
/// <param name="Name">What it does, and a part of the hash: it follows from the member alone, so that networks can be printed each by itself.</param>
/// <param name="Hash">Of what tells it from others of its name.</param>
/// <param name="Text">Its declaration.</param>
internal sealed record LibraryMember(string Name, ulong Hash, string Text)
{
    /// <summary>Digits of a hash in a name: together with what is before them they tell a hundred thousand kernels apart.</summary>
    const int Digits = 8;

    /// <summary>The member with a content.</summary>
    /// <param name="verb">What it does.</param>
    /// <param name="content">What tells it from others.</param>
    /// <param name="declare">Its declaration under a name.</param>
    public static LibraryMember Of(string verb, string content, Func<string, string> declare)
    {
        var hash = StableHash.Of(content);
        var name = $"{Identifier.Pascal(verb)}_{StableHash.Text(hash, Digits)}";
        return new(name, hash, declare(name));
    }
}
