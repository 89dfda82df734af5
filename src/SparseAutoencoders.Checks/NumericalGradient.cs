namespace SparseAutoencoders.Checks;

/// <summary>Compares the written-out gradient with numerical differences of the network, in double precision.</summary>
internal static class NumericalGradient
{
    private const int RowCount = 11, Inputs = 7, HiddenUnits = 5;

    /// <summary>At this step both what is left of the series and the rounding of the objective stay below 1e-11 of the gradient, for rows of numbers near 1.</summary>
    public const double Step = 1e-3;

    /// <summary>The relative error ‖g − n‖ / ‖g + n‖ of the gradient g against differences n, on small random rows. Numbers near which a code becomes 0 or ceases to
    /// be are left out, and blocks whose gradient is a surrogate; NaN where that leaves too few.</summary>
    public static double RelativeError(ObjectiveOptions options, bool tied)
    {
        var random = new RandomNumbers(seed: 7, stream: 0);
        var parameters = options.CreateParameters<double>(Inputs, HiddenUnits, tied);
        options.Sparsity.Initialize(parameters, random);
        // Biases that are not all the same; a mechanism's own blocks stay about what they begin with.
        foreach (var block in parameters.Table.Blocks.Where(block => block is { IsDecayed: false, IsLearned: true }))
        {
            var own = block.Name is not (ParameterTable.EncoderBiases or ParameterTable.DecoderBiases);
            foreach (ref var number in parameters[block.Name].All) number = (own ? number : 0) + (random.NextDouble() - 0.5) * (own ? 0.1 : 1);
        }
        using var workers = new Workers(1);
        var probe = new GradientProbe(parameters, options, RandomRows(random), workers);
        var (difference, sum, compared) = (0.0, 0.0, 0);
        for (var i = 0; i < parameters.Table.Learned; i++)
        {
            if (!parameters.Table.BlockAt(i).HasExactGradient || probe.SlopeAt(i, Step) is not { } slope) continue;
            difference += Math.Pow(probe.Gradient.All[i] - slope.Total, 2);
            sum += Math.Pow(probe.Gradient.All[i] + slope.Total, 2);
            compared++;
        }
        return 2 * compared > parameters.Table.Learned ? Math.Sqrt(difference / sum) : double.NaN;
    }

    /// <summary>A few rows of numbers in [0, 1).</summary>
    public static Matrix<double> RandomRows(RandomNumbers random)
    {
        var rows = new Matrix<double>(RowCount, Inputs);
        foreach (ref var x in rows.All) x = random.NextDouble();
        return rows;
    }
}
