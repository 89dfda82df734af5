using System.Diagnostics;

namespace SparseAutoencoders;

/// <summary>Judges a model over all given rows, in double precision whatever it was trained in, in blocks of rows.</summary>
internal static class Evaluator
{
    private const int BlockRows = 1024;

    /// <exception cref="InvalidDataException">A number is not finite, or an unscaled one lies outside what the decoder can give.</exception>
    public static Evaluation Run(Parameters<double> parameters, ObjectiveOptions options, Normalizer? normalizer, IRows rows, Workers workers,
        CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var objective = new Objective<double>(parameters, options, workers);
        // Rows that were not trained on may pass the ends of a fitted scale a little; unscaled ones have no excuse.
        var prepared = new PreparedRows<double>(rows, normalizer, unitInterval: normalizer is null && options.Decoder == OutputFunction.Sigmoid, workers);
        var values = new Pass<double>(Math.Min(BlockRows, rows.Count), parameters.Inputs, parameters.HiddenUnits);
        var codes = new CodeStatistics(parameters.HiddenUnits);
        var idle = new IdleUnitSearch<double>(parameters.HiddenUnits);
        var inputs = new RowStatistics(parameters.Inputs);
        var (reconstruction, squaredError) = (0.0, 0.0);
        foreach (var (_, block) in prepared.Blocks(BlockRows, cancellation))
        {
            values.Resize(block.Rows, meanOver: rows.Count);
            values.Input = block;
            objective.Encode(values);
            codes.Add(values.Codes);
            idle.Add(values.Codes);
            reconstruction += objective.Reconstruct(values);
            for (var r = 0; r < block.Rows; r++)
            {
                inputs.Add(values.Input.Row(r));
                squaredError += Reductions.SquaredDistance<double>(values.Input.Row(r), values.Output.Row(r));
            }
        }
        var carryNothing = idle.Found();
        var terms = objective.Terms(reconstruction, objective.Settle(codes.Sums, rows.Count));
        return new Evaluation
        {
            Rows = rows.Count,
            Inputs = parameters.Inputs,
            HiddenUnits = parameters.HiddenUnits,
            Rho = options.Sparsity.Rho,
            Beta = options.Sparsity.Beta,
            LossReconstruction = terms.Reconstruction,
            LossWeightDecay = terms.WeightDecay,
            Penalty = terms.Penalty,
            MeanActivations = codes.Means(),
            ExplainedVariance = inputs.TotalVariance > 0 ? 1 - squaredError / rows.Count / inputs.TotalVariance : 0,
            IdleUnits = carryNothing,
            DeadUnits = carryNothing.Count(unit => unit.Cause != IdleCause.Twin),
            LifetimeSparseness = codes.LifetimeSparseness,
            PopulationSparseness = codes.PopulationSparseness,
            ActivationHistogram = codes.Histogram,
            Summary = InputSummary.Of(rows.NumberType, inputs),
            Seconds = watch.Elapsed.TotalSeconds,
        };
    }
}
