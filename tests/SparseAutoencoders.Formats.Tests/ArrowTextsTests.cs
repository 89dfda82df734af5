using System.Text;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace SparseAutoencoders.Formats.Tests;

public sealed class ArrowTextsTests : IDisposable
{
    private static readonly Choices Choices = Choices.BuiltIn.WithMoreFormats();

    private static readonly string[] Words = ["a, \"b\"", "größe\n2", ""];

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<IArrowArray, string[]> Arrays { get; } = new()
    {
        { new StringArray.Builder().Append(Words[0]).Append(Words[1]).AppendNull().Build(), Words },
        { new StringViewArray.Builder().Append("short").Append("longer than twelve bytes").AppendNull().Build(), ["short", "longer than twelve bytes", ""] },
        { new LargeStringArray(3, new ArrowBuffer.Builder<long>().AppendRange([0L, 1, 3, 3]).Build(), new ArrowBuffer.Builder<byte>().AppendRange("abc"u8.ToArray()).Build(), ArrowBuffer.Empty), ["a", "bc", ""] },
        { new BinaryArray.Builder().Append("ä"u8.ToArray().AsEnumerable()).Append("b"u8.ToArray().AsEnumerable()).AppendNull().Build(), ["ä", "b", ""] },
        { new DictionaryArray(new DictionaryType(Int8Type.Default, StringType.Default, false), new Int8Array.Builder().Append(1).AppendNull().Append(0).Build(), new StringArray.Builder().AppendRange(["a", "b"]).Build()), ["b", "", "a"] },
        { new FloatArray.Builder().Append(0.1f).AppendNull().Append(3).Build(), ["0.1", "", "3"] },
        { new Int64Array.Builder().AppendRange([1, -2, 1_000_000]).Build(), ["1", "-2", "1000000"] },
        { new BooleanArray.Builder().Append(true).Append(false).AppendNull().Build(), ["true", "false", ""] },
        { new Date32Array.Builder().Append(new DateOnly(2024, 5, 1)).AppendNull().Append(new DateOnly(1, 1, 1)).Build(), ["2024-05-01", "", "0001-01-01"] },
        { new Date64Array.Builder().Append(new DateOnly(2024, 5, 1)).AppendNull().Append(new DateOnly(1969, 12, 31)).Build(), ["2024-05-01", "", "1969-12-31"] },
        { new TimestampArray.Builder(TimeUnit.Microsecond, "Europe/Berlin").Append(new DateTimeOffset(2024, 5, 1, 14, 30, 0, 250, TimeSpan.FromHours(2))).AppendNull().Append(DateTimeOffset.UnixEpoch).Build(), ["2024-05-01T12:30:00.25", "", "1970-01-01T00:00:00"] },
        { new Time32Array.Builder(TimeUnit.Second).Append(45_000).AppendNull().Append(0).Build(), ["12:30:00", "", "00:00:00"] },
        { new Time64Array.Builder(TimeUnit.Nanosecond).Append(45_000_000_000_001).AppendNull().Append(0).Build(), ["12:30:00.000000001", "", "00:00:00"] },
    };

    [Theory, MemberData(nameof(Arrays), DisableDiscoveryEnumeration = true)]
    public void Texts_of_Arrow_are_read(IArrowArray array, string[] expected)
    {
        var path = Write(array);
        using (var rows = Choices.Open(path, new RowFileOptions { Captions = "text", Labels = "x", Columns = ["y"] }))
        {
            Assert.Equal((3, 1), (rows.Count, rows.Width));
            Assert.Equal(expected, All(rows.Captions));
            Assert.Equal(["1", "2", "3"], All(rows.Labels));
        }
        using var beside = Choices.Open(Add("x.csv", "9,2\n3,4\n5,6\n"), new RowFileOptions { Captions = $"{path}:text" });
        Assert.Equal(expected, All(beside.Captions));
    }

    [Fact]
    public void Only_column_of_text_need_not_be_named()
    {
        var (rows, path) = (Add("x.csv", "9,2\n3,4\n5,6\n"), Write(new StringArray.Builder().AppendRange(["a", "b", "c"]).Build()));
        using var beside = Choices.Open(rows, new RowFileOptions { Captions = path });
        Assert.Equal(["a", "b", "c"], All(beside.Captions));
        Refused(Write(new Int8Array.Builder().AppendRange([1, 2, 3]).Build()), path, ": holds 3 columns, and none of text. Say which one it is: ");
        Refused(Write(new NullArray(3)), $"{path}:text", ", column 2 (text): holds nothing at all, which are not read as texts. Save them as text.");
        Refused(Write(new BinaryArray.Builder().Append((byte)'a').Append(0xff).Append(1).Build()), $"{path}:text", ", row 2, column 2 (text): holds bytes that are no text in UTF-8. Save it as text.");
        Refused(Write(new FixedSizeListArray(new FixedSizeListType(DoubleType.Default, 1), 3, new DoubleArray.Builder().AppendRange([1, 2, 3]).Build(), ArrowBuffer.Empty)), $"{path}:text", ", column 2 (text): holds lists, which are not read as texts.");

        void Refused(string file, string value, string finding) => Assert.StartsWith(finding,
            TestFolder.Message(file, Assert.Throws<InvalidDataException>(() => Choices.Open(rows, new RowFileOptions { Captions = value }))), StringComparison.Ordinal);
    }

    private string Add(string name, string text) => _folder.Add(name, Encoding.UTF8.GetBytes(text));

    private static string[] All(IRowTexts? texts) => [.. Enumerable.Range(0, texts!.Count).Select(row => texts[row])];

    private string Write(IArrowArray array)
    {
        var numbers = new DoubleArray.Builder().AppendRange([1, 2, 3]).Build();
        var schema = new Schema([new Field("x", DoubleType.Default, true), new Field("text", array.Data.DataType, true), new Field("y", DoubleType.Default, true)], []);
        using var file = File.Create(_folder["t.arrow"]);
        using var writer = new ArrowFileWriter(file, schema);
        writer.WriteRecordBatch(new RecordBatch(schema, [numbers, array, numbers], 3));
        writer.WriteEnd();
        return _folder["t.arrow"];
    }
}
