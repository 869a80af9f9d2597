using Lathe.Generator.Graph;
using Lathe.Generator.Ops;
using Lathe.Generator.Plan;
using Lathe.Generator.Support;
using Lathe.Interpreters.Graph;
using Lathe.Kernels;
using Index = Lathe.Generator.Plan.Index;

namespace Lathe.Interpreters.Plan;

/// <summary>A region as delegates over its loop variables, ready to run chunk by chunk.</summary>
internal sealed class RegionProgram
{
    readonly PlanMemoryImage memory;
    readonly long batch;
    readonly ulong seed;
    readonly ulong step;
    readonly Dictionary<int, int> places = [];
    readonly List<Action> items = [];
    readonly Dictionary<(Arena Arena, long Cell), long> writers = [];
    readonly Func<long> start;
    readonly Func<long> end;
    readonly LoopAxis chunkAxis;
    readonly int chunkPlace;
    readonly int groups;
    readonly long[] variables = [];

    public RegionProgram(Region region, PlanMemoryImage memory, long batch, ulong seed, ulong step)
    {
        (this.memory, this.batch, this.seed, this.step) = (memory, batch, seed, step);
        (start, end, chunkPlace) = (Compile(region.Chunk.Start), Compile(region.Chunk.End), Place(region.Chunk));
        (chunkAxis, groups) = (region.Chunk, region.Groups);
        foreach (var item in region.Items)
            items.Add(Compile(item));
        variables = new long[places.Count];
    }

    /// <summary>The numbers of all chunks, those that have to run in order together.</summary>
    public long[][] Groups() => [.. Enumerable.Range(0, checked((int)(end() - start()))).Select(chunk => start() + chunk)
        .GroupBy(chunk => groups == 0 ? chunk : Group(chunk), (_, chunks) => chunks.ToArray())];

    long Group(long chunk) => IndexGroup.Of(chunk, end(), groups);

    public void Run(long chunk)
    {
        variables[chunkPlace] = chunk;
        memory.ForgetScratch();
        items.ForEach(item => item());
    }

    Action Compile(RegionItem item) => item switch
    {
        MapItem map => Loops(map.Axes, () => Sequence([.. map.Stores.Items.Select(Compile)])),
        ContractItem { Part: { } part } contract => () => Run(contract, part),
        ContractItem contract => () => Run(contract, batch),
        PrepareItem prepare => () => Run(prepare),
        FoldPartsItem fold => () => Run(fold),
        _ => throw new InvalidOperationException($"{item} cannot be run."),
    };

    static Action Sequence(Action[] actions) => actions.Length == 1 ? actions[0] : () => Array.ForEach(actions, action => action());

    Action Compile(Store store)
    {
        var (value, guards) = (Compile(store.Value), Compile(store.Target.Guards));
        var (target, offset, accumulate) = (store.Target.Value, Compile(store.Target.Offset), store.Accumulate);
        return () =>
        {
            if (!guards())
                return;
            var element = offset();
            var number = value();
            Claim(target, element);
            memory.Write(target, element, accumulate ? memory.Read(target, element) + number : number);
        };
    }

    void Claim(Value target, long element, bool isShared = false)
    {
        if (target.Space == Space.Scratch)
            return;
        var chunk = isShared ? Group(variables[chunkPlace]) : variables[chunkPlace];
        if (!writers.TryAdd((target.Space.Arena(), memory.Cell(target, element)), chunk) && writers[(target.Space.Arena(), memory.Cell(target, element))] != chunk)
            throw new InvalidOperationException($"Two chunks write element {element} of {target.Name}.");
    }

