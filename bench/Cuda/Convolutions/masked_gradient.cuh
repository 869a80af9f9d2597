// Behind the gradient of a convolution's input, which a rectifier and a batch norm made of another convolution's output: the gradient where the input is
// positive, and its partial sums of each channel, alone and times the distance from the mean.
// Constant: channels.

#define POST_PARAMETERS const stored* input, const stored* output, const float* mean, stored* gradient, float* channel_sums, float* channel_products
#define POST_ARGUMENTS input, output, mean, gradient, channel_sums, channel_products
#define POST_SUMS 2
#define POST_KEEPS 0

DEVICE void post(index at, const float (&result)[4], float (&totals)[2][4], POST_PARAMETERS)
{
    float rectified[4], before[4], center[4], masked[4];
    load4(input, at, rectified);
    load4(output, at, before);
    load4(mean, at % channels, center);
    for (int lane = 0; lane < 4; lane++)
    {
        masked[lane] = rectified[lane] <= 0 ? 0.0f : result[lane];
        totals[0][lane] += masked[lane];
        totals[1][lane] = fmaf(masked[lane], before[lane] - center[lane], totals[1][lane]);
    }
    store4(gradient, at, masked);
}

DEVICE void store_group(index group, index channel, float (&totals)[2][4], POST_PARAMETERS)
{
    store4(channel_sums, group * channels + channel, totals[0]);
    store4(channel_products, group * channels + channel, totals[1]);
}
