using System.Reflection;
using Apache.Arrow;
using Apache.Arrow.Compression;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using ParquetSharp;
using ParquetSharp.IO;
using ParquetSharp.Schema;

namespace SparseAutoencoders.Fuzz;

/// <summary>Files of columns to begin with: small ones of each kind, as other programs write them, whole and without their outer parts.</summary>
internal static class ColumnSeeds
{
    private const int Word = sizeof(int);

    private static ReadOnlySpan<byte> ParquetMark => "PAR1"u8;

    private static ReadOnlySpan<byte> MessageMark => [0xff, 0xff, 0xff, 0xff];

    private static ReadOnlySpan<byte> BodyMark => [0xfe, 0xfe, 0xfe, 0xfe];

    public static IEnumerable<byte[]> ParquetTexts() => Loose(
    [
        Written(Compression.Uncompressed, false, Text("t", LogicalType.String())),
        Written(Compression.Snappy, true, Text("t", LogicalType.None(), Repetition.Optional)),
        Written(Compression.Zstd, true, Text("t", LogicalType.String(), Repetition.Optional)),
        Written(Compression.Uncompressed, false, Column("x", PhysicalType.Float, Repetition.Optional)),
        Written(Compression.Uncompressed, false, Column("x", PhysicalType.Double), Text("t", LogicalType.Json())),
    ]);

    private static PrimitiveNode Text(string name, LogicalType meaning, Repetition repetition = Repetition.Required) => new(name, repetition, meaning, PhysicalType.ByteArray);

    public static IEnumerable<byte[]> ArrowTexts()
    {
        var texts = new StringArray.Builder().Append("a, b").AppendNull().Append("größe").Build();
        IArrowArray[] arrays =
        [
            texts,
            new StringViewArray.Builder().Append("short").Append("longer than twelve bytes").AppendNull().Build(),
            new BinaryArray.Builder().Append((byte)'a').Append((byte)'b').Build(),
            new LargeStringArray(2, new ArrowBuffer.Builder<long>().AppendRange([0L, 1, 3]).Build(), new ArrowBuffer.Builder<byte>().AppendRange("abc"u8.ToArray()).Build(), ArrowBuffer.Empty),
            new DictionaryArray(new DictionaryType(Int8Type.Default, StringType.Default, false), new Int8Array.Builder().Append(2).AppendNull().Append(0).Build(), texts),
            new FloatArray.Builder().Append(0.5f).AppendNull().Build(),
        ];
        foreach (var array in arrays)
        {
            yield return Written(array, isFile: true, null);
            yield return Loosened(Written(array, isFile: false, null));
        }
        yield return Loosened(Written(texts, isFile: false, CompressionCodecType.Lz4Frame));
        yield return [.. MessageMark, 0xff, 0xff, 0xff, 0x7f];
    }

    public static IEnumerable<byte[]> Parquet()
    {
        var page = ParquetBytes.Page(0, 16, 2, 0, [1, 0, 0, 0, 0, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]);
        byte[][] files =
        [
            ParquetBytes.Whole(page, 2),
            Written(Compression.Uncompressed, false, Column("x", PhysicalType.Double)),
            Written(Compression.Snappy, true, Column("x", PhysicalType.Float, Repetition.Optional), Column("i", PhysicalType.Int32)),
            Written(Compression.Zstd, true, List("l", Column("item", PhysicalType.Float, Repetition.Optional)), Column("b", PhysicalType.Boolean)),
            Written(Compression.Gzip, false, new PrimitiveNode("d", Repetition.Required, LogicalType.Decimal(9, 2), PhysicalType.FixedLenByteArray, primitiveLength: 4)),
            Written(Compression.Lz4Hadoop, false, new PrimitiveNode("h", Repetition.Optional, LogicalType.Float16(), PhysicalType.FixedLenByteArray, primitiveLength: 2)),
            .. ((string[])["bool_rle_171.parquet", "onehot_bool_v2.parquet", "list_u8_v2.parquet", "lz4_hadoop.parquet"]).Select(Stored),
        ];
        return Loose(files);
    }

