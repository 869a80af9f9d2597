#include "context.h"
#include <cstdint>

#ifdef __x86_64__

// Saves the registers that a call preserves, and the place of the stack, and takes those of another stack.
asm(R"(
    .text
    .hidden lathe_change_stacks
    .globl lathe_change_stacks
    .type lathe_change_stacks, @function
lathe_change_stacks:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
    .size lathe_change_stacks, . - lathe_change_stacks
)");

extern "C" void lathe_change_stacks(void** from, void* to);

void begin_context(Context& context, char* stack, std::size_t size, void (*function)())
{
    constexpr int saved_registers = 6;
    void** top = (void**)((std::uintptr_t)(stack + size) & ~(std::uintptr_t)15);
    *--top = nullptr; // Where the function would return to; it leaves the stack as a call does, off by eight from a multiple of sixteen.
    *--top = (void*)function;
    for (int i = 0; i < saved_registers; i++)
        *--top = nullptr;
    context.place = top;
}

void change_context(Context& from, Context& to) { lathe_change_stacks(&from.place, to.place); }

#else

void begin_context(Context& context, char* stack, std::size_t size, void (*function)())
{
    getcontext(&context.place);
    context.place.uc_stack.ss_sp = stack;
    context.place.uc_stack.ss_size = size;
    context.place.uc_link = nullptr;
    makecontext(&context.place, function, 0);
}

void change_context(Context& from, Context& to) { swapcontext(&from.place, &to.place); }

#endif
