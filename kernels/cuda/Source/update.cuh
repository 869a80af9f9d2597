// The updates of optimisers over the pieces of all parameters, a block of threads a piece.

struct Piece
{
    int offset, length, decays, unused;
};

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

// Stochastic gradient descent, with momentum where there is a buffer for it.
extern "C" __global__ void __launch_bounds__(256) SgdUpdate(
    const StepBlock* step, const Piece* pieces, float* __restrict__ parameters, const float* __restrict__ gradients, float* __restrict__ momenta, float*)
{
    const Piece piece = pieces[blockIdx.x];
    const float decay = piece.decays ? step->decay : 0.0f;
    #pragma unroll 4
    for (int i = piece.offset + threadIdx.x; i < piece.offset + piece.length; i += 256)
    {
        const float parameter = parameters[i], descent = gradients[i] * step->scale + parameter * decay;
        float velocity = descent;
        if (momenta)
        {
            velocity = momenta[i] * step->first + descent;
            momenta[i] = velocity;
        }
        parameters[i] = parameter - (step->isNesterov != 0.0f ? descent + velocity * step->first : velocity) * step->rate;
    }
}

// Adam with decoupled weight decay.
extern "C" __global__ void __launch_bounds__(256) AdamWUpdate(
    const StepBlock* step, const Piece* pieces, float* __restrict__ parameters, const float* __restrict__ gradients, float* __restrict__ means, float* __restrict__ squares)
{
    const Piece piece = pieces[blockIdx.x];
    const float shrink = piece.decays ? step->decay : 1.0f;
    #pragma unroll 4
    for (int i = piece.offset + threadIdx.x; i < piece.offset + piece.length; i += 256)
    {
        const float gradient = gradients[i] * step->scale;
        const float mean = means[i] * step->first + gradient * step->firstRest;
        const float square = squares[i] * step->second + gradient * gradient * step->secondRest;
        means[i] = mean;
        squares[i] = square;
        parameters[i] = parameters[i] * shrink - mean / (sqrtf(square) / step->correction + step->epsilon) * step->rate;
    }
}
