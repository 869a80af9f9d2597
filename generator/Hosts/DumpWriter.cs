using Lathe.Generator.Emit;
using Lathe.Generator.Emit.CSharp;
using Lathe.Generator.Passes;

namespace Lathe.Generator.Hosts;

/// <summary>Writes Graph and Plan of a network after each pass, as a file of comments: what <c>LatheDump</c> asks for.</summary>
internal static class DumpWriter
{
    public static GeneratedFile Write(NetworkSource source)
    {
        var log = new PassLog();
        Pipeline.Run(source.Graph!, log);
        var code = new CodeWriter();
        FileHeader.Begin(code, containingNamespace: "");
        foreach (var line in log.ToString().Split('\n'))
        {
            code.Line($"// {line}".TrimEnd());
        }

        return new(source.Shell.FileName + ".passes.g.cs", code.ToString());
    }
}
