using Lathe.Generator.Plan;
using Lathe.Generator.Support;
using Index = Lathe.Generator.Plan.Index;

namespace Lathe.Generator.Emit;

/// <summary>What a launch hands to a kernel in one of its arguments.</summary>
internal abstract record KernelArgument;

/// <summary>The address of an element of a value.</summary>
/// <param name="Value">The value.</param>
/// <param name="Element">The element, an index without loop variables.</param>
internal record AddressArgument(Value Value, Index Element) : KernelArgument;

/// <summary>The same address where the kernel wants it as a number.</summary>
internal sealed record PointerArgument(Value Value, Index Element) : AddressArgument(Value, Element);

/// <summary>The bytes of scratch that the schedule planned.</summary>
internal sealed record ScratchEndArgument : KernelArgument;

/// <summary>An extent, stride or bound: an index without loop variables.</summary>
internal sealed record IndexArgument(Index Index) : KernelArgument;

/// <summary>The address of a table of positions.</summary>
internal sealed record TableArgument(EquatableArray<int> Table) : KernelArgument;

/// <summary>The seed of the run.</summary>
internal sealed record SeedArgument : KernelArgument;

/// <summary>The number of training steps.</summary>
internal sealed record StepArgument : KernelArgument;

/// <summary>The hash of the path that keys a stream of random bits.</summary>
internal sealed record StreamArgument(string Path) : KernelArgument;