    Func<double> Compile(Scalar scalar)
    {
        switch (scalar)
        {
            case Constant constant:
                return () => constant.Value;
            case Setting setting:
                return () => setting.Value;
            case Extent extent:
                var count = (double)extent.Dim.At(batch);
                return () => count;
            case Number number:
                var index = Compile(number.Index);
                return () => index();
            case Load load:
                return Compile(load.Access);
            case Unary unary:
                var (operand, function) = (Compile(unary.Operand), ScalarBlock.Function(unary.Operator));
                return () => function(operand());
            case Binary binary:
                var (left, right, both) = (Compile(binary.Left), Compile(binary.Right), ScalarBlock.Function(binary.Operator));
                return () => both(left(), right());
            case FusedMultiplyAdd fused:
                var (x, y, z) = (Compile(fused.Left), Compile(fused.Right), Compile(fused.Addend));
                return () => Math.FusedMultiplyAdd(x(), y(), z());
            case Select select:
                var (condition, whenTrue, whenFalse) = (Compile(select.Condition), Compile(select.WhenTrue), Compile(select.WhenFalse));
                return () => condition() != 0 ? whenTrue() : whenFalse();
            case Cast cast:
                var converted = Compile(cast.Operand);
                return cast.Type is DType.Int32 or DType.UInt32 ? () => Math.Truncate(converted()) : converted;
            case RandomWord random:
                var (key, sample, word) = (Philox.Fnv1a64(random.Key), Compile(random.Sample), Compile(random.Element));
                return () => Philox.Word(seed, step, key, sample(), word());
            case Fold fold:
                return Compile(fold);
            case FoldArgMax fold:
                return Compile(fold);
            default:
                throw new InvalidOperationException($"{scalar} cannot be evaluated.");
        }
    }

    Func<double> Compile(Access access)
    {
        var (guards, offset) = (Compile(access.Guards), Compile(access.Offset));
        return access.Guards.Count == 0
            ? () => memory.Read(access.Value, offset())
            : () => guards() ? memory.Read(access.Value, offset()) : access.Fill;
    }

    Func<double> Compile(Fold fold)
    {
        var (result, first) = (0.0, true);
        var combine = ScalarBlock.Function(fold.Kind switch
        {
            ReduceKind.Sum => BinaryOperator.Add,
            ReduceKind.Maximum => BinaryOperator.Maximum,
            _ => BinaryOperator.Minimum,
        });
        var loops = Loops(fold.Axes, () =>
        {
            var body = Compile(fold.Body);
            return () => (result, first) = (first ? body() : combine(result, body()), false);
        });
        return () =>
        {
            // A fold within a fold's body has variables of its own; the same fold is never active twice.
            (result, first) = (0, true);
            loops();
            return result;
        };
    }

    Func<double> Compile(FoldArgMax fold)
    {
        var (largest, position, first) = (0.0, 0L, true);
        var loops = Loops(fold.Axes, () =>
        {
            var (body, place) = (Compile(fold.Body), Compile(fold.Position));
            return () =>
            {
                var element = body();
                if (first || element > largest)
                    (largest, position, first) = (element, place(), false);
            };
        });
        return () =>
        {
            first = true;
            loops();
            return position;
        };
    }

    Action Loops(EquatableArray<LoopAxis> axes, Func<Action> body)
    {
        var bound = axes.Items.Select(axis => (Start: Compile(axis.Start), End: Compile(axis.End), Place: Place(axis))).ToArray();
        var action = body();
        foreach (var (first, last, place) in bound.Reverse())
        {
            var inner = action;
            action = () =>
            {
                var stop = last();
                for (var position = first(); position < stop; position++)
                {
                    variables[place] = position;
                    inner();
                }
            };
        }

        return action;
    }

    int Place(LoopAxis axis)
    {
        if (!places.TryGetValue(axis.Id, out var place))
            places.Add(axis.Id, place = places.Count);
        return place;
    }

    Func<bool> Compile(EquatableArray<Guard> guards)
    {
        var compiled = guards.Items.Select(guard => (Index: Compile(guard.Index), End: Compile(guard.End))).ToArray();
        return () =>
        {
            foreach (var (index, limit) in compiled)
            {
                var place = index();
                if (place < 0 || place >= limit())
                    return false;
            }

            return true;
        };
    }

