using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace SparseAutoencoders.Formats;

/// <summary>Rows in an Arrow IPC file (Feather, version 2) or stream: columns of numbers, and of lists of numbers that are all of one length. Nulls are missing values.</summary>
/// <remarks>Whole numbers, bytes too, and truth values (0 and 1) are read as they are. Record batches are read one after the other.</remarks>
public static class ArrowRows
{
    private static ReadOnlySpan<byte> FileMark => "ARROW1"u8;

    // Feather's first version, a format of its own.
    private static ReadOnlySpan<byte> OldMark => "FEA1"u8;

    // A stream begins with this, and the length of its schema.
    private static ReadOnlySpan<byte> StreamMark => [0xff, 0xff, 0xff, 0xff];

    /// <summary>Its entry in the list of formats.</summary>
    public static RowFormat Format { get; } = new(
        "arrow", "Arrow and Feather, as Parquet", [".arrow", ".feather", ".arrows"],
        static head => head.Span.StartsWith(FileMark) || head.Span.StartsWith(StreamMark) || head.Span.StartsWith(OldMark), static (path, options) => Open(path, options))
    {
        TakesColumns = true,
        OpenTexts = static (path, column, options) => ColumnFile.Read(path, "Arrow", file => Read(path, file, options with { Captions = column }, table => table.CompleteTexts(), onlyTexts: true)),
    };

    private static IRows Open(string path, RowFileOptions options) => ColumnFile.Read(path, "Arrow", file => Read(path, file, options, table => table.Complete()));

    private static T Read<T>(string path, Stream file, RowFileOptions options, Func<TableColumns, T> complete, bool onlyTexts = false)
    {
        Span<byte> head = stackalloc byte[6];
        file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        file.Position = 0;
        if (head.StartsWith(OldMark)) throw new InvalidDataException($"{path}: is a Feather file of version 1, which is no longer written. Read it with pandas or pyarrow (pandas.read_feather), and save it as Feather 2 (to_feather) or Parquet.");
        var isFile = head.SequenceEqual(FileMark);
        using var input = new ArrowInput(file, isFile);
        var memory = new BoundedMemory(path, input);
        using var reader = isFile
            ? new ArrowFileReader(input, memory, new CompressionCodecFactory(), leaveOpen: true)
            : new ArrowStreamReader(input, memory, new CompressionCodecFactory(), leaveOpen: true);
        var numbers = new ArrowNumbers();
        var schema = reader.Schema;
        var isIndex = PandasIndex.Of(schema.Metadata?.GetValueOrDefault("pandas"));
        using var table = new TableColumns(path, [.. schema.FieldsList.Select(field => new TableColumn(field.Name, RefusalOf(field), isIndex(field.Name)) { IsText = ArrowTexts.AreTexts(field.DataType), IsBytes = ArrowTexts.AreBytes(field.DataType), AreDates = ArrowTexts.AreDates(field.DataType), NumberType = NumberType(field) })], options, onlyTexts)
        {
            MostNumbers = ColumnFile.MostNumbers(file.Length),
            MostBytes = ColumnFile.MostBytes(file.Length),
        };
        while (reader.ReadNextRecordBatch() is { } batch)
        {
            using (batch) table.Append(batch.Length, (column, part) => numbers.Read(batch.Column(column), IsTruth(schema.FieldsList[column]), part), (column, texts) => ArrowTexts.Read(batch.Column(column), texts));
        }
        return complete(table);
    }

    private static string NumberType(Field field) => IsTruth(field) ? "bool" : field.DataType.TypeId switch
    {
        ArrowTypeId.Boolean => "bool",
        ArrowTypeId.Float => "float32",
        ArrowTypeId.HalfFloat => "float16",
        _ => "float64",
    };

    private static string? ExtensionOf(Field field) => field.DataType is ExtensionType extension ? extension.Name : field.Metadata?.GetValueOrDefault("ARROW:extension:name");

    // A byte of which anything but 0 is true.
    private static bool IsTruth(Field field) => ExtensionOf(field) == "arrow.bool8";

    // What stores whole numbers under a name of its own need not mean numbers: pandas stores periods so. Floating-point numbers and lists (tensors) are what they are.
    private static string? RefusalOf(Field field)
    {
        var type = field.DataType is ExtensionType extension ? extension.StorageType : field.DataType;
        return RefusalOf(type) ?? (ExtensionOf(field) is { } name && !IsTruth(field) && type.TypeId is >= ArrowTypeId.UInt8 and <= ArrowTypeId.Int64
            ? name == "pandas.period" ? "dates or times" : $"values of a kind of its own ({MessageText.Visible(name)})" : null);
    }

    private static string? RefusalOf(IArrowType type) => type switch
    {
        DictionaryType dictionary => RefusalOf(dictionary.ValueType) is null && dictionary.ValueType is not NestedType ? null : "categories",
        ListType or LargeListType or FixedSizeListType or ListViewType or LargeListViewType => RefusalOf(((NestedType)type).Fields[0]) is null && type is not NestedType { Fields: [{ DataType: NestedType }] } ? null : "lists of other things",
        NestedType => "nested values",
        _ => type.TypeId switch
        {
            >= ArrowTypeId.UInt8 and <= ArrowTypeId.Double or ArrowTypeId.Boolean => null,
            ArrowTypeId.Decimal32 or ArrowTypeId.Decimal64 or ArrowTypeId.Decimal128 or ArrowTypeId.Decimal256 => null,
            ArrowTypeId.String or ArrowTypeId.LargeString or ArrowTypeId.StringView => "text",
            ArrowTypeId.Date32 or ArrowTypeId.Date64 or ArrowTypeId.Timestamp or ArrowTypeId.Time32 or ArrowTypeId.Time64 or ArrowTypeId.Duration or ArrowTypeId.Interval => "dates or times",
            ArrowTypeId.Binary or ArrowTypeId.LargeBinary or ArrowTypeId.BinaryView or ArrowTypeId.FixedSizedBinary => "raw bytes",
            ArrowTypeId.Null => "nothing at all",
            _ => "values of another kind",
        },
    };
}
