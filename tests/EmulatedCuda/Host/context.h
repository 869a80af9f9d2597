// Stacks and the change from one to another.
#pragma once
#include <cstddef>

#ifndef __x86_64__
#include <ucontext.h>
#endif

// Where a stack was left.
struct Context
{
#ifdef __x86_64__
    void* place;
#else
    ucontext_t place;
#endif
};

// Lets a context begin a function, which never returns, on a stack.
void begin_context(Context& context, char* stack, std::size_t size, void (*function)());

// Leaves this stack and goes on where another was left.
void change_context(Context& from, Context& to);
