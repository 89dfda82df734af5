using System.Diagnostics;
using SparseAutoencoders.Checks;

namespace SparseAutoencoders.Benchmarks.Speed;

/// <summary>Our training step on random rows: Adam, squared error, single precision.</summary>
internal sealed class OurStep : IDisposable
{
    /// <summary>Small: the numbers stay those of ordinary training.</summary>
    public const double Rate = 1e-3;

    private readonly Workers _workers;
    private readonly Parameters<float> _parameters;
    private readonly MiniBatchStep<float> _step;
    private readonly Matrix<float> _rows;
    private Matrix<float>? _preCodes;

    /// <param name="shape">Sizes.</param>
    /// <param name="options">What is learned.</param>
    /// <param name="centred">Rows around 0 whose squared lengths have the mean 1, as <c>NormScaling</c> makes them; else in [0, 1).</param>
    public OurStep(Shape shape, TrainingOptions options, bool centred = false)
    {
        _workers = new Workers(options.Threads) { Shards = new Shards(options.Shards, Alone.Instance) };
        var random = new RandomNumbers(options.Seed, Streams.Initialization);
        _parameters = options.Objective.CreateParameters<float>(shape.Inputs, shape.HiddenUnits, tied: false);
        options.Sparsity.Initialize(_parameters, random);
        _rows = new Matrix<float>(shape.Batch, shape.Inputs);
        var spread = Math.Sqrt(12.0 / shape.Inputs);
        foreach (ref var x in _rows.All) x = (float)(centred ? spread * (random.NextDouble() - 0.5) : random.NextDouble());
        var objective = new Network<float>(_parameters, options.Objective, _workers);
        objective.SolveConstraint(new PreparedRows<float>(Rows.From(_rows), null, unitInterval: true, _workers), CancellationToken.None);
        _step = new MiniBatchStep<float>(objective, ((MiniBatchOptions)options.Optimizer).Create<float>(_parameters.Numbers.Columns, _workers), shape.Batch, _workers);
        _step.Begin(_rows);
    }

    /// <summary>Threads that compute.</summary>
    public int Threads => _workers.Threads;

    /// <summary>10⁹ multiply-adds and their additions a second that the same threads reach at most.</summary>
    public double Peak() => MultiplyAddPeak.Measure<float>(_workers) / 1e9;

    /// <summary>Steps, and returns L + βΩ before the last of them.</summary>
    public double Steps(int count)
    {
        var terms = default(LossTerms);
        for (var i = 0; i < count; i++) terms = _step.Run(Rate);
        return terms.Reconstruction + terms.Sparsity;
    }

    /// <summary>Steps for at least so long.</summary>
    /// <returns>Microseconds a step.</returns>
    public double Time(double seconds)
    {
        var (watch, count) = (Stopwatch.StartNew(), 0);
        for (; count == 0 || watch.Elapsed.TotalSeconds < seconds; count++) _step.Run(Rate);
        return watch.Elapsed.TotalMicroseconds / count;
    }

    /// <summary>The encoder's product alone, rows times weights, for at least so long.</summary>
    /// <returns>Microseconds a product.</returns>
    public double TimeProduct(double seconds)
    {
        _preCodes ??= new Matrix<float>(_rows.Rows, _parameters.HiddenUnits);
        var (watch, count) = (Stopwatch.StartNew(), 0);
        for (; count == 0 || watch.Elapsed.TotalSeconds < seconds; count++) MatrixProduct.MultiplyByTranspose(_rows, _parameters.EncoderWeights, _preCodes, _workers);
        return watch.Elapsed.TotalMicroseconds / count;
    }

    /// <summary>Bytes allocated by so many steps, on all threads.</summary>
    public long Allocated(int steps)
    {
        var before = GC.GetTotalAllocatedBytes(precise: true);
        Steps(steps);
        return GC.GetTotalAllocatedBytes(precise: true) - before;
    }

    /// <summary>Writes rows and parameters as NPY files, so that a peer begins with the same.</summary>
    public void Write(string folder)
    {
        RowOutput.Write<float>(Path.Combine(folder, "rows.npy"), Rows.From(_rows));
        foreach (var (name, matrix) in Tensors()) RowOutput.Write<float>(Path.Combine(folder, name + ".npy"), Rows.From(matrix));
    }

    /// <summary>How far a peer's parameters are from ours, as a share of the way that ours have gone: Σ|theirs − ours| / Σ|ours − begin|, the largest of all tensors.</summary>
    /// <param name="begin">Folder of what <see cref="Write"/> wrote at the beginning.</param>
    /// <param name="theirs">Folder of the peer's files.</param>
    public double Distance(string begin, string theirs)
    {
        var largest = 0.0;
        foreach (var (name, ours) in Tensors())
        {
            var (before, after) = (Read(begin, name), Read(theirs, name));
            var (apart, way) = (0.0, 0.0);
            for (var i = 0; i < ours.All.Length; i++) (apart, way) = (apart + Math.Abs(after.All[i] - ours.All[i]), way + Math.Abs(ours.All[i] - before.All[i]));
            largest = Math.Max(largest, apart / way);
        }
        return largest;
    }

    public void Dispose() => _workers.Dispose();

    private (string Name, Matrix<float> Numbers)[] Tensors() =>
    [
        ("encoder_weights", _parameters.EncoderWeights), ("decoder_weights", _parameters.DecoderWeights),
        ("encoder_biases", Row(_parameters.EncoderBiases)), ("decoder_biases", Row(_parameters.DecoderBiases)),
    ];

    private static Matrix<float> Read(string folder, string name)
    {
        using var rows = Choices.BuiltIn.Open(Path.Combine(folder, name + ".npy"));
        return rows.ToMatrix<float>();
    }

    private static Matrix<float> Row(ReadOnlySpan<float> numbers)
    {
        var row = new Matrix<float>(1, numbers.Length);
        numbers.CopyTo(row.All);
        return row;
    }
}
