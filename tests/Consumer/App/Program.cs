using System.Globalization;
using Consumer.Networks;
using Lathe;

DataSplit digits = Datasets.Load("digits");
using Network network = DigitNet.Compile(Device.Best, seed: 1);
using Trainer trainer = new(network, digits.Train, digits.Test, new TrainingOptions { Epochs = 6, BatchSize = 32, LearningRate = new LearningRate.Cosine(0.05) });
IReadOnlyList<EpochResult> epochs = trainer.Run();
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{network.Name}: {network.Costs.Parameters} parameters, loss {epochs[^1].Loss:R}, test accuracy {100 * epochs[^1].Test!.Accuracy:F2} %"));
