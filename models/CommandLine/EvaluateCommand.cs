using System.CommandLine;

namespace Lathe.Models.CommandLine;

/// <summary><c>evaluate NETWORK --weights FILE --data SET</c>: measures saved weights.</summary>
static class EvaluateCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var network = CommonArguments.Network();
        var weights = CommonArguments.File("--weights", "A safetensors file with PyTorch's names and shapes.");
        weights.Required = true;
        var data = CommonArguments.Data();
        var device = new DeviceArguments();
        var json = CommonArguments.Json();
        var command = new Command("evaluate", "Prints the accuracy of saved weights on the test set.") { network, weights, data, json };
        device.AddTo(command);
        command.SetAction(parsed =>
        {
            Run(
                parsed.GetRequiredValue(network), parsed.GetRequiredValue(weights)!, parsed.GetRequiredValue(data),
                device.Open(parsed), parsed.GetValue(json));
            return 0;
        });
        return command;
    }

    static void Run(NetworkEntry entry, FileInfo weights, string data, Device device, FileInfo? json)
    {
        OutputFile.RequireWritable(("--json", json));
        var split = DataSource.Load(data);
        using var network = entry.Compile(device, 0);
        DataSource.RequireFit(entry, network, split);
        network.Load(weights.FullName);
        var test = network.Evaluate(split.Test, Normalization.Of(split.Train));
        if (json is not null)
        {
            var report = new EvaluationReport(entry.Name, split.Train.Name, weights.Name, test.Accuracy, test.Loss);
            JsonFile.Write(json, report, TrainingJson.Default.EvaluationReport);
        }
        Console.WriteLine($"test accuracy {Texts.Percent(test.Accuracy)}");
    }
}
