using System.Globalization;
using System.Text;

namespace SparseAutoencoders.Formats.Tests;

/// <summary>Captions and labels: columns of the data, and files of their own.</summary>
public sealed class TextsTests : IDisposable
{
    private static readonly Choices Choices = Choices.BuiltIn.WithMoreFormats();

    private static readonly string[] Words = ["a, \"b\"", "größe\n2", ""];

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Columns_of_text_are_captions_and_labels_and_no_inputs()
    {
        var path = Add("t.csv", "x,text,y,kind\n1,\"a, \"\"b\"\"\",2, u \n3,\"größe\n2\",4,v\n5,,6, \n");
        foreach (var (captions, labels) in new[] { ("text", "kind"), ("2", "4") })
        {
            using var rows = Choices.Open(path, new RowFileOptions { Captions = captions, Labels = labels });
            Assert.Equal(["x", "y"], rows.Columns!);
            Assert.Equal([1, 2, 3, 4, 5, 6], rows.ToMatrix<double>().All);
            Assert.Equal(Words, All(rows.Captions));
            Assert.Equal(["u", "v", ""], All(rows.Labels));
            Assert.Empty(rows.Notes);
        }
        using var one = Choices.Open(path, new RowFileOptions { Columns = ["y"], Captions = "text" });
        Assert.Equal(["y"], one.Columns!);
        Assert.Null(one.Labels);
        using var left = Choices.Open(path, new RowFileOptions { Exclude = ["text", "kind"], Captions = "kind", Labels = "kind" });
        Assert.Equal(["x", "y"], left.Columns!);
        Assert.Equal(All(left.Captions), All(left.Labels));
    }

