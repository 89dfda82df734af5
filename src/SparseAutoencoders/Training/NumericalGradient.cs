namespace SparseAutoencoders;

/// <summary>Compares the written-out gradient with numerical differences of the objective, in double precision.</summary>
internal static class NumericalGradient
{
    private const int RowCount = 11, Inputs = 7, HiddenUnits = 5;

    // Differences at ±h and ±2h, weighed so that terms up to h⁴ cancel: at this step both what is left of the series and the rounding of
    // the objective stay below 1e-11 of the gradient.
    private const double Step = 1e-3;

    /// <summary>The relative error ‖g − n‖ / ‖g + n‖ of the gradient g against differences n, on small random rows. Where a constraint
    /// ties the encoder's biases to its weights, both are of the function of the other parameters alone: the biases are solved at each point.</summary>
    public static double RelativeError(ObjectiveOptions options, bool tied)
    {
        var random = new RandomNumbers(seed: 7, stream: 0);
        var parameters = new Parameters<double>(Inputs, HiddenUnits, tied);
        Initialization.Fill(parameters, options.Sparsity.Rho, random);
        foreach (ref var bias in parameters.EncoderBiases) bias = random.NextDouble() - 0.5;
        foreach (ref var bias in parameters.DecoderBiases) bias = random.NextDouble() - 0.5;
        using var workers = new Workers(1);
        var objective = new Objective<double>(parameters, options, workers);
        var values = new Pass<double>(RowCount, Inputs, HiddenUnits);
        var gradients = new Pass<double>(RowCount, Inputs, HiddenUnits);
        values.Resize(RowCount, meanOver: RowCount);
        gradients.Resize(RowCount, meanOver: RowCount);
        foreach (ref var x in values.Input.All) x = random.NextDouble();

        var rows = new PreparedRows<double>(Rows.From(values.Input), null, unitInterval: true, workers);

        var analytic = parameters.Empty();
        objective.Meet(rows, CancellationToken.None);
        objective.Step(values, gradients, analytic);
        var spare = parameters.Empty();
        var (difference, sum) = (0.0, 0.0);
        for (var i = 0; i < parameters.All.Length; i++)
        {
            var numerical = (8 * (At(i, Step) - At(i, -Step)) - (At(i, 2 * Step) - At(i, -2 * Step))) / (12 * Step);
            difference += Math.Pow(analytic.All[i] - numerical, 2);
            sum += Math.Pow(analytic.All[i] + numerical, 2);
        }
        return Math.Sqrt(difference / sum);

        double At(int i, double move)
        {
            var kept = parameters.All[i];
            parameters.All[i] = kept + move;
            objective.Meet(rows, CancellationToken.None);
            var total = objective.Step(values, gradients, spare).Total;
            parameters.All[i] = kept;
            return total;
        }
    }
}
