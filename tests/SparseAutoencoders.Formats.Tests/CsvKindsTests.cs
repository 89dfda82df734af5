using System.Text;

namespace SparseAutoencoders.Formats.Tests;

/// <summary>Text as people have it. Values are what Python reads (Files/text/make.py).</summary>
public sealed class CsvKindsTests : IDisposable
{
    private static readonly Choices Choices = Choices.BuiltIn.WithMoreFormats();

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("bool_words.csv", 40, "x colour_red colour_blue", 60.418000000000006, 0, "")]
    [InlineData("cell_barcodes.csv", 3, "GeneA GeneB GeneC", 13, 0, "the first column has no name, and names or numbers the rows: it is left out.")]
    [InlineData("dup_names.csv", 40, "a a b", 60.81333101, 0, "")]
    [InlineData("excel_empty_tail.csv", 40, "a b c", 60.81333101, 0, "its last 3 lines hold separators alone, and are left out.")]
    [InlineData("excel_na.csv", 40, "a b c", 59.93, 2, "")]
    [InlineData("excel_sep.csv", 40, "a b c", 60.81333101, 0, "")]
    [InlineData("first_row_word.csv", 41, "3", 64.81333101, 1, "")]
    [InlineData("hash_header.csv", 40, "# hp attack", 4988, 0, "the first column (#) counts the rows, and is taken. If it is no input, leave it out (`Exclude = [\"1\"]`).")]
    [InlineData("multi_space.txt", 40, "4", 81.4286, 0, "")]
    [InlineData("na_words.csv", 3, "a b c", 26, 1, "")]
    [InlineData("numeric_header.csv", 40, "0 1 2 3", 81.42854321, 0, "its numbers (0, 1, 2, 3) look like names of columns, and are taken for them. If they are a row, pass `Header = false`.")]
    [InlineData("numeric_header_index.csv", 40, "0 1 2 3", 81.4286, 0, "it is left out. To take it, give `Columns = [\"1-5\"]`.")]
    [InlineData("r_rownames.csv", 40, "a b c", 60.8133, 0, "it is left out. To take it, give `Columns = [\"1-4\"]`.")]
    [InlineData("savetxt_space.txt", 40, "4", 81.42855028026476, 0, "")]
    [InlineData("spaced_names.csv", 40, "a b c d", 81.4286, 0, "")]
    [InlineData("spaced_quotes.csv", 2, "a b", 10.5, 0, "")]
    [InlineData("trailing_delim.csv", 40, "4", 81.4286, 0, "")]
    public void Files_from_the_field_are_read_right(string name, int count, string columns, double sum, int missing, string note)
    {
        using var rows = Choices.Open(Field(name), new RowFileOptions { KeepMissing = true });
        Assert.Equal(count, rows.Count);
        Assert.Equal(columns, rows.Columns is { } names ? string.Join(' ', names) : $"{rows.Width}");
        var all = rows.ToMatrix<double>().All.ToArray();
        Assert.Equal(missing, all.Count(double.IsNaN));
        Assert.Equal(sum, all.Where(double.IsFinite).Sum(), 1e-11 * sum);
        Assert.Equal(note.Length > 0, rows.Notes.Count > 0);
        Assert.All(rows.Notes, text => TestFolder.Message(Field(name), new InvalidDataException(text)));
        if (note.Length > 0) Assert.Contains(note, rows.Notes[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("decimal_comma_nohdr.csv", ", line 1, column 1: '0,625095' is not a number. Write decimals with a point.")]
    [InlineData("iris_noheader.csv", ", line 1, column 5: 'Iris-setosa' is not a number. If the first line holds names, pass `Header = true`. Else: Give numbers only: leave the column out (`Exclude = [\"5\"]`)")]
    [InlineData("na_words.csv", ", line 3, column 1 (a): '<NA>' is not a number. Fill it in")]
    [InlineData("first_row_word.csv", ", line 1, column 3: '<NA>' is not a number.")]
    [InlineData("thousands.csv", ", line 2, column 1 (a): '62,509' is not a number. Write numbers without marks between thousands")]
    public void Files_from_the_field_are_refused_with_the_line_that_helps(string name, string line)
    {
        var failure = Assert.Throws<InvalidDataException>(() => Choices.Open(Field(name)));
        Assert.Contains(line, TestFolder.Message(Field(name), failure), StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_that_hold_classes_are_left_out_by_the_number_that_the_message_names()
    {
        using var rows = Choices.Open(Field("iris_noheader.csv"), new RowFileOptions { Exclude = ["5"] });
        Assert.Equal((30, 4), (rows.Count, rows.Width));
        Assert.Equal(420.4, rows.ToMatrix<double>().All.ToArray().Sum(), 1e-9);
        Assert.Empty(rows.Notes);
    }

    [Fact]
    public void Columns_of_one_name_are_found_in_their_order()
    {
        using var rows = Choices.Open(Field("dup_names_turned.csv"), new RowFileOptions { ModelColumns = ["a", "a", "b"] });
        Assert.Equal([0.2, 0.9, 0.1, 0.4, 0.8, 0.3], rows.ToMatrix<double>().All);
        Assert.Contains("has 2 columns 'a', and the model 1.",
            Assert.Throws<InvalidDataException>(() => Choices.Open(Field("dup_names_turned.csv"), new RowFileOptions { ModelColumns = ["a", "b"] })).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0,1\n0.5,0.25\n", "0 1", true)]
    [InlineData("0,1\n5,6\n", null, true)]
    [InlineData("1,2,3\n4,5,6\n", null, false)]
    [InlineData("5,7\n4,5\n", null, false)]
    [InlineData("1,2,3\n1,2,3\n1,2,3\n", null, true)]
    [InlineData("c,1990,1991,1992\na,-900,1,2\nb,300,600,0\na,1,2,4\nb,0,0,4\na,5,6,1\n", "1990 1991 1992", true, "1")]
    [InlineData("0,1,2\n7,1,4\n", null, true)]
    [InlineData("0,1,2,3,4\n7,1,4,0,0\n", "0 1 2 3 4", true)]
    [InlineData("400,402,404\n0.5,0.25,0.5\n", "400 402 404", true)]
    [InlineData("0.5,1,1.5\n0.5,0.25,0.5\n", null, false)]
    [InlineData("label,0,1,2\n7,1,4,0\n", "label 0 1 2", true)]
    [InlineData("label,0,1,2,3,4\ncat,1,4,0,0,0\n", "0 1 2 3 4", false, "label")]
    [InlineData("1.5,2.5,x\n1,2,3\n", null, true, "3")]
    [InlineData("id,2023,2024\n1,2,3\n", null, true, "1")]
    [InlineData("a,b,2024\n1,2,3\n", "a b 2024", true)]
    [InlineData("country,1990,1991,1992,1993,1994\nc0,-2,-7,4,5,8\nc1,2,7,-4,1,3\n", "1990 1991 1992 1993 1994", true, "1")]
    [InlineData("400.2,401.9,403.4,y\n0.5,0.1,0.2,1\n0.3,0.4,0.2,0\n", null, true, "4")]
    [InlineData("400,402,405,406\n-3,1,2,0\n1,2,3,1\n2,0,1,3\n3,1,1,2\n0,0,2,2\n", "400 402 405 406", true)]
    [InlineData("2020\n1.5\n2.5\n0.5\n1.5\n1\n", null, true)]
    [InlineData(",2001,2004\nc0,5,7\nc1,6,1\n", "2001 2004", true)]
    [InlineData(",0,1\n0,5,7\n1,6,1\n2,6,1\n", "0 1", true)]
    [InlineData("0\n0.5\n0.25\n", null, true)]
    public void First_line_with_numbers_is_what_a_person_would_say_and_doubt_is_said_aloud(string text, string? names, bool doubt, string? exclude = null)
    {
        using var rows = Choices.Open(Add(text), new RowFileOptions { Exclude = exclude?.Split(',') });
        Assert.Equal(names, rows.Columns is { } read ? string.Join(' ', read) : null);
        Assert.Equal(doubt, rows.Notes.Any(note => note.Contains("line 1: ", StringComparison.Ordinal)));
    }

    [Fact]
    public void Names_of_a_model_make_the_first_line_a_line_of_names()
    {
        using var rows = Choices.Open(Add("1,2\n5,6\n"), new RowFileOptions { ModelColumns = ["2", "1"] });
        Assert.Equal([6, 5], rows.ToMatrix<double>().All);
    }

    [Theory]
    [InlineData(",a\n0,5\n1,6\n", null, null, "a")]
    [InlineData(",a\n17,5\n3,6\n", null, null, "a")]
    [InlineData("Unnamed: 0,a\nx,5\ny,6\n", null, null, "a")]
    [InlineData("\"a\",\"b\"\n\"1\",5,6\n\"2\",7,8\n", null, null, "a b")]
    [InlineData("a b\nx 5 6\ny 7 8\n", null, null, "a b")]
    [InlineData(",a,b\n0,5,1\n1,6,1\n", null, "b", "a")]
    [InlineData("Unnamed: 0.1,Unnamed: 0,a\n0,0,5\n1,1,6\n", null, null, "a")]
    [InlineData(",,a\n0,x,5\n1,y,6\n", null, null, "a")]
    [InlineData("Unnamed: 0.1,Unnamed: 0,a\n0,0,5\n1,1,6\n", null, "1", "a")]
    [InlineData(",a\n0,5\n1,6\n", "1-2", null, " a")]
    [InlineData(",a\n0.5,5\n1,6\n", null, null, " a")]
    [InlineData("id,a\n0,5\n1,6\n", null, null, "id a")]
    public void Index_without_a_name_is_left_out_unless_it_is_asked_for(string text, string? columns, string? exclude, string names)
    {
        using var rows = Choices.Open(Add(text), new RowFileOptions { Columns = columns?.Split(','), Exclude = exclude?.Split(',') });
        Assert.Equal(names.Split(' '), rows.Columns!);
    }

    [Fact]
    public void Column_without_a_name_behind_others_is_taken_with_a_word()
    {
        using var rows = Choices.Open(Add("a,Unnamed: 1,b\n5,0,7\n6,1,8\n"));
        Assert.Equal(3, rows.Width);
        Assert.Contains("column 2 has no name, and is taken. If it is no input, leave it out (`Exclude = [\"2\"]`).", rows.Notes[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0,1,2\n5,6,7\n", "2,3", "1 2")]
    [InlineData("0,1,2\n5,6,7\n", "2,1", "2 1")]
    [InlineData("0,1,2\n5,6,7\n", "1-2", "0 1")]
    [InlineData("0,1,2\n5,6,7\n", "0", "0")]
    public void Numbers_in_one_list_mean_names_or_places(string text, string columns, string names)
    {
        using var rows = Choices.Open(Add(text), new RowFileOptions { Columns = columns.Split(','), Header = true });
        Assert.Equal(names.Split(' '), rows.Columns!);
    }

    [Theory]
    [InlineData("-0,51\n0,046\n0,9\n", ", line 1: its cells look like halves of numbers with decimal commas.")]
    [InlineData("1,05\n2,50\n", ", line 1: its cells look like halves of numbers with decimal commas.")]
    [InlineData("a\n1,5\n", ", line 2: holds 2 cells, and the first line 1. Give every line the same number of cells. If its commas are decimal ones, write decimals with a point.")]
    [InlineData("0,1,2,3\n0.5,0.1,0.2,0.4\n0,1,2,3\n0.3,0.4,0.2,0.9\n", ", line 3: holds the names of the first line again. Remove it.")]
    [InlineData("1 3:0.5 7:1\n0 1:2 4:5\n", "The file looks like SVMlight's")]
    [InlineData("a,b\n1,2\n3,\0\n", ": holds bytes that are 0")]
    public void Text_of_another_kind_gets_the_line_that_helps(string text, string line) =>
        Assert.Contains(line, TestFolder.Message(_folder["a.csv"], Assert.Throws<InvalidDataException>(() => Choices.Open(Add(text)))), StringComparison.Ordinal);

    [Theory]
    [InlineData("# made 2020\n# by me and you\n# a b c d\n1 2 3 4\n", "a b c d")]
    [InlineData("# x, y are columns\n# a,b\n1,2\n", "a b")]
    public void Of_several_comments_the_last_can_hold_names(string text, string names)
    {
        using var rows = Choices.Open(Add(text));
        Assert.Equal((1, names), (rows.Count, string.Join(' ', rows.Columns!)));
    }

    [Fact]
    public void Text_in_Latin1_keeps_its_names()
    {
        using var rows = Choices.Open(_folder.Add("a.csv", Encoding.Latin1.GetBytes("ä,ö\n1,2\n")), new RowFileOptions { ModelColumns = ["ö", "ä"] });
        Assert.Equal([2, 1], rows.ToMatrix<double>().All);
        Assert.Contains("is not UTF-8, and is read as Latin-1.", rows.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Text_packed_twice_is_named_so() => Assert.Contains("is packed with gzip twice",
        Assert.Throws<InvalidDataException>(() => Choices.Open(_folder.Add("a.csv.gz", TestFolder.Gzip(TestFolder.Gzip("1,2\n"u8))))).Message, StringComparison.Ordinal);

    [Fact]
    public void Names_that_are_numbers_are_names_in_all_shards_or_none()
    {
        var folder = Path.GetDirectoryName(_folder.Add("a.csv", "0,1,2\n0.5,1,2\n"u8))!;
        _folder.Add("b.csv", "0,1,2\n1,2,3\n"u8);
        _folder.Add("c.csv", "0,1,2\n"u8);
        _folder.Add("d.csv", []);
        using var rows = Choices.Open(folder);
        Assert.Equal([0.5, 1, 2, 1, 2, 3], rows.ToMatrix<double>().All);
        Assert.Contains(rows.Notes, note => note.EndsWith("d.csv: is empty, and is passed over.", StringComparison.Ordinal));
    }

    [Fact]
    public void Model_that_was_trained_with_an_index_gets_it()
    {
        using var rows = Choices.Open(Add(",a\n0,5\n1,6\n"), new RowFileOptions { ModelColumns = ["", "a"] });
        Assert.Equal([0, 5, 1, 6], rows.ToMatrix<double>().All);
    }

    [Theory]
    [InlineData("<NA>"), InlineData("#N/A"), InlineData("\\N"), InlineData("(null)"), InlineData("--"), InlineData("N.A."), InlineData("n/a"), InlineData("NULL"), InlineData("none"), InlineData("#DIV/0!"), InlineData("-1.#IND")]
    public void Words_for_nothing_are_missing_values(string word)
    {
        using var rows = Choices.Open(Add($"a,b\n1,2\n{word}, {word} \n"), new RowFileOptions { KeepMissing = true });
        Assert.Equal([1, 2, double.NaN, double.NaN], rows.ToMatrix<double>().All);
    }

    [Theory]
    [InlineData("name\tprice, net\nA\t1,5\n", "column 1 (name): 'A'")]
    [InlineData("a;b;c\n1,5;2,5;3,5\n", "column 1 (a): '1,5' is not a number. Write decimals with a point.")]
    [InlineData("New York\n5\n", ", line 1, column 1: 'New York'", false)]
    public void Separators_are_those_that_fit_all_lines(string text, string line, bool? header = null) =>
        Assert.Contains(line, Assert.Throws<InvalidDataException>(() => Choices.Open(Add(text), new RowFileOptions { Header = header })).Message, StringComparison.Ordinal);

    [Fact]
    public void Tabs_in_runs_are_one_separator_where_lines_agree_so()
    {
        using var rows = Choices.Open(Add("1\t2\n3\t\t4\n"));
        Assert.Equal([1, 2, 3, 4], rows.ToMatrix<double>().All);
        using var gaps = Choices.Open(Add("1\t\t2\n3\t5\t4\n"), new RowFileOptions { KeepMissing = true });
        Assert.Equal([1, double.NaN, 2, 3, 5, 4], gaps.ToMatrix<double>().All);
    }

    [Fact]
    public void Shards_without_rows_are_passed_over_with_a_word()
    {
        var folder = Path.GetDirectoryName(_folder.Add("a.csv", "a,b\n1,2\n"u8))!;
        _folder.Add("b.csv", "a,b\n"u8);
        _folder.Add("c.csv", "a,b\n3,4\n"u8);
        using (var rows = Choices.Open(folder))
        {
            Assert.Equal([1, 2, 3, 4], rows.ToMatrix<double>().All);
            Assert.Equal([$"{Path.Combine(folder, "b.csv")}: holds only a line of names and no rows, and is passed over."], rows.Notes);
        }
        _folder.Add("a.csv", "a,b\n"u8);
        _folder.Add("c.csv", "a,b\n"u8);
        Assert.Contains("holds no rows, like the 2 other files.", Assert.Throws<InvalidDataException>(() => Choices.Open(folder)).Message, StringComparison.Ordinal);
    }

    private static string Field(string name) => Path.Combine(AppContext.BaseDirectory, "Files", "text", name);

    private string Add(string text) => _folder.Add("a.csv", Encoding.UTF8.GetBytes(text));
}
