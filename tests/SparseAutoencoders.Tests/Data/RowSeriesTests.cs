namespace SparseAutoencoders.Tests.Data;

public sealed class RowSeriesTests : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Rows_of_several_files_follow_each_other()
    {
        string[] files = [Npy("b.npy", "(2, 2)", 1, 2, 3, 4), Npy("a.npy", "(1, 2)", 5, 6), Npy("c.npy", "(3, 2)", 7, 8, 9, 10, 11, 12)];
        using var rows = Choices.BuiltIn.Open(files);
        Assert.Equal((6, 2, "float32", files[0] + " and 2 more"), (rows.Count, rows.Width, rows.NumberType, rows.Name));
        var all = rows.ToMatrix<double>();
        Assert.Equal(Enumerable.Range(1, 12).Select(i => (double)i), all.All.ToArray());
        for (var first = 0; first < 6; first++)
        {
            for (var count = 0; count <= 6 - first; count++)
            {
                var part = new float[2 * count];
                rows.Read(first, part);
                Assert.Equal(Enumerable.Range(1 + 2 * first, 2 * count).Select(i => (float)i), part);
            }
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => rows.Read(5, new float[4]));
        Assert.Equal([(files[0], 0), (files[0], 1), (files[1], 0), (files[2], 0), (files[2], 2)], new[] { 0, 1, 2, 3, 5 }.Select(row => (rows.SourceOf(row), rows.PlaceInSource(row))));
        using var some = new RowSelection(rows, [1, 4], others: false);
        Assert.Equal((files[2], 1), (some.SourceOf(1), some.PlaceInSource(1)));
    }

    [Fact]
    public void Numbers_that_no_network_can_use_are_found_in_their_file()
    {
        using var rows = Choices.BuiltIn.Open([Npy("a.npy", "(2, 1)", 1, 2), Npy("b.npy", "(2, 1)", 3, float.NaN)]);
        var message = Assert.Throws<InvalidDataException>(() => RowCheck.Finite<float>(rows, 1, rows.ToMatrix<float>().All[1..])).Message;
        Assert.StartsWith($"{_folder["b.npy"]}, row 2, column 1", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_do_not_fit_are_refused_and_named()
    {
        var a = Npy("a.npy", "(1, 2)", 1, 2);
        var wide = Npy("b.npy", "(1, 3)", 1, 2, 3);
        Assert.StartsWith($"{wide}: its rows hold 3 numbers, and those of {a} 2.", Assert.Throws<InvalidDataException>(() => Choices.BuiltIn.Open([a, wide])).Message, StringComparison.Ordinal);
        using (var chosen = Choices.BuiltIn.Open([a, wide], new RowFileOptions { Columns = ["1-2"] })) Assert.Equal((2, 2), (chosen.Count, chosen.Width));
        IRows Named(string name, params string[]? columns) => new MemoryRows<float>(Rows.From<float>([[1, 2]]).ToMatrix<float>(), null, name) { Columns = columns };
        Assert.StartsWith("z: its column 2 is 'c', and that of y 'b'.", Assert.Throws<InvalidDataException>(() => new RowSeries([Named("x", null), Named("y", "a", "b"), Named("z", "a", "c")])).Message, StringComparison.Ordinal);
        using var series = new RowSeries([Named("x", null), Named("y", "a", "b")]);
        Assert.Equal(["a", "b"], series.Columns!);
    }

    [Fact]
    public void Folders_and_patterns_stand_for_their_files_in_the_order_of_their_paths()
    {
        Directory.CreateDirectory(_folder["one/deep"]);
        Directory.CreateDirectory(_folder["two"]);
        string[] files = [Npy("one/b.npy", "(1, 1)", 1), Npy("one/deep/a.npy", "(1, 1)", 2), Npy("two/a.npy", "(1, 1)", 3), Npy("a*.npy", "(1, 1)", 4), Npy("ab.npy", "(1, 1)", 5)];
        _folder.Add("one/notes.md", "x"u8);
        Assert.Equal([1, 2], Read(_folder["one"]));
        Assert.Equal([3, 1, 2], Read(_folder["two"], _folder["one"]));
        Assert.Equal([4], Read(files[3]));                       // a file is called so
        Assert.Equal([4, 5], Read(_folder["?*.npy"]));
        Assert.Equal([1, 3], Read(_folder["*/?.npy"]));
        Assert.Equal([1, 2], Read(_folder["o*"]));
        Assert.Contains("no file has such a name", Assert.Throws<FileNotFoundException>(() => Read(_folder["x*.npy"])).Message, StringComparison.Ordinal);
        Assert.Throws<FileNotFoundException>(() => Read(files[0], _folder["missing.npy"]));
    }

    [Fact]
    public void A_backslash_in_a_pattern_is_one_where_names_can_hold_it()
    {
        if (OperatingSystem.IsWindows()) return;                 // there it parts folders
        Npy("a\\b.npy", "(1, 1)", 1);
        Npy("ab.npy", "(1, 1)", 2);
        Assert.Equal([1], Read(_folder["a\\*.npy"]));
        Assert.Equal([1], Read(_folder["?\\b.*"]));
    }

    private static double[] Read(params string[] paths)
    {
        using var rows = Choices.BuiltIn.Open(paths);
        return rows.ToMatrix<double>().All.ToArray();
    }

    private string Npy(string name, string shape, params float[] numbers) => _folder.Add(name, FileBytes.Npy("<f4", shape, FileBytes.Singles(numbers)));
}
