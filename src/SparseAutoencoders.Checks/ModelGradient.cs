namespace SparseAutoencoders.Checks;

/// <summary>Compares the gradient of a model of the user's own options with differences, on rows of the user's own.</summary>
internal sealed class ModelGradient
{
    private const int MostRows = 100, MostOfBlock = 64, LeastOfBlock = 4;

    // Multiply-adds that all differences together may take: some seconds on a core.
    private const double MostOperations = 2e10;

    private const int Shortenings = 3;

    // Units of the last place that L̂, a sum of many numbers, may be off by.
    private const double Rounding = 8 * 2.220446049250313e-16;

    private readonly GradientProbe _probe;
    private readonly Parameters<double> _parameters;
    private readonly double _largest;                    // number of a row
    private readonly bool _sparse;

    private ModelGradient(Parameters<double> parameters, ObjectiveOptions options, Matrix<double> rows, Workers workers, CancellationToken cancellation)
    {
        (_parameters, _sparse) = (parameters, options.Sparsity.CodesAreSparse);
        _probe = new(parameters, options, rows, workers, cancellation: cancellation);
        foreach (var x in rows.All) _largest = Math.Max(_largest, Math.Abs(x));
    }

    /// <inheritdoc cref="GradientCheck.Run(TrainingOptions, IRows?, string?, CancellationToken)"/>
    public static GradientReport Run(TrainingOptions options, IRows? rows, string? parameter, CancellationToken cancellation)
    {
        rows ??= Rows.From(NumericalGradient.RandomRows(new RandomNumbers(options.Seed, stream: 0)));
        options.Check(rows);
        using var workers = new Workers(options.Threads);
        var prepared = Preparation<double>.Of(rows, options, digested: false, new ScalingWork(workers, cancellation: cancellation));
        var some = Some(prepared.Sample);
        // A running mean begins with the batch's own, and a weight that moves stays as it begins.
        var sparsity = options.Sparsity.Completed(options.HiddenUnits);
        var objective = options.Objective with { Sparsity = sparsity.OverAllRows ?? sparsity.Checked[0].Options };
        var parameters = objective.CreateParameters<double>(some.Columns - rows.TargetWidth, options.HiddenUnits, options.Tied, rows.TargetWidth);
        options.Sparsity.Initialize(parameters, new RandomNumbers(options.Seed, Streams.Initialization));
        int? one = parameter is null ? null : ParameterName.Place(parameters.Table, parameter);
        var model = new ModelGradient(parameters, objective, some, workers, cancellation);
        var operations = 8.0 * some.Rows * some.Columns * options.HiddenUnits;
        var most = (int)Math.Clamp(MostOperations / operations / parameters.Table.Blocks.Count, LeastOfBlock, MostOfBlock);
        var checkedBlocks = parameters.Table.Blocks.Where(block => block.IsLearned && (one is null || parameters.Table.BlockAt(one.Value) == block))
            .Select(block => model.Check(block, one is { } place ? [place] : Spread(parameters.Table.OffsetOf(block.Name), (int)block.Count, most))).ToList();
        if (one is not null && checkedBlocks[0].Numbers.Count == 0)
            throw new ArgumentException($"parameter: {parameter} has no derivative to compare with, for {(checkedBlocks[0].Block.Note is { Length: > 0 } note ? note : "a code becomes 0 beside it")}. Take another one.");
        var terms = model._probe.Terms;
        return new GradientReport
        {
            TrainingRows = prepared.Training.Count,
            Rows = some.Rows,
            Inputs = parameters.Inputs,
            LossReconstruction = terms.Reconstruction,
            LossSparsity = terms.Sparsity,
            LossWeightDecay = terms.WeightDecay,
            LossAuxiliary = terms.Auxiliary,
            Blocks = [.. checkedBlocks.Select(block => block.Block)],
            Parameters = [.. checkedBlocks.SelectMany(block => block.Numbers)],
        };
    }

    private (BlockGradient Block, IReadOnlyList<ParameterGradient> Numbers) Check(Block block, IEnumerable<int> places)
    {
        if (!block.HasExactGradient) return (Surrogate(block), []);
        // A weight of the encoder moves pre-codes by as much as the row's number is large.
        var step = NumericalGradient.Step / (block.Name == ParameterTable.EncoderWeights ? Math.Max(1, _largest) : 1);
        var (wanted, numbers) = (places.ToList(), new List<ParameterGradient>());
        for (var tries = _sparse ? Shortenings : 0; ; (tries, step) = (tries - 1, step / 10))
        {
            foreach (var place in wanted)
            {
                if (_probe.SlopeAt(place, step) is not { } slope) continue;
                numbers.Add(new(ParameterName.Of(_parameters.Table, place), _parameters.All[place], _probe.Gradient.All[place], slope.Total, slope.Reconstruction, slope.Sparsity, slope.WeightDecay, slope.Auxiliary));
            }
            // Where codes of many units are 0, one of many rows may soon change which: then all again, a shorter step on.
            if (2 * numbers.Count > wanted.Count || tries == 0) break;
            numbers.Clear();
        }
        var isTied = _probe.IsConstrained && numbers.Count > 0 && numbers.TrueForAll(one => one.Analytic == 0);
        // Where both are 0 but for rounding, it is held against the gradient by all parameters.
        var sum = isTied ? 2 * Math.Sqrt(Reductions.SquaredNorm<double>(_probe.Gradient.All)) : Math.Sqrt(numbers.Sum(one => Math.Pow(one.Analytic + one.Numerical, 2)));
        var difference = Math.Sqrt(numbers.Sum(one => one.Difference * one.Difference));
        var rounding = Math.Sqrt(numbers.Count) * Rounding * Math.Abs(_probe.Terms.Total) / step;
        var note = isTied ? "the constraint sets these numbers: they are not free, and their gradient is 0" : "";
        return (new(block.Name, ParameterName.Size(block), block.Count, numbers.Count, sum == 0 ? difference : difference / sum,
            GradientCheck.Tolerance + (sum == 0 ? rounding : rounding / sum), note), numbers);
    }

    // Against its definition, of all numbers.
    private BlockGradient Surrogate(Block block)
    {
        Span<double> written = _probe.Gradient[block.Name].All, defined = _probe.Surrogates[block.Name].All;
        var (difference, sum) = (0.0, 0.0);
        for (var i = 0; i < written.Length; i++) (difference, sum) = (difference + Math.Pow(written[i] - defined[i], 2), sum + Math.Pow(written[i] + defined[i], 2));
        var isDefined = defined.ContainsAnyExcept(0);
        return new(block.Name, ParameterName.Size(block), block.Count, isDefined ? written.Length : 0, isDefined ? Math.Sqrt(difference / sum) : 0, GradientCheck.Tolerance,
            "its gradient stands in for one that is 0 nearly everywhere, and is " + (isDefined ? "compared with its definition" : "not checked"));
    }

    private static Matrix<double> Some(Matrix<double> rows)
    {
        var some = new Matrix<double>(Math.Min(MostRows, rows.Rows), rows.Columns);
        for (var (r, places) = (0, Spread(0, rows.Rows, some.Rows).ToList()); r < some.Rows; r++) rows.Row(places[r]).CopyTo(some.Row(r));
        return some;
    }

    private static IEnumerable<int> Spread(int first, int count, int most) =>
        Enumerable.Range(0, Math.Min(count, most)).Select(i => first + (int)((long)i * count / Math.Min(count, most)));
}