    Func<long> Compile(Index index)
    {
        switch (index)
        {
            case IndexConstant constant:
                return () => constant.Value;
            case IndexDim dim:
                var extent = dim.Dim.At(batch);
                return () => extent;
            case IndexVariable variable:
                var place = places[variable.Axis];
                return () => variables[place];
            case IndexSum sum:
                var (left, right) = (Compile(sum.Left), Compile(sum.Right));
                return () => left() + right();
            case IndexProduct product:
                var factor = Compile(product.Operand);
                return () => factor() * product.Factor;
            case IndexQuotient quotient:
                var dividend = Compile(quotient.Operand);
                return () => IndexRanges.FloorDivide(dividend(), quotient.Divisor);
            case IndexRemainder remainder:
                var whole = Compile(remainder.Operand);
                return () => whole() is var number ? number - (IndexRanges.FloorDivide(number, remainder.Divisor) * remainder.Divisor) : 0;
            case IndexMinimum minimum:
                var (first, second) = (Compile(minimum.Left), Compile(minimum.Right));
                return () => Math.Min(first(), second());
            case IndexGroup group:
                var (member, members) = (Compile(group.Chunk), Compile(group.Chunks));
                return () => IndexGroup.Of(member(), members(), group.Most);
            case IndexTable table:
                var entry = Compile(table.Position);
                return () => table.Values[checked((int)entry())];
            default:
                throw new InvalidOperationException($"{index} cannot be evaluated.");
        }
    }

    void Run(ContractItem item, long samples)
    {
        var contract = new Contract(item.Relation, item.Left.Labels, item.Right.Labels, item.Result.Labels);
        var result = Contraction.Evaluate(contract, checked((int)samples), new TensorMemory(), Gathered(item.Left, item.Relation), Gathered(item.Right, item.Relation));
        var isAdded = item.Accumulate || (item.IsSummed && variables[chunkPlace] is > 0 and var chunk && Group(chunk) == Group(chunk - 1));
        foreach (var (element, number) in Elements(item.Result, item.Relation).Zip(result.Data))
        {
            Claim(item.Result.Value, element, item.IsSummed);
            memory.Write(item.Result.Value, element, isAdded ? memory.Read(item.Result.Value, element) + number : number);
        }
    }

    /// <summary>The contraction of a chunk's images: the same one with fewer of them.</summary>
    void Run(ContractItem item, ImagePart part)
    {
        var images = Math.Min(part.Rows, item.Relation.ExtentOf(part.Axis).At(batch) - (variables[chunkPlace] * part.Rows));
        var axes = item.Relation.Axes.Items.Select(axis => axis.Label == part.Axis ? axis with { Extent = new Dim(0, images) } : axis);
        ContractOperand Started(ContractOperand operand) => operand with { Offset = operand.Start(part, chunkAxis) };
        Run(item with { Relation = item.Relation with { Axes = axes.ToEquatableArray() }, Left = Started(item.Left), Right = Started(item.Right), Result = Started(item.Result) }, images);
    }

    /// <summary>Weights are left as they are: how the kernels pack them is their own business.</summary>
    void Run(PrepareItem item)
    {
        if (item.Weight is not { } weight)
        {
            memory.Write(item.Prepared, 0, 0);
            return;
        }

        var start = Compile(weight.Offset)();
        foreach (var element in Elements(weight, item.Contraction.Relation))
            memory.Write(item.Prepared, element - start, memory.Read(weight.Value, element));
    }

    void Run(FoldPartsItem item)
    {
        var (result, count, start) = (item.Contraction.Result, Compile(item.Count)(), Compile(item.Contraction.Result.Offset)());
        foreach (var element in Elements(result, item.Contraction.Relation))
        {
            var sum = item.Contraction.Accumulate ? memory.Read(result.Value, element) : 0;
            for (var part = 0L; part < count; part++)
                sum += memory.Read(item.Partials, (part * item.Size) + element - start);
            memory.Write(result.Value, element, sum);
        }
    }

    Tensor64 Gathered(ContractOperand operand, Relation relation) => new(
        [.. operand.Labels.Select(label => checked((int)relation.ExtentOf(label).At(batch)))],
        [.. Elements(operand, relation).Select(element => memory.Read(operand.Value, element))]);

    /// <summary>The elements of a view in the row-major order of its labels.</summary>
    IEnumerable<long> Elements(ContractOperand operand, Relation relation)
    {
        IEnumerable<long> elements = [Compile(operand.Offset)()];
        for (var axis = 0; axis < operand.Labels.Length; axis++)
        {
            var (extent, stride) = (relation.ExtentOf(operand.Labels[axis]).At(batch), operand.Strides[axis]);
            elements = elements.SelectMany(element => Enumerable.Range(0, checked((int)extent)).Select(position => element + (position * stride)));
        }

        return elements;
    }
}
