// Any sum of products over labelled axes, some of which are tied: position = output * stride + tap * dilation - padding. A team of threads sums an element
// of the result, each thread every team-th term.
// Defined before this text: result_axes, axes (those of the result first), ties, team; tables left_strides, right_strides, result_strides and is_free
// (whether the sum runs over an axis itself) by axis, and tied (a Tie each, with the axis that it determines from the other two, if any); Accumulate.
// Types: Left, Right, Result.

struct Indices { index of[axes]; };

// Finds the axes that ties determine; false where a combination of indices does not exist.
template <int TIE>
DEVICE bool solve(Indices& at, const Indices& extents)
{
    if constexpr (TIE == ties)
        return true;
    else
    {
        constexpr Tie tie = tied[TIE];
        constexpr int unknown = tie.determined;
        if constexpr (unknown == tie.position)
            at.of[tie.position] = at.of[tie.output] * tie.stride + at.of[tie.tap] * tie.dilation - tie.padding;
        else if constexpr (unknown == tie.output)
            at.of[tie.output] = quotient(at.of[tie.position] + tie.padding - at.of[tie.tap] * tie.dilation, tie.stride);
        else if constexpr (unknown == tie.tap)
            at.of[tie.tap] = quotient(at.of[tie.position] + tie.padding - at.of[tie.output] * tie.stride, tie.dilation);
        if (at.of[tie.position] != at.of[tie.output] * tie.stride + at.of[tie.tap] * tie.dilation - tie.padding)
            return false;
        if constexpr (unknown >= 0)
        {
            if (!is_within(at.of[unknown], extents.of[unknown]))
                return false;
        }
        return solve<TIE + 1>(at, extents);
    }
}

template <int AXIS>
DEVICE void locate(const Indices& at, index& left, index& right)
{
    if constexpr (AXIS < axes)
    {
        constexpr index left_stride = left_strides[AXIS], right_stride = right_strides[AXIS];
        left += at.of[AXIS] * left_stride;
        right += at.of[AXIS] * right_stride;
        locate<AXIS + 1>(at, left, right);
    }
}

// Splits a number of a term into the indices of the free axes, the last of which runs fastest.
template <int AXIS>
DEVICE void split_term(index term, Indices& at, const Indices& extents)
{
    if constexpr (AXIS >= result_axes)
    {
        if constexpr (is_free[AXIS])
        {
            at.of[AXIS] = term % extents.of[AXIS];
            term /= extents.of[AXIS];
        }
        split_term<AXIS - 1>(term, at, extents);
    }
}

// Splits the number of an element into the indices of the result's axes, and says where the element lies.
template <int AXIS>
DEVICE index split_element(index element, Indices& at, const Indices& extents)
{
    if constexpr (AXIS < 0)
        return 0;
    else
    {
        constexpr index stride = result_strides[AXIS];
        at.of[AXIS] = AXIS == 0 ? element : element % extents.of[AXIS];
        return at.of[AXIS] * stride + split_element<AXIS - 1>(element / extents.of[AXIS], at, extents);
    }
}

extern "C" __global__ void __launch_bounds__(256) KERNEL(const Left* left, const Right* right, Result* result, long long wide_elements, long long wide_terms,
    long long e0, long long e1, long long e2, long long e3, long long e4, long long e5, long long e6, long long e7, long long e8, long long e9, long long e10, long long e11)
{
    const long long wide_extents[12] = { e0, e1, e2, e3, e4, e5, e6, e7, e8, e9, e10, e11 };
    Indices extents, at;
    #pragma unroll
    for (int axis = 0; axis < axes; axis++)
        extents.of[axis] = (index)wide_extents[axis];
    const index element = ((index)blockIdx.x * 256 + threadIdx.x) / team;
    const bool exists = element < (index)wide_elements;
    const index place = split_element<result_axes - 1>(exists ? element : 0, at, extents);
    float sum = 0;
    for (index term = threadIdx.x % team; exists && term < (index)wide_terms; term += team)
    {
        split_term<axes - 1>(term, at, extents);
        if (!solve<0>(at, extents))
            continue;
        index left_at = 0, right_at = 0;
        locate<0>(at, left_at, right_at);
        sum = fmaf(load(left, left_at), load(right, right_at), sum);
    }
    sum = team_sum<team, true>(sum);
    if (exists && threadIdx.x % team == 0)
        store(result, place, Accumulate ? load(result, place) + sum : sum);
}
