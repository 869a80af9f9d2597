using Lathe.Abi;

namespace Lathe;

/// <summary>No memory at all: networks there have shapes and costs.</summary>
sealed class MetaDevice : Device
{
    public override string Name => "meta";

    internal override bool HasMemory => false;

    internal override MetaExecution CreateExecution(NetworkDescription description, ulong seed) => new(description);
}
