namespace Lathe.Models.CommandLine;

/// <summary>What <c>committee</c> does.</summary>
static class CommitteeRun
{
    /// <summary>Trains a column for each width, prints what each comes to, and then what they come to together.</summary>
    /// <param name="entry">The network of all columns.</param>
    /// <param name="data">The name or the folder of the data.</param>
    /// <param name="widths">The width in which each column has digits drawn; null keeps their shape.</param>
    /// <param name="height">The height in which they are drawn.</param>
    /// <param name="recipe">How columns are trained; each has a seed of its own, counted from the recipe's.</param>
    /// <param name="device">Where they are trained.</param>
    /// <exception cref="UsageException">The network does not take squares, or the digits do not fit them.</exception>
    public static void Run(NetworkEntry entry, string data, int?[] widths, int height, TrainingOptions recipe, Device device)
    {
        var split = DataSource.Load(data);
        var networks = new List<Network>();
        try
        {
            foreach (var index in Enumerable.Range(0, widths.Length))
                networks.Add(entry.Compile(device, recipe.Seed + (ulong)index));
            WidthNormalization[] drawings = [.. widths.Zip(networks, (width, network) => Drawing(entry, network, split.Train, width, height))];
            CommitteeMember[] members = [.. drawings.Select((drawing, index) => Trained(index, drawing))];
            Console.WriteLine($"test accuracy {Texts.Percent(new Committee(members).Evaluate(split.Test).Accuracy)}");
        }
        finally
        {
            foreach (var network in networks)
                network.Dispose();
        }

        CommitteeMember Trained(int index, WidthNormalization drawing)
        {
            var network = networks[index];
            var train = drawing.Apply(split.Train);
            DataSource.RequireFit(entry, network, new DataSplit(train, drawing.Apply(split.Test)));
            var member = new CommitteeMember(network, Normalization.Of(train), drawing);
            using var trainer = new Trainer(network, train, null, recipe with { Seed = recipe.Seed + (ulong)index, Normalization = member.Normalization });
            trainer.Run();
            trainer.Average?.Apply();
            var alone = new Committee(member).Evaluate(split.Test);
            Console.WriteLine($"column {index + 1}  {(widths[index] is { } width ? $"width {width}" : "shape kept")}  test {Texts.Percent(alone.Accuracy)}");
            return member;
        }
    }

    /// <summary>How a column has images drawn. What cannot fit is refused before they are: large images of many digits are more than memory holds.</summary>
    static WidthNormalization Drawing(NetworkEntry entry, Network network, Dataset data, int? width, int height)
    {
        if (network.InputShape is not [_, var rows, var columns] || rows != columns)
            throw new UsageException($"{entry.Name} takes {Texts.Shape(network.InputShape)}; the columns of a committee take squares.");
        if (network.InputShape[0] != data.Shape[0])
            throw new UsageException($"{entry.Name} takes images of {Texts.Shape(network.InputShape)}, but those of {data.Name} have other channels: {Texts.Shape(data.Shape)}.");
        DataSource.RequireClasses(entry, network, data);
        if (height > rows || width > rows)
            throw new UsageException($"Digits of {width ?? height}x{height} do not fit the images of {entry.Name}, {Texts.Shape(network.InputShape)}.");
        return new WidthNormalization(width, height, rows);
    }
}
