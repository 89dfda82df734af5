using System.Diagnostics;

namespace SparseAutoencoders;

/// <summary>Judges a model over all given rows, in double precision whatever it was trained in, in blocks of rows.</summary>
internal static class Evaluator
{
    // Of the sample that is kept for findings: 16 MB, and no more rows than tell something new.
    private const int SampleNumbers = 1 << 21, SampleRows = 4096;

    /// <exception cref="InvalidDataException">A number is not finite, or an unscaled one lies outside what the decoder can give.</exception>
    public static Evaluation Run(Parameters<double> parameters, ObjectiveOptions options, Normalizer? normalizer, IRows rows, Workers workers,
        CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        var network = new Network<double>(parameters, options, workers);
        // Rows that were not trained on may pass the ends of a fitted scale a little; unscaled ones have no excuse.
        var prepared = new PreparedRows<double>(rows, normalizer, unitInterval: normalizer is null && options.Decoder == OutputFunction.Sigmoid, workers);
        var values = network.CreatePass(Math.Min(BlockSizes.Rows, rows.Count));
        var shards = workers.Shards;
        TTotal[] Each<TTotal>(Func<TTotal> create) => [.. Enumerable.Range(0, shards.Own).Select(_ => create())];
        var isFew = options.Sparsity.CodesAreSparse;
        var codesOf = isFew ? [] : Each(() => new CodeStatistics(parameters.HiddenUnits));
        var idleOf = isFew ? [] : Each(() => new IdleUnitSearch<double>(parameters.HiddenUnits));
        var fewOf = isFew ? Each(() => new FewCodesStatistics(parameters.HiddenUnits, network.UnitSumCount, (options.Sparsity as L0Options)?.L0)) : [];
        var inputsOf = Each(() => new RowStatistics(parameters.Inputs));
        var targetsOf = rows.TargetWidth > 0 ? Each(() => new RowStatistics(rows.TargetWidth)) : [];
        var (errors, lengths) = (new double[values.Capacity], new (double Own, double Along)[values.Capacity]);
        var total = new ShardSums(shards, 4);
        var sample = targetsOf.Length > 0 ? null : new RowSample<double>(shards, rows.Count, parameters.Inputs, Math.Clamp(SampleNumbers / parameters.Inputs, 1, SampleRows));
        foreach (var first in values.Through(prepared, cancellation))
        {
            network.Encode(values);
            if (isFew)
            {
                fewOf[values.Shard].Add(values);
            }
            else
            {
                codesOf[values.Shard].Add(values.Codes, workers);
                idleOf[values.Shard].Add(values.Codes);
            }
            var sums = total.Of(values.Shard);                   // of L, squared errors, outputs' squared lengths, their products with rows
            sums[0] += network.EvaluateLoss(values);
            sample?.Add(first, values.Input);
            inputsOf[values.Shard].Add(values.Input, workers);
            if (targetsOf.Length > 0) targetsOf[values.Shard].Add(values.Target, workers);
            RowBlocks.Run(workers, values.Rows, values.Outputs, new Errors(values.Target, values.Output, errors, lengths));
            for (var r = 0; r < values.Rows; r++)
            {
                sums[1] += errors[r];
                sums[2] += lengths[r].Own;
                sums[3] += lengths[r].Along;
            }
        }
        var (codes, few) = (isFew ? null : shards.Total(codesOf), isFew ? shards.Total(fewOf) : null);
        var inputs = shards.Total(inputsOf);
        var targets = targetsOf.Length > 0 ? shards.Total(targetsOf) : inputs;
        var carryNothing = few?.Idle() ?? shards.Total(idleOf).Found();
        var all = total.Complete();
        var (reconstruction, squaredError, own, along) = (all[0], all[1], all[2], all[3]);
        var unitSums = few is null ? codes!.Sums[..network.UnitSumCount] : few.Sums;
        var terms = network.Terms(reconstruction, network.ApplyPenalty(unitSums, rows.Count));
        return new Evaluation
        {
            Rows = rows.Count,
            Inputs = parameters.Inputs,
            Outputs = parameters.Outputs,
            HiddenUnits = parameters.HiddenUnits,
            Sparsity = options.Sparsity,
            SparsityFigures = network.Judge(unitSums, rows.Count),
            LossReconstruction = terms.Reconstruction,
            LossSparsity = terms.Sparsity,
            LossWeightDecay = terms.WeightDecay,
            Penalty = terms.Penalty,
            MeanActivations = few?.Means() ?? codes!.Means(),
            L0 = few?.L0 ?? codes!.L0,
            L0Min = few?.Least ?? codes!.L0Min,
            L0Max = few?.Most ?? codes!.L0Max,
            RowsShort = few?.Short ?? 0,
            Densities = few?.Densities() ?? codes!.Densities(),
            DecoderSimilarities = few is null ? [] : DecoderSimilarity.Largest(parameters.DecoderWeights, workers, cancellation),
            Shrinkage = along == 0 ? 0 : own / along,
            Contrasts = few is null ? codes!.Contrasts() : new double[parameters.HiddenUnits],
            ExplainedVariance = targets.TotalVariance > 0 ? 1 - squaredError / rows.Count / targets.TotalVariance : 0,
            IdleUnits = carryNothing,
            DeadUnits = carryNothing.Count(unit => unit.Cause != IdleCause.Twin),
            LifetimeSparseness = few?.LifetimeSparseness ?? codes!.LifetimeSparseness,
            PopulationSparseness = few?.PopulationSparseness ?? codes!.PopulationSparseness,
            ActivationHistogram = few?.Histogram ?? codes!.Histogram,
            Summary = InputSummary.Of(rows.NumberType, inputs, areRebuilt: targets == inputs) with { Sample = sample is null ? null : (sample.Complete(), inputs.Mean) },
            Seconds = watch.Elapsed.TotalSeconds,
        };
    }

    /// <summary>Each row's, or target's, squared distance from its output; the output's squared length, and its product with the row.</summary>
    private readonly struct Errors(Matrix<double> rows, Matrix<double> outputs, double[] errors, (double Own, double Along)[] lengths) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, count) = RowBlocks.Bounds(task, rows.Rows);
            for (var r = first; r < first + count; r++)
            {
                errors[r] = Reductions.SquaredDistance<double>(rows.Row(r), outputs.Row(r));
                lengths[r] = (Reductions.SquaredNorm<double>(outputs.Row(r)), Reductions.Dot<double>(outputs.Row(r), rows.Row(r)));
            }
        }
    }
}