    // As they are, and without their outer parts.
    private static IEnumerable<byte[]> Loose(byte[][] files)
    {
        foreach (var file in files)
        {
            yield return file;
            var footer = BitConverter.ToInt32(file, file.Length - 2 * Word);
            yield return [.. file.AsSpan(Word..^(footer + 2 * Word)), .. ParquetMark, .. file.AsSpan(^(footer + 2 * Word)..^(2 * Word))];
        }
        yield return [.. ParquetMark, 0xff, 0xff, 0xff, 0x7f, .. ParquetMark];
    }

    /// <summary>Pages, a mark, and a footer, which gets its length here.</summary>
    public static byte[] Footed(byte[] bytes)
    {
        if (bytes.AsSpan().StartsWith(ParquetMark)) return bytes;
        var mark = bytes.AsSpan().LastIndexOf(ParquetMark);
        var (pages, footer) = mark < 0 ? ([], bytes) : (bytes[..mark], bytes[(mark + Word)..]);
        return [.. ParquetMark, .. pages, .. footer, .. BitConverter.GetBytes(footer.Length), .. ParquetMark];
    }

    public static IEnumerable<byte[]> Arrow()
    {
        var doubles = new DoubleArray.Builder().AppendRange([1, 2, 3, 4]).Build();
        var offsets = new ArrowBuffer.Builder<int>().AppendRange([0, 2, 4]).Build();
        IArrowArray[] arrays =
        [
            new FloatArray.Builder().Append(0.5f).AppendNull().Build(),
            new BooleanArray.Builder().Append(true).Append(false).Build(),
            new Decimal128Array.Builder(new Decimal128Type(9, 2)).Append(1.5m).Append(-2m).Build(),
            new ListArray(new ListType(DoubleType.Default), 2, offsets, doubles, ArrowBuffer.Empty),
            new ListViewArray(new ListViewType(DoubleType.Default), 2, offsets, new ArrowBuffer.Builder<int>().AppendRange([2, 2]).Build(), doubles, ArrowBuffer.Empty),
            new FixedSizeListArray(new FixedSizeListType(DoubleType.Default, 2), 2, doubles, ArrowBuffer.Empty),
            new DictionaryArray(new DictionaryType(Int8Type.Default, DoubleType.Default, false), new Int8Array.Builder().Append(1).AppendNull().Build(), doubles),
        ];
        foreach (var array in arrays)
        {
            yield return Written(array, isFile: true, null);
            yield return Loosened(Written(array, isFile: false, null));
        }
        yield return Written(arrays[0], isFile: false, CompressionCodecType.Zstd);
        yield return Loosened(Written(arrays[0], isFile: false, CompressionCodecType.Lz4Frame));
        yield return Stored("table.arrow");
        yield return Stored("table.arrows");
        yield return [.. "FEA1"u8, 0, 0];
        yield return [.. MessageMark, 0xff, 0xff, 0xff, 0x7f];
        yield return [.. "ARROW1"u8, 0, 0, 0xff, 0xff, 0xff, 0x7f, .. "ARROW1"u8];
    }

    /// <summary>Messages of an Arrow stream, which get their lengths here: each a description, and behind a mark what it describes.</summary>
    public static byte[] Streamed(byte[] bytes)
    {
        if (bytes.AsSpan().StartsWith("ARROW1"u8) || bytes.AsSpan().StartsWith("FEA1"u8) || bytes.AsSpan().StartsWith(MessageMark)) return bytes;
        var stream = new List<byte>();
        foreach (var range in MemoryExtensions.Split(bytes, MessageMark))
        {
            var message = bytes.AsSpan(range);
            var body = message.IndexOf(BodyMark);
            var description = body < 0 ? message : message[..body];
            stream.AddRange([.. MessageMark, .. BitConverter.GetBytes(description.Length), .. description, .. body < 0 ? [] : message[(body + Word)..]]);
        }
        return [.. stream];
    }

