using System.Diagnostics;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Text;

namespace Lathe.Bench.Profiling;

/// <summary>The text that the generator added to an assembly, out of the symbols beside it, where the C# compiler embeds it.</summary>
internal static class GeneratedSource
{
    static readonly Guid Embedded = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    static readonly Dictionary<string, Dictionary<string, string[]>> Known = new(StringComparer.Ordinal);

    /// <summary>The module that a comment above a launch names; empty where there is none, or no symbols.</summary>
    public static string ModuleAt(StackFrame frame)
    {
        var assembly = frame.GetMethod()!.DeclaringType!.Assembly.Location;
        if (!Known.TryGetValue(assembly, out var files))
            Known.Add(assembly, files = Read(Path.ChangeExtension(assembly, ".pdb")));
        if (!files.TryGetValue(frame.GetFileName() ?? "", out var lines))
            return "";
        for (var line = Math.Min(frame.GetFileLineNumber(), lines.Length) - 1; line >= 0; line--)
        {
            var text = lines[line].Trim();
            if (text.StartsWith("// ", StringComparison.Ordinal))
                return text[3..];
            if (text.StartsWith("static ", StringComparison.Ordinal))
                return "";
        }

        return "";
    }

    /// <summary>The lines of the embedded files, by their names.</summary>
    static Dictionary<string, string[]> Read(string symbols)
    {
        var files = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (!File.Exists(symbols))
            return files;
        using var provider = MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(symbols));
        var reader = provider.GetMetadataReader();
        foreach (var document in reader.Documents)
        {
            foreach (var handle in reader.GetCustomDebugInformation(document))
            {
                var information = reader.GetCustomDebugInformation(handle);
                if (reader.GetGuid(information.Kind) == Embedded)
                    files[reader.GetString(reader.GetDocument(document).Name)] = Text(reader.GetBlobBytes(information.Value)).Split('\n');
            }
        }

        return files;
    }

    /// <summary>An embedded file: the length of the text, then the text, deflated; or 0 and the plain text.</summary>
    static string Text(byte[] blob)
    {
        const int Header = sizeof(int);
        using var content = new MemoryStream(blob, Header, blob.Length - Header);
        using Stream plain = BitConverter.ToInt32(blob, 0) == 0 ? content : new DeflateStream(content, CompressionMode.Decompress);
        using var text = new StreamReader(plain, Encoding.UTF8);
        return text.ReadToEnd();
    }
}
