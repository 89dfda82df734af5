using System.Text;
using CsCheck;

namespace SparseAutoencoders.Formats.Tests;

public sealed class CsvRowsTests : IDisposable
{
    private static readonly Choices Choices = Choices.BuiltIn.WithMoreFormats();

    private readonly TestFolder _folder = new();

    [Theory]
    [InlineData("1,2\n3,4\n")]
    [InlineData("1,2\n3,4")]
    [InlineData("1,2\r\n3,4\r\n\r\n\r\n")]
    [InlineData("1;2\n3;4\n")]
    [InlineData("1|2\r3|4\r")]
    [InlineData("#a,b,c\r\n# 3\r1;2\n3;4\n")]
    [InlineData("1,2,\n3,4,\n")]
    [InlineData("1,2\n3,4,\n")]
    [InlineData("1,2\n3,4\n,\n,\n")]
    [InlineData("  1   2\n3\t 4  \n\n")]
    [InlineData("sep=|\n1|2\n3|4\n")]
    [InlineData("\"1\" ,2\n3, \"4\"\n")]
    [InlineData("True,2\n3,4\n")]
    [InlineData("1\t2\n3\t4\n")]
    [InlineData("\"1\",\"2\"\n3,4\n\n \n")]
    [InlineData(" 1 , 2.0\n+3,40e-1\n")]
    [InlineData("\uFEFF1,2\n3,4\n")]
    [InlineData("# made by hand\n1,2\n3,4\n")]
    public void Rows_without_names_are_read(string text)
    {
        foreach (var path in new[] { Add(text), _folder.Add("a.csv.gz", TestFolder.Gzip(Encoding.UTF8.GetBytes(text))), _folder.Add("a.TSV", Encoding.UTF8.GetBytes(text)) })
        {
            using var rows = Choices.Open(path);
            Assert.True(rows is { Count: 2, Width: 2, Image: null, Columns: null, NumberType: "text" });
            Assert.Equal([1, 2, 3, 4], rows.ToMatrix<double>().All);
            var second = new float[2];
            rows.Read(1, second);
            Assert.Equal([3, 4], second);
        }
    }

    [Theory]
    [InlineData("x,y\n1,2\n", null)]
    [InlineData("x,y\r\n1,2\r\n", true)]
    [InlineData("\"x\",\"y\"\n1,2\n", null)]
    [InlineData("\uFEFF\"x\",\"y\"\n1,2\n", null)]
    [InlineData("# x,y\n1,2\n", null)]
    [InlineData("# x y\n1 2\n", null)]
    [InlineData("# made, by hand\nx,y\n1,2\n", null)]
    [InlineData("x, \"y\" \n1,2\n", null)]
    [InlineData("x,y,\n1,2,\n", null)]
    [InlineData("x,y\n1,2,\n", null)]
    [InlineData("x,y,\n1,2\n", null)]
    public void First_line_of_text_holds_names(string text, bool? header)
    {
        using var rows = Choices.Open(Add(text), new RowFileOptions { Header = header });
        Assert.Equal(["x", "y"], rows.Columns!);
        Assert.Equal([1, 2], rows.ToMatrix<double>().All);
    }

    [Fact]
    public void Numbers_are_names_only_when_told()
    {
        using var rows = Choices.Open(Add("0,1\n5,6\n"), new RowFileOptions { Header = true });
        Assert.Equal(["0", "1"], rows.Columns!);
        Assert.Equal(1, rows.Count);
    }

    [Fact]
    public void Names_in_quotation_marks_are_undone_and_made_visible_in_messages()
    {
        using var rows = Choices.Open(Add("\"a\nb\",\"say \"\"x\"\"\"\n1,inf\n2,3\n"));
        Assert.Equal(["a\nb", "say \"x\""], rows.Columns!);
        Assert.Contains("column 2 (say \"x\")", Assert.Throws<InvalidDataException>(() => RowCheck.Finite<double>(rows, 0, rows.ToMatrix<double>().All)).Message, StringComparison.Ordinal);
        Assert.Contains("column 1 (a\\nb)", RowCheck.Place(rows, 0, 0), StringComparison.Ordinal);
    }

