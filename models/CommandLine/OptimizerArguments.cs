using System.CommandLine;

namespace Lathe.Models.CommandLine;

/// <summary>The options that say how parameters are updated.</summary>
sealed class OptimizerArguments
{
    readonly Option<string> optimizer = CommonArguments.Choice("--optimizer", "The optimiser; sgdw and adamw keep weight decay apart from the gradient.", "sgd", "sgdw", "adam", "adamw");
    readonly Option<double> decay = CommonArguments.Number("--weight-decay", "The weight decay of weights.", 5e-4, 0, 1e6);
    readonly Option<double> norm = CommonArguments.Number("--max-norm", "The largest norm of the weights into one unit; no limit if 0.", 0.0, 0, 1e6);
    readonly Option<double> gradientNorm = CommonArguments.Number("--clip-norm", "The largest norm of all gradients together; no limit if 0.", 0.0, 0, 1e6);
    readonly Option<double> gradientRatio = CommonArguments.Number("--clip-ratio", "The largest ratio of a unit's gradients to its weights, by their norms; no limit if 0.", 0.0, 0, 1e6);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[optimizer, decay, norm, gradientNorm, gradientRatio])
            command.Add(option);
    }

    /// <summary>What makes the optimiser that is asked for.</summary>
    public Func<Network, Optimizer> Read(ParseResult parsed)
    {
        var kind = parsed.GetRequiredValue(optimizer);
        double weightDecay = parsed.GetValue(decay), most = parsed.GetValue(norm), length = parsed.GetValue(gradientNorm), ratio = parsed.GetValue(gradientRatio);
        return network =>
        {
            var made = Create(kind, network, weightDecay);
            made.MaxUnitNorm = most == 0 ? null : most;
            made.MaxGradientNorm = length == 0 ? null : length;
            made.AdaptiveClipping = ratio == 0 ? null : new AdaptiveClipping(ratio);
            return made;
        };
    }

    static Optimizer Create(string kind, Network network, double weightDecay) => kind switch
    {
        "adam" => new Adam(network, weightDecay: weightDecay, decays: DecayScope.Weights),
        "adamw" => new AdamW(network, weightDecay: weightDecay, decays: DecayScope.Weights),
        _ => new Sgd(network, momentum: 0.9, weightDecay: weightDecay, nesterov: true, decays: DecayScope.Weights, decoupled: kind == "sgdw"),
    };
}
