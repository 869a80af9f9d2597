using System.Text;

namespace Lathe.Generator.Emit.Cuda;

/// <summary>How CUDA C stands in generated C#: functions, and a field with their text beside the method that passes arguments on to it.</summary>
internal static class CudaMember
{
    /// <summary>Writes a function.</summary>
    /// <param name="text">Gets its lines.</param>
    /// <param name="declaration">All before its body.</param>
    /// <param name="parameters">Its parameters, some of which the body has narrowed.</param>
    /// <param name="body">Its body.</param>
    public static void Function(CodeWriter text, string declaration, KernelParameters parameters, Scope body)
    {
        text.Line(declaration);
        text.Line("{");
        foreach (var line in parameters.Conversions().Concat(body.Code.ToString().Split('\n').Where(line => line.Length > 0)))
            text.Line("    " + line);
        text.Line("}");
    }

    /// <summary>The method, and the field that holds the text.</summary>
    /// <param name="name">The name of the method; the field has the same, but for its first letter.</param>
    /// <param name="method">The method's type, and its parameters in front of those of the text.</param>
    /// <param name="call">What it calls, with the arguments in front of the constants; <c>FIELD</c> stands for the field.</param>
    /// <param name="type">The field's type, and the arguments of its constructor between the name and the constants.</param>
    /// <param name="parameters">Those of the text.</param>
    /// <param name="text">The text.</param>
    public static string Declare(
        string name, (string Type, string Parameters) method, string call, (string Name, string Arguments) type, KernelParameters parameters, string text)
    {
        var field = char.ToLowerInvariant(name[0]) + name.Substring(1);
        var (arguments, constants) = (parameters.Names, parameters.Constants);
        var code = new CodeWriter(1);
        code.Line($"internal static {method.Type} {name}({method.Parameters}{string.Concat(arguments.Concat(constants).Select(parameter => $", nint {parameter}"))}) =>");
        code.Line($"    {call.Replace("FIELD", field)}, [{string.Join(", ", constants)}]{string.Concat(arguments.Select(argument => ", " + argument))});");
        code.Line();
        code.Line($"static readonly {type.Name} {field} = new(\"{name}\", {type.Arguments}[{string.Join(", ", constants.Select(constant => $"\"{constant}\""))}], static () =>");
        var declaration = new StringBuilder(code.ToString()).Append("        \"\"\"\n");
        foreach (var line in text.Split('\n').Where(line => line.Length > 0))
            declaration.Append("        ").Append(line).Append('\n');
        return declaration.Append("        \"\"\"u8);\n").ToString();
    }
}
