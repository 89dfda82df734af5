namespace SparseAutoencoders.Checks;

/// <summary>The same of a mechanism by which few codes are not 0. Which these are, rounding may decide: rows on which single precision chooses others are left out.</summary>
internal static class SparseStepCheck
{
    // So short that hardly ever another code becomes 0, and long enough for double precision.
    private const double Move = 1e-6;

    // Rows that are left out change what a batch chooses; again after so many times, and there is nothing to be compared.
    private const int Most = 8;

    /// <summary>The larger of two errors, as of all others.</summary>
    /// <exception cref="InvalidDataException">It is larger than rounding explains.</exception>
    public static double RelativeError<T>(Parameters<T> parameters, ObjectiveOptions options, Matrix<T> rows, Workers workers, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        options = options with { Sparsity = options.Sparsity.Checked[0].Options };                 // a weight that moves stays as it begins
        for (var tries = 0; tries < Most; tries++)
        {
            cancellation.ThrowIfCancellationRequested();
            var own = new Step<T>(parameters.As<T>(), options, rows, workers);
            var wide = new Step<double>(parameters.As<double>(), options, Wide(rows), workers);
            var equal = Enumerable.Range(0, rows.Rows).Where(r => own.Units(r).SequenceEqual(wide.Units(r))).ToList();
            if (equal.Count == rows.Rows) return StepCheck.Passing(Math.Max(Rounding(own.Gradient, wide.Gradient), OfDifference(wide, options, workers, cancellation)));
            if (equal.Count == 0) break;
            var kept = new Matrix<T>(equal.Count, rows.Columns);
            for (var i = 0; i < equal.Count; i++) rows.Row(equal[i]).CopyTo(kept.Row(i));
            rows = kept;
        }
        throw new InvalidDataException("bench: single and double precision choose other units on nearly all rows. Please report it with this machine's processor.");
    }

    private static double Rounding<T>(Parameters<T> gradient, Parameters<double> wide) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Math.Sqrt(Reductions.SquaredDistance<double>(gradient.As<double>().All, wide.All) / Reductions.SquaredNorm<double>(wide.All));

    private static double OfDifference(Step<double> step, ObjectiveOptions options, Workers workers, CancellationToken cancellation)
    {
        var direction = step.Gradient;
        foreach (var block in direction.Table.Blocks.Where(block => !block.HasExactGradient || !block.IsLearned)) direction[block.Name].All.Clear();
        var length = Math.Sqrt(Reductions.SquaredNorm<double>(direction.All));
        Elementwise.Map<double, Scale<double>>(direction.All, direction.All, new Scale<double>(1 / length));
        var slope = new GradientProbe(step.Parameters, options, step.Rows, workers, cancellation: cancellation).SlopeAlong(direction, Move);
        return slope is { } found ? Math.Abs(found - length) / length : 0;
    }

    private static Matrix<double> Wide<T>(Matrix<T> rows) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var wide = new Matrix<double>(rows.Rows, rows.Columns);
        for (var i = 0; i < wide.All.Length; i++) wide.All[i] = double.CreateTruncating(rows.All[i]);
        return wide;
    }

    private sealed class Step<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        private readonly SparseCodes<T> _codes;

        public Step(Parameters<T> parameters, ObjectiveOptions options, Matrix<T> rows, Workers workers)
        {
            (Parameters, Rows, Gradient) = (parameters, rows, parameters.Empty());
            var network = new Network<T>(parameters, options, workers);
            var (values, gradients) = (network.CreatePass(rows.Rows, training: true), network.CreateGradients(rows.Rows));
            values.Resize(rows.Rows, rows.Rows);
            gradients.Resize(rows.Rows, rows.Rows);
            values.Input = rows;
            network.Step(values, gradients, Gradient);
            _codes = values.SparseCodes!;
        }

        public Parameters<T> Parameters { get; }

        public Matrix<T> Rows { get; }

        public Parameters<T> Gradient { get; }

        public ReadOnlySpan<int> Units(int row) => _codes.Units[_codes.StartOf(row).._codes.StartOf(row + 1)];
    }
}
