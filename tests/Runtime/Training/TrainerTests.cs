using Lathe.Abi;

namespace Lathe.Runtime.Tests;

public sealed class TrainerTests
{
    static readonly DataSplit Digits = Datasets.Load("digits");

    static TrainingOptions Options(int epochs = 4) => new()
    {
        Epochs = epochs,
        BatchSize = 50,
        Seed = 3,
        LearningRate = new LearningRate.Cosine(0.05) { WarmupEpochs = 0.5 },
    };

    [Fact]
    public void The_digits_are_learnt()
    {
        using Network network = Mlp.Create(new MlpProgram(hidden: 128));
        using var trainer = new Trainer(network, Digits.Train, Digits.Test, Options(epochs: 12));
        IReadOnlyList<EpochResult> history = trainer.Run();
        Assert.Equal(12, history.Count);
        Assert.True(history[^1].Loss < history[0].Loss / 3);
        Assert.NotNull(history[^1].Test);
        Assert.True(history[^1].Test!.Accuracy > 0.95, $"accuracy {history[^1].Test!.Accuracy}");
        Evaluation again = network.Evaluate(Digits.Test, trainer.Normalization, batchSize: 7);
        Assert.Equal(history[^1].Test!.Correct, again.Correct);
        Assert.Equal(history[^1].Test!.Loss, again.Loss, 1e-5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_resumed_run_ends_with_the_bits_of_an_uninterrupted_one(bool adam)
    {
        using var folder = new TemporaryFolder();
        TrainingOptions options = Options() with { Optimizer = network => adam ? new AdamW(network) : new Sgd(network, momentum: 0.9, weightDecay: 1e-3, nesterov: true) };
        using Network whole = Mlp.Create(seed: 8);
        using (var trainer = new Trainer(whole, Digits.Train, null, options))
        {
            trainer.Run(epochDone: result =>
            {
                if (result.Epoch == 1)
                    trainer.Save(folder.File("checkpoint"));
            });
        }
        using Network resumed = Mlp.Create(seed: 99);
        using (var trainer = new Trainer(resumed, Digits.Train, null, options))
        {
            trainer.Resume(folder.File("checkpoint"));
            Assert.Equal(2, trainer.Epoch);
            Assert.Equal(2, trainer.Run().Count);
        }
        Assert.Equal(Mlp.Weights(whole), Mlp.Weights(resumed));
        Assert.Equal(whole.Step, resumed.Step);
    }

    [Fact]
    public void A_trainer_after_its_end_neither_saves_nor_resumes()
    {
        using var folder = new TemporaryFolder();
        using Network network = Mlp.Create();
        var trainer = new Trainer(network, Digits.Train, null, Options());
        trainer.Save(folder.File("checkpoint"));
        trainer.Dispose();
        network.Parameters[0].CopyFrom(new float[network.Parameters[0].Length]);
        Assert.Throws<ObjectDisposedException>(() => trainer.Save(folder.File("other")));
        Assert.Throws<ObjectDisposedException>(() => trainer.Resume(folder.File("checkpoint")));
        Assert.All(network.Parameters[0].ToArray(), static value => Assert.Equal(0, value));
    }

    public static TheoryData<Mixing> Mixings => [new Mixing.Mixup(0.2), new Mixing.CutMix(1), new Mixing.Either(new Mixing.Mixup(0.8), new Mixing.CutMix(1))];

    [Theory]
    [MemberData(nameof(Mixings), DisableDiscoveryEnumeration = true)]
    public void Mixed_images_teach_too(Mixing mixing)
    {
        using Network network = Mlp.Create(new MlpProgram(hidden: 128)), again = Mlp.Create(new MlpProgram(hidden: 128), threads: 2);
        TrainingOptions options = Options(epochs: 10) with { Mixing = mixing, LabelSmoothing = 0.1 };
        using Trainer trainer = new(network, Digits.Train, Digits.Test, options), second = new(again, Digits.Train, null, options);
        EpochResult last = trainer.Run()[^1];
        second.Run();
        Assert.True(last.Test!.Accuracy > 0.93, $"accuracy {last.Test.Accuracy}");
        Assert.True(last.Loss > 3 * last.Test.Loss / 2, $"the loss of mixed images is {last.Loss}, that of whole ones {last.Test.Loss}");
        Assert.Equal(Mlp.Weights(network), Mlp.Weights(again));
    }

    [Fact]
    public void A_run_whose_test_fails_stays_within_its_epoch()
    {
        using var folder = new TemporaryFolder();
        var program = new MlpProgram { Starting = static phase => _ = phase == Phase.InferenceForward ? throw new DeviceException("No memory.") : phase };
        using Network network = Mlp.Create(program);
        using var trainer = new Trainer(network, Digits.Train.Take(100), Digits.Test, Options(epochs: 2));
        Assert.Throws<DeviceException>(() => trainer.Run());
        Assert.Throws<InvalidOperationException>(() => trainer.Run());
        Assert.Throws<InvalidOperationException>(() => trainer.Save(folder.File("checkpoint")));
    }

    [Fact]
    public void A_checkpoint_is_also_a_file_of_weights()
    {
        using var folder = new TemporaryFolder();
        using Network network = Mlp.Create(seed: 8), other = Mlp.Create(seed: 9);
        using var trainer = new Trainer(network, Digits.Train.Take(100), null, Options(epochs: 1));
        trainer.Run();
        trainer.Save(folder.File("checkpoint"));
        other.Load(folder.File("checkpoint"));
        Assert.Equal(Mlp.Weights(network), Mlp.Weights(other));
    }

    [Fact]
    public void A_checkpoint_that_does_not_fit_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        using Network network = Mlp.Create(seed: 8);
        string weights = folder.File("weights"), checkpoint = folder.File("checkpoint");
        network.Save(weights);
        using (var trainer = new Trainer(network, Digits.Train.Take(100), null, Options(epochs: 1)))
        {
            Assert.Contains("not a checkpoint of a training run", Assert.Throws<CheckpointException>(() => trainer.Resume(weights)).Message, StringComparison.Ordinal);
            trainer.Run();
            trainer.Save(checkpoint);
        }
        float[] before = Mlp.Weights(network);
        using (var trainer = new Trainer(network, Digits.Train, null, Options() with { Optimizer = static network => new AdamW(network) }))
            Assert.Contains("saved with the optimiser sgd; this run uses adamw", Assert.Throws<CheckpointException>(() => trainer.Resume(checkpoint)).Message, StringComparison.Ordinal);
        using (var trainer = new Trainer(network, Digits.Train, null, Options() with { Optimizer = static network => new Sgd(network) }))
            Assert.Throws<CheckpointException>(() => trainer.Resume(checkpoint));
        Assert.Equal(before, Mlp.Weights(network));
        using Network wider = Mlp.Create(new MlpProgram(hidden: 33));
        using (var trainer = new Trainer(wider, Digits.Train, null, Options()))
            Assert.Contains("fc1.weight", Assert.Throws<CheckpointException>(() => trainer.Resume(checkpoint)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lathe.epoch", "-1")]
    [InlineData("lathe.epoch", "99999999999")]
    [InlineData("lathe.step", "many")]
    [InlineData("lathe.seed", null)]
    public void A_checkpoint_with_damaged_progress_changes_nothing(string key, string? value)
    {
        using var folder = new TemporaryFolder();
        using Network network = Mlp.Create(seed: 8), other = Mlp.Create(seed: 9);
        using Trainer trainer = new(network, Digits.Train, null, Options()), resumed = new(other, Digits.Train, null, Options());
        string path = folder.File("checkpoint");
        trainer.Save(path);
        SafetensorsFile file = SafetensorsFile.Read(path);
        Dictionary<string, string> metadata = file.Metadata.Where(pair => pair.Key != key).ToDictionary();
        if (value is not null)
            metadata[key] = value;
        SafetensorsFile.Write(path, file.Tensors, metadata);
        float[] before = Mlp.Weights(other);
        Assert.Contains($"'{key}'", Assert.Throws<CheckpointException>(() => resumed.Resume(path)).Message, StringComparison.Ordinal);
        Assert.Equal(before, Mlp.Weights(other));
    }

    [Fact]
    public void Progress_is_told_after_every_step()
    {
        using Network network = Mlp.Create();
        using var trainer = new Trainer(network, Digits.Train.Take(120), null, Options(epochs: 2));
        var told = new List<TrainingProgress>();
        trainer.Run(told.Add);
        Assert.Equal([(0, 1), (0, 2), (0, 3), (1, 1), (1, 2), (1, 3)], told.Select(static progress => (progress.Epoch, progress.Step)));
        Assert.All(told, static progress =>
        {
            Assert.Equal(3, progress.Steps);
            Assert.True(progress.ImagesPerSecond > 0);
            Assert.InRange(progress.Accuracy, 0, 1);
            Assert.True(double.IsFinite(progress.Loss));
        });
        Assert.Equal(TimeSpan.Zero, told[^1].Remaining);
        Assert.Equal(told[^1].Loss, trainer.History[1].Loss);
    }

    [Fact]
    public void A_loss_that_is_no_number_ends_the_run_with_advice()
    {
        using Network network = Mlp.Create();
        using var trainer = new Trainer(network, Digits.Train, null, Options() with { LearningRate = new LearningRate.Constant(1e30) });
        string message = Assert.Throws<TrainingException>(() => trainer.Run()).Message;
        Assert.Contains("lower learning rate", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_can_be_cancelled()
    {
        using Network network = Mlp.Create();
        using var trainer = new Trainer(network, Digits.Train, null, Options());
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => trainer.Run(_ => source.Cancel(), cancellation: source.Token));
        Assert.Equal(1ul, network.Step);
    }

    [Fact]
    public void A_run_that_was_cancelled_between_epochs_goes_on()
    {
        using var folder = new TemporaryFolder();
        using Network network = Mlp.Create(), whole = Mlp.Create();
        using var trainer = new Trainer(network, Digits.Train, null, Options());
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => trainer.Run(epochDone: _ => source.Cancel(), cancellation: source.Token));
        Assert.Equal(1, trainer.Epoch);
        trainer.Save(folder.File("checkpoint"));
        trainer.Run();
        using var other = new Trainer(whole, Digits.Train, null, Options());
        other.Run();
        Assert.Equal(Mlp.Weights(whole), Mlp.Weights(network));
    }

    /// <summary>Half an epoch is done: what the weights and the optimiser hold belongs to no epoch that another run could go on from.</summary>
    [Fact]
    public void A_run_that_was_cancelled_within_an_epoch_goes_on_from_a_checkpoint_only()
    {
        using var folder = new TemporaryFolder();
        using Network network = Mlp.Create();
        using var trainer = new Trainer(network, Digits.Train, null, Options());
        string checkpoint = folder.File("checkpoint");
        using var source = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => trainer.Run(
            progress => { if (progress.Epoch == 1) source.Cancel(); }, _ => trainer.Save(checkpoint), source.Token));
        Assert.Contains("within epoch 2", Assert.Throws<InvalidOperationException>(() => trainer.Save(checkpoint)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => trainer.Run());
        trainer.Resume(checkpoint);
        trainer.Run();

        using Network whole = Mlp.Create();
        using var other = new Trainer(whole, Digits.Train, null, Options());
        other.Run();
        Assert.All(whole.Parameters, parameter => Assert.Equal(parameter.ToArray(), network.Parameters[parameter.Name].ToArray()));
    }

    [Fact]
    public void Data_that_do_not_fit_are_told_in_a_sentence()
    {
        using Network network = Mlp.Create(new MlpProgram(3, 8, 8)), fewer = Mlp.Create(new MlpProgram(classes: 9));
        Assert.Contains(
            "Tests.Mlp takes images of 3x8x8, but those of digits are 1x8x8.", Assert.Throws<ArgumentException>(() => new Trainer(network, Digits.Train, null, Options())).Message, StringComparison.Ordinal);
        Assert.Contains(
            "puts out 9 numbers an image, but digits has 10 classes", Assert.Throws<ArgumentException>(() => new Trainer(fewer, Digits.Train, null, Options())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_out_of_range_are_errors()
    {
        using Network network = Mlp.Create();
        Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer(network, Digits.Train, null, Options() with { Epochs = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Trainer(network, Digits.Train, null, Options() with { BatchSize = 0 }));
        Assert.Throws<ArgumentException>(() => new Trainer(network, Digits.Train, null, Options() with { LabelSmoothing = 2 }));
        Assert.Throws<ArgumentException>(() => new Trainer(network, Digits.Train.Take(0), null, Options()));
        using Network other = Mlp.Create();
        using var optimizer = new Sgd(other);
        Assert.Throws<ArgumentException>(() => new Trainer(network, Digits.Train, null, Options() with { Optimizer = _ => optimizer }));
        Assert.Throws<ArgumentNullException>(() => new Trainer(network, Digits.Train, null, Options() with { LearningRate = null! }));
        Assert.Throws<ArgumentNullException>(() => new Trainer(network, Digits.Train, null, Options() with { Optimizer = null! }));
        Assert.Throws<ArgumentException>(() => new Trainer(network, Digits.Train, null, Options() with { Optimizer = static _ => null! }));
        Assert.Throws<ArgumentNullException>(() => new Trainer(network, Digits.Train, null, Options() with { Augmentation = null! }));
        Assert.Throws<ArgumentNullException>(() => network.Evaluate(Digits.Train, null!));
    }

    [Fact]
    public void Labels_that_inference_asks_for_are_found_out_before_training()
    {
        using Network network = Mlp.Create(new MlpProgram(labelled: true));
        Assert.Contains("'labels'", Assert.Throws<ArgumentException>(() => new Trainer(network, Digits.Train, Digits.Test, Options())).Message, StringComparison.Ordinal);
        using var trainer = new Trainer(network, Digits.Train, null, Options(epochs: 1));
        Assert.Single(trainer.Run());
    }
}
