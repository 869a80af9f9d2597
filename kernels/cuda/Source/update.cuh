// The updates of optimisers over the pieces of all parameters, a block of threads a piece.

struct Piece
{
    int offset, length, decays;
    float rate_scale;
};

// What the parameters of a piece are multiplied by: decay that is apart from the gradient follows the learning rate of the piece.
DEVICE float shrink_of(const StepBlock* step, const Piece& piece)
{
    return piece.decays ? (float)(1.0 - (double)piece.rate_scale * (double)step->decoupledDecay) : 1.0f;
}

// The sum of the squares of a piece's gradients.
extern "C" __global__ void __launch_bounds__(256) GradientSquares(const Piece* pieces, const float* gradients, double* sums)
{
    const Piece piece = pieces[blockIdx.x];
    double sum = 0;
    for (int i = threadIdx.x; i < piece.length; i += 256)
        sum += (double)gradients[piece.offset + i] * gradients[piece.offset + i];
    sum = team_sum<256, true>(sum);
    if (threadIdx.x == 0)
        sums[blockIdx.x] = sum;
}

// Four numbers of a piece, or those that are left of it. Pieces begin at multiples of four.
DEVICE void load_some(const float* from, int count, float (&to)[4])
{
    if (count >= 4)
        load4(from, 0, to);
    else
        for (int lane = 0; lane < count; lane++)
            to[lane] = from[lane];
}

DEVICE void store_some(float* to, int count, const float (&from)[4])
{
    if (count >= 4)
        store4(to, 0, from);
    else
        for (int lane = 0; lane < count; lane++)
            to[lane] = from[lane];
}

// Stochastic gradient descent, with momentum where there is a buffer for it.
extern "C" __global__ void __launch_bounds__(256) SgdUpdate(
    const StepBlock* step, const Piece* pieces, float* parameters, const float* gradients, float* momenta, float*)
{
    const Piece piece = pieces[blockIdx.x];
    const float decay = piece.decays ? step->decay : 0.0f, shrink = shrink_of(step, piece), rate = step->rate * piece.rate_scale;
    for (int first = 4 * threadIdx.x; first < piece.length; first += 4 * 256)
    {
        const int at = piece.offset + first, count = piece.length - first;
        float numbers[4] = {}, slopes[4] = {}, velocities[4] = {};
        load_some(parameters + at, count, numbers);
        load_some(gradients + at, count, slopes);
        if (momenta)
            load_some(momenta + at, count, velocities);
        for (int lane = 0; lane < 4; lane++)
        {
            const float descent = slopes[lane] * step->scale + numbers[lane] * decay;
            velocities[lane] = momenta ? velocities[lane] * step->first + descent : descent;
            numbers[lane] = numbers[lane] * shrink - (step->isNesterov != 0.0f ? descent + velocities[lane] * step->first : velocities[lane]) * rate;
        }
        if (momenta)
            store_some(momenta + at, count, velocities);
        store_some(parameters + at, count, numbers);
    }
}

// Adam, with weight decay in the gradient or apart from it.
extern "C" __global__ void __launch_bounds__(256) AdamUpdate(
    const StepBlock* step, const Piece* pieces, float* parameters, const float* gradients, float* means, float* squares)
{
    const Piece piece = pieces[blockIdx.x];
    const float decay = piece.decays ? step->decay : 0.0f, shrink = shrink_of(step, piece), rate = step->rate * piece.rate_scale;
    for (int first = 4 * threadIdx.x; first < piece.length; first += 4 * 256)
    {
        const int at = piece.offset + first, count = piece.length - first;
        float numbers[4] = {}, slopes[4] = {}, mean[4] = {}, square[4] = {};
        load_some(parameters + at, count, numbers);
        load_some(gradients + at, count, slopes);
        load_some(means + at, count, mean);
        load_some(squares + at, count, square);
        for (int lane = 0; lane < 4; lane++)
        {
            const float gradient = slopes[lane] * step->scale + numbers[lane] * decay;
            mean[lane] = mean[lane] * step->first + gradient * step->firstRest;
            square[lane] = square[lane] * step->second + gradient * gradient * step->secondRest;
            numbers[lane] = numbers[lane] * shrink - mean[lane] / (sqrtf(square[lane]) / step->correction + step->epsilon) * rate;
        }
        store_some(means + at, count, mean);
        store_some(squares + at, count, square);
        store_some(parameters + at, count, numbers);
    }
}
