namespace Lathe.Generator.Hosts;

/// <summary>Names of the files that the generator adds.</summary>
internal static class GeneratedFiles
{
    /// <summary>Whether a file is one of the generator's own: the analyser sees them, but they say nothing about a declaration.</summary>
    public static bool IsOurs(string path) => path.Contains(typeof(LatheGenerator).FullName);
}
