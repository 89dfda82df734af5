namespace SparseAutoencoders.Checks;

/// <summary>Compares the written-out gradient with numerical differences of the network, in double precision.</summary>
internal static class NumericalGradient
{
    private const int RowCount = 11, Inputs = 7, HiddenUnits = 5, MoreUnits = 12;

    // After so many steps on the same rows a unit that is active on none of them counts as silent.
    private const int StepsToSilence = 110;

    /// <summary>At this step both what is left of the series and the rounding of the objective stay below 1e-11 of the gradient, for rows of numbers near 1.</summary>
    public const double Step = 1e-3;

    /// <summary>The relative error ‖g − n‖ / ‖g + n‖ of the gradient g against differences n, on small random rows. Numbers near which a code becomes 0 or ceases to
    /// be are left out, and blocks whose gradient is a surrogate; NaN where that leaves too few.</summary>
    public static double RelativeError(ObjectiveOptions options, bool tied) => Errors(options, tied).Exact;

    /// <summary>The same, and that of the surrogates against their definition: NaN where there are none.</summary>
    public static (double Exact, double OfSurrogates, LossTerms Terms) Errors(ObjectiveOptions options, bool tied)
    {
        var hiddenUnits = options.Sparsity.CodesAreSparse ? MoreUnits : HiddenUnits;
        options = options with { Sparsity = options.Sparsity.Completed(hiddenUnits) };
        var random = new RandomNumbers(seed: 7, stream: 0);
        var parameters = options.CreateParameters<double>(Inputs, hiddenUnits, tied);
        options.Sparsity.Initialize(parameters, random);
        // Biases that are not all the same; a mechanism's own blocks stay about what they begin with.
        foreach (var block in parameters.Table.Blocks.Where(block => block is { IsDecayed: false, IsLearned: true }))
        {
            var own = block.Name is not (ParameterTable.EncoderBiases or ParameterTable.DecoderBiases);
            foreach (ref var number in parameters[block.Name].All) number = (own ? number : 0) + (random.NextDouble() - 0.5) * (own ? 0.1 : 1);
        }
        using var workers = new Workers(1);
        var rows = RandomRows(random);
        if (options.Sparsity.CodesAreSparse) Quieten(parameters.EncoderWeights.Row(hiddenUnits - 1), ref parameters.EncoderBiases[^1]);
        var probe = new GradientProbe(parameters, options, rows, workers, stepsBefore: options.Sparsity.CodesAreSparse ? StepsToSilence : 0);
        var (exact, surrogate) = (new Comparison(), new Comparison());
        for (var i = 0; i < parameters.Table.Learned; i++)
        {
            if (!parameters.Table.BlockAt(i).HasExactGradient) surrogate.Add(probe.Gradient.All[i], probe.Surrogates.All[i]);
            else if (probe.SlopeAt(i, Step) is { } slope) exact.Add(probe.Gradient.All[i], slope.Total);
        }
        return (2 * (exact.Count + surrogate.Count) > parameters.Table.Learned ? exact.Error : double.NaN, surrogate.Error, probe.Terms);
    }

    // A unit whose pre-codes are above 0, but below others': it is silent, and learns all the same.
    private static void Quieten(Span<double> weights, ref double bias)
    {
        foreach (ref var weight in weights) weight *= 0.01;
        bias = 0.05;
    }

    private struct Comparison
    {
        private double _difference, _sum;

        public int Count { get; private set; }

        public readonly double Error => Math.Sqrt(_difference / _sum);

        public void Add(double written, double other)
        {
            _difference += (written - other) * (written - other);
            _sum += (written + other) * (written + other);
            Count++;
        }
    }

    /// <summary>A few rows of numbers in [0, 1).</summary>
    public static Matrix<double> RandomRows(RandomNumbers random)
    {
        var rows = new Matrix<double>(RowCount, Inputs);
        foreach (ref var x in rows.All) x = random.NextDouble();
        return rows;
    }
}
