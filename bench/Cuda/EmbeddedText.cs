namespace Lathe.Bench.Cuda;

/// <summary>Texts that lie in this assembly.</summary>
internal static class EmbeddedText
{
    /// <summary>A text in UTF-8, by the name of its file.</summary>
    public static byte[] Read(string name)
    {
        using var stream = typeof(EmbeddedText).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"This assembly has no text '{name}'.");
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
