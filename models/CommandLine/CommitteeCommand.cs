using System.CommandLine;

namespace Lathe.Models.CommandLine;

/// <summary><c>committee NETWORK --data SET --widths 10,20</c>: trains columns of a multi-column network and measures them and their committee.</summary>
static class CommitteeCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        var network = CommonArguments.Network();
        var data = CommonArguments.Data();
        var widths = Widths();
        var height = CommonArguments.Number("--height", "The height that digits are drawn in, in pixels.", 20, 1, 1 << 10);
        var columns = CommonArguments.Number("--columns", "How many columns are trained for each width.", 1, 1, 1 << 10);
        var arguments = new RecipeArguments();
        var device = new DeviceArguments();
        var command = new Command("committee", "Trains a network several times, on digits of different widths, and prints the accuracy of the mean of what they predict.")
        {
            network, data, widths, height, columns,
        };
        arguments.AddTo(command);
        device.AddTo(command);
        command.SetAction(parsed =>
        {
            int rows = parsed.GetValue(height);
            IEnumerable<int?> drawn = parsed.GetRequiredValue(widths).SelectMany(width => Enumerable.Repeat(width, parsed.GetValue(columns)));
            CommitteeRun.Run(
                parsed.GetRequiredValue(network), parsed.GetRequiredValue(data), [.. drawn], rows, arguments.Read(parsed), device.Open(parsed));
            return 0;
        });
        return command;
    }

    static Option<int?[]> Widths() => new("--widths")
    {
        Description = "The widths that digits are drawn in, in pixels; 0 keeps their shape.",
        HelpName = "numbers",
        DefaultValueFactory = _ => [null, 10, 12, 14, 16, 18, 20],
        CustomParser = result =>
        {
            string[] texts = result.Tokens[0].Value.Split(',');
            var numbers = new int?[texts.Length];
            for (var i = 0; i < texts.Length; i++)
            {
                if (!int.TryParse(texts[i], out var number) || number < 0)
                    result.AddError($"--widths takes numbers of pixels from 0, with commas between them, not '{result.Tokens[0].Value}'.");
                numbers[i] = number == 0 ? null : number;
            }
            return numbers;
        },
    };
}
