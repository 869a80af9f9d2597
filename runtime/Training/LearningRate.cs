namespace Lathe;

/// <summary>A learning-rate schedule: a rate for each step, after a linear warm-up.</summary>
public abstract record LearningRate
{
    /// <summary>The part of a step by which a product in float64 may miss a whole number of steps.</summary>
    const double Slack = 1e-6;

    LearningRate()
    {
    }

    /// <summary>The rate after the warm-up.</summary>
    public abstract double Peak { get; }

    /// <summary>How many epochs, from 0, the rate takes to rise to <see cref="Peak"/> in a straight line; a part of an epoch is allowed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative or no number.</exception>
    public double WarmupEpochs
    {
        get;
        init => field = value is >= 0 and < double.PositiveInfinity
            ? value
            : throw new ArgumentOutOfRangeException(nameof(WarmupEpochs), value, "A warm-up is a number of epochs from 0.");
    }

    /// <summary>The rate of a step.</summary>
    /// <param name="step">The step, from 0.</param>
    /// <param name="stepsPerEpoch">How many steps an epoch has.</param>
    /// <param name="epochs">How many epochs the training has.</param>
    /// <returns>The rate, from 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is negative, or <paramref name="stepsPerEpoch"/> below 1.</exception>
    public double At(long step, int stepsPerEpoch, int epochs)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfLessThan(stepsPerEpoch, 1);
        double warmup = Math.Round(WarmupEpochs * stepsPerEpoch);
        return step < warmup ? Peak * (step + 1) / warmup : After(step, warmup, stepsPerEpoch, epochs);
    }

    private protected abstract double After(double step, double warmup, int stepsPerEpoch, int epochs);

    /// <summary>The rate after a part of a fall from the first rate to the last.</summary>
    static double AlongCosine(double first, double last, double part) => last + ((first - last) * 0.5 * (1 + Math.Cos(Math.PI * part)));

    static double Checked(double rate) => rate is >= 0 and < double.PositiveInfinity
        ? rate
        : throw new ArgumentOutOfRangeException(nameof(rate), rate, "Learning rates, and factors of them, are numbers from 0.");

    /// <summary>One rate.</summary>
    /// <param name="Rate">The rate, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or no number.</exception>
    public sealed record Constant(double Rate) : LearningRate
    {
        /// <summary>The rate, from 0.</summary>
        public double Rate { get; init => field = Checked(value); } = Checked(Rate);

        /// <inheritdoc/>
        public override double Peak => Rate;

        private protected override double After(double step, double warmup, int stepsPerEpoch, int epochs) => Peak;
    }

    /// <summary>A rate that is multiplied by a factor at milestones.</summary>
    /// <param name="Rate">The first rate, from 0.</param>
    /// <param name="Milestones">How many epochs, from 0, are done when the rate changes; a part of an epoch is allowed.</param>
    /// <param name="Factor">What it is multiplied by, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate, the factor or a milestone is negative or no number.</exception>
    public sealed record Steps(double Rate, IReadOnlyList<double> Milestones, double Factor = 0.1) : LearningRate
    {
        /// <summary>The first rate, from 0.</summary>
        public double Rate { get; init => field = Checked(value); } = Checked(Rate);

        /// <summary>How many epochs, from 0, are done when the rate changes; a part of an epoch is allowed.</summary>
        public IReadOnlyList<double> Milestones { get; init => field = CheckedMilestones(value); } = CheckedMilestones(Milestones);

        /// <summary>What it is multiplied by, from 0.</summary>
        public double Factor { get; init => field = Checked(value); } = Checked(Factor);

        /// <inheritdoc/>
        public override double Peak => Rate;

        private protected override double After(double step, double warmup, int stepsPerEpoch, int epochs)
        {
            double rate = Peak;
            foreach (double milestone in Milestones)
            {
                // 0.07 epochs of 100 steps are seven, though the product in float64 is more.
                if (step + Slack >= milestone * stepsPerEpoch)
                    rate *= Factor;
            }
            return rate;
        }

        static IReadOnlyList<double> CheckedMilestones(IReadOnlyList<double> milestones)
        {
            ArgumentNullException.ThrowIfNull(milestones);
            foreach (double milestone in milestones)
            {
                if (milestone is not (>= 0 and < double.PositiveInfinity))
                    throw new ArgumentOutOfRangeException(nameof(milestones), milestone, "A milestone is a number of epochs from 0.");
            }
            return milestones;
        }
    }

    /// <summary>A rate that falls along half a cosine to <paramref name="Last"/> (Loshchilov and Hutter 2017, without restarts).</summary>
    /// <param name="Rate">The first rate, from 0.</param>
    /// <param name="Last">The rate that the end of training approaches, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A rate is negative or no number.</exception>
    public sealed record Cosine(double Rate, double Last = 0) : LearningRate
    {
        /// <summary>The first rate, from 0.</summary>
        public double Rate { get; init => field = Checked(value); } = Checked(Rate);

        /// <summary>The rate that the end of training approaches, from 0.</summary>
        public double Last { get; init => field = Checked(value); } = Checked(Last);

        /// <inheritdoc/>
        public override double Peak => Rate;

        private protected override double After(double step, double warmup, int stepsPerEpoch, int epochs)
        {
            double span = Math.Max(1, ((double)epochs * stepsPerEpoch) - warmup);
            double part = Math.Min(1, (step - warmup) / span);
            return AlongCosine(Peak, Last, part);
        }
    }

    /// <summary>A rate that falls along half a cosine to <paramref name="Last"/> again and again (SGDR, Loshchilov and Hutter 2017): <c>Last + (Rate - Last) / 2 *
    /// (1 + cos(pi * T / T_i))</c>, T epochs after a restart, also within an epoch.</summary>
    /// <param name="Rate">The rate at each restart, from 0.</param>
    /// <param name="Period">How many epochs the first fall takes, above 0.</param>
    /// <param name="Growth">How many times longer each fall is than the one before, from 1.</param>
    /// <param name="Last">The rate that the end of a fall approaches, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is outside its range.</exception>
    public sealed record Restarts(double Rate, double Period, double Growth = 1, double Last = 0) : LearningRate
    {
        /// <summary>The rate at each restart, from 0.</summary>
        public double Rate { get; init => field = Checked(value); } = Checked(Rate);

        /// <summary>How many epochs the first fall takes, above 0.</summary>
        public double Period { get; } = Period is > 0 and < double.PositiveInfinity
            ? Period
            : throw new ArgumentOutOfRangeException(nameof(Period), Period, "The time between restarts is a number of epochs above 0.");

        /// <summary>How many times longer each fall is than the one before, from 1.</summary>
        public double Growth { get; } = Growth is >= 1 and < double.PositiveInfinity
            ? Growth
            : throw new ArgumentOutOfRangeException(nameof(Growth), Growth, "The time between restarts grows by a factor from 1.");

        /// <summary>The rate that the end of a fall approaches, from 0.</summary>
        public double Last { get; init => field = Checked(value); } = Checked(Last);

        /// <inheritdoc/>
        public override double Peak => Rate;

        private protected override double After(double step, double warmup, int stepsPerEpoch, int epochs)
        {
            // A fall is of whole steps, so that a restart is at its first.
            double since = step - warmup, fall = Steps(Period);
            if (Growth == 1)
                since %= fall;
            for (double period = Period; Growth > 1 && since >= fall; fall = Steps(period))
            {
                since -= fall;
                period *= Growth;
            }
            return AlongCosine(Peak, Last, since / fall);

            double Steps(double period) => Math.Max(1, Math.Round(period * stepsPerEpoch));
        }
    }

    /// <summary>A rate times a factor of your own.</summary>
    /// <param name="Rate">The rate, from 0.</param>
    /// <param name="Factor">Gives the factor, from 0, for how many epochs are done, those of the warm-up and parts of an epoch included, and how many the training has:
    /// <c>(done, epochs) => 1 - (done / epochs)</c> falls in a straight line.</param>
    /// <exception cref="ArgumentOutOfRangeException">The rate is negative or no number.</exception>
    public sealed record Function(double Rate, Func<double, int, double> Factor) : LearningRate
    {
        /// <summary>The rate, from 0.</summary>
        public double Rate { get; init => field = Checked(value); } = Checked(Rate);

        /// <summary>Gives the factor, from 0, for how many epochs are done, and how many the training has.</summary>
        public Func<double, int, double> Factor { get; } = Factor ?? throw new ArgumentNullException(nameof(Factor));

        /// <inheritdoc/>
        public override double Peak => Rate;

        private protected override double After(double step, double warmup, int stepsPerEpoch, int epochs)
        {
            double done = step / stepsPerEpoch, factor = Factor(done, epochs);
            return factor is >= 0 and < double.PositiveInfinity
                ? Rate * factor
                : throw new InvalidOperationException(FormattableString.Invariant($"The factor of the learning rate is {factor} after {done} of {epochs} epochs; it is a number from 0."));
        }
    }
}
