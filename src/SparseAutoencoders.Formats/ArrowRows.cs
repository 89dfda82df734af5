using System.Numerics;
using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using SparseAutoencoders.Data;

namespace SparseAutoencoders.Formats;

/// <summary>Rows in an Arrow IPC file (Feather, version 2) or stream: columns of numbers, and of lists of numbers that are all of one length. Nulls are missing values.</summary>
/// <remarks>Whole numbers, bytes too, and truth values (0 and 1) are read as they are. Record batches are read one after the other.</remarks>
public static class ArrowRows
{
    private static ReadOnlySpan<byte> FileMark => "ARROW1"u8;

    // A stream begins with this, and the length of its schema.
    private static ReadOnlySpan<byte> StreamMark => [0xff, 0xff, 0xff, 0xff];

    /// <summary>Its entry in the list of formats.</summary>
    public static RowFormat Format { get; } = new(
        "arrow", "Arrow and Feather, as Parquet", [".arrow", ".feather", ".arrows"],
        static head => head.Span.StartsWith(FileMark) || head.Span.StartsWith(StreamMark), static (path, options) => Open(path, options))
    {
        TakesColumns = true,
    };

    private static SpooledRows<double> Open(string path, RowFileOptions options) => ColumnFile.Read(path, "Arrow", file => Read(path, file, options));

    private static SpooledRows<double> Read(string path, Stream file, RowFileOptions options)
    {
        Span<byte> head = stackalloc byte[6];
        file.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        file.Position = 0;
        var memory = new BoundedMemory(file.Length);
        using var reader = head.SequenceEqual(FileMark)
            ? new ArrowFileReader(file, memory, new CompressionCodecFactory(), leaveOpen: true)
            : new ArrowStreamReader(file, memory, new CompressionCodecFactory(), leaveOpen: true);
        var schema = reader.GetSchema().AsTask().GetAwaiter().GetResult();
        using var table = new TableColumns(path, [.. schema.FieldsList.Select(field => new TableColumn(field.Name, Refusal(field.DataType)))], options);
        while (reader.ReadNextRecordBatch() is { } batch)
        {
            using (batch) table.Append(batch.Length, column => Part(batch.Column(column), table, column));
        }
        return table.Complete();
    }

    private static string? Refusal(IArrowType type) => type.TypeId switch
    {
        >= ArrowTypeId.UInt8 and <= ArrowTypeId.Double or ArrowTypeId.Boolean => null,
        ArrowTypeId.List or ArrowTypeId.FixedSizeList => Refusal(((NestedType)type).Fields[0].DataType) is null && type is not NestedType { Fields: [{ DataType: NestedType }] } ? null : "lists of other things",
        ArrowTypeId.Dictionary => "categories",
        ArrowTypeId.String or ArrowTypeId.LargeString or ArrowTypeId.StringView => "text",
        ArrowTypeId.Date32 or ArrowTypeId.Date64 or ArrowTypeId.Timestamp or ArrowTypeId.Time32 or ArrowTypeId.Time64 or ArrowTypeId.Duration => "dates or times",
        _ => "values of another kind",
    };

    private static ColumnPart Part(IArrowArray array, TableColumns table, int column)
    {
        switch (array)
        {
            case ListArray lists:
                var begins = lists.ValueOffsets;
                return Lists(lists, Numbers(lists.Values), begins[0], row => lists.GetValueLength(row), table, column);
            case FixedSizeListArray lists:
                var size = ((FixedSizeListType)lists.Data.DataType).ListSize;
                return Lists(lists, Numbers(lists.Values), lists.Offset * size, _ => size, table, column);
            default:
                return new ColumnPart(Numbers(array), 1, IsList: false);
        }
    }

    // Lists lie one after the other: if all are of one length, they are the numbers from the first on.
    private static ColumnPart Lists(Apache.Arrow.Array lists, double[] values, int begin, Func<int, int> lengthOf, TableColumns table, int column)
    {
        var length = lengthOf(0);
        for (var row = 0; row < lists.Length; row++)
            if (lists.IsNull(row) || lengthOf(row) != length || length == 0) throw table.Unequal(column, row, lists.IsNull(row) ? 0 : lengthOf(row), length);
        return new ColumnPart(values.AsSpan(begin, checked(lists.Length * length)).ToArray(), length, IsList: true);
    }

    private static double[] Numbers(IArrowArray array) => array switch
    {
        BooleanArray truths when (long)truths.ValueBuffer.Length * 8 >= (long)truths.Offset + truths.Length => [.. Enumerable.Range(0, truths.Length).Select(row => truths.GetValue(row) switch { true => 1, false => 0, null => double.NaN })],
        Int8Array numbers => Of<sbyte>(numbers),
        UInt8Array numbers => Of<byte>(numbers),
        Int16Array numbers => Of<short>(numbers),
        UInt16Array numbers => Of<ushort>(numbers),
        Int32Array numbers => Of<int>(numbers),
        UInt32Array numbers => Of<uint>(numbers),
        Int64Array numbers => Of<long>(numbers),
        UInt64Array numbers => Of<ulong>(numbers),
        HalfFloatArray numbers => Of<Half>(numbers),
        FloatArray numbers => Of<float>(numbers),
        DoubleArray numbers => Of<double>(numbers),
        _ => throw new NotSupportedException($"a column of type {array.Data.DataType.Name}"),
    };

    private static double[] Of<T>(PrimitiveArray<T> array) where T : struct, INumberBase<T>, IEquatable<T>
    {
        var values = array.Values;                               // first: it is found out here whether so many are there
        var numbers = new double[values.Length];
        for (var row = 0; row < numbers.Length; row++) numbers[row] = array.IsNull(row) ? double.NaN : double.CreateTruncating(values[row]);
        return numbers;
    }
}
