// The instructions that contractions use, each a function of its own: on a device in PTX, elsewhere in plain C by the threads of a warp together.

#ifdef LATHE_HOST

DEVICE float round_to_tf32(float value) { return float_of((bits_of(value) + 0x1000u) & 0xffffe000u); }

// Eight rows of eight halves each; thread 8 i + r of the warp names row r of matrix i. Thread t gets elements 2 (t % 4) and the next of row t / 4.
template <int COUNT, bool TRANSPOSED>
DEVICE void load_matrices(const bfloat16* row, uint32 (&to)[COUNT])
{
    const int thread = threadIdx.x % 32;
    if ((uint64)row % 16 != 0)
        host_fail("loads a row of a matrix from %p, which has to be a multiple of 16", (const void*)row);
    for (int matrix = 0; matrix < COUNT; matrix++)
    {
        unsigned short halves[2];
        for (int half = 0; half < 2; half++)
        {
            const int i = TRANSPOSED ? 2 * (thread % 4) + half : thread / 4, j = TRANSPOSED ? thread / 4 : 2 * (thread % 4) + half;
            const uint64 address = __shfl_sync(0xffffffffu, (uint64)row, 8 * matrix + i);
            halves[half] = ((const bfloat16*)address)[j].bits;
        }
        to[matrix] = halves[0] | (uint32)halves[1] << 16;
    }
}

DEVICE void multiply_add_bf16(float (&sums)[4], const uint32 (&left)[4], uint32 right0, uint32 right1)
{
    const int row = threadIdx.x % 32 / 4, column = threadIdx.x % 4 * 2;
    for (int element = 0; element < 4; element++)
    {
        for (int inner = 0; inner < 16; inner++)
        {
            const int i = row + element / 2 * 8, j = column + element % 2;
            const uint32 a = __shfl_sync(0xffffffffu, left[i / 8 + inner / 8 * 2], i % 8 * 4 + inner % 8 / 2);
            const uint32 b = __shfl_sync(0xffffffffu, inner / 8 ? right1 : right0, j * 4 + inner % 8 / 2);
            sums[element] += float_of(inner % 2 ? a & 0xffff0000u : a << 16) * float_of(inner % 2 ? b & 0xffff0000u : b << 16);
        }
    }
}

DEVICE void multiply_add_tf32(float (&sums)[4], const float (&left)[4], float right0, float right1)
{
    const int row = threadIdx.x % 32 / 4, column = threadIdx.x % 4 * 2;
    for (int element = 0; element < 4; element++)
    {
        for (int inner = 0; inner < 8; inner++)
        {
            const int i = row + element / 2 * 8, j = column + element % 2;
            const float a = __shfl_sync(0xffffffffu, left[i / 8 + inner / 4 * 2], i % 8 * 4 + inner % 4);
            const float b = __shfl_sync(0xffffffffu, inner / 4 ? right1 : right0, j * 4 + inner % 4);
            sums[element] += a * b;
        }
    }
}

#else

DEVICE float round_to_tf32(float value)
{
    uint32 bits;
    asm("cvt.rna.tf32.f32 %0, %1;" : "=r"(bits) : "f"(value));
    return float_of(bits);
}

// Eight rows of eight halves each; thread 8 i + r of the warp names row r of matrix i. Thread t gets elements 2 (t % 4) and the next of row t / 4.
template <int COUNT, bool TRANSPOSED>
DEVICE void load_matrices(const bfloat16* row, uint32 (&to)[COUNT])
{
    const uint32 address = (uint32)__cvta_generic_to_shared(row);
    if constexpr (TRANSPOSED)
        asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];" : "=r"(to[0]), "=r"(to[1]), "=r"(to[2]), "=r"(to[3]) : "r"(address));
    else
        asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];" : "=r"(to[0]), "=r"(to[1]), "=r"(to[2]), "=r"(to[3]) : "r"(address));
}

// sums (16 x 8) += left (16 x 16) * right (16 x 8), in the fragments of mma.m16n8k16.
DEVICE void multiply_add_bf16(float (&sums)[4], const uint32 (&left)[4], uint32 right0, uint32 right1)
{
    asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
        : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3]) : "r"(left[0]), "r"(left[1]), "r"(left[2]), "r"(left[3]), "r"(right0), "r"(right1));
}

// sums (16 x 8) += left (16 x 8) * right (8 x 8), in the fragments of mma.m16n8k8.
DEVICE void multiply_add_tf32(float (&sums)[4], const float (&left)[4], float right0, float right1)
{
    asm volatile("mma.sync.aligned.m16n8k8.row.col.f32.tf32.tf32.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
        : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3])
        : "r"(bits_of(left[0])), "r"(bits_of(left[1])), "r"(bits_of(left[2])), "r"(bits_of(left[3])), "r"(bits_of(right0)), "r"(bits_of(right1)));
}

#endif
