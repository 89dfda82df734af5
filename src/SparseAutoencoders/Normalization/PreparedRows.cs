using System.Numerics;
using SparseAutoencoders.Data;
using SparseAutoencoders.Kernels;

namespace SparseAutoencoders.Normalization;

/// <summary>Rows as the network sees them: checked and scaled. Kept in memory if they fit there, read again otherwise.</summary>
internal sealed class PreparedRows<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Bytes of scaled rows that are kept; beyond it a row is read whenever it is needed.</summary>
    private const long Kept = 1L << 30;

    // A scaled value may pass the interval's end by a rounding error.
    private const double Rounding = 1e-6;

    private readonly IRows _rows;
    private readonly Normalizer? _normalizer;
    private readonly Workers _workers;
    private readonly bool _unitInterval;
    private readonly Matrix<T>? _kept;

    /// <param name="rows">The source.</param>
    /// <param name="normalizer">Scaling, or null.</param>
    /// <param name="unitInterval">Refuse scaled values outside [0, 1].</param>
    /// <param name="workers">Threads.</param>
    public PreparedRows(IRows rows, Normalizer? normalizer, bool unitInterval, Workers workers) =>
        (_rows, _normalizer, _unitInterval, _workers) = (rows, normalizer, unitInterval, workers);

    private PreparedRows(PreparedRows<T> source, Matrix<T>? kept)
        : this(source._rows, source._normalizer, source._unitInterval, source._workers) => _kept = kept;

    /// <summary>Number of rows.</summary>
    public int Count => _rows.Count;

    /// <summary>Reads every row once, so that all are checked, and keeps them if they fit into memory.</summary>
    /// <exception cref="InvalidDataException">A number is not finite, or outside [0, 1] where that is asked for.</exception>
    public unsafe PreparedRows<T> Load(CancellationToken cancellation)
    {
        var size = (long)_rows.Count * _rows.Width;
        var kept = size * sizeof(T) <= Kept && size < Array.MaxLength / 2 ? new Matrix<T>(_rows.Count, _rows.Width) : null;
        var height = Math.Clamp((1 << 20) / _rows.Width, 1, _rows.Count);
        var buffer = kept is null ? new Matrix<T>(height, _rows.Width) : null;
        for (var first = 0; first < _rows.Count; first += height)
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = Math.Min(height, _rows.Count - first);
            buffer?.Resize(rows);
            Read(first, buffer ?? kept!.Window(first * _rows.Width, rows, _rows.Width));
        }
        return new PreparedRows<T>(this, kept);
    }

    /// <summary>Consecutive rows: a window on those in memory, or read into the buffer.</summary>
    /// <param name="first">First row.</param>
    /// <param name="count">How many.</param>
    /// <param name="buffer">Room for as many; resized.</param>
    public Matrix<T> Block(int first, int count, Matrix<T> buffer)
    {
        if (_kept is not null) return _kept.Window(first * _rows.Width, count, _rows.Width);
        buffer.Resize(count);
        Read(first, buffer);
        return buffer;
    }

    /// <summary>Rows in any order.</summary>
    /// <param name="rows">Which.</param>
    /// <param name="destination">(rows, inputs).</param>
    public void Gather(ReadOnlySpan<int> rows, Matrix<T> destination)
    {
        if (_kept is not null)
        {
            for (var i = 0; i < rows.Length; i++) _kept.Row(rows[i]).CopyTo(destination.Row(i));
            return;
        }
        for (var i = 0; i < rows.Length; i++) _rows.Read(rows[i], destination.Row(i));
        _normalizer?.Apply(destination, _workers);
    }

    /// <summary>Reads, checks and scales as many consecutive rows as the destination has.</summary>
    public void Read(int first, Matrix<T> destination)
    {
        _rows.Read(first, destination.All);
        RowCheck.Finite<T>(_rows, first, destination.All);
        _normalizer?.Apply(destination, _workers);
        if (_unitInterval) RefuseOutside(first, destination.All);
    }

    private void RefuseOutside(int first, ReadOnlySpan<T> block)
    {
        var slack = T.CreateTruncating(_normalizer is null ? 0 : Rounding);
        if (RowCheck.Within(block, -slack, T.One + slack)) return;
        for (var i = 0; i < block.Length; i++)
        {
            if (block[i] >= -slack && block[i] <= T.One + slack) continue;
            throw new InvalidDataException($"{_rows.Name}, {RowCheck.Place(_rows, first, i)}: {Convert.ToSingle(block[i]):R}{(_normalizer is null ? "" : " (after scaling)")}"
                + " lies outside [0, 1], where a sigmoid decoder and cross-entropy cannot reach. Scale the rows (--scale minmax) or decode without the sigmoid (--decoder linear).");
        }
    }
}
