namespace SparseAutoencoders.Tests.Data;

public sealed class ColumnChoiceTests : IDisposable
{
    private static readonly string[] Names = ["id", "age", "height", "weight", "2024"];

    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("age,weight", null, new[] { 1, 3 })]
    [InlineData("weight,age", null, new[] { 3, 1 })]
    [InlineData("2,4-5", null, new[] { 1, 3, 4 })]
    [InlineData("2024,1", null, new[] { 4, 0 })]
    [InlineData(null, "id,5", new[] { 1, 2, 3 })]
    [InlineData("1-3,weight", "id", new[] { 1, 2, 3 })]
    public void Columns_are_found_by_name_or_number(string? columns, string? exclude, int[] found) =>
        Assert.Equal(found, ColumnChoice.Of("f", Options(columns, exclude), Names, Names.Length)!);

    [Theory]
    [InlineData("hieght", null, true, "f: has no column 'hieght'. Did you mean 'height'? It has id, age, height, weight, 2024.")]
    [InlineData(null, "label", true, "f: has no column 'label'. It has id, age,")]
    [InlineData("6", null, true, "f: has no column '6': they are numbered from 1 to 5.")]
    [InlineData("3-2", null, true, "f: has no column '3-2'")]
    [InlineData("0", null, false, "f: has no column '0'")]
    [InlineData("age", null, false, "f: has no column 'age', for its columns have no names.")]
    [InlineData(null, "1-5", false, "f: no column is left.")]
    public void Columns_that_are_not_there_are_refused(string? columns, string? exclude, bool named, string finding) => Assert.StartsWith(finding,
        Assert.Throws<InvalidDataException>(() => ColumnChoice.Of("f", Options(columns, exclude), named ? Names : null, Names.Length)).Message, StringComparison.Ordinal);

    [Fact]
    public void Columns_of_one_name_are_told_apart_by_number()
    {
        string[] twice = ["a", "b", "a"];
        Assert.Equal([2, 1], ColumnChoice.Of("f", Options("3,b", null), twice, 3)!);
        Assert.Contains("several columns 'a'", Assert.Throws<InvalidDataException>(() => ColumnChoice.Of("f", Options("a", null), twice, 3)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_of_a_model_are_taken_where_the_file_has_names_and_nothing_else_is_said()
    {
        var options = new RowFileOptions { ModelColumns = ["weight", "age"] };
        Assert.Equal([3, 1], ColumnChoice.Of("f", options, Names, 5)!);
        Assert.Null(ColumnChoice.Of("f", options, null, 2));
        Assert.Null(ColumnChoice.Of("f", options, ["weight", "age"], 2));
        Assert.Equal([1, 2, 0], ColumnChoice.Of("f", options with { ModelColumns = ["a", "a", "b"] }, ["b", "a", "a"], 3)!);
        Assert.Contains("has 1 columns 'a', and the model 2.",
            Assert.Throws<InvalidDataException>(() => ColumnChoice.Of("f", options with { ModelColumns = ["a", "a"] }, ["a", "b"], 2)).Message, StringComparison.Ordinal);
        Assert.Equal([0], ColumnChoice.Of("f", options with { Columns = ["id"] }, Names, 5)!);
        Assert.Contains("holds no column 'weihgt', which is one of the model's inputs. Did you mean 'weight'?",
            Assert.Throws<InvalidDataException>(() => ColumnChoice.Of("f", new RowFileOptions { ModelColumns = ["weihgt"] }, Names, 5)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_of_a_format_without_names_are_chosen_by_number()
    {
        var path = _folder.Add("a.npy", FileBytes.Npy("<f4", "(2, 3)", FileBytes.Singles(1, 2, 3, 4, 5, 6)));
        using var rows = Choices.BuiltIn.Open(path, Options("3,1", null));
        Assert.Equal((2, 2), (rows.Count, rows.Width));
        Assert.Equal([3, 1, 6, 4], rows.ToMatrix<double>().All);
        var second = new float[2];
        rows.Read(1, second);
        Assert.Equal([6, 4], second);
        Assert.Throws<InvalidDataException>(() => Choices.BuiltIn.Open(path, Options("x", null)));
    }

    private static RowFileOptions Options(string? columns, string? exclude) => new() { Columns = columns?.Split(','), Exclude = exclude?.Split(',') };
}
