using System.CommandLine;

namespace Lathe.Models.CommandLine;

/// <summary><c>train NETWORK --data SET</c>: trains a network and measures it.</summary>
static class TrainCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var network = CommonArguments.Network();
        var data = CommonArguments.Data();
        var arguments = new RecipeArguments();
        var device = new DeviceArguments();
        var checkpoint = CommonArguments.File("--checkpoint", "Writes weights, optimiser and progress to this file after every epoch.");
        var resume = CommonArguments.File("--resume", "Takes up the run of such a file; to the same bits, if the other options are the same.");
        var weights = CommonArguments.File("--out", "Writes the weights to this file, in the safetensors format.");
        var json = CommonArguments.Json();

        var command = new Command("train", "Trains a network and prints its accuracy on the test set.")
        {
            network, data, checkpoint, resume, weights, json,
        };
        arguments.AddTo(command);
        device.AddTo(command);
        command.SetAction(parsed =>
        {
            var files = new TrainingFiles(parsed.GetValue(checkpoint), parsed.GetValue(resume), parsed.GetValue(weights), parsed.GetValue(json));
            TrainingRun.Run(
                parsed.GetRequiredValue(network), parsed.GetRequiredValue(data), arguments.Read(parsed), device.Open(parsed), files);
            return 0;
        });
        return command;
    }
}
