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
    public void Texts_and_dates_of_arrays_are_read()
    {
        var rows = _folder.Add("rows.npy", FileBytes.Npy("<f4", "(3, 1)", FileBytes.Singles(1, 2, 3)));
        var letters = System.Text.Encoding.UTF32.GetBytes("a\0\0ä😀\0b\0c");
        byte[] swapped = [.. letters.Chunk(4).SelectMany(letter => letter.Reverse())];
        foreach (var (name, bytes, expected) in new (string, byte[], string[])[]
        {
            ("l.npy", FileBytes.Npy("<U3", "(3,)", letters), ["a", "ä😀", "b\0c"]),
            ("l.npy", FileBytes.Npy(">U3", "(3, 1)", swapped), ["a", "ä😀", "b\0c"]),
            ("l.npy", FileBytes.Npy("|S3", "(3,)", [.. "ab\0ä\0\0\0\0"u8]), ["ab", "ä", ""]),
            ("l.npy", FileBytes.Npy("<M8[D]", "(3,)", Longs(0, 19844, long.MinValue)), ["1970-01-01", "2024-05-01", ""]),
            ("l.npy", FileBytes.Npy("<M8[ms]", "(3,)", Longs(-1, 1714566600250, 86_400_000)), ["1969-12-31T23:59:59.999", "2024-05-01T12:30:00.25", "1970-01-02T00:00:00"]),
        })
        {
            using var labelled = Choices.BuiltIn.Open(rows, new RowFileOptions { Labels = _folder.Add(name, bytes) });
            Assert.Equal(expected, All(labelled.Labels));
        }
        foreach (var isFortran in new[] { false, true })
        {
            var path = _folder.Add("two.npy", FileBytes.Npy($"{{'descr': '|S1', 'fortran_order': {isFortran}, 'shape': (3, 2), }}\n", isFortran ? "acebdf"u8.ToArray() : "abcdef"u8.ToArray()));
            using var second = Choices.BuiltIn.Open(rows, new RowFileOptions { Captions = $"{path}:2" });
            Assert.Equal(["b", "d", "f"], All(second.Captions));
            Refused(path, $": holds 2 texts a row, where one is wanted. Say which column it is: {path}:1 is the first.");
        }
        Refused(_folder.Add("l.npy", FileBytes.Npy("|S1", "(3,)", (byte)'a', 0xff, (byte)'b')), ", row 2: holds bytes that are no text in UTF-8. Save np.char.decode(a, its encoding).");
        Refused(_folder.Add("l.npy", FileBytes.Npy("<U1", "(1,)", 0, 0xd8, 0, 0)), ", row 1: holds what is no letter. Save it again with np.save.");
        Refused(_folder.Add("l.npy", FileBytes.Npy("<U0", "(3,)")), ": holds texts of no letters ('<U0'). Save them again with np.save.");
        Refused(_folder.Add("l.npy", FileBytes.Npy("<U99999999", "(3,)")), ": holds texts of 99999999 letters each ('<U99999999'), which are too long to be read. Save them as lines of a text file.");
        Refused(_folder.Add("l.npy", FileBytes.Npy("|S2", "(3,)", 1, 2, 3)), ": is cut short: the header promises 3 rows of 1 texts, ");
        Refused(_folder.Add("l.npy", FileBytes.Npy("<M8[Y]", "(1,)", Longs(5))), ", row 1: holds dates in a unit ('[Y]') that is not read. Save a.astype('datetime64[s]').");
        Refused(_folder.Add("l.npy", FileBytes.Npy("<M8[D]", "(1,)", Longs(long.MaxValue))), ", row 1: holds a date beyond the years 1 to 9999.");

        static byte[] Longs(params long[] numbers) => [.. numbers.SelectMany(BitConverter.GetBytes)];

        void Refused(string file, string finding) => Assert.StartsWith(finding,
            TestFolder.Message(file, Assert.Throws<InvalidDataException>(() => Choices.BuiltIn.Open(rows, new RowFileOptions { Labels = file }))), StringComparison.Ordinal);
    }

    [Fact]
    public void File_of_texts_has_one_for_each_of_the_first_rows_or_for_all()
    {
        var path = _folder.Add("rows.npy", FileBytes.Npy("<f4", "(5, 2)", FileBytes.Singles(1, 11, 2, 12, 3, 13, 4, 14, 5, 15)));
        foreach (var (shape, bytes) in new (string, byte[])[] { ("(3,)", [7, 8, 9]), ("(5,)", [7, 8, 9, 10, 11]) })
        {
            using var rows = Choices.BuiltIn.Open(path, new RowFileOptions { MostRows = 3, Labels = _folder.Add("l.npy", FileBytes.Npy("|u1", shape, bytes)), Captions = "1" });
            Assert.Equal(["7", "8", "9"], All(rows.Labels));
            Assert.Equal([11, 12, 13], rows.ToMatrix<float>().All);
            Assert.Equal(["1", "2", "3"], All(rows.Captions));
        }
        Assert.Equal($"labels: there are 4, but {path} has 5 rows, of which the first 3 are wanted. Give one for each row, in the same order.",
            Assert.Throws<InvalidDataException>(() => Choices.BuiltIn.Open(path, new RowFileOptions { MostRows = 3, Labels = _folder.Add("l.npy", FileBytes.Npy("|u1", "(4,)", 7, 8, 9, 10)) })).Message);
        using var more = Choices.BuiltIn.Open(path, new RowFileOptions { MostRows = 9 });
        Assert.Equal(5, more.Count);
        Assert.Throws<ArgumentOutOfRangeException>(() => Choices.BuiltIn.Open(path, new RowFileOptions { MostRows = 0 }));
    }

    [Fact]
    public void File_of_texts_is_told_from_a_column()
    {
        var path = _folder.Add("a:b.txt", "x"u8);
        Assert.Equal((path, null), Of(path)!.Value);
        Assert.Equal((path, "c:d"), Of($"{path}:c:d")!.Value);
        Assert.Equal((_folder["*.txt"], "c"), Of($"{_folder["*.txt"]}:c")!.Value);
        Assert.Equal((_folder.Path, null), Of(_folder.Path)!.Value);
        foreach (var none in new[] { null, "", "label", ":", "is it?", "a*b", _folder["none.txt"], $"{path}:", "\0" }) Assert.Null(Of(none));

        static (string, string?)? Of(string? value) => Choices.BuiltIn.TextFile(["none.npy"], new RowFileOptions(), value);
    }

    private static IRows Five() => Rows.From<float>([[0.1f, 0.2f], [0.3f, 0.4f], [0.5f, 0.6f], [0.7f, 0.8f], [0.9f, 1]]);

    private static string[] All(IRowTexts? texts) => [.. Enumerable.Range(0, texts!.Count).Select(row => texts[row])];
}
