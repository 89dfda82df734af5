using System.Text.Json.Nodes;
using ParquetSharp;

namespace SparseAutoencoders.Formats.Tests;

/// <summary>Tables of several kinds of columns, read by others.</summary>
public sealed class TableOutputTests : IDisposable
{
    // What would end a cell, a line or a list, what a terminal would obey, and what is no letter of ours.
    private static readonly string?[] Texts = ["a, \"b\"; c", null, "two\r\nlines", "größe 猫 😀 שלום", "", "\u001b[2J\u009b\u202e <b>#1</b>"];

    private static readonly OutputColumn[] Columns =
    [
        new("unit", new[] { 0, -1, int.MaxValue, 3, 4, 5 }),
        new("share, \"ρ\"", new[] { 0.1, double.NaN, -1e-300, 1 / 3.0, 12345678.9, 0 }),
        new("text", Texts),
        new("rows", new int[][] { [1, 2, 3], [], [7], [8, 9], [], [10] }),
        new("texts", new string[][] { ["a", "b, \"c\""], [], ["x\ny"], ["猫", ""], [], ["\u0001|"] }),
    ];

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Json_holds_what_was_given_and_null_where_nothing_was()
    {
        TableOutput.Write(_folder["a.json"], Columns);
        var text = File.ReadAllText(_folder["a.json"]);
        Assert.DoesNotContain(text, char.IsControl);
        Assert.Contains("größe 猫", text, StringComparison.Ordinal);
        var lines = JsonNode.Parse(text)!.AsArray();
        Assert.Equal(6, lines.Count);
        for (var i = 0; i < 6; i++)
        {
            var line = lines[i]!.AsObject();
            Assert.Equal(Columns.Select(column => column.Name), line.Select(cell => cell.Key));
            Assert.Equal(((int[])Columns[0].Values)[i], (int)line["unit"]!);
            Assert.Equal(double.IsNaN(Number(i)) ? null : Number(i), (double?)line["share, \"ρ\""]);
            Assert.Equal(Texts[i], (string?)line["text"]);
            Assert.Equal(((int[][])Columns[3].Values)[i], line["rows"]!.AsArray().Select(row => (int)row!));
            Assert.Equal(((string[][])Columns[4].Values)[i], line["texts"]!.AsArray().Select(word => (string)word!));
        }
    }

    [Fact]
    public void Parquet_holds_what_was_given_and_null_where_nothing_was()
    {
        TableOutput.Write(_folder["a.parquet"], Columns);
        using var file = new ParquetFileReader(_folder["a.parquet"]);
        using var group = file.RowGroup(0);
        Assert.Equal((1, 6L), (file.FileMetaData.NumRowGroups, group.MetaData.NumRows));
        Assert.Equal(Columns.Select(column => column.Name), Enumerable.Range(0, 5).Select(i => file.FileMetaData.Schema.ColumnRoot(i).Name));
        Assert.Equal((int[])Columns[0].Values, Read<int>(group, 0));
        Assert.Equal(Enumerable.Range(0, 6).Select(i => double.IsNaN(Number(i)) ? (double?)null : Number(i)), Read<double?>(group, 1));
        Assert.Equal(Texts, Read<string?>(group, 2));
        Assert.Equal((int[][])Columns[3].Values, Read<int[]>(group, 3));
        Assert.Equal((string[][])Columns[4].Values, Read<string[]>(group, 4));
    }

