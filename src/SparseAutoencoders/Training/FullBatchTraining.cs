using System.Numerics;
using SparseAutoencoders.Losses;
using SparseAutoencoders.Optimization;

namespace SparseAutoencoders.Training;

/// <summary>L-BFGS over all rows at once; ρ̂ is always the mean over all rows.</summary>
internal static class FullBatchTraining
{
    /// <exception cref="TrainingException">The objective is NaN or infinite at the start.</exception>
    public static LoopResult Run<T>(TrainingSetup<T> setup, LbfgsOptions options) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var parameters = setup.Objective.Parameters;
        var gradient = parameters.Empty();
        var batch = new FullBatch<T>(setup.Objective, setup.Rows, gradient, setup.Cancellation);
        var reporter = new ProgressReporter(options.Iterations, setup.Objective.Options.Sparsity.Rho, setup.Progress);
        var (evaluations, terms) = (0, default(LossTerms));

        double Evaluate()
        {
            terms = batch.Evaluate();
            evaluations++;
            reporter.Count(setup.Rows.Count);
            return terms.Total;
        }

        var optimizer = new Lbfgs<T>(parameters.Numbers, gradient.Numbers, options.History, Evaluate);
        var value = Evaluate();
        if (!double.IsFinite(value)) throw new TrainingException($"training: the objective is {value} before the first step. Scale the rows (--scale minmax).");
        string? stopped = null;
        for (var iteration = 1; iteration <= options.Iterations; iteration++)
        {
            if (!optimizer.Step(ref value))
            {
                stopped = $"after {iteration - 1} of {options.Iterations} iterations no step lowers the objective any more at this precision";
                break;
            }
            reporter.Tell(iteration, 0, terms, batch.UnitSums, setup.Rows.Count, optimizer.LastStep);
        }
        return new LoopResult(reporter.History, evaluations, reporter.Seconds, reporter.RowsPerSecond, stopped);
    }
}
