namespace SparseAutoencoders;

/// <summary>Codes of which few are not 0: of each row its active units, ascending, with a number each. Among the gradients: the same places, with the gradients there.</summary>
/// <remarks>Sums over rows go unit by unit with rows ascending, and sums over units row by row with units ascending, so that bits do not depend on threads.</remarks>
public sealed class SparseCodes<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private int[] _rowStarts = [0], _units = [], _unitStarts = [], _rows = [], _places = [];
    private T[] _values = [];

    /// <summary>Rows.</summary>
    public int Rows { get; private set; }

    /// <summary>Places, over all rows.</summary>
    public int Count => _rowStarts[Rows];

    /// <summary>A number a place: of row 0, then of row 1, and so on.</summary>
    public Span<T> Values => _values.AsSpan(0, Count);

    /// <summary>The unit of each place.</summary>
    public ReadOnlySpan<int> Units => _units.AsSpan(0, Count);

    /// <summary>The first place of a row; that of the row after the last is <see cref="Count"/>.</summary>
    public int StartOf(int row) => _rowStarts[row];

    /// <summary>Takes the codes that are not 0.</summary>
    /// <param name="codes">(rows, hidden units).</param>
    public void Take(Matrix<T> codes)
    {
        Rows = codes.Rows;
        if (_rowStarts.Length <= Rows) _rowStarts = new int[Rows + 1];
        var count = 0;
        for (var r = 0; r < Rows; r++)
        {
            var row = codes.Row(r);
            if (_units.Length < count + row.Length) Grow(Math.Max(count + row.Length, 2 * count));
            for (var l = 0; l < row.Length; l++)
            {
                if (row[l] == T.Zero) continue;
                (_units[count], _values[count]) = (l, row[l]);
                count++;
            }
            _rowStarts[r + 1] = count;
        }
        SortByUnit(codes.Columns);
    }

    /// <summary>Takes the places of others; the numbers are not set.</summary>
    public void TakePlaces(SparseCodes<T> other)
    {
        (Rows, _rowStarts, _units, _unitStarts, _rows, _places) = (other.Rows, other._rowStarts, other._units, other._unitStarts, other._rows, other._places);
        if (_values.Length < Count) _values = new T[_units.Length];
    }

    /// <summary>result = bias + H · weights, each row of it.</summary>
    internal void Multiply(Matrix<T> weights, Matrix<T> bias, Matrix<T> result, Workers workers) =>
        RowBlocks.Run(workers, Rows, weights.Columns, new RowSums(this, weights, bias, result));

    /// <summary>The numbers become those of g · weightsᵀ at these places.</summary>
    internal void MultiplyByTranspose(Matrix<T> g, Matrix<T> weights, Workers workers) => RowBlocks.Run(workers, Rows, g.Columns, new Products(this, g, weights));

    /// <summary>result = Hᵀ · g, or result + Hᵀ · g.</summary>
    internal void TransposeMultiply(Matrix<T> g, Matrix<T> result, Workers workers, bool accumulate) =>
        RowBlocks.Run(workers, result.Rows, result.Columns, new UnitRows(this, g, result, accumulate));

    private void Grow(int length)
    {
        Array.Resize(ref _units, length);
        Array.Resize(ref _values, length);
        (_rows, _places) = (new int[length], new int[length]);
    }

    // A counting sort: places by unit, rows ascending.
    private void SortByUnit(int units)
    {
        if (_unitStarts.Length != units + 1) _unitStarts = new int[units + 1];
        Array.Clear(_unitStarts);
        foreach (var unit in Units) _unitStarts[unit + 1]++;
        for (var l = 0; l < units; l++) _unitStarts[l + 1] += _unitStarts[l];
        for (var r = 0; r < Rows; r++)
        {
            for (var place = _rowStarts[r]; place < _rowStarts[r + 1]; place++)
            {
                var at = _unitStarts[_units[place]]++;
                (_rows[at], _places[at]) = (r, place);
            }
        }
        for (var l = units; l > 0; l--) _unitStarts[l] = _unitStarts[l - 1];
        _unitStarts[0] = 0;
    }

    private readonly struct RowSums(SparseCodes<T> codes, Matrix<T> weights, Matrix<T> bias, Matrix<T> result) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, rows) = RowBlocks.Bounds(task, codes.Rows);
            for (var r = first; r < first + rows; r++)
            {
                var row = result.Row(r);
                bias.All.CopyTo(row);
                for (var place = codes._rowStarts[r]; place < codes._rowStarts[r + 1]; place++)
                    Elementwise.Map<T, AddScaled<T>>(weights.Row(codes._units[place]), row, row, new AddScaled<T>(codes._values[place]));
            }
        }
    }

    private readonly struct Products(SparseCodes<T> codes, Matrix<T> g, Matrix<T> weights) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, rows) = RowBlocks.Bounds(task, codes.Rows);
            for (var r = first; r < first + rows; r++)
                for (var place = codes._rowStarts[r]; place < codes._rowStarts[r + 1]; place++)
                    codes._values[place] = T.CreateTruncating(Reductions.Dot<T>(g.Row(r), weights.Row(codes._units[place])));
        }
    }

    private readonly struct UnitRows(SparseCodes<T> codes, Matrix<T> g, Matrix<T> result, bool accumulate) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, units) = RowBlocks.Bounds(task, result.Rows);
            for (var l = first; l < first + units; l++)
            {
                var row = result.Row(l);
                if (!accumulate) row.Clear();
                for (var at = codes._unitStarts[l]; at < codes._unitStarts[l + 1]; at++)
                    Elementwise.Map<T, AddScaled<T>>(g.Row(codes._rows[at]), row, row, new AddScaled<T>(codes._values[codes._places[at]]));
            }
        }
    }
}