    [Fact]
    public void Text_of_the_data_is_read_in_its_own_encoding()
    {
        using var rows = Choices.Open(_folder.Add("t.csv", Encoding.Latin1.GetBytes("x,text\n1,größe\n2,b\n")), new RowFileOptions { Captions = "text" });
        Assert.Equal(["größe", "b"], All(rows.Captions));
        Assert.Contains("is read as Latin-1", Assert.Single(rows.Notes), StringComparison.Ordinal);
        using var lines = Choices.Open(Add("x.csv", "9,2\n3,4\n"), new RowFileOptions { Captions = _folder.Add("c.txt", Encoding.Latin1.GetBytes("größe\nb\n")) });
        Assert.Equal(["größe", "b"], All(lines.Captions));
        Assert.Contains("c.txt: is not UTF-8, and is read as Latin-1", Assert.Single(lines.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Model_may_have_what_is_a_label_among_its_inputs()
    {
        using var rows = Choices.Open(Add("t.csv", "x,y,kind\n1,2,3\n4,5,6\n"), new RowFileOptions { Labels = "kind", ModelColumns = ["kind", "x"] });
        Assert.Equal([3, 1, 6, 4], rows.ToMatrix<double>().All);
        Assert.Equal(["3", "6"], All(rows.Labels));
    }

    [Theory]
    [InlineData("txt", null, null, ": has no column 'txt' (`Captions`), and there is no file of that name. Did you mean 'text'? It has x, text. Give one of these, its number from 1 on, or a file with a text for each row.")]
    [InlineData("3", null, null, ": has no column '3': they are numbered from 1 to 2.")]
    [InlineData("1-2", null, null, ": '1-2' is 2 columns (`Captions`). Give one.")]
    [InlineData(null, "text", "x,text", ": column 2 is asked for as an input (`Columns`) and as `Labels`. Take it as one of them.")]
    [InlineData("x", "text", null, ": no column is left that is an input.")]
    public void Columns_that_cannot_be_are_refused(string? captions, string? labels, string? columns, string finding)
    {
        var path = Add("t.csv", "x,text\n1,a\n2,b\n");
        var options = new RowFileOptions { Captions = captions, Labels = labels, Columns = columns?.Split(',') };
        Assert.StartsWith(finding, TestFolder.Message(path, Assert.Throws<InvalidDataException>(() => Choices.Open(path, options))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("c.txt", "a, \"b\"\r\ngr\u00f6\u00dfe\r\n\r\n", new[] { "a, \"b\"", "größe", "" })]
    [InlineData("c.txt", "a\nb\nc", new[] { "a", "b", "c" })]
    [InlineData("c.captions", "# a\n \nb;c\n", new[] { "# a", " ", "b;c" })]
    [InlineData("c.csv", "# a\n\"b, \"\"c\"\"\"\nd e\n", new[] { "# a", "b, \"c\"", "d e" })]
    [InlineData("c.csv", "a\n\n\"\"\n\n\n", new[] { "a", "", "" })]
    [InlineData("c.tsv", "a, b\nc, d\ne\n", new[] { "a, b", "c, d", "e" })]
    public void Files_hold_one_text_a_row(string name, string text, string[] expected)
    {
        foreach (var path in new[] { Add(name, text), _folder.Add(name + ".gz", TestFolder.Gzip(Encoding.UTF8.GetBytes(text))) })
        {
            using var rows = Choices.Open(Add("x.csv", "9,2\n3,4\n5,6\n"), new RowFileOptions { Captions = path });
            Assert.Equal(expected, All(rows.Captions));
            Assert.Empty(rows.Notes);
            Assert.Equal(2, rows.Width);
        }
    }

    [Fact]
    public void Line_too_many_of_a_table_is_its_name()
    {
        var (rows, table) = (Add("x.csv", "9,2\n3,4\n"), Add("c.csv", "text\na\nb\n"));
        using var named = Choices.Open(rows, new RowFileOptions { Captions = table });
        Assert.Equal(["a", "b"], All(named.Captions));
        Assert.Equal($"{table}: has one line more than there are rows: its first line ('text') is taken for the column's name.", Assert.Single(named.Notes));
        Assert.Equal("captions: there are 3, but " + rows + " has 2 rows. Give one for each row, in the same order.",
            Assert.Throws<InvalidDataException>(() => Choices.Open(rows, new RowFileOptions { Captions = Add("c.txt", "text\na\nb\n") })).Message);
        Directory.CreateDirectory(_folder["several"]);
        Add("several/1.csv", "text\na\n");
        Add("several/2.csv", "text\nb\n");
        foreach (var several in new[] { _folder["several"], _folder["several/*.csv"], _folder["several"] + ":1" })
        {
            using var joined = Choices.Open(rows, new RowFileOptions { Labels = several });
            Assert.Equal(["a", "b"], All(joined.Labels));
        }
    }

    [Theory]
    [InlineData("text")]
    [InlineData("2")]
    public void Column_of_a_table_is_named_behind_the_file(string column)
    {
        var table = Add("c.csv", "id,text\n7,\"a, \"\"b\"\"\"\n8,\"größe\n2\"\n9,\n,\n");
        using var rows = Choices.Open(Add("x.csv", "9,2\n3,4\n5,6\n"), new RowFileOptions { Captions = $"{table}:{column}" });
        Assert.Equal(Words, All(rows.Captions));
        using var r = Choices.Open(_folder["x.csv"], new RowFileOptions { Captions = $"{Add("r.txt", "id\ttext\n1\t7\ta b\n2\t8\tc\n3\t9\td\n")}:text" });
        Assert.Equal(["a b", "c", "d"], All(r.Captions));
    }

    [Theory]
    [InlineData("c.csv", "a,b\nc,d\n", ", line 1: holds 2 cells, where one text a line is wanted.")]
    [InlineData("c.csv", "a\nb,c\n", ", line 2: holds 2 cells, where one text a line is wanted.")]
    [InlineData("c.csv:z", "a,b\nc,d\n", ": has no column 'z'. It has a, b. Give one of these, its number from 1 on.")]
    [InlineData("c.csv:3", "a,b\nc,d\n", ": has no column '3': they are numbered from 1 to 2. Give such numbers.")]
    [InlineData("c.csv:a", "a,a\nc,d\n", ": has several columns 'a'. Say which one is meant by its number, from 1 on, in place of its name.")]
    [InlineData("c.csv:a", "a,b\nc,d\ne\n", ", line 3: holds 1 cell, and the first line 2.")]
    [InlineData("c.csv", "\n\n", ": holds no texts.")]
    [InlineData("c.csv", "\"a\n", ", line 1: its quotation marks do not fit")]
    [InlineData("c.json", "{\"a\": 1}", ": is a JSON file.")]
    public void Files_that_cannot_be_are_refused(string value, string text, string finding)
    {
        var path = Add(value.Split(':')[0], text);
        var rows = Add("x.txt", "1,2\n3,4\n");
        Assert.StartsWith(finding, TestFolder.Message(path, Assert.Throws<InvalidDataException>(() => Choices.Open(rows, new RowFileOptions { Captions = _folder[value] }))), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_file_of_data_gives_its_column_and_one_file_of_texts_covers_all()
    {
        string[] files = [Add("1.csv", "x,text\n1,a\n2,b\n"), Add("2.csv", "text,x\nc,3\n")];
        using var rows = Choices.Open(files, new RowFileOptions { Columns = ["x"], Captions = "text", Labels = Add("l.txt", "u\nv\nw\n") });
        Assert.Equal(["a", "b", "c"], All(rows.Captions));
        Assert.Equal(["u", "v", "w"], All(rows.Labels));
        Assert.Equal([1, 2, 3], rows.ToMatrix<double>().All);
        Assert.Equal(["b", "c"], All(rows.Slice(1, 2).Captions));
    }

    [Fact]
    public void Images_have_captions_of_a_file_and_patches_none()
    {
        var (image, texts) = (_folder.Add("a.png", ImageBytes.Png(2, 2, [0, 1, 2, 3])), Add("c.txt", "a\n"));
        using var rows = Choices.Open(image, new RowFileOptions { Captions = texts });
        Assert.Equal(["a"], All(rows.Captions));
        Assert.Contains("is an image, which has no columns, and there is no file 'text' (`Captions`).", TestFolder.Message(image, Assert.Throws<InvalidDataException>(() => Choices.Open(image, new RowFileOptions { Captions = "text" }))), StringComparison.Ordinal);
        Assert.StartsWith("patches: ", Assert.Throws<ArgumentException>(() => Choices.Open(image, new RowFileOptions { Labels = texts, Patches = new(1, 1) })).Message, StringComparison.Ordinal);
        Assert.Contains(": is an image, not texts.", Assert.Throws<InvalidDataException>(() => Choices.Open(image, new RowFileOptions { Labels = image })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Texts_of_many_rows_are_read_back()
    {
        var (rows, texts) = (new StringBuilder(), new StringBuilder());
        for (var i = 0; i < 5000; i++)
        {
            rows.Append(CultureInfo.InvariantCulture, $"{i},1\n");
            texts.Append(CultureInfo.InvariantCulture, $"{new string('x', i % 70)}{i}\n");
        }
        using var open = Choices.Open(Add("x.csv", rows.ToString()), new RowFileOptions { Columns = ["1"], Captions = Add("c.txt", texts.ToString()), Labels = "2" });
        Assert.Equal(texts.ToString().TrimEnd('\n').Split('\n'), All(open.Captions));
        Assert.Equal(5000, open.Labels!.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => open.Captions![5000]);
    }

    private string Add(string name, string text) => _folder.Add(name, Encoding.UTF8.GetBytes(text));

    private static string[] All(IRowTexts? texts) => [.. Enumerable.Range(0, texts!.Count).Select(row => texts[row])];
}
