namespace SparseAutoencoders.Tests.Data;

/// <summary>Texts beside rows: given, passed on by views, and made of numbers.</summary>
public sealed class RowTextsTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Given_texts_go_with_rows_and_their_views()
    {
        using var rows = Five().WithCaptions(["a", "b", "", "d", "e"]).WithLabels(["0", "1", "0", "1", "0"]);
        Assert.Equal(["a", "b", "", "d", "e"], All(rows.Captions));
        Assert.Equal(["0", "1", "0", "1", "0"], All(rows.Labels));
        Assert.Equal(["b", ""], All(rows.Slice(1, 2).Captions));
        Assert.Equal(["a", "d"], All(new RowSelection(rows, [0, 3], others: false).Captions));
        Assert.Equal(["1", "0", "0"], All(new RowSelection(rows, [0, 3], others: true).Labels));
        Assert.Equal(["d"], All(new RowSelection(rows.Slice(1, 4), [2], others: false).Captions));
        Assert.Equal(["a", "b", "", "d", "e"], All(new ColumnSelection(rows, [1], owned: false).Captions));
        Assert.Null(Five().Captions);
        Assert.Null(Five().Slice(1, 2).Labels);
    }

    [Fact]
    public void Series_has_texts_where_a_part_has_them_and_pairs_those_of_their_inputs()
    {
        using var series = new RowSeries([Five(), Five().WithCaptions(["a", "b", "c", "d", "e"])]);
        Assert.Equal(["", "", "", "", "", "a", "b", "c", "d", "e"], All(series.Captions));
        Assert.Null(series.Labels);
        using var pairs = Rows.Paired(Five().WithLabels(["1", "2", "3", "4", "5"]), Five().WithLabels(["6", "7", "8", "9", "0"]));
        Assert.Equal(["1", "2", "3", "4", "5"], All(pairs.Labels));
        Assert.Equal(["2"], All(pairs.Slice(1, 1).Labels));
    }

    [Fact]
    public void Texts_that_are_not_as_many_as_rows_are_refused()
    {
        Assert.Equal("captions: there are 2, but rows in memory has 5 rows. Give one for each row, in the same order.", Assert.Throws<InvalidDataException>(() => Five().WithCaptions(["a", "b"])).Message);
        Assert.StartsWith("labels: there are 6,", Assert.Throws<InvalidDataException>(() => Five().WithLabels(["a", "b", "c", "d", "e", "f"])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => Five().WithLabels(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => Five().WithCaptions(["a", "b", "c", "d", "e"]).Captions![5]);
        Assert.Throws<ArgumentOutOfRangeException>(() => Five().WithCaptions(["a", "b", "c", "d", "e"]).Captions![-1]);
    }

    [Fact]
    public void Training_is_the_same_to_the_bit_with_texts_beside_rows()
    {
        var options = new TrainingOptions { HiddenUnits = 2, Validation = 0.2, Optimizer = new AdamOptions { Epochs = 3, Batch = 2 } };
        var (without, with) = (SparseAutoencoder.Train(Five(), options, cancellation: TestContext.Current.CancellationToken), SparseAutoencoder.Train(Five().WithCaptions(["a", "b", "c", "d", "e"]), options, cancellation: TestContext.Current.CancellationToken));
        Assert.Equal(without.EncoderWeights.All.ToArray(), with.EncoderWeights.All.ToArray());
        Assert.Equal(4, with.Run!.TrainingRows.Captions!.Count);
        Assert.Equal(1, with.Run!.ValidationRows!.Captions!.Count);
    }

    [Fact]
    public void Column_of_an_array_is_told_as_texts_and_is_no_input()
    {
        var path = _folder.Add("a.npy", FileBytes.Npy("<f4", "(2, 3)", FileBytes.Singles(0.1f, 7, 0.5f, 3, -1e20f, float.NaN)));
        using var rows = Choices.BuiltIn.Open(path, new RowFileOptions { Captions = "1", Labels = "2" });
        Assert.Equal(1, rows.Width);
        Assert.Equal(["0.1", "3"], All(rows.Captions));
        Assert.Equal(["7", "-1E+20"], All(rows.Labels));
        using var missing = Choices.BuiltIn.Open(path, new RowFileOptions { Columns = ["2", "1"], Labels = "3" });
        Assert.Equal(["0.5", ""], All(missing.Labels));
        Assert.Equal([7, 0.1f, -1e20f, 3], missing.ToMatrix<float>().All);
        Assert.Equal(": has no column 'kind', for its columns have no names (`Labels`), and there is no file of that name. Give its number, from 1 on, or a file with a text for each row.",
            TestFolder.Message(path, Assert.Throws<InvalidDataException>(() => Choices.BuiltIn.Open(path, new RowFileOptions { Labels = "kind" }))));
    }

    [Fact]
    public void Labels_of_arrays_are_as_they_are_stored()
    {
        var rows = _folder.Add("rows.npy", FileBytes.Npy("<f4", "(3, 1)", FileBytes.Singles(1, 2, 3)));
        foreach (var (name, bytes, expected) in new (string, byte[], string[])[]
        {
            ("l.idx", FileBytes.Idx(0x08, [3], 0, 9, 255), ["0", "9", "255"]),
            ("l.npy", FileBytes.Npy("|u1", "(3,)", 0, 9, 255), ["0", "9", "255"]),
            ("l.npy", FileBytes.Npy("<f8", "(3, 1)", FileBytes.Doubles(0.25, -1, 4)), ["0.25", "-1", "4"]),
            ("l.npy", FileBytes.Npy("|b1", "(3,)", 0, 1, 1), ["false", "true", "true"]),
        })
        {
            using var labelled = Choices.BuiltIn.Open(rows, new RowFileOptions { Labels = _folder.Add(name, bytes) });
            Assert.Equal(expected, All(labelled.Labels));
        }
        using var column = Choices.BuiltIn.Open(rows, new RowFileOptions { Labels = $"{_folder.Add("two.npy", FileBytes.Npy("|u1", "(3, 2)", 1, 2, 3, 4, 5, 6))}:2" });
        Assert.Equal(["2", "4", "6"], All(column.Labels));
        Assert.Equal($": holds 2 numbers a row, where one is wanted as its text. Say which column it is: {_folder["two.npy"]}:1 is the first.",
            TestFolder.Message(_folder["two.npy"], Assert.Throws<InvalidDataException>(() => Choices.BuiltIn.Open(rows, new RowFileOptions { Labels = _folder["two.npy"] }))));
        Assert.Equal($"labels: there are 2, but {rows} has 3 rows. Give one for each row, in the same order.",
            Assert.Throws<InvalidDataException>(() => Choices.BuiltIn.Open(rows, new RowFileOptions { Labels = _folder.Add("l.idx", FileBytes.Idx(0x08, [2], 0, 9)) })).Message);
    }

    [Fact]
    public void File_of_texts_is_told_from_a_column()
    {
        var path = _folder.Add("a:b.txt", "x"u8);
        Assert.Equal((path, null), RowFileOptions.TextFile(path)!.Value);
        Assert.Equal((path, "c:d"), RowFileOptions.TextFile($"{path}:c:d")!.Value);
        Assert.Equal((_folder["*.txt"], "c"), RowFileOptions.TextFile($"{_folder["*.txt"]}:c")!.Value);
        Assert.Equal((_folder.Path, null), RowFileOptions.TextFile(_folder.Path)!.Value);
        foreach (var none in new[] { null, "", "label", ":", "is it?", "a*b", _folder["none.txt"], $"{path}:", "\0" }) Assert.Null(RowFileOptions.TextFile(none));
    }

    private static IRows Five() => Rows.From<float>([[0.1f, 0.2f], [0.3f, 0.4f], [0.5f, 0.6f], [0.7f, 0.8f], [0.9f, 1]]);

    private static string[] All(IRowTexts? texts) => [.. Enumerable.Range(0, texts!.Count).Select(row => texts[row])];
}
