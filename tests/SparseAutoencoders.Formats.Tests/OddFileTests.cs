using System.Text;

namespace SparseAutoencoders.Formats.Tests;

/// <summary>A folder of tables that holds one file of another kind.</summary>
public sealed class OddFileTests : IDisposable
{
    private static readonly Choices Choices = Choices.BuiltIn.WithMoreFormats();

    private readonly TestFolder _folder = new();

    public OddFileTests()
    {
        for (var i = 0; i < 3; i++) Add($"part{i}.csv", $"a,b,c\n1,2,{i}\n4,5,6\n");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("README.txt", "About these files, in short:\nthey were measured.\n", "*.csv")]
    [InlineData("notes.txt", "checked\n", "*.csv")]
    [InlineData("labels.csv", "label\ncat\ndog\n", "part*.csv")]
    [InlineData("labels.csv", "1\n0\n", "part*.csv", "its rows hold 1 numbers, and those of ")]
    [InlineData("a.csv", "1,0\n", "part*.csv", "its rows hold 2 numbers, and those of ")]
    [InlineData("part-names.csv", "id,name,more,words\n1,x,2,3\n", null, "line 2, column 2 (name): 'x' is not a number")]
    public void It_is_named_with_a_way_to_leave_it_out(string name, string text, string? pattern, string finding = "")
    {
        var odd = Add(name, text);
        var message = Refusal(odd);
        Assert.Contains($": is not like the other files of rows in {_folder.Path}: {finding}", message, StringComparison.Ordinal);
        Assert.EndsWith(pattern is null ? "Leave it out: name the others." : $"Leave it out: name the others, or give a pattern ('{_folder[pattern]}').", message, StringComparison.Ordinal);
        Assert.DoesNotContain("`Exclude", message, StringComparison.Ordinal);
        if (pattern is null) return;
        using var rows = Choices.Open(_folder[pattern]);
        Assert.Equal((6, 3), (rows.Count, rows.Width));
    }

    [Fact]
    public void Fault_in_a_file_like_the_others_keeps_its_own_advice()
    {
        var bad = Add("part3.csv", "a,b,c\n1,2,x\n");
        Assert.Contains("line 2, column 3 (c): 'x' is not a number. Give numbers only: leave the column out (`Exclude = [\"c\"]`)", Refusal(bad), StringComparison.Ordinal);
    }

    [Fact]
    public void Git_lfs_pointer_among_files_keeps_its_own_advice() =>
        Assert.Contains("Run git lfs pull", Refusal(Add("part3.csv", "version https://git-lfs.github.com/spec/v1\n")), StringComparison.Ordinal);

    private string Refusal(string named) => TestFolder.Message(named, Assert.Throws<InvalidDataException>(() => Choices.Open(_folder.Path)));

    private string Add(string name, string text) => _folder.Add(name, Encoding.UTF8.GetBytes(text));
}
