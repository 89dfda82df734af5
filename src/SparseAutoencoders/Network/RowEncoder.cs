namespace SparseAutoencoders;

/// <summary>Codes of rows by weights that no longer change: packed once, when the first are asked for.</summary>
/// <remarks>A few rows at a time are checked, scaled and multiplied, and made codes of, by one thread, where the source has them and where the caller
/// wants them. Where these few are all, the product is shared out unit by unit. From several threads at once.</remarks>
internal sealed class RowEncoder<T>(Parameters<T> parameters, SparsityOptions options, Workers workers) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly IRowCoder<T> _coder = options.Create(parameters, workers).Freeze();
    private readonly Lazy<PackedFactor<T>> _weights = new(() => new PackedFactor<T>(parameters.EncoderWeights, workers));

    /// <summary>Codes of rows that are checked and scaled.</summary>
    public void Encode(ReadOnlySpan<T> rows, Span<T> codes) => _coder.Encode(_weights.Value, Biases, rows, codes);

    /// <summary>Codes of consecutive rows.</summary>
    /// <param name="rows">Where they come from.</param>
    /// <param name="first">The first of them.</param>
    /// <param name="taken">(rows, inputs), from <see cref="PreparedRows{T}.Take"/>.</param>
    /// <param name="codes">(rows, hidden units), in memory of its own.</param>
    /// <exception cref="InvalidDataException">A number may not be; it is the first of these rows.</exception>
    public unsafe void Encode(PreparedRows<T> rows, int first, Matrix<T> taken, Span<T> codes)
    {
        var outcome = new Outcome();
        fixed (T* to = codes)
        {
            var threads = _weights.Value.WorthThreads(taken.Rows) ? workers.Threads : 1;
            var body = new Body(this, rows, taken, to, threads, outcome);
            if (threads > 1) workers.Run(body.Tasks, body);
            else for (var task = 0; task < body.Tasks; task++) body.Invoke(task);
        }
        if (outcome.IsRefused) rows.Read(first, new Matrix<T>(taken.Rows, taken.Columns));
    }

    /// <summary>Whether a task found a number that may not be.</summary>
    private sealed class Outcome
    {
        public volatile bool IsRefused;
    }

    private readonly unsafe struct Body : IParallelBody
    {
        private readonly RowEncoder<T> _encoder;
        private readonly PreparedRows<T> _source;
        private readonly Matrix<T> _rows;
        private readonly T* _codes;
        private readonly Outcome _outcome;
        private readonly int _strips, _parts, _tasksOfPart;
        private readonly Runs _runs;

        public Body(RowEncoder<T> encoder, PreparedRows<T> source, Matrix<T> rows, T* codes, int threads, Outcome outcome)
        {
            (_encoder, _source, _rows, _outcome) = (encoder, source, rows, outcome);
            _codes = codes;
            _strips = (rows.Rows - 1) / PackedFactor<T>.RowsAtOnce + 1;
            _parts = Math.Min(threads, _strips);
            _runs = new Runs(_parts == 1 ? PackedFactor<T>.MaxStrips : 1, PackedFactor<T>.MaxStrips, 1);
            for (var part = 0; part < _parts; part++) _tasksOfPart = Math.Max(_tasksOfPart, _runs.Count(Strip(part), Strip(part + 1)));
        }

        public int Tasks => _parts * _tasksOfPart;

        public void Invoke(int task)
        {
            var part = task / _tasksOfPart;
            var (first, end) = _runs.Of(task % _tasksOfPart, Strip(part), Strip(part + 1));
            var begin = first * PackedFactor<T>.RowsAtOnce;
            var rows = Math.Min(_rows.Rows, end * PackedFactor<T>.RowsAtOnce) - begin;
            if (rows <= 0) return;
            var own = _rows.Window(begin * _rows.Columns, rows, _rows.Columns);
            if (_source.TryPrepare(own))
            {
                var biases = _encoder.Biases;
                _encoder._coder.Encode(_encoder._weights.Value, biases, own.All, new Span<T>(_codes + (nint)begin * biases.Columns, rows * biases.Columns));
            }
            else
            {
                _outcome.IsRefused = true;
            }
        }

        private int Strip(int part) => (int)((long)_strips * part / _parts);
    }

    private Matrix<T> Biases => parameters.EncoderBiasRow;
}
