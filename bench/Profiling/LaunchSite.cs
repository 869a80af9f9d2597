using System.Diagnostics;
using Lathe.Generator.Emit.CSharp;
using Lathe.Kernels;

namespace Lathe.Bench.Profiling;

/// <summary>A launch of a step.</summary>
/// <param name="Kernel">What was called: a generated kernel, or <c>Convolution.Forward</c> and the like.</param>
/// <param name="Part">The kernel that it launched, where that is another one: the tiles of a convolution, the packing of its weights.</param>
/// <param name="Module">The module that it belongs to; empty where the launch tells none.</param>
internal sealed record LaunchSite(string Kernel, string Part, string Module)
{
    /// <summary>Names a launch by the methods that led to it.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="stack">From the execution's own method to the program's entry.</param>
    public static LaunchSite Of(Kernel kernel, StackTrace stack)
    {
        var part = Name(kernel.Method);
        var entry = part;
        foreach (var frame in stack.GetFrames())
        {
            var method = frame.GetMethod();
            if (method?.DeclaringType is not { } type || type == typeof(LaunchSite) || type.Name == "CpuExecution")
                continue;
            if (type.Assembly == typeof(Launcher).Assembly || type is { Namespace: ProgramPrinter.Namespace, Name: "Kernels" })
                entry = Name(method);
            else
                return new(entry, entry == part ? "" : part, GeneratedSource.ModuleAt(frame));
        }

        return new(entry, "", "");
    }

    /// <summary>A method as code calls it; local functions and lambdas under the name of their method.</summary>
    static string Name(System.Reflection.MethodBase method)
    {
        var name = method.Name;
        if (name.StartsWith('<'))
            name = name[1..name.IndexOf('>', StringComparison.Ordinal)];
        var type = method.DeclaringType!;
        while (type.Name.StartsWith('<') && type.DeclaringType is { } outer)
            type = outer;
        return type.Assembly == typeof(Launcher).Assembly ? $"{type.Name.Split('`')[0]}.{name}" : name;
    }
}
