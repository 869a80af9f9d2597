// Convolutions by patches: a block brings what its pixels see of the source to shared memory once, and there every tap finds it a fixed distance away.
// Pass 0, forward: the source is the input, tiles are of output pixels. Pass 1, gradient of the input: the source is the gradient of the output, tiles are of
// input pixels a stride apart (a phase), which the same taps reach. Pass 2, gradient of the weights: as forward.
// Constants: the geometry by the names of ConvolutionShape's properties; TileImages, TileHeight, TileWidth (pixels of a tile); TilesDown, TilesAcross (tiles of an
// image); PatchHeight, PatchWidth (pixels that a tile sees); FirstRow, FirstColumn (where the patch of the first tile begins); RowStep, ColumnStep (source pixels
// between neighbours of a tile); Channels (of a patch); IsPacked (pixels lie next to each other, so that sums run over a row of taps at once); SourceVector.
// Types: Source.

#if PASS == 1
constexpr index SourceHeight = OutputHeight, SourceWidth = OutputWidth, SourceChannels = OutputChannels;
constexpr index SourcePixel = OutputPixel, SourceRow = OutputRow, SourceImage = OutputImage;
#else
constexpr index SourceHeight = InputHeight, SourceWidth = InputWidth, SourceChannels = InputChannels;
constexpr index SourcePixel = InputPixel, SourceRow = InputRow, SourceImage = InputImage;
#endif

// Elements along a sum that one instruction multiplies.
constexpr int step = 32 / sizeof(Operand);

// Pixels lie so far apart that neither eight of them at a time nor four of 8 neighbouring channels meet in a bank.
constexpr int patch_pixel = IsPacked ? Channels : Channels + (LATHE_PRECISION == 1 && PASS != 2 ? 4 : 8);

// The sum's elements of a row of taps, in whole instructions. Packed pixels are read that far, beyond the last one too.
constexpr int whole = PASS == 2 ? 16 : step, kernel_run = (KernelWidth * Channels + whole - 1) / whole * whole;
constexpr int patch_elements = TileImages * PatchHeight * PatchWidth * patch_pixel;
constexpr int patch_size = (patch_elements + (IsPacked ? kernel_run : 0) + 7) / 8 * 8;
constexpr int tile_pixels = TileImages * TileHeight * TileWidth;

// The first pixel of a tile.
struct Tile { index image, row, column; };

DEVICE Tile tile_of(index number)
{
    Tile tile;
    tile.column = number % TilesAcross * TileWidth;
    tile.row = number / TilesAcross % TilesDown * TileHeight;
    tile.image = number / (TilesAcross * TilesDown) * TileImages;
    return tile;
}

// A pixel of a tile. There may be fewer than whole instructions multiply.
DEVICE Tile pixel_of(const Tile& tile, int number)
{
    Tile pixel;
    pixel.column = tile.column + number % TileWidth;
    pixel.row = tile.row + number / TileWidth % TileHeight;
    pixel.image = tile.image + number / (TileWidth * TileHeight);
    return pixel;
}

// Where a patch holds what a pixel of the tile sees at its first tap.
DEVICE int place_of(int number)
{
    const int pixel = number < tile_pixels ? number : 0;
    const int column = pixel % TileWidth, row = pixel / TileWidth % TileHeight, image = pixel / (TileWidth * TileHeight);
    return ((image * PatchHeight + row * RowStep) * PatchWidth + column * ColumnStep) * patch_pixel;
}

// Brings so many neighbours to shared memory, zeros where there are none.
template <int VECTOR, typename T>
DEVICE void bring(Operand* to, const T* from, index at, bool exists)
{
    if constexpr (is_copied<T, VECTOR>)
        copy_async(to, from + (exists ? at : 0), exists);
    else
    {
        Pack<Operand, VECTOR> pack;
        load_operands(from, exists ? at : -1, pack.elements);
        *(Pack<Operand, VECTOR>*)to = pack;
    }
}

// How many pieces a thread has on their way: asynchronous copies need no registers for that.
template <typename T, int VECTOR> constexpr int pieces_ahead = is_copied<T, VECTOR> ? 1 : 4;

// Brings the patch of a tile, from a row of taps and a channel on.
DEVICE void bring_patch(Operand* patch, const Source* source, const Tile& tile, index images, index first_row, index first_channel)
{
    constexpr int pieces_a_pixel = Channels / SourceVector, pieces = TileImages * PatchHeight * PatchWidth * pieces_a_pixel;
    #pragma unroll (pieces_ahead<Source, (int)SourceVector>)
    for (int piece = threadIdx.x; piece < pieces; piece += threads)
    {
        const int pixel = piece / pieces_a_pixel, line = pixel / PatchWidth;
        const index channel = first_channel + piece % pieces_a_pixel * SourceVector;
        const index image = tile.image + line / PatchHeight;
        const index row = tile.row * RowStep + FirstRow + first_row + line % PatchHeight, column = tile.column * ColumnStep + FirstColumn + pixel % PatchWidth;
        const bool exists = image < images && is_within(row, SourceHeight) && is_within(column, SourceWidth) && channel < SourceChannels;
        bring<(int)SourceVector>(patch + pixel * patch_pixel + piece % pieces_a_pixel * SourceVector, source, image * SourceImage + row * SourceRow + column * SourcePixel + channel, exists);
    }
    for (int element = patch_elements + threadIdx.x; element < patch_size; element += threads)
        patch[element] = operand_of(0.0f);
}
