using System.Numerics;
using SparseAutoencoders.Kernels;
using SparseAutoencoders.Losses;
using SparseAutoencoders.Optimization;

namespace SparseAutoencoders.Training;

/// <summary>One step a mini-batch, every row once an epoch, in an order drawn anew for each.</summary>
internal static class MiniBatchTraining
{
    /// <exception cref="TrainingException">The objective became NaN or infinite.</exception>
    public static LoopResult Run<T>(TrainingSetup<T> setup, MiniBatchOptions options) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var objective = setup.Objective;
        var parameters = objective.Parameters;
        var batch = Math.Min(options.Batch, setup.Rows.Count);
        var step = new MiniBatchStep<T>(objective, options.Create<T>(parameters.All.Length, setup.Workers), batch);
        var random = new RandomNumbers(setup.Seed, Streams.Order);
        var order = Enumerable.Range(0, setup.Rows.Count).ToArray();
        var batches = (order.Length - 1) / batch + 1;
        var steps = (long)batches * options.Epochs;
        var reporter = new ProgressReporter(options.Epochs, objective.Options.Sparsity.Rho, setup.Progress);
        var done = 0L;
        for (var epoch = 0; epoch < options.Epochs; epoch++)
        {
            objective.Meet(setup.Rows, setup.Cancellation);
            random.Shuffle(order);
            var means = new EpochMeans(parameters.HiddenUnits);
            for (var b = 0; b < batches; b++)
            {
                setup.Cancellation.ThrowIfCancellationRequested();
                var rows = order.AsSpan(b * batch, Math.Min(batch, order.Length - b * batch));
                step.Resize(rows.Length);
                setup.Rows.Gather(rows, step.Values.Input);
                var rate = options.RateAt(++done, steps);
                var terms = step.Run(rate);
                if (!double.IsFinite(terms.Total))
                    throw new TrainingException($"training, epoch {epoch + 1}: the objective became {terms.Total}. Lower the rate (--learning-rate), now {options.LearningRate}.");

                means.Add(terms, step.Values.UnitSums, rows.Length);
                reporter.Count(rows.Length);
                var complete = b == batches - 1;
                if (complete || reporter.IsDue)
                    reporter.Tell(complete ? epoch + 1 : epoch, complete ? 0 : (b + 1.0) / batches, means.Terms, means.UnitSums, means.Rows, rate);
            }
        }
        // The last step is seen by no objective any more.
        foreach (var number in parameters.All)
            if (!T.IsFinite(number)) throw new TrainingException($"training, last step: a weight became {number}. Lower the rate (--learning-rate), now {options.LearningRate}.");
        return new LoopResult(reporter.History, 0, reporter.Seconds, reporter.RowsPerSecond, null);
    }

    /// <summary>Means over an epoch's batches, each weighed by its rows.</summary>
    private struct EpochMeans(int hiddenUnits)
    {
        private readonly double[] _unitSums = new double[hiddenUnits];
        private double _reconstruction, _sparsity, _decay, _penalty;
        private long _rows;

        public readonly LossTerms Terms => new(_reconstruction / _rows, _sparsity / _rows, _decay / _rows, _penalty / _rows);

        public readonly ReadOnlySpan<double> UnitSums => _unitSums;

        public readonly long Rows => _rows;

        public void Add(LossTerms terms, ReadOnlySpan<double> unitSums, int rows)
        {
            _reconstruction += terms.Reconstruction * rows;
            _sparsity += terms.Sparsity * rows;
            _decay += terms.WeightDecay * rows;
            _penalty += terms.Penalty * rows;
            for (var l = 0; l < unitSums.Length; l++) _unitSums[l] += unitSums[l];
            _rows += rows;
        }
    }
}
