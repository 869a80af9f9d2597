using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace Lathe.Models.CommandLine;

/// <summary><c>networks</c>: lists the networks.</summary>
static class NetworksCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var json = CommonArguments.Json();
        json.Arity = ArgumentArity.ZeroOrOne;
        json.Description = "Writes the list as JSON, to this file or in place of the table.";
        var command = new Command("networks", "Lists the networks with their parameters, multiply-adds, and how often a step reads or writes a tensor.") { json };
        command.SetAction(parsed => Run(parsed.GetResult(json) is not null, parsed.GetValue(json)));
        return command;
    }

    static int Run(bool json, FileInfo? file)
    {
        var rows = NetworkTable.All.Select(Row).ToArray();
        if (json && file is null)
        {
            Console.WriteLine(JsonSerializer.Serialize(rows, NetworksJson.Default.NetworkRowArray));
            return 0;
        }

        if (file is not null)
            JsonFile.Write(file, rows, NetworksJson.Default.NetworkRowArray);
        var table = Terminal.Table(["network", "input", "parameters", "multiply-adds", "crossings: training", "inference", "reference"], numbers: [2, 3, 4, 5]);
        foreach (var row in rows)
        {
            table.AddRow(
                row.Name, Texts.Shape(row.Input), Texts.Count(row.Parameters), Texts.Count(row.MultiplyAdds),
                Texts.Count(row.TrainingCrossings), Texts.Count(row.InferenceCrossings), row.Reference ?? "");
        }

        AnsiConsole.Write(table);
        return 0;
    }

    static NetworkRow Row(NetworkEntry entry)
    {
        using var network = entry.Compile(Device.Meta, 0);
        var costs = network.Costs;
        return new NetworkRow(
            entry.Name, entry.Reference, costs.Parameters, costs.MultiplyAdds, costs.TrainingCrossings, costs.InferenceCrossings, network.InputShape);
    }
}

/// <summary>A network in the list.</summary>
/// <param name="Name">The record's name.</param>
/// <param name="Reference">The published network's name; null for variants made for a data set.</param>
/// <param name="Parameters">Trainable numbers.</param>
/// <param name="MultiplyAdds">Multiply-adds of one image in inference.</param>
/// <param name="TrainingCrossings">How often the kernels of a training step read or write a tensor that grows with the batch.</param>
/// <param name="InferenceCrossings">How often those of inference do.</param>
/// <param name="Input">Channels, height, width.</param>
sealed record NetworkRow(
    string Name, string? Reference, long Parameters, long MultiplyAdds, int TrainingCrossings, int InferenceCrossings, IReadOnlyList<int> Input);

/// <summary>How the list is written, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(NetworkRow[]))]
sealed partial class NetworksJson : JsonSerializerContext;
