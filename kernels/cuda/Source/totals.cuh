// What a post's text, which stands before this one, defines:
//   POST_PARAMETERS, POST_ARGUMENTS         what it reads and writes, by names that no kernel has for variables of its own;
//   POST_SUMS                               of how many sums over rows it makes partial ones, one a group of rows;
//   POST_KEEPS                              whether the result of the contraction is stored too;
//   post(at, result, totals, ...)           goes on with four neighbours, the first at element `at` of the result, and adds to the totals of their channels;
//   store_group(group, at, totals, ...)     stores the totals of four neighbouring channels over the rows of a group; where POST_SUMS is not 0.

constexpr int post_totals = POST_SUMS > 0 ? POST_SUMS : 1;

#if POST_SUMS > 0

// Stores the totals of a block's rows as those of group `own`, and zeros as those of the groups that no block has, where `used` do.
DEVICE void store_totals(index own, index used, index groups, index channel, float (&totals)[POST_SUMS][4], POST_PARAMETERS)
{
    for (index group = own; group < groups; group += used)
    {
        store_group(group, channel, totals, POST_ARGUMENTS);
        for (int sum = 0; sum < POST_SUMS; sum++)
            for (int each = 0; each < 4; each++)
                totals[sum][each] = 0;
    }
}

#endif
