using ParquetSharp;
using Encoding = System.Text.Encoding;

namespace SparseAutoencoders.Formats.Tests;

public sealed class ParquetTextsTests : IDisposable
{
    private static readonly Choices Choices = Choices.BuiltIn.WithMoreFormats();

    private static readonly string[] Words = ["a, \"b\"", "größe\n2", ""];

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Texts_of_Parquet_are_read_however_they_are_written()
    {
        var texts = Enumerable.Range(0, 300).Select(i => i % 7 == 3 ? null : i % 5 == 0 ? Words[i % 2] : $"caption {i}").ToArray();
        foreach (var choose in new Action<WriterPropertiesBuilder>[]
        {
            builder => builder.Compression(Compression.Snappy),
            builder => builder.DisableDictionary().Encoding(ParquetSharp.Encoding.Plain),
            builder => builder.DisableDictionary().Encoding("text", ParquetSharp.Encoding.DeltaByteArray).DataPageVersion(ParquetDataPageVersion.V2).Compression(Compression.Zstd),
            builder => builder.DisableDictionary().Encoding("text", ParquetSharp.Encoding.DeltaLengthByteArray).DataPagesize(64),
        })
        {
            var path = Write(choose, texts, Column<string>("text"));
            using var rows = Choices.Open(path, new RowFileOptions { Captions = "text", Labels = "kind" });
            Assert.Equal(["x"], rows.Columns!);
            Assert.Equal(texts.Concat(texts).Select(text => text ?? ""), All(rows.Captions));
            Assert.Equal(["0", "1", "2", "0"], All(rows.Labels)[..4]);
            using var beside = Choices.Open(Add("x.csv", string.Concat(Enumerable.Repeat("9,2\n", 600))), new RowFileOptions { Captions = path });
            Assert.Equal(All(rows.Captions), All(beside.Captions));
        }
        using var bytes = Choices.Open(Write(_ => { }, texts.Select(text => text is null ? null : Encoding.UTF8.GetBytes(text)).ToArray(), Column<byte[]>("text")), new RowFileOptions { Captions = "text", Columns = ["x"] });
        Assert.Equal(texts[8], bytes.Captions![308]);
        using var json = Choices.Open(Write(_ => { }, texts, new Column(typeof(string), "text", LogicalType.Json())), new RowFileOptions { Captions = "text", Columns = ["x"] });
        Assert.Equal(texts[8], json.Captions![8]);
        using var single = Choices.Open(Write(_ => { }, texts.Select((_, i) => i / 10f).ToArray(), Column<float>("text")), new RowFileOptions { Captions = "text", Columns = ["x"] });
        Assert.Equal("0.1", single.Captions![1]);
    }

    [Fact]
    public void Dates_of_Parquet_are_told_as_texts()
    {
        var moment = new DateTime(2024, 5, 1, 12, 30, 0, 250, DateTimeKind.Utc);
        Told(new Date?[] { new(2024, 5, 1), null, new(1969, 12, 31) }, Column<Date?>("text"), "2024-05-01", "", "1969-12-31");
        Told(new DateTime?[] { moment, null, DateTime.UnixEpoch }, Column<DateTime?>("text"), "2024-05-01T12:30:00.25", "", "1970-01-01T00:00:00");
        Told([moment], new Column(typeof(DateTime), "text", LogicalType.Timestamp(true, TimeUnit.Millis)), "2024-05-01T12:30:00.25");
        Told([new DateTimeNanos(moment)], Column<DateTimeNanos>("text"), "2024-05-01T12:30:00.25");
        Told([moment.TimeOfDay], Column<TimeSpan>("text"), "12:30:00.25");
        Told([moment.TimeOfDay], new Column(typeof(TimeSpan), "text", LogicalType.Time(true, TimeUnit.Millis)), "12:30:00.25");
        // Midnight of the day 2,440,588 is 1970.
        Told([new Int96(1_500_000_000, 0, 2_440_588)], Column<Int96>("text"), "1970-01-01T00:00:01.5");

        void Told<T>(T[] values, Column column, params string[] expected)
        {
            var path = Write(_ => { }, values, column);
            using var rows = Choices.Open(path, new RowFileOptions { Captions = "text" });
            Assert.Equal(expected, All(rows.Captions)[..expected.Length]);
            Assert.Equal(", column 2 (text): holds dates or times, not numbers. Leave the column out (`Exclude = [\"text\"]`), take it as `Captions` or `Labels`, or encode it as numbers.",
                TestFolder.Message(path, Assert.Throws<InvalidDataException>(() => Choices.Open(path))));
        }
    }

    [Fact]
    public void Texts_of_Parquet_that_cannot_be_are_refused()
    {
        Refused(Write(_ => { }, new byte[][] { [0xff], [1] }, Column<byte[]>("text")), ", row 1, column 2 (text): holds bytes that are no text in UTF-8. Save it as text.");
        Refused(Write(_ => { }, new string[][] { ["a"], ["b"] }, Column<string[]>("text")), ", column 2 (text): holds lists of other things, which are not read as texts.");
        // A few bytes that stand for very many.
        var path = Write(builder => builder.Compression(Compression.Zstd), [.. Enumerable.Repeat(new string('x', 1 << 20), 300)], Column<string>("text"));
        Refused(path, ", column 2 (text): claims more than 268435456 bytes of text.");

        void Refused(string file, string finding) => Assert.StartsWith(finding,
            TestFolder.Message(file, Assert.Throws<InvalidDataException>(() => Choices.Open(file, new RowFileOptions { Captions = "text", Columns = ["x"] }))), StringComparison.Ordinal);
    }

    private static Column<T> Column<T>(string name) => new(name);

    // The rows twice, in two groups.
    private string Write<T>(Action<WriterPropertiesBuilder> choose, T[] texts, Column column)
    {
        using var builder = new WriterPropertiesBuilder();
        choose(builder);
        using var properties = builder.Build();
        var path = _folder["t.parquet"];
        using var writer = new ParquetFileWriter(path, [new Column<double>("x"), column, new Column<int>("kind")], properties);
        for (var part = 0; part < 2; part++)
        {
            using var group = writer.AppendRowGroup();
            using (var numbers = group.NextColumn().LogicalWriter<double>()) numbers.WriteBatch([.. texts.Select((_, i) => (double)i)]);
            using (var written = group.NextColumn().LogicalWriter<T>()) written.WriteBatch(texts);
            using (var kinds = group.NextColumn().LogicalWriter<int>()) kinds.WriteBatch([.. texts.Select((_, i) => i % 3)]);
        }
        writer.Close();
        return path;
    }

    private string Add(string name, string text) => _folder.Add(name, Encoding.UTF8.GetBytes(text));

    private static string[] All(IRowTexts? texts) => [.. Enumerable.Range(0, texts!.Count).Select(row => texts[row])];
}
