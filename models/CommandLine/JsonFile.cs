using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Lathe.Models.CommandLine;

/// <summary>Writes reports.</summary>
static class JsonFile
{
    /// <summary>Writes a value, so that no reader sees half of it.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write<T>(FileInfo file, T value, JsonTypeInfo<T> type) =>
        OutputFile.Attempt(file, () => AtomicFile.Write(file.FullName, stream => JsonSerializer.Serialize(stream, value, type)));
}
