// Elements as contractions multiply them, and how they come from memory in packs. Constants: Threads (of a block). Types: see the contraction.

constexpr int threads = Threads;
#if LATHE_PRECISION == 2
typedef bfloat16 Operand;
DEVICE Operand operand_of(float value) { return narrow(value); }
DEVICE Operand operand_of(bfloat16 value) { return value; }
#else
typedef float Operand;
#if LATHE_PRECISION == 1
DEVICE Operand operand_of(float value) { return round_to_tf32(value); }
#else
DEVICE Operand operand_of(float value) { return value; }
#endif
#endif

template <typename T, int COUNT> struct alignas(sizeof(T) * COUNT > 16 ? 16 : sizeof(T) * COUNT) Pack { T elements[COUNT]; };

// Only 16 bytes are worth an asynchronous copy. What was copied has not been through operand_of.
template <typename T, int VECTOR> constexpr bool is_copied = sizeof(T) == sizeof(Operand) && VECTOR * sizeof(T) == 16;

template <typename T, int VECTOR>
DEVICE void load_operands(const T* from, index at, Operand (&to)[VECTOR])
{
    if (at < 0)
    {
        for (int each = 0; each < VECTOR; each++)
            to[each] = operand_of(0.0f);
        return;
    }
    const Pack<T, VECTOR> pack = *(const Pack<T, VECTOR>*)(from + at);
    for (int each = 0; each < VECTOR; each++)
        to[each] = operand_of(pack.elements[each]);
}
