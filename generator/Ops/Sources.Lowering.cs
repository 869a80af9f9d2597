using Lathe.Generator.Graph;
using Lathe.Generator.Ops.Lowering;
using Lathe.Generator.Plan;

namespace Lathe.Generator.Ops;

internal abstract partial record Source : ISource
{
    public string Verb => "copy";

    public Demand DemandOf(Node self, int input) => throw new InvalidOperationException("A source has no inputs.");

    public abstract Change Changes { get; }

    public abstract Value Place(ILowering lowering, Node self);
}

internal sealed partial record Input
{
    public override Change Changes => Change.Step;

    public override Value Place(ILowering lowering, Node self) => lowering.Border(Name, Tensor);
}

internal sealed partial record ParameterSource
{
    public override Change Changes => Change.Update;

    public override Value Place(ILowering lowering, Node self) => lowering.Parameter(Parameter);
}

internal sealed partial record StateSource
{
    public override Change Changes => Change.TrainingStep;

    public override Value Place(ILowering lowering, Node self) => lowering.State(State);
}

internal sealed partial record ConstantTensor
{
    public override Change Changes => Change.Never;

    public override Value Place(ILowering lowering, Node self) => lowering.Table(Describe(), Element, Values.Items);
}
