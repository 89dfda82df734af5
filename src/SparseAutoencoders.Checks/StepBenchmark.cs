using System.Diagnostics;

namespace SparseAutoencoders.Checks;

/// <summary>How fast this machine does a training step, beside how fast it could multiply and add.</summary>
public static class StepBenchmark
{
    private const double Rate = 1e-3;                            // small: the numbers stay those of ordinary training
    /// <summary>How often steps and peak are measured, unless said otherwise.</summary>
    public const int Slices = 30;

    private static readonly TimeSpan Slice = TimeSpan.FromMilliseconds(50);

    /// <summary>What was measured.</summary>
    /// <param name="Inputs">Inputs d.</param>
    /// <param name="HiddenUnits">Hidden units k.</param>
    /// <param name="Batch">Rows m of a step.</param>
    /// <param name="Threads">Threads that computed.</param>
    /// <param name="Precision">Kind of number.</param>
    /// <param name="StepMicroseconds">Median time of a step: forward, loss, backward, update.</param>
    /// <param name="PeakGigaflopsPerSecond">Median rate of independent multiply-adds in registers, on as many threads, 10⁹ operations a second.</param>
    /// <param name="RelativeError">Of the gradient: against double precision, or of that against a difference, whichever is larger.</param>
    public sealed record Result(int Inputs, int HiddenUnits, int Batch, int Threads, Precision Precision, double StepMicroseconds,
        double PeakGigaflopsPerSecond, double RelativeError)
    {
        /// <summary>Median time of the encoder's product alone, between steps; null where codes are dense.</summary>
        public double? EncoderProductMicroseconds { get; init; }

        /// <summary>Codes of the last step that are not 0, mean over its rows; null where codes are dense.</summary>
        public double? ActivePerRow { get; init; }

        /// <summary>How much longer a step takes than the encoder's product alone; null where codes are dense.</summary>
        public double? StepPerEncoderProduct => StepMicroseconds / EncoderProductMicroseconds;

        /// <summary>10⁹ operations a second: five products of m·d·k multiply-adds, two operations each, make 10 m·d·k a step, whatever else it does. Where n codes of a row are not 0: 2 m·d·k for
        /// the encoder's product, and 8 m·d·n for the four others.</summary>
        public double GigaflopsPerSecond => (ActivePerRow is { } active ? 2.0 * HiddenUnits + 8 * active : 10.0 * HiddenUnits) * Batch * Inputs / StepMicroseconds / 1e3;

        /// <summary>Share of the peak.</summary>
        public double FractionOfPeak => GigaflopsPerSecond / PeakGigaflopsPerSecond;

        /// <summary>Rows learned from in a second.</summary>
        public double RowsPerSecond => Batch / StepMicroseconds * 1e6;
    }

    /// <summary>Checks a step's gradient, then measures steps and the peak in turn; the medians count.</summary>
    /// <param name="inputs">Inputs of a row; the rows are random, in [0, 1).</param>
    /// <param name="options">What to learn and how: <see cref="TrainingOptions.HiddenUnits"/>, the batch, threads, precision, sparsity, loss, decoder.</param>
    /// <param name="slices">How often steps, for at least 50 ms and at least once, and the peak are measured.</param>
    /// <param name="cancellation">Stops between slices.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or the optimizer takes no mini-batches.</exception>
    /// <exception cref="InvalidDataException">The gradient is wrong.</exception>
    public static Result Run(int inputs, TrainingOptions options, int slices = Slices, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inputs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(slices, 1);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        options = options with { Sparsity = options.Sparsity.Completed(options.HiddenUnits) };
        return options.Optimizer is not MiniBatchOptions steps ? throw new ArgumentException("optimizer: a step is measured with mini-batches. Take adam or sgd.")
            : options.Precision == Precision.Single ? Run<float>(inputs, options, steps, slices, cancellation)
            : Run<double>(inputs, options, steps, slices, cancellation);
    }

    private static Result Run<T>(int inputs, TrainingOptions options, MiniBatchOptions steps, int slices, CancellationToken cancellation)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var workers = new Workers(options.Threads) { Shards = new Shards(options.Shards, Alone.Instance) };
        var random = new RandomNumbers(options.Seed, Streams.Initialization);
        var parameters = options.Objective.CreateParameters<T>(inputs, options.HiddenUnits, options.Tied);
        options.Sparsity.Initialize(parameters, random);
        var rows = new Matrix<T>(steps.Batch, inputs);
        foreach (ref var x in rows.All) x = T.CreateTruncating(random.NextDouble());
        if (options.Scaling is not NoScaling) Preparation<T>.Of(Rows.From(rows), options, digested: false, new ScalingWork(workers, cancellation: cancellation)).Rows.Read(0, rows);

        var objective = new Network<T>(parameters, options.Objective, workers);
        objective.SolveConstraint(new PreparedRows<T>(Rows.From(rows), null, unitInterval: false, workers), cancellation);
        var error = StepCheck.RelativeError(parameters, options.Objective, rows, workers, cancellation);

        var step = new MiniBatchStep<T>(objective, steps.Create<T>(parameters.Numbers.Columns, workers), steps.Batch, workers);
        step.Begin(rows);
        objective.Begin(int.MaxValue);                           // so many rows that no unit counts as silent
        var product = options.Sparsity.CodesAreSparse ? new Matrix<T>(steps.Batch, options.HiddenUnits) : null;
        var (times, peaks, products) = (new double[slices], new double[slices], new double[slices]);
        for (var warm = Stopwatch.StartNew(); warm.Elapsed < 8 * Slice;) step.Run(Rate);     // until compiled for good
        for (var slice = 0; slice < slices; slice++)
        {
            cancellation.ThrowIfCancellationRequested();
            peaks[slice] = MultiplyAddPeak.Measure<T>(workers);
            times[slice] = Time(() => step.Run(Rate));
            if (product is not null) products[slice] = Time(() => MatrixProduct.MultiplyByTranspose(rows, parameters.EncoderWeights, product, workers));
        }
        return new Result(inputs, options.HiddenUnits, steps.Batch, workers.Threads, options.Precision, Median(times), Median(peaks) / 1e9, error)
        {
            EncoderProductMicroseconds = product is null ? null : Median(products),
            ActivePerRow = product is not null ? (double)step.Values.Sum(values => values.SparseCodes?.Count ?? 0) / steps.Batch : null,
        };
    }

    // Microseconds of one, of as many as a slice has room for.
    private static double Time(Action work)
    {
        work();                                                  // caches as it leaves them
        var (watch, count) = (Stopwatch.StartNew(), 0);
        for (; count == 0 || watch.Elapsed < Slice; count++) work();
        return watch.Elapsed.TotalMicroseconds / count;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return 0.5 * (values[(values.Length - 1) / 2] + values[values.Length / 2]);
    }
}
