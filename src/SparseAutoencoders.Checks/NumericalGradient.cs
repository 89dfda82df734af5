namespace SparseAutoencoders.Checks;

/// <summary>Compares the written-out gradient with numerical differences of the network, in double precision.</summary>
internal static class NumericalGradient
{
    private const int RowCount = 11, Inputs = 7, HiddenUnits = 5;

    // Differences at ±h and ±2h, weighed so that terms up to h⁴ cancel: at this step both what is left of the series and the rounding of
    // the objective stay below 1e-11 of the gradient.
    private const double Step = 1e-3;

    /// <summary>The relative error ‖g − n‖ / ‖g + n‖ of the gradient g against differences n, on small random rows. Where a constraint
    /// ties the encoder's biases to its weights, both are of the function of the other parameters alone: the biases are solved at each point.
    /// Numbers near which a code becomes 0 or ceases to be are left out, and blocks whose gradient is a surrogate; NaN where that leaves too few.</summary>
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
        var network = new Network<double>(parameters, options, workers);
        var values = network.CreatePass(RowCount, training: true);
        var gradients = new Pass<double>(RowCount, Inputs, HiddenUnits);
        values.Resize(RowCount, meanOver: RowCount);
        gradients.Resize(RowCount, meanOver: RowCount);
        foreach (ref var x in values.Input.All) x = random.NextDouble();

        var rows = new PreparedRows<double>(Rows.From(values.Input), null, unitInterval: true, workers);

        var analytic = parameters.Empty();
        network.SolveConstraint(rows, CancellationToken.None);
        network.Step(values, gradients, analytic);
        var active = Active();
        var spare = parameters.Empty();
        var (difference, sum, compared) = (0.0, 0.0, 0);
        for (var i = 0; i < parameters.Table.Learned; i++)
        {
            if (!parameters.Table.BlockAt(i).HasExactGradient) continue;
            double[] at = [At(i, -2 * Step), At(i, -Step), At(i, Step), At(i, 2 * Step)];
            if (at.Any(double.IsNaN)) continue;
            var numerical = (8 * (at[2] - at[1]) - (at[3] - at[0])) / (12 * Step);
            difference += Math.Pow(analytic.All[i] - numerical, 2);
            sum += Math.Pow(analytic.All[i] + numerical, 2);
            compared++;
        }
        return 2 * compared > parameters.Table.Learned ? Math.Sqrt(difference / sum) : double.NaN;

        // NaN where other codes are 0 than before: between the two the objective has a kink.
        double At(int i, double move)
        {
            var kept = parameters.All[i];
            parameters.All[i] = kept + move;
            network.SolveConstraint(rows, CancellationToken.None);
            var total = network.Step(values, gradients, spare).Total;
            parameters.All[i] = kept;
            return Active().SequenceEqual(active) ? total : double.NaN;
        }

        bool[] Active() => [.. values.Codes.All.ToArray().Select(code => code != 0)];
    }
}
