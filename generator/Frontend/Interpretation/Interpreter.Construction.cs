using Lathe.Generator.Diagnostics;
using Lathe.Generator.Frontend.Values;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Lathe.Generator.Frontend.Interpretation;

internal sealed partial class Interpreter
{
    /// <summary>The network itself, as <c>new Network()</c> makes it.</summary>
    public ObjectValue Instantiate(INamedTypeSymbol type)
    {
        var instance = new ObjectValue(type, null);
        var constructor = type.InstanceConstructors.First(candidate => candidate.Parameters.Length == 0);
        Construct(null, instance, type, constructor, []);
        return instance;
    }

    object Create(IObjectCreationOperation operation)
    {
        var type = (INamedTypeSymbol)operation.Type!;
        var arguments = Arguments(operation.Arguments);
        object made;
        if (!IsSource(type))
        {
            made = Vocabulary.Owns(type) ? VocabularyObjects.Create(this, operation, type, arguments) : library.Create(operation, type, arguments);
        }
        else
        {
            var instance = new ObjectValue(type, operation.Syntax);
            Construct(operation, instance, type, operation.Constructor!, arguments);
            made = instance;
        }

        Initialize(operation.Initializer, made);
        return made;
    }

    /// <summary>Runs an object or collection initialiser.</summary>
    void Initialize(IObjectOrCollectionInitializerOperation? initializer, object made)
    {
        if (initializer is null)
        {
            return;
        }

        initialized.Push(made);
        try
        {
            foreach (var part in initializer.Initializers)
            {
                if (part is IMemberInitializerOperation member)
                {
                    Initialize(member.Initializer, NotNull(member, Evaluate(member.InitializedMember)));
                }
                else
                {
                    Evaluate(part);
                }
            }
        }
        finally
        {
            initialized.Pop();
        }
    }

    /// <summary>Runs a constructor on a new instance: initialisers, the base's constructor, the body, as C# orders them.</summary>
    void Construct(IOperation? site, ObjectValue instance, INamedTypeSymbol type, IMethodSymbol constructor, object?[] arguments)
    {
        if (!IsSource(type))
        {
            CheckForeignBase(site, instance, type);
            if (site is not null && library.Exception(site, constructor, type, arguments) is { } exception)
            {
                // What a base of the framework knows of an exception of the user's.
                instance.Members[type] = exception;
            }

            return;
        }

        if (type.IsGenericType)
        {
            throw Fault(PlaceOf(site, instance), Rules.Generic, type.Name);
        }

        var layout = LayoutOf(type);
        Within<object?>(new Frame(constructor, instance), site, () =>
        {
            foreach (var parameter in constructor.Parameters)
            {
                frame.Bind(parameter, arguments[parameter.Ordinal]);
            }

            if (SymbolEqualityComparer.Default.Equals(constructor, layout.PrimaryConstructor))
            {
                ConstructPrimary(site, instance, type, layout);
            }
            else if (constructor.IsImplicitlyDeclared)
            {
                // A struct's has nothing to run: all is the default.
                RunInitializers(instance, type.IsValueType ? layout.WithoutInitializers() : layout);
                ConstructBase(site, instance, type, null);
            }
            else
            {
                ConstructExplicit(site, instance, type, constructor, layout);
            }

            return null;
        });
    }

    /// <summary>Where a construction is to blame: its expression, or the network itself.</summary>
    static Location PlaceOf(IOperation? site, ObjectValue instance) => site is null ? instance.Type.Locations[0] : Spans.Of(site.Syntax);

    void CheckForeignBase(IOperation? site, ObjectValue instance, INamedTypeSymbol type)
    {
        if (type.SpecialType is not (SpecialType.System_Object or SpecialType.System_ValueType) && !Vocabulary.Owns(type)
            && type.ContainingNamespace?.ToDisplayString().StartsWith("System", StringComparison.Ordinal) != true)
        {
            throw Fault(PlaceOf(site, instance), Rules.NoSource, type.Name, type.ContainingAssembly.Name);
        }
    }

    void ConstructPrimary(IOperation? site, ObjectValue instance, INamedTypeSymbol type, TypeLayout layout)
    {
        foreach (var parameter in layout.PrimaryConstructor!.Parameters)
        {
            var positional = layout.Instance.FirstOrDefault(member => member.Symbol.Name == parameter.Name && member.Location == parameter.Locations[0]);
            if (positional is not null)
            {
                instance.Members[positional.Symbol] = frame.Find(parameter)!.Value;
            }
            else if (!type.IsRecord)
            {
                // A class keeps the parameters that its methods use.
                instance.Members[parameter] = frame.Find(parameter)!.Value;
                frame.Bind(parameter, Kept(instance, parameter));
            }
        }

        RunInitializers(instance, layout);
        var baseCall = layout.PrimaryDeclaration!.BaseList?.Types.OfType<PrimaryConstructorBaseTypeSyntax>().FirstOrDefault();
        ConstructBase(site, instance, type, baseCall is null ? null : OperationOf(baseCall) as IInvocationOperation);
        WarnOfShadowing(type, layout.PrimaryConstructor, baseCall is null ? null : OperationOf(baseCall) as IInvocationOperation);
    }