    [Fact]
    public void Csv_holds_what_was_given_lists_in_a_cell_and_nothing_where_nothing_was()
    {
        TableOutput.Write(_folder["a.csv"], Columns);
        var bytes = File.ReadAllBytes(_folder["a.csv"]);
        Assert.NotEqual(0xef, bytes[0]);                                               // no mark of its order
        var cells = Cells(System.Text.Encoding.UTF8.GetString(bytes));
        Assert.Equal(7, cells.Count);
        Assert.Equal(Columns.Select(column => column.Name), cells[0]);
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal(5, cells[i + 1].Count);
            Assert.Equal(((int[])Columns[0].Values)[i], int.Parse(cells[i + 1][0], System.Globalization.CultureInfo.InvariantCulture));
            Assert.Equal(double.IsNaN(Number(i)) ? "" : Number(i).ToString("R", System.Globalization.CultureInfo.InvariantCulture), cells[i + 1][1]);
            Assert.Equal(Texts[i] ?? "", cells[i + 1][2]);
            Assert.Equal(string.Join(" | ", ((int[][])Columns[3].Values)[i]), cells[i + 1][3]);
            Assert.Equal(string.Join(" | ", ((string[][])Columns[4].Values)[i]), cells[i + 1][4]);
        }
        // Our own readers find the same texts, numbers and nothing else.
        using var rows = Choices.BuiltIn.WithMoreFormats().Open(_folder["a.csv"], new RowFileOptions { Columns = ["unit"], Captions = "text" });
        Assert.Equal([0.0, -1, int.MaxValue, 3, 4, 5], rows.ToMatrix<double>().All.ToArray());
        Assert.Equal(Texts.Select(text => text ?? ""), Enumerable.Range(0, 6).Select(row => rows.Captions![row]));
    }

    [Theory, InlineData(".csv"), InlineData(".json"), InlineData(".parquet"), InlineData(".CSV")]
    public void A_table_without_lines_has_its_columns(string ending)
    {
        TableOutput.Write(_folder["a" + ending], [new("unit", Array.Empty<int>()), new("mean", Array.Empty<double>()), new("label", Array.Empty<string>()), new("rows", Array.Empty<int[]>()), new("words", Array.Empty<string[]>())]);
        if (ending == ".json") Assert.Equal("[]", File.ReadAllText(_folder["a.json"]));
        else if (ending != ".parquet") Assert.Equal("unit,mean,label,rows,words\n", File.ReadAllText(_folder["a" + ending]));
        else
        {
            using var file = new ParquetFileReader(_folder["a.parquet"]);
            Assert.Equal((0L, 5), (file.FileMetaData.NumRows, file.FileMetaData.Schema.GroupNode.FieldCount));
        }
    }

    [Theory, InlineData("a.txt"), InlineData("a"), InlineData("a.csv.gz"), InlineData("a.npy")]
    public void Another_ending_is_refused_and_nothing_written(string name)
    {
        Assert.Contains(": a table is written as .csv, .json, .parquet. Give one of these endings.", Assert.Throws<ArgumentException>(() => TableOutput.Write(_folder[name], Columns)).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Theory, InlineData(".csv"), InlineData(".json"), InlineData(".parquet")]
    public void What_cannot_be_written_leaves_what_was_there(string ending)
    {
        File.WriteAllText(_folder["a" + ending], "before");
        OutputColumn[] strange = [Columns[0], new("dates", new DateTime[6])];
        Assert.Contains("dates: a column of DateTime[] is not written", Assert.Throws<ArgumentException>(() => TableOutput.Write(_folder["a" + ending], strange)).Message, StringComparison.Ordinal);
        Assert.Contains("mean: it has 5 values, and the first column 6. Give columns of equal length.", Assert.Throws<ArgumentException>(() => TableOutput.Write(_folder["a" + ending], [Columns[0], new("mean", new double[5])])).Message, StringComparison.Ordinal);
        Assert.Equal(("before", 1), (File.ReadAllText(_folder["a" + ending]), Directory.EnumerateFileSystemEntries(_folder.Path).Count()));
        Assert.Throws<DirectoryNotFoundException>(() => TableOutput.Write(_folder["nowhere/a" + ending], Columns));
    }

    [Theory, InlineData(".csv", 0), InlineData(".csv", 5000), InlineData(".json", 0), InlineData(".json", 5000), InlineData(".parquet", 0), InlineData(".parquet", 5000)]
    public void Full_disk_is_told_as_the_system_tells_it(string ending, int room)
    {
        OutputColumn[] many = [new("unit", Enumerable.Range(0, 50_000).ToArray()), new("texts", Enumerable.Range(0, 50_000).Select(i => new[] { $"text {i}" }).ToArray())];
        using var stream = new FullDisk(room);
        Assert.Equal("No space left on device", Assert.Throws<IOException>(() => TableOutput.Write(stream, ending, many)).Message);
    }

    private static double Number(int line) => ((double[])Columns[1].Values)[line];

    private static T[] Read<T>(RowGroupReader group, int column)
    {
        using var reader = group.Column(column).LogicalReader<T>();
        return reader.ReadAll(6);
    }

    /// <summary>RFC 4180, in a few lines.</summary>
    private static List<List<string>> Cells(string text)
    {
        var (lines, cell, quoted) = (new List<List<string>> { new() }, new System.Text.StringBuilder(), false);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '"' && quoted && i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[i++]);
            else if (text[i] == '"') quoted = !quoted;
            else if (!quoted && (text[i] is ',' or '\n'))
            {
                lines[^1].Add(cell.ToString());
                cell.Clear();
                if (text[i] == '\n') lines.Add([]);
            }
            else cell.Append(text[i]);
        }
        Assert.Empty(lines[^1]);
        return lines[..^1];
    }
}
