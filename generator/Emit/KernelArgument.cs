using Lathe.Generator.Graph;
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

/// <summary>A number that layers of one kind differ in.</summary>
/// <param name="Bits">Its bits.</param>
/// <param name="IsReal">Whether they are those of a float.</param>
internal sealed record SettingArgument(int Bits, bool IsReal) : KernelArgument
{
    /// <summary>A number as its type has it; null where that is not one of 32 bits.</summary>
    public static SettingArgument? Of(DType type, double value) => type switch
    {
        DType.Float32 => new(BitConverter.ToInt32(BitConverter.GetBytes((float)value), 0), IsReal: true),
        DType.Int32 => new((int)value, IsReal: false),
        DType.UInt32 => new(unchecked((int)(uint)Math.Min(value, uint.MaxValue)), IsReal: false),
        _ => null,
    };
}

/// <summary>The address of a table of positions.</summary>
internal sealed record TableArgument(EquatableArray<int> Table) : KernelArgument;

/// <summary>The seed of the run.</summary>
internal sealed record SeedArgument : KernelArgument;

/// <summary>The number of training steps.</summary>
internal sealed record StepArgument : KernelArgument;

/// <summary>The hash of the path that keys a stream of random bits.</summary>
internal sealed record StreamArgument(string Path) : KernelArgument;