    [Fact]
    public void Nan_and_infinity_are_read_and_left_to_the_check()
    {
        using var rows = Choices.Open(Add("1,nan,NaN\ninf,-Inf,1e999\n"));
        var all = rows.ToMatrix<double>();
        Assert.Equal([1, double.NaN, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.PositiveInfinity], all.All);
        Assert.Contains("row 1, column 2", Assert.Throws<InvalidDataException>(() => RowCheck.Finite<double>(rows, 0, all.All)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,2\n3,x\n", null, ", line 2, column 2: 'x' is not a number. Give numbers only")]
    [InlineData("a,b\n3,x\n", null, ", line 2, column 2 (b): 'x' is not a number. Give numbers only")]
    [InlineData("a,b\n3,4\n", false, ", line 1, column 1: 'a' is not a number. If the first line holds names, pass `Header = true`.")]
    [InlineData("a,b\n3,NA\n", null, ", line 2, column 2 (b): 'NA' is not a number. Fill it in, leave the column out (`Exclude = [\"b\"]`), or take the column's mean for it (`Imputation.Mean`).")]
    [InlineData("1,?\n3,4\n", null, ", line 1, column 2: '?' is not a number. If the first line holds names, pass `Header = true`.")]
    [InlineData(",0\n3,4\n", null, ", line 1, column 1: is empty. If the first line holds names, pass `Header = true`.")]
    [InlineData("1,2\n3,\n", null, ", line 2, column 2: is empty. Fill it in, leave the column out (`Exclude = [")]
    [InlineData("a;b\n1,5;2\n", null, ", line 2, column 1 (a): '1,5' is not a number. Write decimals with a point.")]
    [InlineData("1,2\n3\n", null, ", line 2: holds 1 cell, and the first line 2.")]
    [InlineData("a,b\n1,2,3\n", null, ", line 2: holds 3 cells, and the first line 2.")]
    [InlineData("1,2\n\n3,4\n", null, ", line 2: is empty. Remove it")]
    [InlineData("\n1,2\n", null, ", line 1: is empty. Remove it")]
    [InlineData("\"a\nb\",c\n1,2\n3,x\n", null, ", line 4, column 2 (c): 'x' is not a number.")]
    [InlineData("# note\n1,2\n3,x\n", null, ", line 3, column 2: 'x' is not a number.")]
    [InlineData("1,2\n# note\n3,4\n", null, ", line 2: holds 1 cell, and the first line 2. Give every line the same number of cells. Lines that begin with # are comments only on top of the file.")]
    [InlineData("1,2\n#N/A,4\n", null, ", line 2, column 1: '#N/A' is not a number. Fill it in")]
    [InlineData("1,2\n,\n3,4\n", null, ", line 2: is empty but for separators. Remove it")]
    [InlineData("a,b,a\n1,2,x\n", null, "leave the column out (`Exclude = [\"3\"]`)")]
    [InlineData("a,b c\n1,x\n", null, "leave the column out (`Exclude = [\"2\"]`)")]
    [InlineData("2,b c\n1,x\n1,y\n", true, "leave the column out (`Exclude = [\"2-2\"]`)")]
    [InlineData("a;b\n1.234,5;2\n", null, "'1.234,5' is not a number. Write numbers without marks between thousands, and decimals with a point.")]
    [InlineData("0,5;1\n0,25;2\n", null, ", line 1, column 1: '0,5' is not a number. Write decimals with a point.")]
    [InlineData("1,2\n3,\"4\n", null, ", line 2: its quotation marks do not fit")]
    [InlineData("1,2\n\"\"\n", null, ", line 2: holds 1 cell, and the first line 2.")]
    [InlineData("1\n\"\"\n", null, ", line 2, column 1: is empty. Fill it in, leave the column out (`Exclude = [")]
    [InlineData("1,2\r\n\"3\r\n\",4\n5,\"6\"\"\"\n", null, ", line 4, column 2: '6\"' is not a number.")]
    [InlineData("1,2\n3,\"4\"x\n", null, ", line 2: its quotation marks do not fit")]
    [InlineData("a,b\n", null, ": holds only a line of names and no rows.")]
    [InlineData("1,2\n", true, ": holds only a line of names and no rows. Give a file with rows, or leave `Header` away.")]
    [InlineData("\n\n", null, ": holds no rows.")]
    [InlineData("# only a note\n", null, ": holds no rows.")]
    [InlineData("1,2\n3,\a\u202e4\n", null, "'\\u0007\\u202e4' is not a number")]
    [InlineData("1,2\n3,\"x\ny\"\n", null, "'x\\ny' is not a number")]
    public void Bad_text_is_refused_with_place_finding_and_way_out(string text, bool? header, string reason)
    {
        var path = Add(text);
        var failure = Assert.Throws<InvalidDataException>(() => Choices.Open(path, new RowFileOptions { Header = header }));
        Assert.Contains(reason, TestFolder.Message(path, failure), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a,b,label\n1,2,cat\n3,4,dog\n", "b,a", null, "b a", new double[] { 2, 1, 4, 3 })]
    [InlineData("a,b,label\n1,2,cat\n3,4,dog\n", null, "label", "a b", new double[] { 1, 2, 3, 4 })]
    [InlineData("a,b,label\n1,2,cat\n3,4,dog\n", null, "3", "a b", new double[] { 1, 2, 3, 4 })]
    [InlineData("1,2,cat\n3,4,dog\n", null, "3", null, new double[] { 1, 2, 3, 4 })]
    [InlineData("1,2,cat\n3,4,dog\n", "2", null, null, new double[] { 2, 4 })]
    [InlineData("2023,2024\n1,2\n3,4\n", "2024", null, "2024", new double[] { 2, 4 }, true)]
    public void Columns_are_taken_and_left_by_name_or_number(string text, string? columns, string? exclude, string? names, double[] numbers, bool? header = null)
    {
        using var rows = Choices.Open(Add(text), new RowFileOptions { Columns = columns?.Split(','), Exclude = exclude?.Split(','), Header = header });
        Assert.Equal(names, rows.Columns is { } read ? string.Join(' ', read) : null);
        Assert.Equal(numbers, rows.ToMatrix<double>().All);
    }

    [Fact]
    public void Columns_of_a_model_are_found_by_name()
    {
        using var rows = Choices.Open(Add("label,b,a\ncat,1,2\n"), new RowFileOptions { ModelColumns = ["a", "b"] });
        Assert.Equal(["a", "b"], rows.Columns!);
        Assert.Equal([2, 1], rows.ToMatrix<double>().All);
        Assert.Contains("holds no column 'c', which is one of the model's inputs.",
            Assert.Throws<InvalidDataException>(() => Choices.Open(Add("label,b,a\ncat,1,2\n"), new RowFileOptions { ModelColumns = ["a", "c"] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_values_are_read_where_a_model_fills_them_and_categories_never()
    {
        using var rows = Choices.Open(Add("a,b\n1,\nNA,4\n ? ,\"\"\n"), new RowFileOptions { KeepMissing = true });
        Assert.Equal([1, double.NaN, double.NaN, 4, double.NaN, double.NaN], rows.ToMatrix<double>().All);
        Assert.Contains(", line 3, column 2 (b): 'red' is not a number. Give numbers only: leave the column out (`Exclude = [\"b\"]`), take it as `Captions` or `Labels`, or encode it",
            Assert.Throws<InvalidDataException>(() => Choices.Open(Add("a,b\n1,2\n1,red\n"), new RowFileOptions { KeepMissing = true })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_cells_are_shortened()
    {
        var path = Add("1,2\n3," + new string('y', 100_000) + "\n");
        Assert.InRange(Assert.Throws<InvalidDataException>(() => Choices.Open(path)).Message.Length, 1, path.Length + 250);
    }

    [Fact]
    public void Empty_file_and_cut_gzip_are_refused()
    {
        Assert.Contains("is empty", Assert.Throws<InvalidDataException>(() => Choices.Open(Add(""))).Message, StringComparison.Ordinal);
        var packed = TestFolder.Gzip(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i},{i * i}\n"))));
        foreach (var length in new[] { 100, packed.Length / 2, packed.Length - 4 })
        {
            var path = _folder.Add("cut.csv.gz", packed.AsSpan(0, length));
            Assert.Contains("is cut short", TestFolder.Message(path, Assert.Throws<InvalidDataException>(() => Choices.Open(path))), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Lines_longer_than_the_buffer_are_read()
    {
        using var rows = Choices.Open(Add(string.Join(',', Enumerable.Range(0, 50_000)) + "\n"));
        Assert.Equal((1, 50_000), (rows.Count, rows.Width));
        Assert.Equal(49_999, rows.ToMatrix<double>()[0, 49_999]);
    }

    [Theory, InlineData("-14434445.4,9.647987159073637E+49"), InlineData("-14434445.5,-3.5"), InlineData("1E+30,2E+30")]
    public void A_first_row_far_from_the_others_in_two_columns_stays_a_row(string first)
    {
        using var rows = Choices.Open(Add($"{first}\n" + string.Concat(Enumerable.Range(0, 9).Select(i => $"0.{i},{i}.5\n"))));
        Assert.Equal((10, 2), (rows.Count, rows.Width));
    }

    [Fact]
    public void What_is_written_is_read_again_bit_for_bit() =>
        Gen.Select(Gen.Double.Array[1, 60], Gen.Int[1, 12]).Where((all, width) => all.Length >= width).Sample((all, width) =>
        {
            var rows = Rows.From<double>([.. all.Take(all.Length / width * width).Chunk(width)]);
            var path = _folder[Guid.NewGuid() + ".csv"];
            RowOutput.Write<double>(path, rows, cancel: TestContext.Current.CancellationToken);
            using var again = Choices.Open(path);
            Assert.Equal((rows.Count, rows.Width), (again.Count, again.Width));
            Assert.Equal(rows.ToMatrix<double>().All.ToArray(), again.ToMatrix<double>().All.ToArray());
        }, iter: 200, seed: "0000000000001");

    [Fact]
    public void Arbitrary_text_gives_rows_or_a_documented_exception() =>
        Gen.OneOf(',', ';', '\t', '|', '\n', '\r', '"', '#', ' ', '1', '2', '.', '-', 'e', 'x', '\0', '\uFEFF', 'ä').Array[0, 60].Select(c => new string(c)).Sample(text =>
        {
            var path = _folder.Add(Guid.NewGuid() + ".csv", Encoding.UTF8.GetBytes(text));
            try
            {
                using var rows = Choices.Open(path);
                Assert.True(rows.ToMatrix<double>().All.Length > 0);
            }
            catch (InvalidDataException failure)
            {
                TestFolder.Message(path, failure);
            }
            File.Delete(path);
        }, iter: 5000, seed: "0000000000001", threads: 1);

    [Fact]
    public void Arbitrary_bytes_give_rows_or_a_documented_exception() =>
        Gen.Byte.Array[1, 200].Sample(bytes =>
        {
            var path = _folder.Add(Guid.NewGuid() + ".csv", bytes);
            try
            {
                Choices.Open(path).Dispose();
            }
            catch (InvalidDataException failure)
            {
                TestFolder.Message(path, failure);
            }
            File.Delete(path);
        }, iter: 1000, seed: "0000000000001", threads: 1);

    public void Dispose() => _folder.Dispose();

    private string Add(string text) => _folder.Add("a.csv", Encoding.UTF8.GetBytes(text));
}
