namespace SparseAutoencoders;

/// <summary>The model before the first step. Judging it over all rows costs about as much as an epoch, so that is left until somebody asks.</summary>
/// <param name="sampled">The objective over a sample of the training rows, in the run's precision.</param>
/// <param name="isSolved">A constraint was made to hold for the sample, which can change the objective a good deal; the model that is judged is as it was made.</param>
/// <param name="isSampled">The sample's objective is what counts: no threshold is set yet, and the model as it would be used says nothing.</param>
/// <param name="judge">Judges it over all training rows, in double precision.</param>
internal sealed class StartingPoint(double sampled, Func<Workers, CancellationToken, Evaluation> judge, bool isSolved = false, bool isSampled = false)
{
    // A sample whose objective is further off all rows' would need rows of which a thousandth part makes nearly all of it.
    private const double SampleIsWithin = 4;

    private readonly object _gate = new();
    private Evaluation? _judged;

    /// <summary>The model judged over all training rows.</summary>
    public Evaluation Judge(Workers workers, CancellationToken cancellation)
    {
        lock (_gate) return _judged ??= judge(workers, cancellation);
    }

    /// <summary>Whether an objective is so many times what it was before the first step, over all rows; or NaN. Rows are judged only where the sample leaves it open.</summary>
    /// <param name="objective">Mean over an epoch.</param>
    /// <param name="times">How many.</param>
    /// <param name="workers">Threads, if there is judging to do.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <param name="before">What it was, where it is.</param>
    public bool IsExceeded(double objective, double times, Workers workers, CancellationToken cancellation, out double before)
    {
        before = sampled;
        if (double.IsFinite(sampled) && SampleIsWithin * objective <= times * sampled) return false;
        before = isSampled ? sampled : Judge(workers, cancellation).LossTotal;
        if (isSolved) before = Math.Max(before, sampled);
        return !(objective <= times * before);                   // NaN too: sums can overflow where their terms do not
    }

    /// <summary>Of parameters that no step has changed yet, over a sample.</summary>
    /// <param name="parameters">They.</param>
    /// <param name="options">What is minimised.</param>
    /// <param name="sample">Some of the rows, as the network sees them.</param>
    /// <param name="judge">See above.</param>
    /// <param name="workers">Threads.</param>
    public static StartingPoint Of<T>(Parameters<T> parameters, ObjectiveOptions options, Matrix<T> sample, Func<Workers, CancellationToken, Evaluation> judge, Workers workers)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var network = new Network<T>(parameters, options, workers);
        var values = network.CreatePass(sample.Rows, training: true);
        values.Resize(sample.Rows, meanOver: sample.Rows);
        values.Take(sample);
        network.SolveConstraint(new PreparedRows<T>(Rows.From(values.Input), null, unitInterval: false, workers), CancellationToken.None);
        network.Encode(values);
        var penalty = network.ApplyPenalty(values.UnitSums, sample.Rows);
        return new StartingPoint(network.Terms(network.EvaluateLoss(values), penalty).Total, judge, isSolved: network.Constraint is { IsSolvedInTraining: true }, isSampled: options.Sparsity.CodesAreSparse);
    }
}
