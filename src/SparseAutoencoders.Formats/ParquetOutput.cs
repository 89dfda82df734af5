using System.Globalization;
using System.Numerics;
using System.Runtime.ExceptionServices;
using ParquetSharp;
using ParquetSharp.IO;
using ParquetSharp.Schema;

namespace SparseAutoencoders.Formats;

/// <summary>Writes rows as a Parquet file: one column an input or unit, of numbers that are never null. Rows that offer to be read without their zeros (<see cref="ISparseRows"/>)
/// become two columns of lists, <c>units</c> and <c>values</c>: of each row the places that are not 0, from 0 and ascending, and what stands there.</summary>
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
    /// <exception cref="IOException">The system has no library for Parquet files, or the disk failed.</exception>
    public void Write<T>(Stream stream, IRows rows, IProgress<int>? progress, CancellationToken cancel) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(rows);
        using var counted = new GuardedStream(stream, counts: true);
        try
        {
            if (rows is ISparseRows) ParquetLists.Write<T>(counted, rows, progress, cancel);
            else WriteFile<T>(counted, rows, progress, cancel);
        }
        catch (ParquetException) when (counted.Failure is { } cause)
        {
            ExceptionDispatchInfo.Throw(cause);
        }
        catch (Exception failure) when (ColumnFile.IsMissingLibrary(failure))
        {
            throw new IOException($"output: {ColumnFile.MissingLibrary} Write .npy or .csv instead.", failure);
        }
    }

    private static void WriteFile<T>(GuardedStream stream, IRows rows, IProgress<int>? progress, CancellationToken cancel) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        using var schema = new GroupNode("schema", Repetition.Required, [.. Names(rows).Select(name => Node(name, typeof(T) == typeof(float) ? PhysicalType.Float : PhysicalType.Double))]);
        using var builder = new WriterPropertiesBuilder();
        using var properties = builder.Compression(Compression.Snappy).DisableDictionary().Build();       // hardly a number comes twice
        using var output = new ManagedOutputStream(stream, leaveOpen: true);
        using var parquet = new ParquetFileWriter(output, schema, properties);
        var height = Math.Clamp(MostNumbers / rows.Width, 1, Math.Min(MostRows, rows.Count));
        var (block, column) = (new T[height * rows.Width], new T[height]);
        for (var first = 0; first < rows.Count; first += height)
        {
            cancel.ThrowIfCancellationRequested();
            var count = Math.Min(height, rows.Count - first);
            rows.Read(first, block.AsSpan(0, count * rows.Width));
            using var group = parquet.AppendRowGroup();
            for (var j = 0; j < rows.Width; j++)
            {
                for (var r = 0; r < count; r++) column[r] = block[r * rows.Width + j];
                using var writer = (ColumnWriter<T>)group.NextColumn();
                writer.WriteBatch(column.AsSpan(0, count));
            }
            group.Close();
            progress?.Report(first + count);
        }
        parquet.Close();                                                         // writes the file's end
    }

    private static PrimitiveNode Node(string name, PhysicalType type)
    {
        using var plain = LogicalType.None();
        return new PrimitiveNode(name, Repetition.Required, plain, type);
    }

    /// <summary>A name for each column, none twice: a file has no others.</summary>
    private static IEnumerable<string> Names(IRows rows)
    {
        var taken = new HashSet<string>();
        for (var j = 0; j < rows.Width; j++)
        {
            var name = rows.Columns is { } names && names[j].Length > 0 ? names[j].Replace('\0', '_') : string.Create(CultureInfo.InvariantCulture, $"column_{j}");
            while (!taken.Add(name)) name += "_";
            yield return name;
        }
    }
}
