namespace SparseAutoencoders.Dashboard.Showing;

/// <summary>What units stand for, read off what is written beside the rows.</summary>
public sealed record Meanings
{
    private const int MostWords = 12;

    /// <summary>One entry a unit: <see cref="SparseAutoencoder.DescribeUnits"/>.</summary>
    public required IReadOnlyList<UnitMeaning> Units { get; init; }

    /// <summary>Why nothing is said of labels, in one line; null where that is not so.</summary>
    public string? Fault { get; init; }

    /// <summary>Labels that units tell best, with the number of units that do, in order; empty where units tell none.</summary>
    internal IReadOnlyList<KeyValuePair<string, int>> Labels => field ??=
        [.. Units.Select(unit => unit.Label?.Label).OfType<string>().CountBy(label => label).OrderBy(label => label.Key, LabelOrder.Instance)];

    /// <summary>True where units have words.</summary>
    internal bool HasWords => Units.Any(unit => unit.Words.Count > 0);

    /// <param name="model">The model.</param>
    /// <param name="rows">The rows, with captions or labels.</param>
    /// <param name="progress">Told the share of the rows that are read.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    internal static Meanings Of(SparseAutoencoder model, IRows rows, Action<double> progress, CancellationToken cancellation)
    {
        var counted = new CountedRows(rows, progress);
        var options = new MeaningOptions { Rows = 0, Words = MostWords };
        try
        {
            return new Meanings { Units = model.DescribeUnits(counted, options, cancellation) };
        }
        catch (InvalidDataException failure) when (rows.Labels is not null)
        {
            // Labels that are all the same, or too many, tell nothing; words still do.
            return new Meanings { Units = model.DescribeUnits(new UnlabelledRows(counted), options, cancellation), Fault = failure.Message };
        }
    }

    private sealed class UnlabelledRows(IRows rows) : RowView(rows)
    {
        public override IRowTexts? Labels => null;

        public override void Read<T>(int first, Span<T> destination) => Source.Read(first, destination);
    }
}
