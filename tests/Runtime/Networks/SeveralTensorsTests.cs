namespace Lathe.Runtime.Tests;

/// <summary>Several outputs, extra inputs, and a loss without targets.</summary>
public sealed class SeveralTensorsTests
{
    static readonly float[] x = [1, 2, 3, -1, 0, 4], mask = [1, 0, 2, 0.5f, 1, 1];

    static Network Create() => Network.Create(new TwoHeadsProgram(), Device.Cpu);

    [Fact]
    public void Outputs_are_read_by_name_and_those_of_training_only_there()
    {
        using Network network = Create();
        Assert.Equal([2f, 4f, 6f], network.Predict([1, 2, 3], 1));
        Assert.Equal(["main"], network.Outputs.Select(static output => output.Name));
        network.SetInput("mask", mask);
        network.Forward(x, 2);
        Assert.Equal(["main", "aux"], network.Outputs.Select(static output => output.Name));
        Assert.Equal([12f, 6f], network.Outputs["aux"].ToArray());
    }

    [Fact]
    public void A_loss_takes_extra_inputs_and_gives_every_outputs_gradient()
    {
        using Network network = Create();
        Assert.Equal(["mask"], network.ExtraInputs);
        network.SetInput("mask", mask);
        network.Forward(x, 2);
        Assert.Equal(((4 + 72 + 2 + 64) / 4.0) + ((12 + 6) / 2.0), network.Loss([]), 1e-5);
        Assert.Equal([1f, 0f, 6f, -0.5f, 0f, 4f], network.OutputGradients["main"].ToArray());
        Assert.Equal([0.5f, 0.5f], network.OutputGradients["aux"].ToArray());
        network.Backward();
        Assert.Equal([1 + 0.5f + 0.5f - 0.5f, 1, 18 + 16 + 1.5f + 2], network.Gradients["scale"].ToArray());
    }

    [Fact]
    public void The_callers_gradient_is_the_first_outputs_and_the_others_are_zero()
    {
        using Network network = Create();
        network.SetInput("mask", mask);
        network.Forward(x, 2);
        network.Loss([]);
        network.Backward([1, 1, 1, 1, 1, 1]);
        Assert.Equal([0f, 2f, 7f], network.Gradients["scale"].ToArray());
    }

    [Fact]
    public void Extra_inputs_must_be_there_and_have_the_batchs_length()
    {
        using Network network = Create();
        Assert.Contains("needs the extra input 'mask'", Assert.Throws<InvalidOperationException>(() => network.Forward(x, 2)).Message, StringComparison.Ordinal);
        network.SetInput("mask", [1, 2, 3]);
        Assert.Contains("'mask' has 6 numbers", Assert.Throws<ArgumentException>(() => network.Forward(x, 2)).Message, StringComparison.Ordinal);
        network.SetInput("mask", mask);
        network.Forward(x, 2);
        Assert.Contains("takes no targets", Assert.Throws<ArgumentException>(() => network.Loss([1])).Message, StringComparison.Ordinal);
    }
}
