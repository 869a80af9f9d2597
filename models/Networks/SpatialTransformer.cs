namespace Lathe.Models;

/// <summary>A classifier that turns, moves and scales its image first, as a part of it decides.</summary>
/// <param name="DropProbability">The probability of dropout in training.</param>
/// <remarks>
/// Jaderberg, Simonyan, Zisserman, Kavukcuoglu: Spatial Transformer Networks, NeurIPS 2015, arXiv:1506.02025, in the form of PyTorch's tutorial for MNIST.
/// Sampling is the paper's equation 5 as it stands, a sum over all pixels whose weights are zero but for four.
/// </remarks>
public abstract record SpatialTransformer(float DropProbability) : Module
{
    readonly Conv loc1 = new(8, Kernel: 7);
    readonly Conv loc2 = new(10, Kernel: 5);
    readonly Linear locfc1 = new(32);
    readonly Linear locfc2 = new(6) { Initial = new Initial.Constant(0), BiasInitial = new Initial.Values(1, 0, 0, 0, 1, 0) };
    readonly Conv conv1 = new(10, Kernel: 5);
    readonly Conv conv2 = new(20, Kernel: 5);
    readonly Linear fc1 = new(50);
    readonly Linear fc2 = new(10);

    /// <summary>Images to logits.</summary>
    public Tensor Forward(Tensor x)
    {
        var y = Sample(x, Transformation(x)).Then(conv1).MaxPool(2).Relu();
        y = y.Then(conv2).Dropout2d(DropProbability).MaxPool(2).Relu().Flatten();
        return y.Then(fc1).Relu().Dropout(DropProbability).Then(fc2);
    }

    /// <summary>2, 3: rows of an affine map from places of the result to places of the image, both from -1 to 1.</summary>
    Tensor Transformation(Tensor x)
    {
        var features = x.Then(loc1).MaxPool(2).Relu().Then(loc2).MaxPool(2).Relu().Flatten();
        return features.Then(locfc1).Relu().Then(locfc2).Reshape(2, 3);
    }

    /// <summary>What an image of one channel shows at the places that a map sends its pixels to.</summary>
    static Tensor Sample(Tensor image, Tensor map)
    {
        var (height, width) = (image.Height, image.Width);
        var x = Centres(width).Reshape(1, width).BroadcastTo(height, width).Reshape(1, height * width);
        var y = Centres(height).Reshape(height, 1).BroadcastTo(height, width).Reshape(1, height * width);
        var places = map.Slice(1, 0, 1) * x + map.Slice(1, 1, 1) * y + map.Slice(1, 2, 1);
        var columns = Weights(places.Slice(0, 0, 1), width).Reshape(-1, 1, width);
        var rows = Weights(places.Slice(0, 1, 1), height);
        return ((image * columns).Sum(2) * rows).Sum(1).Reshape(1, height, width);
    }

    /// <summary>Where the pixels of a line lie between -1 and 1.</summary>
    static Tensor Centres(int extent) => (Tensor.Range(extent) * 2 + (1 - extent)) / extent;

    /// <summary>How much of each pixel of a line is seen at places between -1 and 1, by linear interpolation: places, pixels.</summary>
    static Tensor Weights(Tensor places, int extent)
    {
        var pixels = ((places + 1) * extent - 1) * 0.5f;
        return (1 - (pixels.Reshape(-1, 1) - Tensor.Range(extent)).Abs()).Relu();
    }
}

/// <summary>The spatial transformer for MNIST: 27,360 parameters.</summary>
[Network(1, 28, 28)]
public sealed partial record SpatialTransformerMnist() : SpatialTransformer(DropProbability: 0.5f);
