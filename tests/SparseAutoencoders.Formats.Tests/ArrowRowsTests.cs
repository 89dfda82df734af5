using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace SparseAutoencoders.Formats.Tests;

public sealed class ArrowRowsTests : IDisposable
{
    private static readonly Choices Choices = Choices.BuiltIn.WithMoreFormats();

    private static readonly IArrowArray Doubles = new DoubleArray.Builder().AppendRange([1, 2, 3, 4, 5, 6]).Build();

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Columns of three rows, and what they hold.</summary>
    public static TheoryData<string, IArrowArray, double[]> Numbers { get; } = new()
    {
        { "half", new HalfFloatArray.Builder().AppendRange([(Half)0.5, (Half)(-2), (Half)65504]).Build(), [0.5, -2, 65504] },
        { "decimal128", Filled(new Decimal128Array.Builder(new Decimal128Type(38, 3))), [1.5, -0.001, 123456789012345.678] },
        { "decimal256", Filled(new Decimal256Array.Builder(new Decimal256Type(76, 3))), [1.5, -0.001, 123456789012345.678] },
        { "dictionary", new DictionaryArray(new DictionaryType(Int8Type.Default, DoubleType.Default, false), new Int8Array.Builder().Append(5).AppendNull().Append(0).Build(), Doubles), [6, double.NaN, 1] },
        { "list", new ListArray(new ListType(DoubleType.Default), 3, Offsets([0, 2, 4, 6]), Doubles, ArrowBuffer.Empty), [1, 2, 3, 4, 5, 6] },
        { "large list", new LargeListArray(new LargeListType(DoubleType.Default), 3, Offsets([0L, 2, 4, 6]), Doubles, ArrowBuffer.Empty), [1, 2, 3, 4, 5, 6] },
        { "list view", new ListViewArray(new ListViewType(DoubleType.Default), 3, Offsets([4, 0, 1]), Offsets([2, 2, 2]), Doubles, ArrowBuffer.Empty), [5, 6, 1, 2, 2, 3] },
        { "fixed list", new FixedSizeListArray(new FixedSizeListType(DoubleType.Default, 2), 3, Doubles, ArrowBuffer.Empty), [1, 2, 3, 4, 5, 6] },
        { "list of dictionaries", new FixedSizeListArray(new FixedSizeListType(new DictionaryType(Int8Type.Default, DoubleType.Default, false), 1), 3,
            new DictionaryArray(new DictionaryType(Int8Type.Default, DoubleType.Default, false), new Int8Array.Builder().AppendRange([2, 1, 0]).Build(), Doubles), ArrowBuffer.Empty), [3, 2, 1] },
    };

    [Theory, MemberData(nameof(Numbers), DisableDiscoveryEnumeration = true)]
    public void Numbers_of_every_kind_are_read(string name, IArrowArray array, double[] expected)
    {
        Write(array, new Field(name, array.Data.DataType, true));
        using var rows = Choices.Open(_folder["a.arrow"], new RowFileOptions { KeepMissing = true });
        Assert.Equal((3, expected.Length / 3), (rows.Count, rows.Width));
        Assert.Equal(expected, rows.ToMatrix<double>().All.ToArray());
    }

    public static TheoryData<string, IArrowArray> Others { get; } = new()
    {
        { "text", new StringArray.Builder().AppendRange(["a", "b", "c"]).Build() },
        { "categories", new DictionaryArray(new DictionaryType(Int8Type.Default, StringType.Default, false), new Int8Array.Builder().AppendRange([0, 1, 0]).Build(), new StringArray.Builder().AppendRange(["a", "b"]).Build()) },
        { "dates or times", new TimestampArray.Builder(TimeUnit.Second).Append(DateTimeOffset.UnixEpoch).Append(DateTimeOffset.UnixEpoch).Append(DateTimeOffset.UnixEpoch).Build() },
        { "raw bytes", new BinaryArray.Builder().Append(1).Append(1).Append(1).Build() },
        { "nothing at all", new NullArray(3) },
        { "nested values", new StructArray(new StructType([new Field("a", DoubleType.Default, false)]), 3, [new DoubleArray.Builder().AppendRange([1, 2, 3]).Build()], ArrowBuffer.Empty) },
    };