    void ConstructExplicit(IOperation? site, ObjectValue instance, INamedTypeSymbol type, IMethodSymbol constructor, TypeLayout layout)
    {
        var body = BodyOf(constructor) as IConstructorBodyOperation ?? throw Fault(PlaceOf(site, instance), Rules.Unsupported, $"the constructor of '{type.Name}', which has no body,");
        var call = (body.Initializer as IExpressionStatementOperation)?.Operation as IInvocationOperation ?? body.Initializer as IInvocationOperation;
        if (call is not null && SymbolEqualityComparer.Default.Equals(call.TargetMethod.ContainingType, type))
        {
            Construct(call, instance, type, call.TargetMethod, Arguments(call.Arguments));
        }
        else
        {
            RunInitializers(instance, layout);
            ConstructBase(site, instance, type, call);
        }

        if ((body.BlockBody ?? body.ExpressionBody) is { } block)
        {
            Execute(block);
        }
    }

    void RunInitializers(ObjectValue instance, TypeLayout layout)
    {
        foreach (var member in layout.Instance)
        {
            var type = TypeOfMember(member.Symbol);
            if (member.Initializer is { } initializer && OperationOf(initializer) is ISymbolInitializerOperation operation)
            {
                instance.Members[member.Symbol] = Copy.OfStruct(ConvertTo(operation, type, Evaluate(operation.Value)));
            }
            else if (!instance.Members.ContainsKey(member.Symbol))
            {
                instance.Members[member.Symbol] = DefaultOf(type);
            }
        }
    }

    void ConstructBase(IOperation? site, ObjectValue instance, INamedTypeSymbol type, IInvocationOperation? call)
    {
        if (type.BaseType is not { } parent)
        {
            return;
        }

        if (call is not null)
        {
            Construct(call, instance, parent, call.TargetMethod, Arguments(call.Arguments));
        }
        else if (!IsSource(parent))
        {
            CheckForeignBase(site, instance, parent);
        }
        else if (ImplicitBase(parent) is { } constructor)
        {
            Construct(site, instance, parent, constructor, [.. constructor.Parameters.Select(OmittedArgument)]);
        }
    }

    /// <summary>The constructor that C# calls without arguments: one without parameters before one that can do without them.</summary>
    static IMethodSymbol? ImplicitBase(INamedTypeSymbol parent) => parent.InstanceConstructors
        .Where(candidate => candidate.Parameters.All(parameter => parameter.IsOptional || parameter.IsParams))
        .OrderBy(candidate => candidate.Parameters.Any(parameter => parameter.IsParams)).ThenBy(candidate => candidate.Parameters.Length)
        .FirstOrDefault();

    object? OmittedArgument(IParameterSymbol parameter) =>
        parameter is { IsParams: true, Type: IArrayTypeSymbol array } ? new ArrayValue(array, []) : Constant(parameter.Type, parameter.ExplicitDefaultValue);

    static ITypeSymbol TypeOfMember(ISymbol member) => member is IFieldSymbol field ? field.Type : ((IPropertySymbol)member).Type;

    /// <summary>A struct that no constructor made: every member has its default.</summary>
    ObjectValue DefaultStruct(INamedTypeSymbol type)
    {
        if (!defaulted.Add(type))
        {
            // A struct that holds itself, which C# reports at its declaration.
            throw new InvalidSource();
        }

        var instance = new ObjectValue(type, null);
        foreach (var member in LayoutOf(type).Instance)
        {
            instance.Members[member.Symbol] = DefaultOf(TypeOfMember(member.Symbol));
        }

        defaulted.Remove(type);
        return instance;
    }

    object? EvaluateWith(IWithOperation operation)
    {
        var source = Place.Strip(NotNull(operation, Evaluate(operation.Operand)));
        if (source is not ObjectValue instance)
        {
            throw Unsupported(operation, "'with' on this value");
        }

        for (var type = instance.Type; type is { IsRecord: true, IsValueType: false } && IsSource(type); type = type.BaseType)
        {
            if (type.InstanceConstructors.Any(constructor => !constructor.IsImplicitlyDeclared && constructor.Parameters is [{ } only] && SymbolEqualityComparer.Default.Equals(only.Type, type)))
            {
                throw Unsupported(operation, $"'with' on '{type.Name}', which declares how it is copied,");
            }
        }

        var clone = instance.Clone(operation.Syntax);
        WarnOfKeptInitializers(operation, clone.Type);
        Initialize(operation.Initializer, clone);
        return clone;
    }
}
