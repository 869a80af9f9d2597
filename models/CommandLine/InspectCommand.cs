using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace Lathe.Models.CommandLine;

/// <summary><c>inspect NETWORK</c>: what a network is made of and what it costs.</summary>
static class InspectCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var network = CommonArguments.Network();
        var batch = CommonArguments.Batch(byDefault: 128);
        var command = new Command("inspect", "Prints a network's layers, shapes, parameters, multiply-adds, kernels, traffic and memory.") { network, batch };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(network), parsed.GetValue(batch)));
        return command;
    }

    static int Run(NetworkEntry entry, int batch)
    {
        using var network = entry.Compile(Device.Meta, 0);
        var table = Terminal.Table(["layer", "kind", "output", "parameters", "multiply-adds"], numbers: [3, 4]);
        foreach (var layer in network.Layers)
            table.AddRow(Markup.Escape(layer.Path), layer.Kind, Texts.Shape(layer.OutputShape), Own(layer.Parameters), Own(layer.MultiplyAdds));
        AnsiConsole.Write(table);

        var costs = network.Costs;
        Console.WriteLine();
        Print("input", Texts.Shape(network.InputShape));
        Print("output", Texts.Shape(network.OutputShape));
        Print("parameters", Texts.Count(costs.Parameters));
        Print("multiply-adds", $"{Texts.Count(costs.MultiplyAdds)} an image in inference");
        Print("kernels", string.Create(CultureInfo.InvariantCulture, $"{costs.TrainingLaunches} launches a training step, {costs.InferenceLaunches} in inference"));
        Print("traffic", string.Create(
            CultureInfo.InvariantCulture,
            $"{costs.TrainingCrossings} tensor crossings and {Texts.Bytes(costs.TrainingTraffic(batch))} a training step with batch {batch}, {costs.InferenceCrossings} and {Texts.Bytes(costs.InferenceTraffic(batch))} in inference"));
        Print("memory", string.Create(
            CultureInfo.InvariantCulture,
            $"{Texts.Bytes(costs.TrainingBytes(batch))} for training with batch {batch} ({Texts.Bytes(costs.KeptBytes(batch))} of them kept for the backward pass), {Texts.Bytes(costs.InferenceBytes(batch))} for inference, beside {Texts.Bytes(sizeof(float) * costs.Parameters)} of parameters"));
        return 0;
    }

    // A block's costs are those of its layers.
    static string Own(long count) => count == 0 ? "" : Texts.Count(count);

    static void Print(string what, string value) => Console.WriteLine($"{what,-14} {value}");
}
