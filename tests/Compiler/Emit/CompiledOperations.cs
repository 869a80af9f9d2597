namespace Lathe.Compiler.Tests.Emit;

/// <summary>All <see cref="OperationCases"/> in one compilation.</summary>
public sealed class CompiledOperations
{
    internal Dictionary<string, OperationNetwork> Networks { get; } = OperationCases.All.Keys.Select((name, number) => (name, number)).ToDictionary(
        pair => pair.name,
        pair => new OperationNetwork($"Case{pair.number}", OperationCases.All[pair.name].Function, OperationCases.All[pair.name].Inputs, batch: 3));

    internal EmittedAssembly Assembly { get; }

    public CompiledOperations() => Assembly = new([.. Networks.Values.Select(network => network.Plan)]);
}
