namespace Lathe.Models;

/// <summary>One column of a multi-column network, written as its paper writes it: <c>20C4-MP2-40C5-MP3-150N-10N</c> is a convolution of 20
/// maps and size 4, a maximum over 2x2, a convolution of 40 maps and size 5, a maximum over 3x3, and two fully connected layers.</summary>
/// <param name="Layers">The layers, separated by dashes.</param>
/// <remarks>
/// Ciresan, Meier, Schmidhuber: Multi-column Deep Neural Networks for Image Classification, CVPR 2012, arXiv:1202.2745. Poolings keep partial
/// windows, as the sizes of the CIFAR-10 column demand. Columns are trained apart, each on images normalised in its own way; a committee
/// averages the probabilities that they predict.
/// </remarks>
public abstract record MultiColumn(string Layers) : Module
{
    readonly Dictionary<string, Module> net = Parse(Layers.Split('-'));

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        var last = net.Count - 1;
        foreach (var (layer, index) in net.Values.Select((layer, index) => (layer, index)))
        {
            x = (layer is Linear ? x.Flatten() : x).Then(layer);
            if (layer is not MaxPool && index != last)
                x = 1.7159f * (0.6666f * x).Tanh();
        }

        return x;
    }

    static Dictionary<string, Module> Parse(string[] layers)
    {
        var net = new Dictionary<string, Module>();
        for (var i = 0; i < layers.Length; i++)
        {
            if (layers[i].StartsWith("MP", StringComparison.Ordinal))
                net.Add($"pool{i}", new MaxPool(Number(layers[i].Substring(2)), CeilMode: true));
            else if (layers[i].EndsWith('N'))
                net.Add($"fc{i}", new Linear(Number(layers[i].TrimEnd('N'))) { Initial = Small, BiasInitial = Small });
            else
                net.Add($"conv{i}", Convolution(layers[i].Split('C')));
        }

        return net;
    }

    static Conv Convolution(string[] mapsAndKernel) =>
        new(Number(mapsAndKernel[0]), Number(mapsAndKernel[1])) { Initial = Small, BiasInitial = Small };

    static int Number(string digits) => digits.Aggregate(0, (number, digit) => 10 * number + (digit - '0'));

    static Initial Small => new Initial.Uniform(-0.05, 0.05);
}

/// <summary>The column for handwritten digits, 29x29: 76,040 parameters.</summary>
[Network(1, 29, 29)]
public sealed partial record McdnnMnist() : MultiColumn("20C4-MP2-40C5-MP3-150N-10N");

/// <summary>The column for CIFAR-10: 1.7 million parameters.</summary>
[Network(3, 32, 32)]
public sealed partial record McdnnCifar10() : MultiColumn("300C3-MP2-300C2-MP2-300C3-MP2-300C2-MP2-300N-100N-10N");

/// <summary>The column for the German traffic signs, 48x48: 1.5 million parameters.</summary>
[Network(3, 48, 48)]
public sealed partial record McdnnTrafficSigns() : MultiColumn("100C7-MP2-150C4-MP2-250C4-MP2-300N-43N");
