namespace SparseAutoencoders;

/// <summary>Codes of which few are not 0: of each row its active units, ascending, with a number each. Among the gradients: the same places, with the gradients there.</summary>
/// <remarks>Sums over rows go unit by unit with rows ascending, and sums over units row by row with units ascending, so that bits do not depend on threads.</remarks>
public sealed class SparseCodes<T> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private int[] _rowStarts = [0], _units = [], _unitStarts = [], _rows = [], _places = [];
    private T[] _values = [];
    private int _hiddenUnits;

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
        ArgumentNullException.ThrowIfNull(codes);
        BeginRows(codes.Rows);
        for (var r = 0; r < codes.Rows; r++)
        {
            var row = codes.Row(r);
            _rowStarts[r + 1] = _rowStarts[r] + row.Length - row.Count(T.Zero);
        }
        MakeRoom();
        for (var r = 0; r < codes.Rows; r++)
        {
            var row = codes.Row(r);
            var place = _rowStarts[r];
            for (var l = 0; l < row.Length; l++)
                if (row[l] != T.Zero) (_units[place], _values[place++]) = (l, row[l]);
        }
        SortByUnit(codes.Columns);
    }

    /// <summary>Begins to take in rows from elsewhere.</summary>
    /// <param name="rows">How many there will be.</param>
    /// <param name="units">Hidden units.</param>
    public void Begin(int rows, int units)
    {
        BeginRows(rows);
        (Rows, _hiddenUnits) = (0, units);
    }

    /// <summary>Takes in a row, after <see cref="Begin"/>.</summary>
    /// <param name="units">Its units whose codes are not 0, ascending.</param>
    /// <param name="values">Their codes.</param>
    public void AddRow<TOther>(ReadOnlySpan<int> units, ReadOnlySpan<TOther> values) where TOther : unmanaged, IBinaryFloatingPointIeee754<TOther>
    {
        var (count, place) = (units.Length, Count);
        if (_units.Length < place + count) Grow(place + count);
        units.CopyTo(_units.AsSpan(place));
        for (var i = 0; i < count; i++) _values[place + i] = T.CreateTruncating(values[i]);
        _rowStarts[++Rows] = place + count;
    }

    /// <summary>Takes in all rows of others, after <see cref="Begin"/>; places whose number is 0 are left out.</summary>
    public void Append<TOther>(SparseCodes<TOther> other) where TOther : unmanaged, IBinaryFloatingPointIeee754<TOther>
    {
        ArgumentNullException.ThrowIfNull(other);
        var units = other.Units;
        var values = other.Values;
        var place = Count;
        if (_units.Length < place + other.Count) Grow(place + other.Count);
        for (var r = 0; r < other.Rows; r++)
        {
            for (var from = other.StartOf(r); from < other.StartOf(r + 1); from++)
                if (values[from] != TOther.Zero) (_units[place], _values[place++]) = (units[from], T.CreateTruncating(values[from]));
            _rowStarts[++Rows] = place;
        }
    }

    /// <summary>All rows are there.</summary>
    public void Complete() => SortByUnit(_hiddenUnits);

    /// <summary>Takes the places of others; the numbers are not set.</summary>
    public void TakePlaces(SparseCodes<T> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        (Rows, _rowStarts, _units, _unitStarts, _rows, _places) = (other.Rows, other._rowStarts, other._units, other._unitStarts, other._rows, other._places);
        if (_values.Length < Count) _values = new T[_units.Length];
    }

    /// <summary>Writes the codes with their zeros.</summary>
    /// <param name="codes">(rows, hidden units), overwritten.</param>
    public void Fill(Matrix<T> codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        codes.All.Clear();
        for (var r = 0; r < Rows; r++)
        {
            var row = codes.Row(r);
            for (var place = _rowStarts[r]; place < _rowStarts[r + 1]; place++) row[_units[place]] = _values[place];
        }
    }

    /// <summary>Takes what candidates are left of each row.</summary>
    internal void Take(Candidates<T> candidates, int units, Workers workers)
    {
        BeginRows(candidates.Rows);
        for (var r = 0; r < Rows; r++) _rowStarts[r + 1] = _rowStarts[r] + candidates.CountOf(r);
        MakeRoom();
        RowBlocks.Run(workers, Rows, candidates.Widest, new Copies(this, candidates));
        SortByUnit(units);
    }

    /// <summary>How many places a unit has.</summary>
    internal int CountOf(int unit) => _unitStarts[unit + 1] - _unitStarts[unit];

    /// <summary>Σ over rows of each unit's numbers.</summary>
    internal void SumUnits(Span<double> sums)
    {
        sums.Clear();
        var units = Units;
        var values = Values;
        for (var place = 0; place < units.Length; place++) sums[units[place]] += double.CreateTruncating(values[place]);
    }

    /// <summary>result = bias + H · weights, each row of it; with several results, each of the first so many units alone.</summary>
    internal void Multiply(Matrix<T> weights, Matrix<T> bias, ReadOnlyMemory<Segment<T>> results, Workers workers) =>
        RowBlocks.Run(workers, Rows, weights.Columns, new RowSums(this, weights, bias, results));

    /// <summary>The numbers become those of g · weightsᵀ at these places, g being that of the place's unit.</summary>
    internal void MultiplyByTranspose(ReadOnlyMemory<Segment<T>> g, Matrix<T> weights, Workers workers) => RowBlocks.Run(workers, Rows, weights.Columns, new Products(this, g, weights));

    /// <summary>result = Hᵀ · g, or result + Hᵀ · g, g being that of the row's unit.</summary>
    internal void TransposeMultiply(ReadOnlyMemory<Segment<T>> g, Matrix<T> result, Workers workers, bool accumulate) =>
        RowBlocks.Run(workers, result.Rows, result.Columns, new UnitRows(this, g, result, accumulate));

    /// <summary>row += Σ over a unit's places of number · g's row.</summary>
    internal void AddUnit(int unit, Matrix<T> g, Span<T> row) => Combine(g, _rows, _places, _values, _unitStarts[unit], _unitStarts[unit + 1], row);

    private void BeginRows(int rows)
    {
        Rows = rows;
        if (_rowStarts.Length <= rows) _rowStarts = new int[rows + 1];
    }

    private void MakeRoom()
    {
        if (_units.Length >= Count && _places.Length >= Count && _values.Length >= Count) return;
        var length = Math.Max(Count, (int)Math.Min(Array.MaxLength, 5L * _units.Length / 4));
        (_units, _values, _rows, _places) = (new int[length], new T[length], new int[length], new int[length]);
    }

    private void Grow(int least)
    {
        var length = (int)Math.Min(Array.MaxLength, Math.Max(least, 2L * _units.Length));
        Array.Resize(ref _units, length);
        Array.Resize(ref _values, length);
    }

    // A counting sort: places by unit, rows ascending.
    private void SortByUnit(int units)
    {
        if (_places.Length < Count) (_rows, _places) = (new int[_units.Length], new int[_units.Length]);
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

    /// <summary>row += Σ over i of values[places[i]] · matrix[rows[i]], i ascending; places null stands for i itself.</summary>
    /// <remarks>Four rows at a time: what is added up stays in registers in between, and the order is that of one at a time.</remarks>
    private static unsafe void Combine(Matrix<T> matrix, int[] rows, int[]? places, T[] values, int begin, int end, Span<T> row)
    {
        var columns = matrix.Columns;
        var first = matrix.Pointer;
        ArgumentOutOfRangeException.ThrowIfNotEqual(row.Length, columns);
        T Value(int i) => values[places is null ? i : places[i]];
        fixed (T* to = row)
        {
            var i = begin;
            for (; i <= end - 4; i += 4)
                Add(first + (nint)rows[i] * columns, first + (nint)rows[i + 1] * columns, first + (nint)rows[i + 2] * columns, first + (nint)rows[i + 3] * columns,
                    Value(i), Value(i + 1), Value(i + 2), Value(i + 3), to, columns);
            for (; i < end; i++) Add(first + (nint)rows[i] * columns, Value(i), to, columns);
        }
        GC.KeepAlive(matrix);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Add(T* a, T* b, T* c, T* d, T x, T y, T z, T w, T* to, int columns)
    {
        var (xs, ys, zs, ws) = (Vector512.Create(x), Vector512.Create(y), Vector512.Create(z), Vector512.Create(w));
        var j = 0;
        for (; j <= columns - Vector512<T>.Count; j += Vector512<T>.Count)
        {
            var sum = VectorMath.FusedMultiplyAdd(xs, Vector512.Load(a + j), Vector512.Load(to + j));
            sum = VectorMath.FusedMultiplyAdd(ys, Vector512.Load(b + j), sum);
            sum = VectorMath.FusedMultiplyAdd(zs, Vector512.Load(c + j), sum);
            VectorMath.FusedMultiplyAdd(ws, Vector512.Load(d + j), sum).Store(to + j);
        }
        for (; j < columns; j++)
            to[j] = T.FusedMultiplyAdd(w, d[j], T.FusedMultiplyAdd(z, c[j], T.FusedMultiplyAdd(y, b[j], T.FusedMultiplyAdd(x, a[j], to[j]))));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe void Add(T* a, T x, T* to, int columns)
    {
        var (xs, j) = (Vector512.Create(x), 0);
        for (; j <= columns - Vector512<T>.Count; j += Vector512<T>.Count)
            VectorMath.FusedMultiplyAdd(xs, Vector512.Load(a + j), Vector512.Load(to + j)).Store(to + j);
        for (; j < columns; j++) to[j] = T.FusedMultiplyAdd(x, a[j], to[j]);
    }

    /// <summary>Σ x[i] y[i], in 64 bytes of running sums of the numbers' own kind, which are added in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static unsafe double Dot(T* x, T* y, int count)
    {
        var (even, odd, j) = (Vector512<T>.Zero, Vector512<T>.Zero, 0);
        for (; j <= count - 2 * Vector512<T>.Count; j += 2 * Vector512<T>.Count)
        {
            even = VectorMath.FusedMultiplyAdd(Vector512.Load(x + j), Vector512.Load(y + j), even);
            odd = VectorMath.FusedMultiplyAdd(Vector512.Load(x + j + Vector512<T>.Count), Vector512.Load(y + j + Vector512<T>.Count), odd);
        }
        var rest = 0.0;
        for (; j < count; j++) rest += double.CreateTruncating(x[j]) * double.CreateTruncating(y[j]);
        return Reductions.Sum(even) + Reductions.Sum(odd) + rest;
    }

    private readonly struct Copies(SparseCodes<T> codes, Candidates<T> candidates) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, rows) = RowBlocks.Bounds(task, codes.Rows);
            for (var r = first; r < first + rows; r++)
            {
                candidates.UnitsOf(r).CopyTo(codes._units.AsSpan(codes._rowStarts[r]));
                candidates.NumbersOf(r).CopyTo(codes._values.AsSpan(codes._rowStarts[r]));
            }
        }
    }

    private readonly struct RowSums(SparseCodes<T> codes, Matrix<T> weights, Matrix<T> bias, ReadOnlyMemory<Segment<T>> results) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, rows) = RowBlocks.Bounds(task, codes.Rows);
            for (var r = first; r < first + rows; r++)
            {
                var before = bias.All;
                var place = codes._rowStarts[r];
                foreach (var (end, result) in results.Span)
                {
                    var row = result.Row(r);
                    var from = place;
                    before.CopyTo(row);
                    while (place < codes._rowStarts[r + 1] && codes._units[place] < end) place++;
                    Combine(weights, codes._units, null, codes._values, from, place, row);
                    before = row;
                }
            }
        }
    }

    private readonly unsafe struct Products(SparseCodes<T> codes, ReadOnlyMemory<Segment<T>> g, Matrix<T> weights) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, rows) = RowBlocks.Bounds(task, codes.Rows);
            for (var r = first; r < first + rows; r++)
            {
                var place = codes._rowStarts[r];
                foreach (var (end, slopes) in g.Span)
                    for (; place < codes._rowStarts[r + 1] && codes._units[place] < end; place++)
                        codes._values[place] = T.CreateTruncating(Dot(slopes.Pointer + (nint)r * slopes.Columns, weights.Pointer + (nint)codes._units[place] * weights.Columns, weights.Columns));
            }
        }
    }

    private readonly struct UnitRows(SparseCodes<T> codes, ReadOnlyMemory<Segment<T>> g, Matrix<T> result, bool accumulate) : IParallelBody
    {
        public void Invoke(int task)
        {
            var (first, units) = RowBlocks.Bounds(task, result.Rows);
            for (var l = first; l < first + units; l++)
            {
                var row = result.Row(l);
                if (!accumulate) row.Clear();
                codes.AddUnit(l, Segment<T>.Of(g.Span, l), row);
            }
        }
    }
}

/// <summary>A matrix that belongs to a run of units: those from where the segment before it ends.</summary>
/// <param name="End">The unit after its last.</param>
/// <param name="Matrix">(rows, outputs).</param>
internal readonly record struct Segment<T>(int End, Matrix<T> Matrix) where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>The matrix of a unit.</summary>
    public static Matrix<T> Of(ReadOnlySpan<Segment<T>> segments, int unit)
    {
        var s = 0;
        while (unit >= segments[s].End) s++;
        return segments[s].Matrix;
    }
}
