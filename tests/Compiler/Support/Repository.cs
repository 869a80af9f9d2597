namespace Lathe.Compiler.Tests.Support;

/// <summary>The checkout that the tests run in.</summary>
internal static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    static string Find(string folder) => File.Exists(Path.Combine(folder, "Compiler.sln")) ? folder : Find(Path.GetDirectoryName(folder)!);
}
