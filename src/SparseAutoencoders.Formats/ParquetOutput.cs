using System.Globalization;
using System.Numerics;
using Parquet;
using Parquet.Schema;
using SparseAutoencoders.Data;

namespace SparseAutoencoders.Formats;

/// <summary>Writes rows as a Parquet file: one column an input or unit, of numbers that are never null.</summary>
public sealed class ParquetOutput : IRowWriter
{
    // A row group is in memory as a whole.
    private const int MostRows = 1 << 16, MostNumbers = 1 << 22;

    private ParquetOutput()
    {
    }

    /// <summary>Its entry in the list of outputs.</summary>
    public static IRowWriter Format { get; } = new ParquetOutput();

    /// <inheritdoc/>
    public string Ending => ".parquet";

    /// <inheritdoc/>
    public void Write<T>(Stream stream, IRows rows, IProgress<int>? progress, CancellationToken cancel) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(rows);
        var fields = Names(rows).Select(name => new DataField(name, typeof(T), isNullable: false)).ToArray();
        using var counted = new CountedStream(stream);
        var parquet = ParquetWriter.CreateAsync(new ParquetSchema(fields), counted, cancellationToken: cancel).GetAwaiter().GetResult();
        var height = Math.Clamp(MostNumbers / rows.Width, 1, Math.Min(MostRows, rows.Count));
        var (block, column) = (new T[height * rows.Width], new T[height]);
        for (var first = 0; first < rows.Count; first += height)
        {
            cancel.ThrowIfCancellationRequested();
            var count = Math.Min(height, rows.Count - first);
            rows.Read(first, block.AsSpan(0, count * rows.Width));
            using var group = parquet.CreateRowGroup();
            for (var j = 0; j < fields.Length; j++)
            {
                for (var r = 0; r < count; r++) column[r] = block[r * rows.Width + j];
                group.WriteAsync<T>(fields[j], column.AsMemory(0, count), cancellationToken: cancel).GetAwaiter().GetResult();
            }
            group.CompleteValidate();
            progress?.Report(first + count);
        }
        parquet.DisposeAsync().AsTask().GetAwaiter().GetResult();                // writes the file's end
    }

    /// <summary>A name for each column, none twice: a file has no others.</summary>
    private static IEnumerable<string> Names(IRows rows)
    {
        var taken = new HashSet<string>();
        for (var j = 0; j < rows.Width; j++)
        {
            var name = rows.Columns is { } names && names[j].Length > 0 ? names[j] : string.Create(CultureInfo.InvariantCulture, $"column_{j}");
            while (!taken.Add(name)) name += "_";
            yield return name;
        }
    }
}
