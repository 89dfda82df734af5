namespace SparseAutoencoders;

/// <summary>The codes of many rows that are not 0, unit by unit. No more are in memory than a bound allows: units come in groups, and each group reads all rows.</summary>
internal static class ActiveRows
{
#if DEBUG
    private const int BlockRows = 7, BlockNumbers = 20;
    private const long Most = 200;
#else
    private const int BlockRows = 1024, BlockNumbers = 1 << 22;
    private const long Most = 48L << 20;                         // of 8 bytes
#endif

    /// <summary>A unit's codes that are not 0.</summary>
    /// <param name="Unit">Which unit.</param>
    /// <param name="Rows">The rows, ascending.</param>
    /// <param name="Values">The codes.</param>
    public sealed record OfUnit(int Unit, int[] Rows, float[] Values);

    /// <summary>Goes through all units, a group at a time.</summary>
    /// <param name="codes">(rows, hidden units).</param>
    /// <param name="take">Is given the units of a group, in order.</param>
    /// <param name="progress">Told the share that is done.</param>
    /// <param name="cancellation">Stops between blocks of rows.</param>
    /// <param name="most">Codes that are in memory at once, where units have fewer.</param>
    public static void ForEach(IRows codes, Action<IReadOnlyList<OfUnit>> take, Action<double>? progress, CancellationToken cancellation, long most = Most)
    {
        for (var first = 0; first < codes.Width;)
        {
            var group = Read(codes, first, first == 0 ? progress : null, most, cancellation);
            take(group);
            first += group.Count;
        }
    }

    /// <summary>Reads units from the first on: as many as there is room for, at least one.</summary>
    private static List<OfUnit> Read(IRows codes, int first, Action<double>? progress, long most, CancellationToken cancellation)
    {
        var units = Enumerable.Range(first, codes.Width - first).Select(_ => (Rows: new List<int>(), Values: new List<float>())).ToList();
        var held = 0L;
        Walk(codes, (row, unit, value) =>
        {
            if (unit < first || unit - first >= units.Count) return;
            units[unit - first].Rows.Add(row);
            units[unit - first].Values.Add(value);
            held++;
            while (held > most && units.Count > 1)
            {
                var half = units.Count / 2;
                for (var l = half; l < units.Count; l++) held -= units[l].Rows.Count;
                units.RemoveRange(half, units.Count - half);
            }
        }, progress, cancellation);
        return [.. units.Select((unit, l) => new OfUnit(first + l, [.. unit.Rows], [.. unit.Values]))];
    }

    /// <summary>Gives every code that is not 0, row after row, units ascending.</summary>
    public static void Walk(IRows codes, Action<int, int, float> give, Action<double>? progress, CancellationToken cancellation)
    {
        var sparse = new SparseCodes<float>();
        var height = Math.Min(codes.Count, codes is ISparseRows ? BlockRows : Math.Max(1, BlockNumbers / codes.Width));
        var dense = codes is ISparseRows ? null : new float[height * codes.Width];
        for (var begin = 0; begin < codes.Count; begin += height)
        {
            cancellation.ThrowIfCancellationRequested();
            var count = Math.Min(height, codes.Count - begin);
            if (dense is null)
            {
                ((ISparseRows)codes).ReadSparse(begin, count, sparse);
                for (var r = 0; r < count; r++)
                    for (var place = sparse.StartOf(r); place < sparse.StartOf(r + 1); place++)
                        if (sparse.Values[place] != 0) give(begin + r, sparse.Units[place], sparse.Values[place]);
            }
            else
            {
                codes.Read(begin, dense.AsSpan(0, count * codes.Width));
                for (var i = 0; i < count * codes.Width; i++)
                    if (dense[i] != 0) give(begin + i / codes.Width, i % codes.Width, dense[i]);
            }
            progress?.Invoke((begin + count) / (double)codes.Count);
        }
    }
}
