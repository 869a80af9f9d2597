namespace Lathe.Generator.Emit.CSharp;

/// <summary>Prints the program of one network: its description, and a method a phase.</summary>
internal static class ProgramPrinter
{
    public const string Namespace = "Lathe.Generated";

    /// <summary>The name of a network's program: dots become underscores, underscores two. One in no namespace gets an underscore, so that it hides no type that
    /// generated code names, and is no keyword.</summary>
    public static string Name(string network)
    {
        var name = string.Concat(network.Select(character => character switch
        {
            '_' => "__",
            _ when char.IsLetterOrDigit(character) => character.ToString(),
            _ => "_",
        }));
        return network.Contains('.') ? name : name + "_";
    }

    /// <param name="launched">What it launches.</param>
    /// <param name="description">The method that describes it.</param>
    public static string Print(ProgramLaunches launched, string description)
    {
        var (plan, phases) = (launched.Plan, launched.Phases);
        var name = Name(plan.Graph.Name);
        var code = new CodeWriter();
        FileHeader.Begin(code, Namespace);
        FileHeader.Use(code, "System", "Lathe.Abi", "Lathe.Kernels", "Lathe.Kernels.Cuda");
        code.Line();
        code.Line($"/// <summary>What runs when {plan.Graph.Name} does.</summary>");
        code.Line(FileHeader.Attribute);
        code.Open($"internal sealed class {name} : NetworkProgram");
        code.Line("static readonly NetworkDescription description = Describe();");
        code.Line();
        code.Line("public override int BuiltFor => Version;");
        code.Line();
        code.Line("public override NetworkDescription Description => description;");
        code.Line();
        code.Open("public override void Run(Phase phase, Execution execution)");
        code.Open("switch (execution.Width)");
        foreach (var (width, lanes) in new[] { ("Bits512", "Lanes512"), ("Bits256", "Lanes256"), ("Plain", "Lanes128") })
        {
            code.Line($"case VectorWidth.{width}:");
            code.Line($"    Run<{lanes}>(phase, execution);");
            code.Line("    break;");
        }

        code.Close();
        code.Close();
        code.Line();
        code.Line("static void Run<V>(Phase phase, Execution e)");
        code.Open("    where V : struct, ILanes<V>");
        code.Open("switch (phase)");
        foreach (var (phase, launches) in phases.Where(phase => phase.Launches.Count > 0))
        {
            code.Line($"case Phase.{phase}:");
            code.Line($"    {phase}<V>(e);");
            code.Line("    break;");
        }

        code.Close();
        code.Close();
        var printer = new PhasePrinter(code, "Execution", isGeneric: true);
        foreach (var (phase, launches) in phases.Where(phase => phase.Launches.Count > 0))
        {
            printer.Print(phase, launches);
        }

        PrintRecordings(code, launched.Recordings);

        launched.Shapes.Print(code);
        code.Line();
        code.Lines(description);
        code.Close();
        return code.ToString();
    }

    static void PrintRecordings(CodeWriter code, IReadOnlyList<PhaseLaunches> recordings)
    {
        if (recordings.Count == 0)
            return;
        code.Line();
        code.Open("public override void Record(Phase phase, CudaRecording recording)");
        code.Open("switch (phase)");
        foreach (var (phase, _) in recordings.Where(phase => phase.Launches.Count > 0))
        {
            code.Line($"case Phase.{phase}:");
            code.Line($"    Record{phase}(recording);");
            code.Line("    break;");
        }

        code.Close();
        code.Close();
        var printer = new PhasePrinter(code, "CudaRecording", isGeneric: false);
        foreach (var (phase, launches) in recordings.Where(phase => phase.Launches.Count > 0))
        {
            printer.Print("Record" + phase, launches);
        }
    }
}
