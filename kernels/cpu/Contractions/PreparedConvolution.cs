using System.ComponentModel;

namespace Lathe.Kernels;

/// <summary>A pass of a convolution in two parts: made ready once, for as long as the weights stay, and then run by any worker on the images it has at hand. Generated kernels
/// stage operands, contract and go on with the result while all of it is in cache.</summary>
/// <remarks>Blocks hold no addresses: they may be moved as a whole.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static unsafe class PreparedConvolution
{
    /// <summary>Makes a pass ready.</summary>
    /// <param name="launcher">Runs the parts; its vector width is the one the pass will run in.</param>
    /// <param name="shape">The geometry of the convolution.</param>
    /// <param name="pass">What to compute.</param>
    /// <param name="weight">The address of the weights (float32), read; unused for their gradient.</param>
    /// <param name="prepared">The address of the block, 64-byte aligned, as large as the compiler planned it.</param>
    /// <param name="scratch">Bytes of a worker's memory that others use while the pass runs: it gets memory behind them.</param>
    /// <exception cref="ArgumentException">The shape contradicts itself.</exception>
    public static void Prepare(Launcher launcher, in ConvolutionShape shape, ConvolutionPass pass, nint weight, nint prepared, nint scratch)
    {
        ArgumentNullException.ThrowIfNull(launcher);
        shape.Verify();
        var header = (Header*)prepared;
        header->Width = (nint)launcher.Width;
        var tile = WinogradTile(shape, pass);
        header->IsWinograd = tile != 0 ? 1 : 0;
        if (tile != 0)
            PrepareWinograd(launcher, WinogradGeometry.Pixels(shape, pass == ConvolutionPass.InputGradient, tile), pass, weight, prepared, scratch);
        else if (pass == ConvolutionPass.WeightGradient)
            ConvolutionWeights.Prepare(launcher.Width, shape, Arguments(prepared));
        else
            ConvolutionPixels.Prepare(launcher, shape, weight, pass == ConvolutionPass.InputGradient, Arguments(prepared), Weights(prepared));
    }

    /// <summary>Computes the pixels of some images: the output, or the gradient of the input.</summary>
    /// <param name="prepared">The address of a block that <see cref="Prepare"/> wrote for such a pass.</param>
    /// <param name="images">How many.</param>
    /// <param name="source">The address of the input, or of the gradient of the output; read.</param>
    /// <param name="result">The address of the output, or of the gradient of the input; written.</param>
    /// <param name="scratch">The address of memory of the worker's own, as <see cref="Prepare"/> reserved it.</param>
    /// <param name="ahead">What is read ahead meanwhile.</param>
    public static void Run(nint prepared, nint images, nint source, nint result, nint scratch, in ReadAhead ahead = default)
    {
        var header = (Header*)prepared;
        if (header->IsWinograd == 0)
        {
            ConvolutionPixels.RunImages(Arguments(prepared), Weights(prepared), images, source, result, ahead);
            return;
        }

        var geometry = (WinogradGeometry*)Arguments(prepared);
        WinogradPixels.RunTiles(
            (VectorWidth)header->Width, *geometry, Weights(prepared), 0, images * geometry->Tiles, source, result, scratch, accumulate: false, ahead);
    }

    /// <summary>Computes the pixels of all images of a batch: the output, or the gradient of the input.</summary>
    /// <param name="launcher">Runs the parts.</param>
    /// <param name="shape">The geometry of the convolution.</param>
    /// <param name="pass">What to compute.</param>
    /// <param name="prepared">The address of a block that <see cref="Prepare"/> wrote for that pass.</param>
    /// <param name="batch">The number of images.</param>
    /// <param name="source">The address of the input, or of the gradient of the output; read.</param>
    /// <param name="result">The address of the output, or of the gradient of the input; written.</param>
    /// <param name="accumulate">Adds to the result instead of replacing it.</param>
    public static void Launch(
        Launcher launcher, in ConvolutionShape shape, ConvolutionPass pass, nint prepared, nint batch, nint source, nint result, bool accumulate)
    {
        ArgumentNullException.ThrowIfNull(launcher);
        if (((Header*)prepared)->IsWinograd != 0)
            WinogradPixels.RunPrepared(launcher, *(WinogradGeometry*)Arguments(prepared), batch, source, Weights(prepared), result, accumulate);
        else
            ConvolutionPixels.RunPacked(launcher, shape, batch, source, Weights(prepared), result, pass == ConvolutionPass.InputGradient, accumulate);
    }

    /// <summary>Sums what some images contribute to the gradient of the weights.</summary>
    /// <param name="prepared">The address of a block that <see cref="Prepare"/> wrote for that pass.</param>
    /// <param name="images">How many.</param>
    /// <param name="input">The address of the input, read.</param>
    /// <param name="output">The address of the gradient of the output, read.</param>
    /// <param name="partial">The address of a partial sum, written; its layout is its own.</param>
    /// <param name="accumulate">Adds to the partial sum instead of replacing it.</param>
    /// <param name="scratch">The address of memory of the worker's own, as <see cref="Prepare"/> reserved it.</param>
    public static void AddWeightGradient(nint prepared, nint images, nint input, nint output, nint partial, bool accumulate, nint scratch)
    {
        var header = (Header*)prepared;
        if (header->IsWinograd == 0)
            ConvolutionWeights.RunImages(Arguments(prepared), images, input, output, partial, accumulate);
        else
            WinogradWeightGradient.AddImages((VectorWidth)header->Width, *(WinogradGeometry*)Arguments(prepared), images, input, output, partial, scratch, accumulate);
    }

    /// <summary>Adds partial sums, in order, in double.</summary>
    /// <param name="launcher">Runs the parts.</param>
    /// <param name="shape">The geometry of the convolution.</param>
    /// <param name="partials">The address of the first partial sum.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="size">Elements from one to the next.</param>
    /// <param name="weight">The address of the gradient of the weights, written.</param>
    /// <param name="accumulate">Adds to the gradient instead of replacing it.</param>
    public static void FoldWeightGradient(Launcher launcher, in ConvolutionShape shape, nint partials, nint count, nint size, nint weight, bool accumulate)
    {
        ArgumentNullException.ThrowIfNull(launcher);
        if (WinogradRule.WeightGradient(shape))
            WinogradWeightFold.Run(launcher, WinogradGeometry.Forward(shape, WinogradWeightGradient.Tile), partials, count, size, weight, accumulate);
        else
            ConvolutionWeights.Fold(launcher, shape, partials, count, size, weight, accumulate);
    }

    static void PrepareWinograd(Launcher launcher, in WinogradGeometry geometry, ConvolutionPass pass, nint weight, nint prepared, nint scratch)
    {
        *(WinogradGeometry*)Arguments(prepared) = geometry;
        if (pass == ConvolutionPass.WeightGradient)
        {
            launcher.ReserveScratch(scratch + WinogradWeightGradient.ScratchBytes(geometry));
            return;
        }

        WinogradWeights.Prepare(launcher, geometry, weight, pass == ConvolutionPass.InputGradient, Weights(prepared));
        launcher.ReserveScratch(scratch + WinogradPixels.ScratchBytes(launcher.Width, geometry));
    }

    /// <summary>The tile of the algorithm; 0 where the pass is computed directly.</summary>
    static nint WinogradTile(in ConvolutionShape shape, ConvolutionPass pass) => pass == ConvolutionPass.WeightGradient
        ? WinogradRule.WeightGradient(shape) ? WinogradWeightGradient.Tile : 0
        : WinogradRule.PixelsTile(shape, pass == ConvolutionPass.InputGradient);

    static nint Arguments(nint prepared) => prepared + sizeof(Header);

    static nint Weights(nint prepared) => prepared + ((nint)PreparedSizes.Header * sizeof(float));

    /// <summary>How the pass runs; what its kernel needs follows.</summary>
    struct Header
    {
        public nint Width;
        public nint IsWinograd;
    }
}
