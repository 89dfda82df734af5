namespace SparseAutoencoders;

/// <summary>Another source's rows, read into memory once: what is read of them is what the source gives, to the last bit.</summary>
internal sealed class LoadedRows : RowView
{
    private readonly IRows _memory;

    private LoadedRows(IRows source, IRows memory) : base(source) => _memory = memory;

    /// <summary>Reads all rows once.</summary>
    /// <param name="rows">The source, which must stay open where it does not fit.</param>
    /// <param name="most">Bytes that may be kept.</param>
    /// <param name="cancellation">Stops between blocks.</param>
    /// <returns>The rows in memory where they fit, else the source; and what tells them from any others.</returns>
    public static (IRows Rows, string Digest) Read(IRows rows, long most, CancellationToken cancellation) =>
        rows.NumberType is "float32" or "float16" or "bfloat16" ? Read<float>(rows, most, cancellation) : Read<double>(rows, most, cancellation);

    public override void Read<T>(int first, Span<T> destination) => _memory.Read(first, destination);

    private static unsafe (IRows, string) Read<T>(IRows rows, long most, CancellationToken cancellation) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var (size, height) = ((long)rows.Count * rows.Width, Math.Min(rows.Count, BlockSizes.RowsOf(rows.Width)));
        var fit = size <= Array.MaxLength / 2 && size * sizeof(T) <= most && rows is not MemoryRows<T>;
        var kept = new Matrix<T>(fit ? rows.Count : height, rows.Width);
        using var digest = new RowDigest();
        for (var first = 0; first < rows.Count; first += height)
        {
            cancellation.ThrowIfCancellationRequested();
            var block = kept.Window(fit ? first * rows.Width : 0, Math.Min(height, rows.Count - first), rows.Width);
            rows.Read(first, block.All);
            digest.Add(block);
        }
        return (fit ? new LoadedRows(rows, Rows.From(kept)) : rows, digest.Complete());
    }
}
