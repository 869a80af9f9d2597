// Behind a convolution that a batch norm follows: partial sums of each channel and of its squares, shifted by its running mean.
// Constant: channels.

#define POST_PARAMETERS const float* shift, float* channel_sums, float* channel_squares
#define POST_ARGUMENTS shift, channel_sums, channel_squares
#define POST_SUMS 2
#define POST_KEEPS 1

DEVICE void post(index at, const float (&result)[4], float (&totals)[2][4], POST_PARAMETERS)
{
    float mean[4];
    load4(shift, at % channels, mean);
    for (int lane = 0; lane < 4; lane++)
    {
        const float distance = result[lane] - mean[lane];
        totals[0][lane] += distance;
        totals[1][lane] = fmaf(distance, distance, totals[1][lane]);
    }
}

DEVICE void store_group(index group, index channel, float (&totals)[2][4], POST_PARAMETERS)
{
    store4(channel_sums, group * channels + channel, totals[0]);
    store4(channel_squares, group * channels + channel, totals[1]);
}
