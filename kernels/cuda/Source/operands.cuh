// How tiles of a contraction's operands come to shared memory: copied as they lie, many at a time on their way, where they lie as the multiplication wants
// them; else through registers, converted. A view before this text says where elements lie. Constants and types: see the contraction.

#if LATHE_PRECISION == 2
constexpr int tile_inner = 32, padding_inner = 8, padding_outer = 8;
#else
constexpr int tile_inner = 16, padding_inner = 4, padding_outer = 8;
#endif

constexpr bool copies_left = is_copied<Left, (int)LeftVector>, copies_right = is_copied<Right, (int)RightVector>;

// A tile of an operand in shared memory: [outer][inner] where it runs along the sum, else [inner][outer].
template <int OUTER, bool RUNS_INNER> struct TileLayout
{
    static constexpr int stride = RUNS_INNER ? tile_inner + padding_inner : OUTER + padding_outer;
    static constexpr int size = RUNS_INNER ? OUTER * stride : tile_inner * stride;
    static DEVICE_MEMBER int at(int outer, int inner) { return RUNS_INNER ? outer * stride + inner : inner * stride + outer; }
};

constexpr bool left_runs_inner = LeftRunsInner != 0, right_runs_inner = RightRunsInner != 0;
typedef TileLayout<(int)TileRows, left_runs_inner> LeftLayout;
typedef TileLayout<(int)TileColumns, right_runs_inner> RightLayout;

// What a thread moves of a tile: so many packs, of which it finds the places.
template <int OUTER, bool RUNS_INNER, int VECTOR> struct Share
{
    static constexpr int run = (RUNS_INNER ? tile_inner : OUTER) / VECTOR;
    static constexpr int packs = OUTER * tile_inner / VECTOR;
    static constexpr int count = (packs + threads - 1) / threads;
    static DEVICE_MEMBER bool exists(int each) { return packs % threads == 0 || (int)threadIdx.x + each * threads < packs; }
    static DEVICE_MEMBER int along(int each) { return ((int)threadIdx.x + each * threads) % run * VECTOR; }
    static DEVICE_MEMBER int across(int each) { return ((int)threadIdx.x + each * threads) / run; }
    static DEVICE_MEMBER int outer(int each) { return RUNS_INNER ? across(each) : along(each); }
    static DEVICE_MEMBER int inner(int each) { return RUNS_INNER ? along(each) : across(each); }
};

typedef Share<(int)TileRows, left_runs_inner, (int)LeftVector> LeftShare;
typedef Share<(int)TileColumns, right_runs_inner, (int)RightVector> RightShare;

// What goes through registers of the next tile.
struct Fetched
{
    Operand left[LeftShare::count][LeftVector];
    Operand right[RightShare::count][RightVector];
};

// The places of what a thread moves that stay from tile to tile.
struct Places
{
    LeftRow rows[LeftShare::count];
    index columns[RightShare::count];
};

// Where the packs of a thread begin in the tile whose sum begins at `first`, or -1 where there are none.
DEVICE index left_place(const Places& places, int each, index first, index inners)
{
    return LeftShare::exists(each) ? left_at(places.rows[each], left_inner(first + LeftShare::inner(each), inners)) : -1;
}

DEVICE index right_place(const Places& places, int each, index first, index inners)
{
    const index inner = right_inner(first + RightShare::inner(each), inners);
    return RightShare::exists(each) && inner >= 0 && places.columns[each] >= 0 ? inner + places.columns[each] : -1;
}

// Sends a tile on its way; there are zeros where there is nothing.
DEVICE void copy(const Places& places, const Left* left, const Right* right, index first, index inners, Operand* lefts, Operand* rights)
{
    if constexpr (copies_left)
    {
        #pragma unroll
        for (int each = 0; each < LeftShare::count; each++)
        {
            const index at = left_place(places, each, first, inners);
            if (LeftShare::exists(each))
                copy_async(lefts + LeftLayout::at(LeftShare::outer(each), LeftShare::inner(each)), left + (at < 0 ? 0 : at), at >= 0);
        }
    }

    if constexpr (copies_right)
    {
        #pragma unroll
        for (int each = 0; each < RightShare::count; each++)
        {
            const index at = right_place(places, each, first, inners);
            if (RightShare::exists(each))
                copy_async(rights + RightLayout::at(RightShare::outer(each), RightShare::inner(each)), right + (at < 0 ? 0 : at), at >= 0);
        }
    }
}

DEVICE void fetch(Fetched& fetched, const Places& places, const Left* left, const Right* right, index first, index inners)
{
    if constexpr (!copies_left)
    {
        #pragma unroll
        for (int each = 0; each < LeftShare::count; each++)
            load_operands(left, left_place(places, each, first, inners), fetched.left[each]);
    }

    if constexpr (!copies_right)
    {
        #pragma unroll
        for (int each = 0; each < RightShare::count; each++)
            load_operands(right, right_place(places, each, first, inners), fetched.right[each]);
    }
}

DEVICE void put(const Fetched& fetched, Operand* lefts, Operand* rights)
{
    if constexpr (!copies_left)
    {
        #pragma unroll
        for (int each = 0; each < LeftShare::count; each++)
            if (LeftShare::exists(each))
                *(Pack<Operand, LeftVector>*)(lefts + LeftLayout::at(LeftShare::outer(each), LeftShare::inner(each))) = *(const Pack<Operand, LeftVector>*)fetched.left[each];
    }

    if constexpr (!copies_right)
    {
        #pragma unroll
        for (int each = 0; each < RightShare::count; each++)
            if (RightShare::exists(each))
                *(Pack<Operand, RightVector>*)(rights + RightLayout::at(RightShare::outer(each), RightShare::inner(each))) = *(const Pack<Operand, RightVector>*)fetched.right[each];
    }
}