    // The opposite of Streamed. Messages lie at multiples of 8.
    private static byte[] Loosened(byte[] stream)
    {
        var loose = new List<byte>();
        for (var at = 0; at + 2 * Word < stream.Length && BitConverter.ToInt32(stream, at + Word) is > 0 and var length;)
        {
            var (body, end) = (at + 2 * Word + length, at + 2 * Word + length);
            while (end < stream.Length && !stream.AsSpan(end).StartsWith(MessageMark)) end += 8;
            if (at > 0) loose.AddRange(MessageMark);
            loose.AddRange(stream.AsSpan(at + 2 * Word, length));
            if (end > body) loose.AddRange([.. BodyMark, .. stream.AsSpan(body, end - body)]);
            at = end;
        }
        return [.. loose];
    }

    private static byte[] Written(IArrowArray array, bool isFile, CompressionCodecType? codec)
    {
        var schema = new Schema([new Field("a", array.Data.DataType, true)], [new("pandas", """{"index_columns": ["id"]}""")]);
        using var bytes = new MemoryStream();
        var options = new IpcOptions { CompressionCodec = codec, CompressionCodecFactory = new CompressionCodecFactory() };
        using (var writer = isFile ? new ArrowFileWriter(bytes, schema, leaveOpen: true, options) : new ArrowStreamWriter(bytes, schema, leaveOpen: true, options))
        {
            writer.WriteRecordBatch(new RecordBatch(schema, [array], array.Length));
            writer.WriteEnd();
        }
        return bytes.ToArray();
    }

    private static byte[] Written(Compression codec, bool dictionary, params Node[] columns)
    {
        using var bytes = new MemoryStream();
        using (var stream = new ManagedOutputStream(bytes, leaveOpen: true))
        {
            using var builder = new WriterPropertiesBuilder().Compression(codec).DisableStatistics();
            using var properties = (dictionary ? builder.EnableDictionary().DataPageVersion(ParquetDataPageVersion.V2) : builder.DisableDictionary()).Build();
            using var schema = new GroupNode("s", Repetition.Required, columns);
            using var file = new ParquetFileWriter(stream, schema, properties);
            using (var group = file.AppendRowGroup())
                for (var i = 0; i < columns.Length; i++) Write(group.NextColumn());
            file.Close();
        }
        return bytes.ToArray();
    }

    // Two rows; a list holds two numbers, and where one may be missing the last one is.
    private static unsafe void Write(ColumnWriter column)
    {
        var (most, lists) = (column.ColumnDescriptor.MaxDefinitionLevel, column.ColumnDescriptor.MaxRepetitionLevel > 0);
        var places = lists ? 4 : 2;
        var definitions = Enumerable.Repeat(most, places).ToArray();
        if (most > 0) definitions[^1]--;
        var count = most > 0 ? places - 1 : places;
        var repetitions = new short[] { 0, 1, 0, 1 };
        fixed (byte* bytes = new byte[16])
        {
            var place = (IntPtr)bytes;
            switch (column)
            {
                case ColumnWriter<double> doubles: Batch(doubles, i => i); break;
                case ColumnWriter<float> singles: Batch(singles, i => i); break;
                case ColumnWriter<int> whole: Batch(whole, i => i); break;
                case ColumnWriter<bool> truths: Batch(truths, i => i == 0); break;
                case ColumnWriter<ByteArray> texts: Batch(texts, i => new ByteArray(place, i)); break;
                case ColumnWriter<FixedLenByteArray> fixedLength: Batch(fixedLength, _ => new FixedLenByteArray(place)); break;
            }
        }

        void Batch<T>(ColumnWriter<T> writer, Func<int, T> value) where T : unmanaged =>
            writer.WriteBatch(places, most > 0 ? definitions : [], lists ? repetitions[..places] : [], [.. Enumerable.Range(0, count).Select(value)]);
    }

    private static PrimitiveNode Column(string name, PhysicalType type, Repetition repetition = Repetition.Required) => new(name, repetition, LogicalType.None(), type);

    private static GroupNode List(string name, Node item) => new(name, Repetition.Required, [new GroupNode("list", Repetition.Repeated, [item])], LogicalType.List());

    private static byte[] Stored(string name)
    {
        using var resource = Assembly.GetExecutingAssembly().GetManifestResourceStream("seed." + name)!;
        var bytes = new byte[resource.Length];
        resource.ReadExactly(bytes);
        return bytes;
    }
}
