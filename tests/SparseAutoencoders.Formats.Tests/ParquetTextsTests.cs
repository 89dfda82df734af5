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
    public void Texts_of_Parquet_that_cannot_be_are_refused()
    {
        Refused(Write(_ => { }, new byte[][] { [0xff], [1] }, Column<byte[]>("text")), ", row 1, column 2 (text): holds bytes that are no text in UTF-8. Save it as text.");
        Refused(Write(_ => { }, new DateTime[2], Column<DateTime>("text")), ", column 2 (text): holds dates or times, which are not read as texts. Save them as text.");
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
