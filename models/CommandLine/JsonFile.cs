using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Lathe.Models.CommandLine;

/// <summary>Writes reports.</summary>
static class JsonFile
{
    /// <summary>Writes a value beside the file and moves it there, so that no reader sees half of it.</summary>
    public static void Write<T>(FileInfo file, T value, JsonTypeInfo<T> type)
    {
        file.Directory?.Create();
        var temporary = $"{file.FullName}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = File.Create(temporary))
                JsonSerializer.Serialize(stream, value, type);
            File.Move(temporary, file.FullName, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
