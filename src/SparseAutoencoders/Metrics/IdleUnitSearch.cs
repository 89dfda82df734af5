namespace SparseAutoencoders;

/// <summary>Finds units that carry nothing, from the codes of all rows, block by block.</summary>
/// <remarks>Every unit is dead until it has been seen to vary, and two that begin to vary in the same block are twins until they have been seen to
/// differ. So after the first block there is little left to look at, and what is not dead or twin on some rows is not on all of them. Twins that
/// begin to vary in different blocks, one by a hair less than 0.01, are missed; none is named that is none.</remarks>
internal sealed class IdleUnitSearch<T>(int hiddenUnits) : IRowTotal<IdleUnitSearch<T>> where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>A difference between activations that is smaller carries nothing.</summary>
    public const double Within = 0.01;

    private readonly double[] _low = Filled(hiddenUnits, double.PositiveInfinity), _high = Filled(hiddenUnits, double.NegativeInfinity);
    private List<int> _still = [.. Enumerable.Range(0, hiddenUnits)];
    private List<(int Unit, int Other)> _alike = [];
    private int _seen;                                           // blocks

    /// <summary>True if no unit is left that could carry nothing: more rows change nothing.</summary>
    public bool IsOver => _still.Count == 0 && _alike.Count == 0;

    /// <summary>Takes in the codes of more rows.</summary>
    public void Add(Matrix<T> codes)
    {
        _seen++;
        if (IsOver) return;
        _alike = [.. _alike.Where(pair => Alike(codes, pair.Unit, pair.Other))];
        var (lowBefore, highBefore) = ((double[])_low.Clone(), (double[])_high.Clone());
        for (var r = 0; r < codes.Rows; r++)
        {
            var row = codes.Row(r);
            foreach (var l in _still)
            {
                var code = double.CreateTruncating(row[l]);
                if (code < _low[l]) _low[l] = code;
                if (code > _high[l]) _high[l] = code;
            }
        }
        var varying = _still.Where(l => !(_high[l] - _low[l] < Within)).ToList();
        _still = [.. _still.Where(l => _high[l] - _low[l] < Within)];
        if (varying.Count < 2) return;
        var (peaks, near) = (Peaks(codes), new List<int>());
        var varies = new bool[hiddenUnits];
        foreach (var unit in varying) varies[unit] = true;
        foreach (var unit in varying)
        {
            // Nearly all others differ where this unit is highest.
            near.Clear();
            FindNear(codes.Row(peaks[unit]), unit, near);
            foreach (var other in near)
            {
                if (varies[other] && Near(codes, peaks[unit], unit, other) && Alike(codes, unit, other)
                    && !(Math.Max(highBefore[unit] - lowBefore[other], highBefore[other] - lowBefore[unit]) >= Within))
                    _alike.Add((unit, other));
            }
        }
    }

    /// <summary>The units, by their numbers. Of two twins the later one is named.</summary>
    public IReadOnlyList<IdleUnit> Found()
    {
        var found = _still.ToDictionary(l => l, l => new IdleUnit(l,
            _high[l] < Within ? IdleCause.StuckAtZero : _low[l] > 1 - Within ? IdleCause.StuckAtOne : IdleCause.NeverVaries));
        foreach (var (unit, other) in _alike.Order())
            if (!found.ContainsKey(unit)) found.TryAdd(other, new IdleUnit(other, IdleCause.Twin, unit));
        return [.. found.Values.OrderBy(idle => idle.Unit)];
    }

    /// <inheritdoc/>
    /// <remarks>What varies on either rows varies. Twins on both are twins; a pair that varies on one alone is near on all of the other, or no pair.</remarks>
    public void Add(IdleUnitSearch<T> later)
    {
        if (later._seen == 0) return;
        var alike = _seen == 0 ? later._alike : [.. _alike.Where(pair => later.MayBeAlike(pair)), .. later._alike.Where(pair => !_alike.Contains(pair) && MayBeAlike(pair))];
        var still = _seen == 0 ? later._still : _still.Intersect(later._still).ToList();
        for (var l = 0; l < hiddenUnits; l++) (_low[l], _high[l]) = (Math.Min(_low[l], later._low[l]), Math.Max(_high[l], later._high[l]));
        (_alike, _still, _seen) = (alike, [.. still.Where(l => _high[l] - _low[l] < Within)], _seen + later._seen);
    }

    /// <inheritdoc/>
    public double[] Numbers() => [_seen, .. _low, .. _high, _still.Count, .. _still.Select(l => (double)l), .. _alike.SelectMany(pair => (double[])[pair.Unit, pair.Other])];

    /// <inheritdoc/>
    public IdleUnitSearch<T> Of(double[] numbers)
    {
        var other = new IdleUnitSearch<T>(hiddenUnits) { _seen = (int)numbers[0] };
        numbers.AsSpan(1, hiddenUnits).CopyTo(other._low);
        numbers.AsSpan(1 + hiddenUnits, hiddenUnits).CopyTo(other._high);
        var still = (int)numbers[1 + 2 * hiddenUnits];
        other._still = [.. numbers.Skip(2 + 2 * hiddenUnits).Take(still).Select(l => (int)l)];
        other._alike = [.. numbers.Skip(2 + 2 * hiddenUnits + still).Chunk(2).Select(pair => ((int)pair[0], (int)pair[1]))];
        return other;
    }

    // On the rows seen: known to be alike, or neither varies and they are near.
    private bool MayBeAlike((int Unit, int Other) pair) => _alike.Contains(pair)
        || (_still.Contains(pair.Unit) && _still.Contains(pair.Other) && Math.Max(_high[pair.Unit] - _low[pair.Other], _high[pair.Other] - _low[pair.Unit]) < Within);

    private static bool Alike(Matrix<T> codes, int unit, int other)
    {
        for (var r = 0; r < codes.Rows; r++)
            if (!Near(codes, r, unit, other)) return false;
        return true;
    }

    private static bool Near(Matrix<T> codes, int row, int unit, int other) => Math.Abs(double.CreateTruncating(codes[row, unit] - codes[row, other])) < Within;

    /// <summary>The first row on which each unit is highest.</summary>
    private static int[] Peaks(Matrix<T> codes)
    {
        var (peaks, highest) = (new int[codes.Columns], codes.Row(0).ToArray());
        for (var r = 1; r < codes.Rows; r++)
        {
            var row = codes.Row(r);
            for (var l = 0; l < row.Length; l++)
                if (row[l] > highest[l]) (highest[l], peaks[l]) = (row[l], r);
        }
        return peaks;
    }

    /// <summary>Units after one whose codes on a row may be within the bound of its own, or just beyond: many are compared at once, for each is with all.</summary>
    private static void FindNear(ReadOnlySpan<T> row, int unit, List<int> near)
    {
        var (own, bound, l) = (Vector512.Create(row[unit]), Vector512.Create(T.CreateTruncating(Within)), unit + 1);
        for (; l <= row.Length - Vector512<T>.Count; l += Vector512<T>.Count)
            for (var found = Vector512.LessThanOrEqual(Vector512.Abs(Elementwise.Load(row, l) - own), bound).ExtractMostSignificantBits(); found != 0; found &= found - 1)
                near.Add(l + BitOperations.TrailingZeroCount(found));
        for (; l < row.Length; l++) near.Add(l);
    }

    private static double[] Filled(int count, double value)
    {
        var numbers = new double[count];
        Array.Fill(numbers, value);
        return numbers;
    }
}
