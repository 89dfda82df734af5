using ParquetSharp;
using ParquetSharp.IO;

namespace SparseAutoencoders.Formats;

/// <summary>Rows in a Parquet file: columns of numbers, and of lists of numbers that are all of one length. Nulls are missing values.</summary>
/// <remarks>Whole numbers, bytes too, and truth values (0 and 1) are read as they are. Row groups are read one after the other, a column at a time, some thousand values at a time.
/// Pages are unpacked and decoded by parquet-cpp, after what they and the file's footer claim was held to the file's length.</remarks>
public static class ParquetRows
{
    private const int BufferSize = 1 << 16;

    // By their numbers in the format.
    private static readonly string?[] Unread = [null, null, null, "LZO"];
    private const int LastCodec = 7;

    /// <summary>Its entry in the list of formats.</summary>
    public static RowFormat Format { get; } = new(
        "parquet", "columns of numbers by their names, and lists of numbers of one length", [".parquet"],
        static head => head.Span.StartsWith("PAR1"u8) || head.Span.StartsWith("PARE"u8), static (path, options) => Open(path, options))
    {
        TakesColumns = true,
        OpenTexts = static (path, column, options) => ColumnFile.Read(path, "Parquet", file => Read(path, file, options with { Captions = column }, table => table.CompleteTexts(), onlyTexts: true)),
    };

    private static IRows Open(string path, RowFileOptions options) => ColumnFile.Read(path, "Parquet", file => Read(path, file, options, table => table.Complete()));

    private static T Read<T>(string path, Stream file, RowFileOptions options, Func<TableColumns, T> complete, bool onlyTexts = false)
    {
        var footer = ParquetFooter.Read(path, file);
        if (footer.Width is not null) throw new InvalidDataException($"{path}: holds codes without their zeros, as lists of units and values, which are not read as rows. Write them as .npz or .npy to read them again.");
        var columns = ParquetColumn.Of(footer.Nodes);
        var isIndex = PandasIndex.Of(footer.Pandas);
        using var table = new TableColumns(path, [.. columns.Select(column => Described(column, footer, isIndex(column.Name)))], options, onlyTexts) { MostBytes = ColumnFile.MostBytes(file.Length) };
        Check(path, file.Length, footer, columns, table);

        using var properties = ReaderProperties.GetDefaultReaderProperties();
        properties.EnableBufferedStream();
        properties.BufferSize = BufferSize;
        properties.EnablePageChecksumVerification();
        using var source = new ManagedRandomAccessFile(file, leaveOpen: true);
        using var parquet = new ParquetFileReader(source, properties);
        var (numbers, texts) = (new ParquetNumbers(), new ParquetTexts());
        for (var group = 0; group < footer.Groups.Count; group++)
        {
            using var reader = parquet.RowGroup(group);
            table.Append((int)footer.Groups[group].Rows,
                (column, part) => Guarded(column, (values, described, batch, empty) => numbers.Read(values, described, batch, empty, part)),
                (column, part) => Guarded(column, (values, described, batch, empty) => texts.Read(values, described, batch, empty, part)));

            void Guarded(int column, Action<ColumnReader, ParquetColumn, int, int> read)
            {
                try
                {
                    var (described, chunk) = (columns[column], footer.Groups[group].Chunks[columns[column].Place]);
                    var (batch, empty) = ParquetPages.Check(file, chunk, described.Numbers, (int)Math.Clamp(chunk.Values, 1, ParquetNumbers.Batch));
                    using var values = reader.Column(described.Place);
                    read(values, described, batch, empty);
                }
                catch (NotSupportedException unread)
                {
                    throw table.Fault(column, $"{unread.Message}, or {table.LeaveOut(column)}.", unread);
                }
                catch (Exception failure) when (failure is ParquetException or EndOfStreamException || failure is InvalidDataException && !failure.Message.StartsWith(path, StringComparison.Ordinal))
                {
                    throw table.Fault(column, $"cannot be read ({MessageText.Visible(ColumnFile.Finding(failure), 120)}). The file is damaged, cut short or of a kind that is not known: get or save it again.", failure);
                }
            }
        }
        return complete(table);
    }

    private static TableColumn Described(ParquetColumn column, ParquetFooter footer, bool isIndex) => new(column.Name, RefusalOf(column, footer), isIndex)
    {
        IsText = ParquetTexts.Reads(column) && column.Numbers.Meaning == ParquetMeaning.Text && !IsEncrypted(column, footer),
        IsBytes = ParquetTexts.Reads(column) && column.Numbers.Meaning == ParquetMeaning.Plain && !IsEncrypted(column, footer),
        AreDates = ParquetTexts.AreDates(column) && !IsEncrypted(column, footer),
        NumberType = (column.Numbers.Type, column.Numbers.Meaning) switch
        {
            (PhysicalType.Boolean, _) => "bool",
            (PhysicalType.Float, _) => "float32",
            (_, ParquetMeaning.Float16) => "float16",
            _ => "float64",
        },
    };

    private static bool IsEncrypted(ParquetColumn column, ParquetFooter footer) => column.Place >= 0 && footer.Groups.Any(group => group.Chunks[column.Place].Encrypted);

    private static string? RefusalOf(ParquetColumn column, ParquetFooter footer) =>
        column.Refusal ?? (IsEncrypted(column, footer) ? "encrypted values" : null);

    /// <summary>Holds what the row groups claim to the file's length, before anything is read.</summary>
    private static void Check(string path, long length, ParquetFooter footer, IReadOnlyList<ParquetColumn> columns, TableColumns table)
    {
        var claimed = (Int128)0;
        foreach (var group in footer.Groups)
        {
            if (group.Rows > int.MaxValue) throw new InvalidDataException($"{path}: a row group claims {group.Rows} rows. It is damaged: get or save it again.");
            foreach (var column in table.Read)
            {
                var chunk = group.Chunks[columns[column].Place];
                if (chunk.Codec > LastCodec || Unread.ElementAtOrDefault(chunk.Codec) is not null)
                    throw table.Fault(column, $"is packed with {Unread.ElementAtOrDefault(chunk.Codec) ?? $"a codec {chunk.Codec}"}, which is not read. Save it with another codec (snappy, zstd), or {table.LeaveOut(column)}.");
                if (chunk.Elsewhere) throw table.Fault(column, $"lies in another file, which is not read. Save all columns in one file, or {table.LeaveOut(column)}.");
                if (chunk.Values < group.Rows) throw table.Fault(column, $"claims {chunk.Values} values for {group.Rows} rows. The file is damaged: get or save it again.");
                claimed += chunk.Values;
            }
        }
        if (claimed > ColumnFile.MostNumbers(length))
            throw new InvalidDataException($"{path}: claims {claimed} values in {length} bytes. It is damaged, or holds hardly anything but equal values: get it again, or take fewer columns with `Columns`.");
    }
}
