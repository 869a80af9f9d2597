using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Lowering;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Ops;

/// <summary>Drawn again wherever they are used: cheaper than keeping them.</summary>
internal sealed partial record RandomBits : IView, ILeaf
{
    public Change Changes => Change.Step;

    public string Verb => "random";

    public ElementKind Kind => ElementKind.View;

    public int Cost => 4;

    public bool IsAlias => false;

    public Demand DemandOf(Node self, int input) => throw new InvalidOperationException("Random bits have no inputs.");

    public bool Forwards(Node self, DemandKind demand) => false;

    public Scalar ElementAt(ILowering lowering, Node self, Position position)
    {
        if (!Shape.IsBatched)
            return new RandomWord(Key, 0, position.Linear);
        var sample = position[0];
        var element = position.With(Shape, axis => axis == 0 ? 0 : position[axis]).Linear;
        return new RandomWord(Key, sample, element);
    }
}
