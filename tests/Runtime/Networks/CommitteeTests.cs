namespace Lathe.Runtime.Tests;

public sealed class CommitteeTests
{
    const int Images = 10, Classes = 3;

    static readonly Normalization Plain = Normalization.None(1);

    static Dataset Data(IReadOnlyList<int> shape)
    {
        int length = Images * shape.Aggregate(1, static (product, extent) => product * extent);
        return new Dataset(
            "test", shape, Enumerable.Range(0, length).Select(static i => (byte)(1 + (i * 37 % 255))).ToArray(), Enumerable.Range(0, Images).Select(static i => i % Classes).ToArray(), ["a", "b", "c"]);
    }

    [Fact]
    public void Members_predict_the_mean_of_their_probabilities()
    {
        Dataset data = Data([1, 1, 6]);
        using Network first = Mlp.Create(new MlpProgram(1, 1, 6, 11, Classes)), second = Mlp.Create(new MlpProgram(1, 1, 6, 11, Classes), seed: 2);
        var shifted = new Normalization([0.5f], [0.2f]);
        var committee = new Committee(new CommitteeMember(first, Plain), new CommitteeMember(second, shifted));
        float[] probabilities = committee.Predict(data, batchSize: 4);

        double loss = 0;
        int correct = 0;
        for (int image = 0; image < Images; image++)
        {
            double[] mean = [.. Softmax(first, data, image, Plain).Zip(Softmax(second, data, image, shifted), static (left, right) => (left + right) / 2)];
            for (int i = 0; i < Classes; i++)
                Assert.Equal(mean[i], probabilities[(image * Classes) + i], 1e-6);
            loss -= Math.Log(mean[data.Labels.Span[image]]);
            correct += mean.Index().MaxBy(static pair => pair.Item).Index == data.Labels.Span[image] ? 1 : 0;
        }
        Evaluation evaluation = committee.Evaluate(data, batchSize: 4);
        Assert.Equal((correct, Images), (evaluation.Correct, evaluation.Count));
        Assert.Equal(loss / Images, evaluation.Loss, 1e-6);
    }

    [Fact]
    public void A_member_sees_images_as_it_has_them_drawn()
    {
        Dataset data = Data([1, 3, 2]);
        using Network network = Mlp.Create(new MlpProgram(1, 5, 5, 11, Classes));
        var width = new WidthNormalization(4, 3, 5);
        Assert.Equal(network.Evaluate(width.Apply(data), Plain).Loss, new Committee(new CommitteeMember(network, Plain, width)).Evaluate(data).Loss, 1e-6);
        Assert.Throws<ArgumentException>(() => new Committee(new CommitteeMember(network, Plain)).Predict(data));
    }

    [Fact]
    public void A_committee_needs_a_member() => Assert.Throws<ArgumentException>(static () => new Committee());

    [Fact]
    public void A_member_has_a_network_and_a_normalisation()
    {
        using Network network = Mlp.Create();
        Assert.Throws<ArgumentNullException>(static () => new Committee(null!));
        Assert.Throws<ArgumentNullException>(static () => new Committee([null!]));
        Assert.Throws<ArgumentNullException>(static () => new Committee(new CommitteeMember(null!, Plain)));
        Assert.Throws<ArgumentNullException>(() => new Committee(new CommitteeMember(network, null!)));
    }

    static double[] Softmax(Network network, Dataset data, int image, Normalization normalization)
    {
        var logits = new float[Classes];
        network.Predict([.. data.Image(image).ToArray().Select(value => ((value / 255f) - normalization.Mean[0]) / normalization.Deviation[0])], 1, logits);
        double sum = logits.Sum(static logit => Math.Exp(logit));
        return [.. logits.Select(logit => Math.Exp(logit) / sum)];
    }
}
