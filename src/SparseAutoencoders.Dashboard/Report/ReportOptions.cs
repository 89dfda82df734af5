namespace SparseAutoencoders.Dashboard.Report;

/// <summary>How much a report holds.</summary>
public sealed record ReportOptions
{
    /// <summary>Units that have a page of their own, those that add most over all rows; every unit has a tile. Default 256.</summary>
    public int Units { get; init; } = 256;

    /// <summary>Rows that have a page of their own, evenly spaced. Default 24.</summary>
    public int Rows { get; init; } = 24;
}
