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

    public OurStep(Shape shape, TrainingOptions options)
    {
        _workers = new Workers(options.Threads);
        var random = new RandomNumbers(options.Seed, Streams.Initialization);
        _parameters = options.Objective.CreateParameters<float>(shape.Inputs, shape.HiddenUnits, tied: false);
        options.Sparsity.Initialize(_parameters, random);
        _rows = new Matrix<float>(shape.Batch, shape.Inputs);
        foreach (ref var x in _rows.All) x = (float)random.NextDouble();
        var objective = new Network<float>(_parameters, options.Objective, _workers);
        objective.SolveConstraint(new PreparedRows<float>(Rows.From(_rows), null, unitInterval: true, _workers), CancellationToken.None);
        _step = new MiniBatchStep<float>(objective, ((MiniBatchOptions)options.Optimizer).Create<float>(_parameters.Numbers.Columns, _workers), shape.Batch, _workers);
        _rows.All.CopyTo(_step.Begin(shape.Batch).All);
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
        foreach (var (name, matrix) in new (string, Matrix<float>)[]
        {
            ("rows", _rows), ("encoder_weights", _parameters.EncoderWeights), ("decoder_weights", _parameters.DecoderWeights),
            ("encoder_biases", Row(_parameters.EncoderBiases)), ("decoder_biases", Row(_parameters.DecoderBiases)),
        })
        {
            RowOutput.Write<float>(Path.Combine(folder, name + ".npy"), Rows.From(matrix));
        }
    }

    public void Dispose() => _workers.Dispose();

    private static Matrix<float> Row(ReadOnlySpan<float> numbers)
    {
        var row = new Matrix<float>(1, numbers.Length);
        numbers.CopyTo(row.All);
        return row;
    }
}
