using System.Globalization;
using Lathe.Cuda;
using Lathe.Kernels;
using Lathe.Kernels.Cuda;

namespace Lathe.Bench.Cuda;

/// <summary>The convolutions of ResNet-50 at 224x224, each geometry once: forward and both gradients, alone and with what a training step goes on with.</summary>
internal static class ConvolutionBenchmark
{
    /// <summary>The rows and columns of the input, channels, the kernel and the stride; the padding keeps the size but for the stride.</summary>
    static readonly (int Size, int Inputs, int Outputs, int Kernel, int Stride)[] geometries =
    [
        (224, 3, 64, 7, 2),
        (56, 64, 64, 1, 1), (56, 64, 64, 3, 1), (56, 64, 256, 1, 1), (56, 256, 64, 1, 1),
        (56, 256, 128, 1, 1), (56, 128, 128, 3, 2), (28, 128, 512, 1, 1), (56, 256, 512, 1, 2), (28, 512, 128, 1, 1), (28, 128, 128, 3, 1),
        (28, 512, 256, 1, 1), (28, 256, 256, 3, 2), (14, 256, 1024, 1, 1), (28, 512, 1024, 1, 2), (14, 1024, 256, 1, 1), (14, 256, 256, 3, 1),
        (14, 1024, 512, 1, 1), (14, 512, 512, 3, 2), (7, 512, 2048, 1, 1), (14, 1024, 2048, 1, 2), (7, 2048, 512, 1, 1), (7, 512, 512, 3, 1),
    ];

    /// <summary>Prints a line of JSON a geometry, times in microseconds: for <c>bench/peers/pytorch_cuda_convolutions.py</c>.</summary>
    public static void Run(CudaPrecision precision, int batch, string filter)
    {
        using var timer = new DeviceTimer(precision);
        foreach (var (size, inputs, outputs, kernel, stride) in geometries)
        {
            var name = $"{kernel}x{kernel} {size}x{size}x{inputs} to {outputs}{(stride == 1 ? "" : $" stride {stride}")}";
            if (!name.Contains(filter, StringComparison.Ordinal))
                continue;
            var shape = new ConvolutionShape
            {
                InputHeight = size,
                InputWidth = size,
                InputChannels = inputs,
                OutputHeight = size / stride,
                OutputWidth = size / stride,
                OutputChannels = outputs,
                KernelHeight = kernel,
                KernelWidth = kernel,
                StrideHeight = stride,
                StrideWidth = stride,
                PaddingHeight = kernel / 2,
                PaddingWidth = kernel / 2,
            };
            nint weights = kernel * kernel * inputs * outputs, inputPixels = batch * size * size, outputPixels = inputPixels / stride / stride;
            using DeviceBlock input = timer.Random(inputPixels * inputs, isStored: true), output = timer.Random(outputPixels * outputs, isStored: true);
            using DeviceBlock weight = timer.Random(weights, isStored: false), result = timer.Random(Math.Max(Math.Max(inputPixels * inputs, outputPixels * outputs), weights), isStored: false);
            CudaTensor x = new(input.Address, CudaElement.Stored), y = new(output.Address, CudaElement.Stored), written = new(result.Address, CudaElement.Stored);
            using ConvolutionPosts outputPosts = new(timer, outputPixels, outputs), inputPosts = new(timer, inputPixels, inputs);
            using DeviceBlock before = timer.Random(inputPixels * inputs, isStored: true);
            double forward = timer.Time(weight, recorder => CudaConvolution.Forward(recorder, shape, batch, x, weight.Address, written, accumulate: false));
            double inputGradient = timer.Time(weight, recorder => CudaConvolution.InputGradient(recorder, shape, batch, written, weight.Address, y, accumulate: false));
            double forwardAndSums = timer.Time(weight, recorder => CudaConvolution.Forward(recorder, shape, batch, x, weight.Address, written, accumulate: false, outputPosts.Statistics()));

            // The images have no gradient.
            double? maskedInputGradient = inputs % 4 != 0 ? null : timer.Time(weight, recorder => CudaConvolution.InputGradient(
                recorder, shape, batch, written, weight.Address, y, accumulate: false, inputPosts.MaskedGradient(input, before, result)));
            double weightGradient = timer.Time(weight, recorder => CudaConvolution.WeightGradient(recorder, shape, batch, x, result.Address, y, accumulate: false));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"name":"{{name}}","batch":{{batch}},"size":{{size}},"inputs":{{inputs}},"outputs":{{outputs}},"kernel":{{kernel}},"stride":{{stride}},"forward":{{forward:0.00}},"inputGradient":{{inputGradient:0.00}},"weightGradient":{{weightGradient:0.00}},"forwardAndSums":{{forwardAndSums:0.00}},"maskedInputGradient":{{maskedInputGradient?.ToString("0.00", CultureInfo.InvariantCulture) ?? "null"}}}"""));
        }
    }
}