    [Theory, MemberData(nameof(Others), DisableDiscoveryEnumeration = true)]
    public void What_is_no_number_is_refused_by_name(string finding, IArrowArray array)
    {
        Write(array, new Field("a", array.Data.DataType, true));
        Refused($", column 1 (a): holds {finding}, not numbers.");
    }

    [Fact]
    public void Truths_of_a_byte_are_0_and_1_and_periods_are_refused()
    {
        var bytes = new Int8Array.Builder().AppendRange([0, 7, -1]).Build();
        Write(bytes, Named("arrow.bool8", bytes));
        using var rows = Choices.Open(_folder["a.arrow"]);
        Assert.Equal([0, 1, 1], rows.ToMatrix<double>().All);
        Write(bytes, Named("pandas.period", bytes));
        Refused(", column 1 (a): holds dates or times, not numbers.");
        Write(bytes, Named("somebody.else", bytes));
        Refused(", column 1 (a): holds values of a kind of its own (somebody.else), not numbers.");
        var tensors = new FixedSizeListArray(new FixedSizeListType(DoubleType.Default, 2), 3, Doubles, ArrowBuffer.Empty);
        Write(tensors, Named("arrow.fixed_shape_tensor", tensors));
        using var lists = Choices.Open(_folder["a.arrow"]);
        Assert.Equal([1, 2, 3, 4, 5, 6], lists.ToMatrix<double>().All);

        static Field Named(string name, IArrowArray array) => new("a", array.Data.DataType, true, [new("ARROW:extension:name", name), new("ARROW:extension:metadata", """{"shape":[2]}""")]);
    }

    [Fact]
    public void Lists_that_name_the_same_numbers_again_and_again_are_refused()
    {
        var (count, length) = (100_000, 200);
        var numbers = new DoubleArray.Builder().AppendRange(new double[length]).Build();
        Write(new ListViewArray(new ListViewType(DoubleType.Default), count, Offsets(new int[count]), Offsets(Enumerable.Repeat(length, count).ToArray()), numbers, ArrowBuffer.Empty), new Field("a", new ListViewType(DoubleType.Default), true));
        Refused("its lists overlap");
    }

    [Fact]
    public void Index_columns_of_pandas_are_left_out_with_a_note()
    {
        var array = new Int64Array.Builder().AppendRange([1, 2, 3]).Build();
        Write(array, new Field("x", Int64Type.Default, true), new Field("id", Int64Type.Default, true), new Field("__index_level_1__", Int64Type.Default, true));
        using var rows = Choices.Open(_folder["a.arrow"]);
        Assert.Equal(["x"], rows.Columns!);
        Assert.Contains("holds the index of a pandas data frame (id, __index_level_1__)", Assert.Single(rows.Notes), StringComparison.Ordinal);
    }

    private static Decimal128Array Filled(Decimal128Array.Builder builder) => builder.Append(1.5m).Append(-0.001m).Append(123456789012345.678m).Build();

    private static Decimal256Array Filled(Decimal256Array.Builder builder) => builder.Append(1.5m).Append(-0.001m).Append(123456789012345.678m).Build();

    private static ArrowBuffer Offsets<T>(T[] offsets) where T : struct => new ArrowBuffer.Builder<T>().AppendRange(offsets).Build();

    private void Write(IArrowArray array, params Field[] fields)
    {
        var schema = new Schema(fields, [new("pandas", """{"index_columns": ["id"]}""")]);
        using var file = File.Create(_folder["a.arrow"]);
        using var writer = new ArrowFileWriter(file, schema);
        writer.WriteRecordBatch(new RecordBatch(schema, Enumerable.Repeat(array, fields.Length), array.Length));
        writer.WriteEnd();
    }

    private void Refused(string finding) =>
        Assert.Contains(finding, TestFolder.Message(_folder["a.arrow"], Assert.Throws<InvalidDataException>(() => Choices.Open(_folder["a.arrow"]))), StringComparison.Ordinal);
}
