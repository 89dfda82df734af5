namespace SparseAutoencoders;

/// <summary>Some rows of another source, or all the others, in the source's order.</summary>
/// <param name="rows">The source.</param>
/// <param name="listed">Rows of it, in rising order.</param>
/// <param name="others">All rows but the listed ones.</param>
internal sealed class RowSelection(IRows rows, int[] listed, bool others) : RowView(rows)
{
    public override int Count => others ? Source.Count - listed.Length : listed.Length;

    public override void Read<T>(int first, Span<T> destination)
    {
        RowRange.Check(this, first, destination.Length);
        for (var row = first; destination.Length > 0;)           // neighbours in the source are read together
        {
            var place = RowOfSource(row);
            var run = Run(row, place, destination.Length / Width);
            Source.Read(place, destination[..(run * Width)]);
            destination = destination[(run * Width)..];
            row += run;
        }
    }

    protected override int RowOfSource(int row) => others ? row + ListedBefore(row) : listed[row];

    /// <summary>How many rows from one on, itself among them, are neighbours in the source; no more are looked at than are wanted.</summary>
    private int Run(int row, int place, int wanted)
    {
        if (others) return Math.Min(wanted, (place - row < listed.Length ? listed[place - row] : Source.Count) - place);
        var run = 1;
        while (run < wanted && listed[row + run] == place + run) run++;
        return run;
    }

    /// <summary>Listed rows before the other row of a number: those with at most so many others before them.</summary>
    private int ListedBefore(int row)
    {
        var (low, high) = (0, listed.Length);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (listed[middle] - middle <= row) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
